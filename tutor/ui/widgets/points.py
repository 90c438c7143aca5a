"""The key points of an open answer as boxes to tick: which of these did you say?"""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from tutor.packs.model import OpenQuestion
from tutor.ui.prose import inline
from tutor.ui.widgets.frame import Marked, signs


class Points(Widget, can_focus=True):
    """Arrows move, space ticks; each change is announced at once."""

    BINDINGS = [
        Binding("up,k", "move(-1)", "move", show=False),
        Binding("down,j", "move(1)", "move", show=False),
        Binding("space", "tick", "tick", show=False),
    ]
    cursor: reactive[int] = reactive(0, init=False)

    class Ticked(Message):
        """The points that are ticked now."""

        def __init__(self, points: tuple[str, ...]) -> None:
            super().__init__()
            self.points = points

    def __init__(self, question: OpenQuestion, ticked: tuple[str, ...]) -> None:
        super().__init__()
        self._question = question
        self._ticked = set(ticked)

    def compose(self) -> ComposeResult:
        for _ in self._question.points:
            yield Marked(classes="gap")

    def on_mount(self) -> None:
        self._redraw()

    def watch_cursor(self) -> None:
        self._redraw()
        self.query(Marked)[self.cursor].scroll_visible(animate=False)

    def _redraw(self) -> None:
        sign = signs(self)
        for index, (line, point) in enumerate(zip(self.query(Marked), self._question.points, strict=True)):
            here, on = index == self.cursor, point.id in self._ticked
            cursor = sign.cursor if here else " " * len(sign.cursor)
            mark = Content.styled(f"{cursor} {sign.many_on if on else sign.many_off}  ", "bold $act")
            must = ("   a pass needs this" if point.required else "", "$quiet")
            line.say(mark, Content.assemble(inline(point.says), must), here=here)

    def on_marked_clicked(self, message: Marked.Clicked) -> None:
        """A click ticks."""
        message.stop()
        self.cursor = list(self.query(Marked)).index(message.line)
        self.action_tick()

    def action_move(self, by: int) -> None:
        self.cursor = min(len(self._question.points) - 1, max(0, self.cursor + by))

    def action_tick(self) -> None:
        self._ticked ^= {self._question.points[self.cursor].id}
        self._redraw()
        self.post_message(self.Ticked(tuple(p.id for p in self._question.points if p.id in self._ticked)))
