"""What is kept of a run's frames: enough to draw it again, and never more than fits."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import chain
from math import inf
from typing import Final

from tutor.lab.frames import Frame, Measure, Point

POINTS: Final = 2_000
"""Points kept of a run, all its lines and seeds together."""
NAMES: Final = 200
"""Lines, pictures and measures a run may have; more is a mistake in the demo, and no reader."""


class Surplus(Exception):
    """A frame that has no place: the message says why."""


class Kept:
    """One seed's frames: its lines, the newest of whatever replaces itself, its measures.

    `add` raises Surplus for a measure that the manifest does not name, and for more names than anybody can read.
    """

    def __init__(self, measures: Collection[str]) -> None:
        self._known = measures
        self._lines: dict[str, list[Point]] = {}
        self._newest: dict[tuple[type[Frame], str], Frame] = {}
        self.measures: dict[str, float] = {}

    def add(self, frame: Frame) -> None:
        match frame:
            case Point():
                line = self._lines.setdefault(frame.series, [])
                line.append(frame)
                if len(line) > 2 * POINTS:
                    line[:] = thin(line, POINTS)
            case Measure():
                if frame.name not in self._known:
                    raise Surplus(f"it measured `{frame.name}`, which demo.yaml does not name")
                self.measures[frame.name] = frame.value
            case _:
                self._newest[type(frame), getattr(frame, "name", "")] = frame
        if len(self._lines) + len(self._newest) > NAMES:
            raise Surplus(f"it has more than {NAMES} lines and pictures")

    def frames(self, most: int = POINTS) -> tuple[Frame, ...]:
        """Its frames with `most` points at most, line by line."""
        share = max(2, most // max(1, len(self._lines)))
        points = chain.from_iterable(thin(line, share) for line in self._lines.values())
        return (*points, *self._newest.values(), *(Measure(name, value) for name, value in self.measures.items()))


def thin(line: Sequence[Point], most: int) -> list[Point]:
    """At most `most` points of a line, in their order: its ends, and the lowest and highest of each stretch between.

    A spike survives however short it is. Points whose y is not a number are the first to go.
    """
    if len(line) <= most:
        return list(line)
    inner = line[1:-1]
    stretches = max(1, (most - 2) // 2)
    kept = [line[0]]
    for number in range(stretches if most >= 4 else 0):
        stretch = inner[number * len(inner) // stretches : (number + 1) * len(inner) // stretches]
        low = min(range(len(stretch)), key=lambda i: _or(stretch[i].y, inf))
        high = max(range(len(stretch)), key=lambda i: _or(stretch[i].y, -inf))
        kept += [stretch[i] for i in sorted({low, high})]
    return [*kept, line[-1]]


def _or(value: float, otherwise: float) -> float:
    return otherwise if value != value else value
