"""A number line: what was said, what was measured, what theory says; words at both ends."""

from __future__ import annotations

from textual import events
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from tutor.ui.scale import Scale
from tutor.ui.widgets.frame import signs

TICKS = 8
Marks = tuple[tuple[float, str, str], ...]
"""Value, sign and colour of what stands on the ruler."""


class Ruler(Widget):
    """A line from `low` to `high` with its marks above and its ticks below."""

    marks: reactive[Marks] = reactive(())

    class Pointed(Message):
        """A place on the ruler was clicked."""

        def __init__(self, value: float) -> None:
            super().__init__()
            self.value = value

    def __init__(self, low: float, high: float, words: tuple[str, str] = ("", "")) -> None:
        super().__init__()
        self.low, self.high, self.words = low, high, words

    def render(self) -> Content:
        width = max(20, self.content_size.width)
        sign = signs(self)
        above: dict[int, tuple[str, str]] = {self._column(v, width): (mark, colour) for v, mark, colour in self.marks}
        top = Content.assemble(*(above.get(column, (" ", "")) for column in range(width)))
        ticks = Scale(self.low, self.high).ticks(TICKS)
        places = [self._column(value, width) for value, _ in ticks]
        line = "".join(sign.tick if column in places else sign.light for column in range(width))
        labels = [" "] * (width + 8)
        for place, (_, text) in zip(places, ticks, strict=True):
            start = max(0, min(place - len(text) // 2, width - len(text)))
            labels[start : start + len(text)] = text
        ends = self.words[0] + self.words[1].rjust(max(1, width - len(self.words[0])))
        return Content("\n").join(
            [
                top,
                Content.styled(line, "$axis"),
                Content.styled("".join(labels).rstrip(), "$quiet"),
                Content.styled(ends if any(self.words) else "", "$quiet"),
            ]
        )

    def on_click(self, event: events.Click) -> None:
        width = max(20, self.content_size.width)
        share = min(1.0, max(0.0, event.x / (width - 1)))
        self.post_message(self.Pointed(self.low + share * (self.high - self.low)))

    def _column(self, value: float, width: int) -> int:
        share = (value - self.low) / (self.high - self.low)
        return round(min(1.0, max(0.0, share)) * (width - 1))
