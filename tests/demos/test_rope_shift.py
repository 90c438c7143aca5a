"""The sinusoids against the paper's formula, and the change of scores against cases known by hand."""

from __future__ import annotations

import math

import pytest
import torch

from demos.rope_shift import demo


def test_the_sinusoids_are_those_of_2017_with_the_cosines_behind_the_sines() -> None:
    waves = demo.sinusoids(8, 10_000, torch.float64)

    for i in range(4):
        angle = 7 / 10_000 ** (2 * i / 8)
        assert waves[7, [i, i + 4]].tolist() == pytest.approx([math.sin(angle), math.cos(angle)])


def test_scores_that_depend_on_the_distance_do_not_change_and_unrelated_ones_do_by_root_2() -> None:
    i = torch.arange(60, dtype=torch.float64)
    unrelated = torch.randn(60, 60, dtype=torch.float64, generator=torch.Generator().manual_seed(0))

    assert demo.change((i[:, None] - i).abs(), 5) == 0
    assert demo.change(unrelated, 5) == pytest.approx(math.sqrt(2), rel=0.05)


def test_a_score_that_grows_with_the_position_changes_by_its_slope_times_the_shift() -> None:
    i = torch.arange(60, dtype=torch.float64)
    spread = math.sqrt((60**2 - 1) / 12)  # of the numbers 0 to 59

    assert demo.change(i[:, None].expand(60, 60), 5) == pytest.approx(5 / spread)
