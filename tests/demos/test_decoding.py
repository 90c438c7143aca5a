"""Searches against every text there is, on models small enough to list them."""

from __future__ import annotations

from itertools import product

import pytest
import torch
from torch import Tensor

from demos.decoding import demo

V, LENGTH = 3, 4


def models(seed: int = 0) -> Tensor:
    g = torch.Generator().manual_seed(seed)
    return (2 * torch.randn(2, V, V, generator=g, dtype=torch.float64)).log_softmax(-1)


def log_probability(log_p: Tensor, start: int, text: tuple[int, ...]) -> float:
    return sum(float(log_p[a, b]) for a, b in zip((start, *text), text, strict=False))


def test_viterbi_finds_the_best_of_all_81_texts() -> None:
    best = demo.most_probable(models(), LENGTH)

    for model, start in product(range(2), range(V)):
        texts = product(range(V), repeat=LENGTH)
        expected = max(log_probability(models()[model], start, text) for text in texts)
        assert float(best[model, start]) == pytest.approx(expected)


def test_a_beam_of_one_takes_the_most_probable_token_each_time() -> None:
    _, texts = demo.beam(models(), torch.tensor([1]), torch.tensor([2]), LENGTH, 1)

    token, expected = 2, []
    for _ in range(LENGTH):
        token = int(models()[1, token].argmax())
        expected.append(token)
    assert texts[0].tolist() == expected


@pytest.mark.parametrize("width", [1, 2, 5])
def test_a_beam_says_how_probable_its_text_is(width: int) -> None:
    score, texts = demo.beam(models(), torch.tensor([0, 1]), torch.tensor([1, 0]), LENGTH, width)

    for row, (model, start) in enumerate([(0, 1), (1, 0)]):
        expected = log_probability(models()[model], start, tuple(texts[row].tolist()))
        assert float(score[row]) == pytest.approx(expected)


def test_a_beam_that_keeps_everything_is_exact() -> None:
    score, _ = demo.beam(models(3), torch.tensor([0, 0, 0]), torch.arange(V), LENGTH, V**LENGTH)

    torch.testing.assert_close(score, demo.most_probable(models(3), LENGTH)[0])
