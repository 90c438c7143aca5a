"""Pair each left with its right: the cursor is on a left, a digit gives it a right."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.reactive import reactive

from tutor.grading.response import Paired
from tutor.packs.variant import Variant
from tutor.ui.prose import inline
from tutor.ui.widgets.answers.base import AnswerWidget, is_within
from tutor.ui.widgets.frame import Hint, Marked, signs


class MatchAnswer(AnswerWidget, can_focus=True):
    """Lefts on the left with the number each was given; rights, numbered, on the right."""

    BINDINGS = [
        *(Binding(str(n), f"pair({n})", "pair with that number", show=False) for n in range(1, 10)),
        Binding("up,k", "move(-1)", "move", show=False),
        Binding("down,j", "move(1)", "move", show=False),
        Binding("enter", "enter", "answer", show=False),
    ]
    cursor: reactive[int] = reactive(0, init=False)

    def __init__(self, variant: Variant) -> None:
        super().__init__(variant)
        self._lefts = variant.options
        self._rights = variant.rights
        self._given: dict[str, str] = {}

    def compose(self) -> ComposeResult:
        with Horizontal(classes="match"):
            with Vertical(classes="lefts"):
                for _ in self._lefts:
                    yield Marked(classes="left gap")
            with Vertical(classes="rights"):
                for _ in self._rights:
                    yield Marked(classes="right gap")

    def on_mount(self) -> None:
        for number, line in enumerate(self.query(".right").results(Marked), start=1):
            line.say(Content.styled(f"{number}  ", "bold"), inline(self._rights[number - 1]))
        self._redraw()

    def prompt(self) -> str:
        return f"give each line on the left the number of its partner; {signs(self).up_down} move"

    def hints(self) -> Sequence[Hint]:
        return [Hint(f"1-{len(self._rights)}", "pair", main=True), Hint("enter", "answer", "screen.enter", main=True)]

    def watch_cursor(self) -> None:
        self._redraw()
        self.query(".left")[self.cursor].scroll_visible(animate=False)

    def _redraw(self) -> None:
        sign = signs(self)
        for index, line in enumerate(self.query(".left").results(Marked)):
            left, text = self._lefts[index]
            here = index == self.cursor and not self.disabled
            given = self._given.get(left)
            number = str(self._rights.index(given) + 1) if given is not None else sign.dot
            cursor = sign.cursor if here else " " * len(sign.cursor)
            look = "bold $act" if here or given else "$quiet"
            line.say(Content.styled(f"{cursor} {number}  ", look), inline(text), here=here)

    def action_move(self, by: int) -> None:
        self.cursor = min(len(self._lefts) - 1, max(0, self.cursor + by))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        return is_within(action, "pair", parameters, len(self._rights))

    def action_pair(self, number: int) -> None:
        """The left at the cursor gets that right; the cursor goes on to the next left without one."""
        self._given[self._lefts[self.cursor][0]] = self._rights[number - 1]
        waiting = [i for i, (left, _) in enumerate(self._lefts) if left not in self._given]
        self.cursor = next((i for i in waiting if i > self.cursor), waiting[0] if waiting else self.cursor)
        self._redraw()
        self.post_message(self.Changed())

    def on_marked_clicked(self, message: Marked.Clicked) -> None:
        """A click on a left goes there; a click on a right pairs it with the left at the cursor."""
        message.stop()
        if message.line.has_class("left"):
            self.cursor = list(self.query(".left")).index(message.line)
        else:
            self.action_pair(list(self.query(".right")).index(message.line) + 1)

    def action_enter(self) -> None:
        if open_lefts := len(self._lefts) - len(self._given):
            self.notify(f"{open_lefts} still without a partner", title="Not all are paired", markup=False)
        else:
            self.post_message(self.Answered(Paired(dict(self._given))))

    def settle(self, settled: bool) -> None:
        super().settle(settled)
        self._redraw()
