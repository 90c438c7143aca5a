"""The two scores and the crossing, worked out by hand."""

from __future__ import annotations

import math

import pytest
import torch

from demos.emergence_mirage import demo
from demos.kit.tasks import Batch


def test_one_wrong_token_spoils_an_answer_and_costs_its_position_a_share() -> None:
    target = torch.tensor([[0, 1, 1], [1, 1, 0], [0, 0, 0], [1, 0, 1]])
    written = torch.tensor([[0, 1, 1], [1, 0, 0], [0, 1, 1], [1, 0, 1]])

    shares, whole = demo.scored(lambda *_: torch.nn.functional.one_hot(written, 2), Batch(target, target, target))

    assert shares == pytest.approx([1, 2 / 4, 3 / 4])
    assert whole == pytest.approx(2 / 4)


def test_between_two_scores_a_crossing_is_taken_in_proportion() -> None:
    assert demo.crossing([0.1, 0.4, 0.8, 0.7, 0.9], [0, 10, 20, 30, 40], 0.5) == pytest.approx(12.5)


def test_a_level_that_is_never_reached_has_no_crossing() -> None:
    assert math.isnan(demo.crossing([0.1, 0.4], [0, 10], 0.5))
