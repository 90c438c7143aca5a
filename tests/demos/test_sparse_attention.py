"""Patterns and reach on graphs that can be drawn by hand."""

from __future__ import annotations

import torch

from demos.sparse_attention.demo import patterns, reach


def drawn(n: int = 6, window: int = 1, n_global: int = 1, n_random: int = 2) -> dict[str, torch.Tensor]:
    return patterns(n, window, n_global, n_random, torch.Generator().manual_seed(0))


def test_a_window_of_one_is_three_diagonals() -> None:
    expected = [[abs(i - j) <= 1 for j in range(6)] for i in range(6)]

    assert drawn()["window"].tolist() == expected


def test_a_global_token_fills_its_row_and_its_column() -> None:
    pattern = drawn()["global"]

    assert pattern[0].all()
    assert pattern[:, 0].all()
    assert not pattern[3, 5]


def test_each_token_is_given_as_many_random_ones_as_asked_for() -> None:
    many = drawn(n=200, window=1, n_random=5)
    more = (many["random"] & ~many["window"]).sum(1)

    assert more.max() == 5
    assert more.min() >= 2  # some are neighbours already


def test_in_a_chain_of_six_each_layer_hears_one_further() -> None:
    shares = list(reach(drawn()["window"]))

    # 6 pairs with oneself, then 10 at distance 1, 8 at distance 2, 6, 4, 2.
    assert shares == [6 / 36, 16 / 36, 24 / 36, 30 / 36, 34 / 36, 1.0]
