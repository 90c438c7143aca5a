"""The share of the match against e⁵ / (e⁵ + n − 1), worked out for three lengths."""

from __future__ import annotations

import pytest

from demos.softmax_dispersion import demo
from tutor.lab.frames import Point


def test_where_all_distractors_score_0_the_share_is_the_formula_s_at_every_length() -> None:
    points = [f for f in demo.run(seed=0, gap=5.0, keys=512, spread=0.0) if isinstance(f, Point)]
    match = {f.x: f.y for f in points if f.series == "match"}

    assert match == pytest.approx({f.x: f.y for f in points if f.series == "theory"}, rel=1e-5)
    assert [round(match[n], 3) for n in (16, 128, 8192)] == [0.908, 0.539, 0.018]
