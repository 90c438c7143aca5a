"""The round values beside an axis."""

from __future__ import annotations

import pytest

from tutor.ui.scale import Scale


@pytest.mark.parametrize(
    ("low", "high", "labels"),
    [
        (1e-10, 2, ["1", "10⁻³", "10⁻⁶", "10⁻⁹"]),
        (8, 2000, ["10³", "100", "10"]),  # three decades are enough
        (1, 10, ["1", "2", "5", "10"]),
        (16, 1024, ["30", "100", "300", "1000"]),  # the others would be six
        (0.06, 0.5, [".1", ".2", ".5"]),
        (128, 8192, ["200", "500", "1000", "2000", "5000"]),
        (128, 900, ["200", "500"]),
        (0.11, 0.9, [".2", ".5"]),
        (1e-6, 9e-6, ["10⁻⁶", "2·10⁻⁶", "5·10⁻⁶"]),
        (2e6, 8e6, ["2·10⁶", "5·10⁶"]),
        (3.1, 3.9, ["3.2", "3.4", "3.6", "3.8"]),  # no power and no 2 or 5 of one
    ],
)
def test_a_log_axis_has_more_ticks_than_one_however_short_it_is(low: float, high: float, labels: list[str]) -> None:
    assert [label for _, label in Scale(low, high, log=True).ticks(5)] == labels
