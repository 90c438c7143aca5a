"""What is kept of a run: few points, the right ones."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.lab.frames import Measure, Point, Progress, Text
from tutor.lab.kept import Kept, Surplus, thin


def line(*ys: float) -> list[Point]:
    return [Point("a", x, y) for x, y in enumerate(ys)]


@given(st.lists(st.floats(allow_infinity=False), max_size=300), st.integers(2, 50))
def test_thinning_keeps_the_ends_the_order_and_the_bound(ys: list[float], most: int) -> None:
    points = line(*ys)

    kept = thin(points, most)

    assert len(kept) <= max(most, 0) or len(points) <= most
    assert kept[:1] == points[:1]
    assert [p.x for p in kept[-1:]] == [p.x for p in points[-1:]]
    assert all(a.x < b.x for a, b in pairwise(kept))


def test_thinning_keeps_a_spike_however_short_it_is() -> None:
    ys = [0.0] * 10_000
    ys[4_321], ys[7_000] = 9.0, -9.0

    kept = thin(line(*ys), 20)

    assert {9.0, -9.0} <= {point.y for point in kept}


def test_thinning_prefers_numbers_to_what_is_none() -> None:
    ys = [0.0, *([math.nan] * 50), 5.0, *([math.nan] * 50), 0.0]

    assert 5.0 in [point.y for point in thin(line(*ys), 4)]


def test_a_million_points_are_kept_as_two_thousand_without_ever_holding_more_than_four() -> None:
    kept = Kept(["loss"])
    most = 0
    for x in range(100_000):
        kept.add(Point("a", x, x % 7))
        most = max(most, len(kept._lines["a"]))

    frames = kept.frames()

    assert most <= 4_001
    assert len(frames) == 2_000
    assert frames[0] == Point("a", 0, 0)
    assert frames[-1] == Point("a", 99_999, 99_999 % 7)


def test_what_replaces_itself_is_kept_in_its_newest_form() -> None:
    kept = Kept(["loss"])
    for frame in (Text("one"), Progress(1, 2), Measure("loss", 1), Text("two"), Progress(2, 2), Measure("loss", 2)):
        kept.add(frame)

    assert kept.frames() == (Text("two"), Progress(2, 2), Measure("loss", 2))


def test_a_measure_nobody_announced_is_refused() -> None:
    with pytest.raises(Surplus, match=r"it measured `lose`, which demo\.yaml does not name"):
        Kept(["loss"]).add(Measure("lose", 1))


def test_more_lines_than_anybody_can_read_are_refused() -> None:
    kept = Kept([])
    for number in range(200):
        kept.add(Point(f"line {number}", 0, 0))

    with pytest.raises(Surplus, match="it has more than 200 lines and pictures"):
        kept.add(Text("one more"))
