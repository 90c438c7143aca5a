"""Several seeds as one line."""

from __future__ import annotations

import math

import pytest

from tutor.lab.bands import at, band


def test_where_the_seeds_have_the_same_places_each_has_its_median_lowest_and_highest() -> None:
    found = band([[(0, 1.0), (1, 5.0)], [(0, 3.0), (1, 4.0)], [(0, 2.0), (1, 9.0)]])

    assert found
    assert list(found) == [(0, 1), (2.0, 5.0), (1.0, 4.0), (3.0, 9.0)]


def test_between_two_points_a_seed_lies_on_the_straight_line_and_beyond_its_ends_nowhere() -> None:
    found = band([[(0, 0.0), (10, 10.0)], [(5, 7.0), (20, 7.0)]])

    assert found is not None
    assert list(found.x) == [0, 5, 10, 20]
    assert list(found.low) == [0.0, 5.0, pytest.approx(7.0), 7.0]
    assert list(found.high) == [0.0, 7.0, 10.0, 7.0]


def test_a_y_that_is_no_number_is_left_out_and_where_no_seed_has_one_there_is_a_gap() -> None:
    found = band([[(0, 1.0), (1, math.nan), (2, math.nan)], [(0, 3.0), (1, 4.0), (2, math.nan)]])

    assert found is not None
    assert list(found.median[:2]) == [2.0, 4.0]
    assert math.isnan(found.median[2])


def test_a_line_that_goes_back_has_no_band() -> None:
    assert band([[(0, 1.0), (2, 1.0), (1, 1.0)]]) is None
    assert band([[(0, 1.0), (0, 2.0)]]) is None


def test_a_line_has_a_value_at_and_between_its_points_only() -> None:
    line = [(1.0, 10.0), (3.0, 20.0)]

    assert [at(line, x) for x in (1, 2, 3)] == [10.0, 15.0, 20.0]
    assert math.isnan(at(line, 0.9))
    assert math.isnan(at(line, 3.1))
