"""Several seeds as one line: the median at each place, and how far the seeds lie apart."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

Line = Sequence[tuple[float, float]]
"""x and y of each point of one seed, in their order; a y that is not finite is a gap."""


class Band(NamedTuple):
    """At each x of any seed: the median, lowest and highest of the seeds that reach there; NaN where none has a y."""

    x: tuple[float, ...]
    median: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]


def band(seeds: Sequence[Line]) -> Band | None:
    """The band of a line over its seeds; None where one goes back and forth, so that it has no y at an x.

    Between two points a seed lies on the straight line that joins them: what was thinned differs from seed to seed.
    """
    if any(b <= a for line in seeds for (a, _), (b, _) in pairwise(line)):
        return None
    xs = sorted({x for line in seeds for x, _ in line})
    found = [[y for line in seeds if math.isfinite(y := at(line, x))] for x in xs]
    return Band(
        tuple(xs),
        tuple(median(ys) if ys else math.nan for ys in found),
        tuple(min(ys, default=math.nan) for ys in found),
        tuple(max(ys, default=math.nan) for ys in found),
    )


def at(line: Line, x: float) -> float:
    """The y of a rising line at `x`; NaN before its first point and after its last.

    >>> at([(0, 1), (10, 2)], 5), at([(0, 1), (10, 2)], 11)
    (1.5, nan)
    """
    index = bisect_left(line, x, key=lambda point: point[0])
    if index == len(line):
        return math.nan
    right, y = line[index]
    if right == x:
        return y
    if index == 0:
        return math.nan
    left, before = line[index - 1]
    return before + (y - before) * (x - left) / (right - left)
