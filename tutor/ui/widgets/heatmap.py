"""A heatmap in one hue: a number in each cell that counts, a cursor that is read out, names along both edges.

Where they fit (16 columns at 80) each cell is a number on its ground. Beyond that a cell is half a row high, and only
the one under the cursor is told in numbers; where grounds can't be drawn each cell is its tenths, a digit.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Literal, NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.color import Color, ColorParseError
from textual.strip import Strip
from textual.widget import Widget

from tutor.lab.frames import Matrix
from tutor.lab.pictures import cell, is_share, places
from tutor.text.cells import cells, clipped
from tutor.text.figures import figure
from tutor.ui.glyphs import ASCII
from tutor.ui.theme import contrast
from tutor.ui.widgets.frame import signs

COUNTS = 0.095
"""A share from which its number stands in the cell; what is less is a dot."""
LEGEND = (0.1, 0.3, 0.6, 0.9)
SHADES = 100
"""Grounds between none and the whole hue."""
LABEL = 10  # cells of the margin beside what is read out


class Layout(NamedTuple):
    """Where the cells lie in the room there is.

    names       width of the row names; the cells begin one further
    wide, tall  of a cell, in cells of the terminal; of `halves` two share one
    top, left   the first row and column that are shown, and how many `rows` and `columns` are
    """

    look: Literal["numbers", "halves", "digits"]
    names: int
    wide: int
    tall: int
    top: int
    left: int
    rows: int
    columns: int


class Heatmap(Widget):
    """A matrix; `move` leads the cursor, and a click does."""

    DEFAULT_CSS = """
    Heatmap { width: 1fr; height: 1fr; padding: 0 2; }
    Heatmap > .heatmap--quiet { color: $quiet; }
    Heatmap > .heatmap--ink { color: $foreground; }
    Heatmap > .heatmap--loud { color: $foreground; text-style: bold; }
    Heatmap > .heatmap--act { color: $act; }
    """
    COMPONENT_CLASSES = {"heatmap--quiet", "heatmap--ink", "heatmap--loud", "heatmap--act"}

    def __init__(self, rows: str, columns: str) -> None:
        super().__init__()
        self.row_label, self.column_label = rows, columns
        self.matrix: Matrix | None = None
        self.at = (0, 0)
        self._share = False
        self._ends = (0.0, 1.0)

    def show(self, matrix: Matrix | None) -> None:
        """Draw this one; the cursor stays where it was, if there is such a cell."""
        if self.matrix is None and matrix is not None:
            self.at = _largest(matrix)
        self.matrix = matrix
        if matrix:
            self._share = is_share(matrix)
            finite = [value for row in matrix.values for value in row if math.isfinite(value)]
            self._ends = (0.0, 1.0) if self._share else (min(finite, default=0), max(finite, default=1))
            self.move(0, 0)
        self.refresh()

    def move(self, right: int, down: int) -> None:
        """Lead the cursor; it stops at the edges."""
        if self.matrix:
            row, column = self.at
            self.at = (
                min(max(0, row + down), max(0, len(self.matrix.rows) - 1)),
                min(max(0, column + right), max(0, len(self.matrix.columns) - 1)),
            )
            self.refresh()

    def told(self) -> str:
        """The cell under the cursor in words: `writing t at 4, reading t at 6  49 %`."""
        if not self.matrix or not self.matrix.rows or not self.matrix.columns:
            return ""
        row, column = self.at
        value = cell(self.matrix.values[row][column], share=self._share)
        names = places(self.matrix.rows)[row], places(self.matrix.columns)[column]
        return f"{self.row_label} {names[0]}, {self.column_label} {names[1]}  {value}"

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        if offset is None or not (self.matrix and self.matrix.values):
            return
        plan = self.plan(self.matrix)
        row, column = offset.y - 2, (offset.x - plan.names - 1) // plan.wide
        row = plan.top + (row * 2 if plan.look == "halves" else row // plan.tall)
        if offset.y >= 2 and plan.top <= row < plan.top + plan.rows and 0 <= column < plan.columns:
            self.at = (row, plan.left + column)
            self.move(0, 0)

    # ---- the room there is

    def plan(self, matrix: Matrix) -> Layout:
        """How the matrix lies in the widget."""
        width, height = self.content_size
        rows, columns = len(matrix.rows), len(matrix.columns)
        names = min(max(cells(self.row_label) + 2, *map(cells, matrix.rows)), width // 5)
        room, lines = max(1, width - names - 1), max(1, height - 3)
        is_plain = getattr(self.app, "signs", None) is ASCII or self._hue() is None
        per_cell = room // max(1, columns)
        if rows <= lines and per_cell >= (5 if is_plain else 4):
            tall = min(3, lines // rows)
            wide = max(8 if tall > 1 else 6, min(12, max(map(cells, matrix.columns)) + 2))
            return Layout("numbers", names, min(per_cell, wide), tall, 0, 0, rows, columns)
        wide = max(1, min(per_cell, 4 if not is_plain else 2))
        shown_rows, shown_columns = min(rows, lines if is_plain else lines * 2), min(columns, room // wide)
        top = min(max(0, self.at[0] - shown_rows // 2), rows - shown_rows)
        left = min(max(0, self.at[1] - shown_columns // 2), columns - shown_columns)
        look: Literal["digits", "halves"] = "digits" if is_plain else "halves"
        return Layout(look, names, wide, 1, top - top % 2 if look == "halves" else top, left, shown_rows, shown_columns)

    # ---- drawing, a line at a time

    def render_line(self, y: int) -> Strip:
        width, height = self.content_size
        matrix = self.matrix
        if matrix is None or not matrix.rows or not matrix.columns:
            return Strip.blank(width, self.rich_style)
        plan = self.plan(matrix)
        lines = plan.rows * plan.tall if plan.look != "halves" else (plan.rows + 1) // 2
        if y == 0:
            segments = self._above(plan, matrix)
        elif y == 1:
            segments = self._column_names(plan, matrix)
        elif y - 2 < lines:
            segments = self._cells(plan, matrix, y - 2)
        elif y == min(lines + 5, height - 1):
            segments = self._cursor_told()
        elif y == lines + 3:
            segments = self._legend(plan)
        else:
            segments = []
        return Strip(segments).adjust_cell_length(width).apply_style(self.rich_style)

    def _above(self, plan: Layout, matrix: Matrix) -> list[Segment]:
        """What the columns are; and which part is shown, if it is not all."""
        quiet = self._look("quiet")
        segments = [Segment(" " * (plan.names + 1)), Segment(f"{self.column_label} {signs(self).next}", quiet)]
        parts = []
        for what, first, shown, of in (
            ("rows", plan.top, plan.rows, len(matrix.rows)),
            ("columns", plan.left, plan.columns, len(matrix.columns)),
        ):
            if shown < of:
                parts.append(f"{what} {first + 1}-{first + shown}/{of}")
        return [*segments, Segment(f"   {', '.join(parts)}", quiet)] if parts else segments

    def _column_names(self, plan: Layout, matrix: Matrix) -> list[Segment]:
        """Names over their columns: of those that have no room the one under the cursor comes first."""
        corner = f"{clipped(self.row_label, plan.names - 2)} {signs(self).down}"
        row, names = self.at[1] - plan.left, matrix.columns[plan.left : plan.left + plan.columns]
        length = plan.wide * plan.columns
        taken: list[tuple[int, str, int]] = []
        for index in sorted(range(len(names)), key=lambda i: (i != row, i)):
            text = clipped(names[index], max(plan.wide - 1, 8 if plan.wide < 4 else 0))
            start = index * plan.wide + (max(0, plan.wide - cells(text)) // 2 if plan.wide > 2 else 0)
            start = max(0, min(start, length - cells(text)))
            if text and all(start > at + cells(t) or start + cells(text) < at for at, t, _ in taken):
                taken.append((start, text, index))
        segments, end = [Segment(corner.ljust(plan.names + 1), self._look("quiet"))], 0
        for start, text, index in sorted(taken):
            look = self._look("loud" if index == row else "quiet")
            segments += [Segment(" " * (start - end)), Segment(text, look)]
            end = start + cells(text)
        return segments

    def _cells(self, plan: Layout, matrix: Matrix, line: int) -> list[Segment]:
        first = plan.top + (line * 2 if plan.look == "halves" else line // plan.tall)
        inside = (first, first + 1) if plan.look == "halves" else (first,)
        named = self.at[0] if self.at[0] in inside else first
        is_middle = line % plan.tall == plan.tall // 2
        name = clipped(matrix.rows[named], plan.names) if is_middle else ""
        gap = " " * (plan.names - cells(name))
        segments = [Segment(f"{gap}{name} ", self._look("loud" if named == self.at[0] else "quiet"))]
        for column in range(plan.left, plan.left + plan.columns):
            here = (named, column) == self.at
            value = matrix.values[first][column]
            if plan.look == "numbers":
                segments.append(self._numbered(plan, value, here, is_middle=is_middle))
            elif plan.look == "digits":
                text = str(min(9, int(10 * self._shade(value)))) if self._shade(value) >= 0.1 else signs(self).dot
                style = self._look("loud" if here else "ink") + Style(reverse=here)
                segments.append(Segment(text.ljust(plan.wide), style))
            else:
                below = matrix.values[first + 1][column] if first + 1 < len(matrix.rows) else None
                segments.append(self._halved(plan, value, below, (first, column)))
        return segments

    def _numbered(self, plan: Layout, value: float, here: bool, *, is_middle: bool) -> Segment:
        style = self._ground(self._shade(value))
        if not is_middle:
            return Segment(" " * plan.wide, style)
        mark = signs(self).cursor if here else " "
        text = self._number(value, plan.wide - 1)
        is_dot = text == signs(self).dot
        text = f"{mark}{text:^{plan.wide - 1}}" if is_dot or plan.wide > 4 else f"{mark}{text:<{plan.wide - 1}}"
        return Segment(text, style + Style(bold=here or None, dim=is_dot and not here))

    def _number(self, value: float, room: int) -> str:
        """The number of a cell if it counts and has room, else a dot."""
        if not math.isfinite(value):
            return "—"
        if self._share:
            return f"{100 * value:.0f}" if value >= COUNTS else signs(self).dot
        text = figure(value, 2)
        return text if len(text) <= room and abs(value) >= COUNTS * max(map(abs, self._ends)) else signs(self).dot

    def _halved(self, plan: Layout, above: float, below: float | None, place: tuple[int, int]) -> Segment:
        """Two cells, one over the other; the one under the cursor is as bright as letters are."""
        ink = self._look("ink").color
        upper = ink if place == self.at else self._ground(self._shade(above)).bgcolor
        lower = None if below is None else self._ground(self._shade(below)).bgcolor
        lower = ink if (place[0] + 1, place[1]) == self.at else lower
        return Segment("▀" * plan.wide, Style(color=upper, bgcolor=lower))

    def _legend(self, plan: Layout) -> list[Segment]:
        quiet, gap = self._look("quiet"), Segment(" " * (plan.names + 1))
        if plan.look == "digits":
            return [gap, Segment(f"tenths{'' if self._share else ' of the way from lowest to highest'}", quiet)]
        low, high = self._ends
        values = [low + share * (high - low) for share in LEGEND]
        texts = [f"{100 * v:.0f}" if self._share else figure(v, 2) for v in values]
        swatches = [Segment(f" {t} ", self._ground(s)) for t, s in zip(texts, LEGEND, strict=True)]
        less = f"   {signs(self).dot} under 10" if plan.look == "numbers" and self._share else ""
        words = "percent  " if self._share else ""
        return [gap, Segment(words, quiet), *swatches, Segment(less, quiet)]

    def _cursor_told(self) -> list[Segment]:
        label = f"{signs(self).cursor} cell".ljust(LABEL)
        words, _, value = self.told().rpartition("  ")
        return [
            Segment(label, self._look("quiet")),
            Segment(f"{words}  ", self._look("ink")),
            Segment(value, self._look("loud")),
            Segment(f"   {signs(self).arrows} another", self._look("quiet")),
        ]

    # ---- colours

    def _look(self, name: str) -> Style:
        return self.get_component_rich_style(f"heatmap--{name}", partial=True)

    def _shade(self, value: float) -> float:
        """Where the value lies between the lowest and the highest, 0 to 1."""
        low, high = self._ends
        return min(1.0, max(0.0, (value - low) / (high - low))) if math.isfinite(value) and high > low else 0.0

    def _hue(self) -> tuple[Color, Color] | None:
        """The ground of nothing and that of everything; None where the terminal's colours can't be known."""
        variables = self.app.theme_variables
        try:
            nothing, everything = Color.parse(variables["background"]), Color.parse(variables["primary"])
        except ColorParseError:
            return None
        return (nothing, everything) if nothing.ansi is None and everything.ansi is None else None

    def _ground(self, share: float) -> Style:
        """A ground between none and the whole hue, and letters that can be read on it."""
        hue = self._hue()
        return _painted(*hue, round(share * SHADES)) if hue else Style()


@lru_cache(maxsize=4 * (SHADES + 1))
def _painted(nothing: Color, everything: Color, shade: int) -> Style:
    ground = nothing.blend(everything, 0.08 + 0.92 * shade / SHADES)
    inks = (Color.parse("#ffffff"), Color.parse("#000000"))
    ink = max(inks, key=lambda colour: contrast(colour, ground))
    return Style(color=ink.rich_color, bgcolor=ground.rich_color)


def _largest(matrix: Matrix) -> tuple[int, int]:
    """The first cell of the largest value."""
    found = [(value, -r, -c) for r, row in enumerate(matrix.values) for c, value in enumerate(row) if value == value]
    _, row, column = max(found, default=(0, 0, 0))
    return -row, -column
