"""Put lines in order: pick one up, carry it, put it down."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.reactive import reactive

from tutor.grading.response import Ordered
from tutor.packs.variant import Variant
from tutor.ui.prose import inline
from tutor.ui.widgets.answers.base import AnswerWidget, is_within
from tutor.ui.widgets.frame import Hint, Marked, signs


class OrderAnswer(AnswerWidget, can_focus=True):
    """Space picks a line up, arrows carry it, space puts it down; a digit carries it to that place."""

    BINDINGS = [
        Binding("space", "carry", "pick up, put down", show=False),
        Binding("up,k", "move(-1)", "move, or carry what is picked up", show=False),
        Binding("down,j", "move(1)", "move, or carry what is picked up", show=False),
        *(Binding(str(n), f"go({n})", "go, or carry, to that place", show=False) for n in range(1, 10)),
        Binding("enter", "enter", "answer", show=False),
    ]
    cursor: reactive[int] = reactive(0, init=False)
    carrying: reactive[bool] = reactive(False, init=False)

    def __init__(self, variant: Variant) -> None:
        super().__init__(variant)
        self._lines = list(variant.options)

    def compose(self) -> ComposeResult:
        for _ in self._lines:
            yield Marked(classes="line gap")

    def on_mount(self) -> None:
        self._redraw()

    def prompt(self) -> str:
        return f"space picks a line up, {signs(self).up_down} carry it, space puts it down"

    def hints(self) -> Sequence[Hint]:
        return [
            Hint("enter", "answer", "screen.enter", main=True),
            Hint("space", "put down" if self.carrying else "pick up", "focused.carry"),
            Hint(signs(self).up_down, "carry" if self.carrying else "move"),
        ]

    def watch_cursor(self) -> None:
        self._redraw()
        self.query(".line")[self.cursor].scroll_visible(animate=False)

    def watch_carrying(self) -> None:
        self._redraw()
        self.post_message(self.Changed())

    def _redraw(self) -> None:
        sign = signs(self)
        for index, line in enumerate(self.query(".line").results(Marked)):
            here = index == self.cursor and not self.disabled
            carried = sign.carried if here and self.carrying else " " * len(sign.carried)
            cursor = sign.cursor if here else " " * len(sign.cursor)
            look = "bold $act" if here else ""
            mark = Content.styled(f"{cursor} {carried} {index + 1}   ", look)
            line.say(mark, inline(self._lines[index][1]), here=here)

    def action_move(self, by: int) -> None:
        self._go(self.cursor + by)

    def action_carry(self) -> None:
        self.carrying = not self.carrying

    def action_enter(self) -> None:
        self.carrying = False
        self.post_message(self.Answered(Ordered(tuple(line_id for line_id, _ in self._lines))))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        return is_within(action, "go", parameters, len(self._lines))

    def action_go(self, number: int) -> None:
        self._go(number - 1)

    def on_marked_clicked(self, message: Marked.Clicked) -> None:
        """A click goes to a line, or carries there; a click on the line one is at picks it up, or puts it down."""
        message.stop()
        target = list(self.query(".line")).index(message.line)
        if target == self.cursor or self.carrying:
            self._go(target)
            self.action_carry()
        else:
            self._go(target)

    def _go(self, target: int) -> None:
        target = min(len(self._lines) - 1, max(0, target))
        if self.carrying:
            self._lines.insert(target, self._lines.pop(self.cursor))
        self.cursor = target
        self._redraw()

    def settle(self, settled: bool) -> None:
        super().settle(settled)
        self._redraw()
