"""Bars that lie: a label, a bar, its figure; one has colour, the others are ink."""

from __future__ import annotations

import math
from collections.abc import Sequence

from textual.content import Content
from textual.widget import Widget

from tutor.lab.expectations import Spread
from tutor.lab.frames import Bars
from tutor.text.cells import cells, clipped
from tutor.text.figures import figure

FULL, EIGHTHS = "█", " ▏▎▍▌▋▊▉"


class BarChart(Widget):
    """A set of bars, from nought where nought is on the scale; `move` scrolls where there are more than fit.

    focus  the label of the one with colour
    """

    DEFAULT_CSS = "BarChart { width: 1fr; height: 1fr; padding: 0 2; }"

    def __init__(self, label: str, focus: str, *, log: bool = False) -> None:
        super().__init__()
        self.label, self.focus_label, self.is_log = label, focus, log
        self.bars: Bars | None = None
        self.spreads: Sequence[Spread] = ()
        self.top = 0

    def show(self, bars: Bars | None, spreads: Sequence[Spread] = ()) -> None:
        """Draw this set; `spreads` is how far the seeds of each bar lie apart."""
        self.bars, self.spreads = bars, spreads
        self.move(0, 0)

    def move(self, right: int, down: int) -> None:
        """Scroll by so many bars."""
        fits = max(1, self.content_size.height - 2)
        self.top = max(0, min(self.top + down, len(self.bars.labels if self.bars else ()) - fits))
        self.refresh()

    def render(self) -> Content:
        if not self.bars or not self.bars.labels:
            return Content("")
        width, height = self.content_size
        count, room = len(self.bars.labels), max(1, height - 2)
        gap = 1 if count * 2 - 1 <= room else 0
        shown = list(zip(self.bars.labels, self.bars.values, strict=True))[self.top : self.top + room]
        figures = [f"{figure(value)}{self._apart(i)}" for i, (_, value) in enumerate(shown, self.top)]
        names = min(max(cells(label) for label, _ in shown), width * 2 // 5)
        bars = max(4, width - names - max(map(len, figures)) - 4)
        rows = []
        for (label, value), number in zip(shown, figures, strict=True):
            is_focus = label == self.focus_label
            name = clipped(label, names)
            rows.append(
                Content.assemble(
                    (name + " " * (names - cells(name) + 2), "bold $act" if is_focus else ""),
                    (self._bar(value, bars), "$act" if is_focus else "$axis"),
                    (f" {number}", "bold $act" if is_focus else "bold"),
                )
            )
        where = f"   {self.top + 1}-{self.top + len(shown)} of {count}" if len(shown) < count else ""
        head = Content.styled(f"{self.label}{', log scale' if self.is_log else ''}{where}", "$quiet")
        return Content("\n\n").join([head, Content("\n" * (1 + gap)).join(rows)])

    def _apart(self, index: int) -> str:
        """How far the seeds of a bar lie apart: ` [.839, .846]`; nothing where they do not."""
        low, high = (self.spreads[index].min, self.spreads[index].max) if index < len(self.spreads) else (None, None)
        return f" [{figure(low)}, {figure(high)}]" if figure(low) != figure(high) else ""

    def _bar(self, value: float, width: int) -> str:
        """From nought to the value, in eighths of a cell; on a log scale from the left edge."""
        places = [place for v in (self.bars.values if self.bars else ()) if (place := self._place(v)) is not None]
        at = self._place(value)
        if at is None:
            return ""
        low, high = (
            (math.floor(min(places) - 0.2), max(places)) if self.is_log else (min(0.0, *places), max(0.0, *places))
        )
        nought = low if self.is_log else 0.0
        unit = width / (high - low) if high > low else 0.0
        start = round((nought - low) * unit)
        if at < nought:  # to the left in whole cells
            length = max(1, round((nought - at) * unit))
            return " " * (start - length) + FULL * length
        eighths = max(1, round((at - nought) * unit * 8))
        return " " * start + FULL * (eighths // 8) + EIGHTHS[eighths % 8].strip()

    def _place(self, value: float) -> float | None:
        """Where a value lies on the scale; None where it has no place."""
        if not math.isfinite(value) or (self.is_log and value <= 0):
            return None
        return math.log10(value) if self.is_log else value
