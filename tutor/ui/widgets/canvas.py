"""A grid of cells to draw on: a character in each, or a braille pattern of two by four dots.

Our own, and small: the canvas we could have had brings numpy, 12 MB that nothing else here needs.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

BLANK = 0x2800
DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
"""What each dot adds to the code of the blank pattern, row by row (Unicode, block Braille Patterns)."""

Place = tuple[float, float]
"""Column and row in cells, from the upper left corner; parts of a cell count."""


class Canvas(Widget):
    """Cells and dots; what is drawn later stands where earlier things stood."""

    def __init__(self) -> None:
        super().__init__()
        self._cells: list[list[tuple[str, Style | None]]] = []

    def clear(self) -> None:
        """Nothing is drawn, on a canvas as large as the widget is now."""
        width, height = self.size
        self._cells = [[(" ", None)] * width for _ in range(height)]
        self.refresh()

    def write(self, column: int, row: int, text: str, style: Style) -> None:
        """The characters of `text` in a row of cells, a cell each; what does not fit is cut off."""
        if 0 <= row < len(self._cells):
            cells = self._cells[row]
            for at, char in enumerate(text, start=column):
                if 0 <= at < len(cells):
                    cells[at] = char, style

    def dots(self, places: Iterable[Place], style: Style) -> None:
        """A dot at each place."""
        self._dot((_dot(place) for place in places), style)

    def stroke(self, places: Sequence[Place], style: Style) -> None:
        """A line through the places."""
        self._dot(_joined([_dot(place) for place in places]), style)

    def render_line(self, y: int) -> Strip:
        base = self.rich_style
        if y >= len(self._cells):
            return Strip.blank(self.size.width, base)
        runs = groupby(self._cells[y], key=lambda cell: cell[1])
        return Strip([Segment("".join(char for char, _ in cells), base + style) for style, cells in runs])

    def _dot(self, dots: Iterable[tuple[int, int]], style: Style) -> None:
        patterns: dict[tuple[int, int], int] = {}
        for x, y in dots:
            cell = y >> 2, x >> 1
            patterns[cell] = patterns.get(cell, BLANK) | DOTS[y & 3][x & 1]
        for (row, column), pattern in patterns.items():
            self.write(column, row, chr(pattern), style)


def _dot(place: Place) -> tuple[int, int]:
    """The dot at a place, counted from the upper left corner."""
    return math.floor(place[0] * 2), math.floor(place[1] * 4)


def _joined(corners: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The dots of a line through some of them."""
    yield from corners[:1]
    for (x0, y0), (x1, y1) in pairwise(corners):
        steps = max(abs(x1 - x0), abs(y1 - y0))
        for step in range(1, steps + 1):
            share = step / steps
            yield math.floor(x0 + share * (x1 - x0) + 0.5), math.floor(y0 + share * (y1 - y0) + 0.5)
