"""The counts against counting by hand, and what a probability must be."""

from __future__ import annotations

from itertools import islice

import pytest
import torch

from demos.model_ladder import demo

ABRACADABRA = torch.tensor([[0, 1, 2, 0, 3, 0, 5, 0, 1, 2, 0]])  # no e
V = 6


def given(text: list[int]) -> list[float]:
    """What each n-gram says of the last character of `text`, the 1-gram first."""
    unread = [4] * max(demo.ORDERS)  # e is never met before another character
    return [float(p[0, -1]) for p in demo.n_grams(ABRACADABRA, torch.tensor([unread + text]), V)]


def test_witten_and_bell_by_hand() -> None:
    """After a: b twice, two others once, so 4 times and 3 kinds. After r, as after br: a, twice."""
    a, b = (5 + 5 / V) / (11 + 5), (2 + 5 / V) / (11 + 5)  # 11 characters of 5 kinds
    after_a = (2 + 3 * b) / (4 + 3)

    assert given([3, 0, 1])[:2] == pytest.approx([b, after_a])
    assert given([1, 2, 0])[:3] == pytest.approx([a, (2 + a) / 3, (2 + (2 + a) / 3) / 3])


def test_a_context_never_met_leaves_it_to_the_shorter_one() -> None:
    p = given([0, 1])

    assert p[1] != p[0]
    assert p[2:] == [p[1]] * (len(demo.ORDERS) - 2)


def test_the_chances_of_all_characters_sum_to_one() -> None:
    chances = torch.tensor([given([2, 0, 1, character]) for character in range(V)])

    torch.testing.assert_close(chances.sum(0), torch.ones(len(demo.ORDERS)))


def test_no_context_goes_beyond_its_window() -> None:
    two = torch.tensor([[0, 1], [2, 3]])  # 1 is the end of one window, 2 the beginning of another

    alone, after_1 = islice(demo.n_grams(two, torch.tensor([[1, 2]]), V), 2)

    assert float(after_1) == float(alone)


def test_surprise_is_in_bits_and_of_the_second_half() -> None:
    p = torch.full((3, demo.N), 0.25)
    p[:, : demo.N // 2] = 0.9

    assert demo.surprise(p) == 2
