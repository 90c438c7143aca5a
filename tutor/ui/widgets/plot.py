"""A line plot that grows: two axes, a name and a number at each line's end, colour for one line only.

Drawn on a braille canvas. The line in question is coloured; every other is ink; theory and prediction are dashed;
earlier runs are faint. Points that are not finite leave a gap.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from typing import Literal

from rich.style import Style

from tutor.ui.scale import Scale
from tutor.ui.widgets.canvas import Canvas, Place
from tutor.ui.widgets.frame import signs

Look = Literal["focus", "ink", "dotted", "said", "faint"]
TICKS_X, TICKS_Y = 5, 6
ON, PERIOD = 3, 6
"""Dots of a dash, and of a dash with the gap behind it."""


@dataclass(slots=True)
class Line:
    """One line: its points in data units, its name, and the figure that stands at its end over its spread."""

    title: str
    look: Look
    points: list[tuple[float, float]] = field(default_factory=list)
    figure: str = ""
    spread: str = ""


class Plot(Canvas):
    """Lines on two axes.

    x_label, y_label  name and unit; the y label stands above the axis
    x_range, y_range  fixed ends; None follows the points
    """

    DEFAULT_CSS = "Plot { width: 1fr; height: 1fr; }"
    COMPONENT_CLASSES = {
        "plot--axis", "plot--tick", "plot--focus", "plot--ink", "plot--dotted", "plot--said", "plot--faint",
    }  # fmt: skip

    def __init__(self, x_label: str, *, log_x: bool = False, log_y: bool = False) -> None:
        super().__init__()
        self.x_label = x_label
        self.log_x, self.log_y = log_x, log_y
        self.x_range: tuple[float, float] | None = None
        self.y_range: tuple[float, float] | None = None
        self._lines: list[Line] = []

    def show(self, lines: Sequence[Line]) -> None:
        """Draw these lines; of lines that cross, the one in question is on top."""
        rank: dict[Look, int] = {"faint": 0, "dotted": 1, "ink": 2, "said": 3, "focus": 4}
        self._lines = sorted(lines, key=lambda line: rank[line.look])
        self._draw()

    def on_resize(self) -> None:
        self._draw()

    # ---- drawing

    def _draw(self) -> None:
        self.clear()
        width, height = self.size
        if width < 20 or height < 6:
            return
        x, y = self._scale("x"), self._scale("y")
        if x is None or y is None:
            return
        ticks_y = y.ticks(min(TICKS_Y, max(2, (height - 3) // 2)))
        left = max((len(label) for _, label in ticks_y), default=0) + 2
        names = max((len(line.title) for line in self._lines if line.title), default=0)
        figures = max((max(len(line.figure), len(line.spread)) for line in self._lines), default=0)
        right = names + figures + 4 if width >= 50 else 0
        self._box = (left, 0, width - right - left, height - 2)  # left, top, width, height of the inside, in cells
        self._axes(x, y, ticks_y)
        for line in self._lines:
            self._line(line, x, y)
        if right:
            self._ends(x, y, width - right + 2, names)

    def _scale(self, axis: Literal["x", "y"]) -> Scale | None:
        """The scale that holds every point; None while there is nothing to draw."""
        is_log = self.log_x if axis == "x" else self.log_y
        fixed = self.x_range if axis == "x" else self.y_range
        if fixed:
            return Scale(*fixed, is_log)
        at = 0 if axis == "x" else 1
        values = [
            p[at] for line in self._lines for p in line.points if math.isfinite(p[at]) and (p[at] > 0 or not is_log)
        ]
        if not values:
            return None
        low, high = min(values), max(values)
        if is_log:
            return Scale(low, high if high > low * 1.01 else low * 10, True)
        pad = (high - low) * 0.04 if axis == "y" else 0.0
        return Scale(low - pad, high + pad) if high > low else Scale(low - 0.5, high + 0.5)

    def _cell(self, x: float, y: float) -> Place:
        """A place in the unit square as one of the canvas."""
        left, top, width, height = self._box
        return left + x * (width - 0.5), top + (1 - y) * (height - 0.25)

    def _axes(self, x: Scale, y: Scale, ticks_y: Sequence[tuple[float, str]]) -> None:
        left, top, width, height = self._box
        sign, axis, tick = signs(self), self._style("axis"), self._style("tick")
        for row in range(top, top + height):
            self.write(left - 1, row, sign.axis_left, axis)
        self.write(left - 1, top + height, sign.axis_corner + sign.light * width, axis)
        for value, label in ticks_y:
            place = y.place(value)
            if place is not None and -0.001 <= place <= 1.001:
                row = min(top + height - 1, math.floor(self._cell(0, place)[1]))
                self.write(left - 1, row, sign.tick_left, axis)
                self.write(left - 2 - len(label), row, label, tick)
        room = left + width - len(self.x_label)
        self.write(room, top + height + 1, self.x_label, tick)
        end = left
        for value, label in sorted(x.ticks(TICKS_X)):
            place = x.place(value)
            if place is None or not -0.001 <= place <= 1.001:
                continue
            column = math.floor(self._cell(place, 0)[0])
            start = max(0, min(column - len(label) // 2, left + width - len(label)))
            self.write(column, top + height, sign.tick, axis)
            if end <= start and start + len(label) < room:
                self.write(start, top + height + 1, label, tick)
                end = start + len(label) + 2

    def _line(self, line: Line, x: Scale, y: Scale) -> None:
        style = self._style(line.look)
        places = [(x.place(px), y.place(py)) for px, py in line.points]
        cells = [
            self._cell(a, b) if a is not None and b is not None and -0.01 <= b <= 1.01 else None for a, b in places
        ]
        if line.look in ("dotted", "said"):
            self.dots(_dashes(cells), style)
            return
        for is_drawn, run in groupby(cells, bool):
            if is_drawn:
                self.stroke([cell for cell in run if cell], style)

    def _ends(self, x: Scale, y: Scale, column: int, names: int) -> None:
        """Names and figures at the line ends, moved apart where two would share a row."""
        _, top, _, height = self._box
        wanted = []
        for line in self._lines:
            ends = [y.place(py) for _, py in line.points[-1:]]
            if line.title and ends and ends[0] is not None:
                at = min(height - 1, max(0, self._cell(0, ends[0])[1] - top))
                look = "tick" if line.look == "faint" else line.look
                wanted.append((at, line.title, line.figure, look))
                if line.spread:
                    wanted.append((at, "", line.spread, look))
        wanted.sort(key=lambda w: w[0])
        rows = _apart([at for at, *_ in wanted], height)
        for row, (_, title, figure, look) in zip(rows, wanted, strict=True):
            style = self._style(look)
            self.write(column, top + row, title, style)
            self.write(column + names + 1, top + row, figure, style)

    def _style(self, look: str) -> Style:
        return self.get_component_rich_style(f"plot--{look}")


def _dashes(cells: Sequence[tuple[float, float] | None]) -> Iterator[tuple[float, float]]:
    """Where the dots of a dashed line are, along the line through these places; None is a gap.

    A cell is two dots wide and four high.
    """
    walked = 0.0
    for a, b in pairwise(cells):
        if a is None or b is None:
            continue
        length = math.hypot((b[0] - a[0]) * 2, (b[1] - a[1]) * 4)
        for dot in range(math.ceil(walked), math.ceil(walked + length)):
            if dot % PERIOD < ON:
                share = (dot - walked) / length
                yield a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])
        walked += length


def _apart(wanted: Sequence[float], height: int) -> list[int]:
    """Rows near the wanted ones, in order, no two the same, all inside `height` as long as there is room."""
    rows: list[int] = []
    for at in wanted:
        rows.append(max(math.floor(at), rows[-1] + 1 if rows else 0))
    for index in range(len(rows) - 1, -1, -1):
        limit = height - (len(rows) - index)
        rows[index] = min(rows[index], limit if index == len(rows) - 1 else rows[index + 1] - 1)
    return rows
