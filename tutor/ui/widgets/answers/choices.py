"""One of several, or several of several: digits, arrows or the mouse."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from tutor.grading.response import Picked
from tutor.packs.variant import Variant
from tutor.study import words
from tutor.ui.prose import inline
from tutor.ui.widgets.answers.base import AnswerWidget, is_within
from tutor.ui.widgets.frame import Hint, Prose, signs


class Choice(Widget):
    """One line to choose: cursor, mark, number, text."""

    at_cursor: reactive[bool] = reactive(False)
    picked: reactive[bool] = reactive(False)

    class Clicked(Message):
        """The line was clicked."""

        def __init__(self, choice: Choice) -> None:
            super().__init__()
            self.choice = choice

    def __init__(self, number: int, text: Content, *, several: bool) -> None:
        super().__init__()
        self.number = number
        self._text = text
        self._several = several

    def compose(self) -> ComposeResult:
        yield Prose(self._mark(), classes="mark")
        yield Prose(self._text, classes="text")

    def _mark(self) -> Content:
        sign = signs(self)
        off, on = (sign.many_off, sign.many_on) if self._several else (sign.one_off, sign.one_on)
        cursor = sign.cursor if self.at_cursor else " " * len(sign.cursor)
        return Content(f"{cursor} {on if self.picked else off} {self.number}")

    def watch_at_cursor(self) -> None:
        self.set_class(self.at_cursor, "cursor")
        self._redraw()

    def watch_picked(self) -> None:
        self.set_class(self.picked, "picked")
        self._redraw()

    def _redraw(self) -> None:
        if self.is_mounted:
            self.query_one(".mark", Prose).say(self._mark())

    def on_click(self) -> None:
        self.post_message(self.Clicked(self))


class ChoiceAnswer(AnswerWidget, can_focus=True):
    """A digit picks one and is the answer; where several hold, digits tick and enter answers."""

    BINDINGS = [
        *(Binding(str(n), f"pick({n})", "pick", show=False) for n in range(1, 10)),
        Binding("space", "pick", "pick", show=False),
        Binding("up,k", "move(-1)", "move", show=False),
        Binding("down,j", "move(1)", "move", show=False),
        Binding("enter", "enter", "answer", show=False),
    ]
    cursor: reactive[int] = reactive(0, init=False)

    def __init__(self, variant: Variant) -> None:
        super().__init__(variant)
        self.several = variant.question.kind == "multi"
        self._options = variant.options

    def compose(self) -> ComposeResult:
        means = words.VERDICTS if self.variant.question.kind == "verdict" else {}
        for number, (id_, text) in enumerate(self._options, start=1):
            about = f", {means[id_]}" if id_ in means else ""
            yield Choice(number, Content.assemble(inline(text), (about, "$quiet")), several=self.several)

    def on_mount(self) -> None:
        self._redraw()

    def prompt(self) -> str:
        if self.several:
            return "tick all that hold, then enter; a wrong tick costs a right one"
        if self.variant.question.kind == "predict":
            return "pick what the run will show; it runs after you say how sure you are"
        return "pick one; you say how sure you are before you see the answer"

    def hints(self) -> Sequence[Hint]:
        digits = f"1-{len(self._options)}"
        if self.several:
            return [Hint(digits, "tick"), Hint("enter", "answer", "screen.enter", main=True)]
        return [Hint(digits, "answer", main=True)]

    @property
    def choices(self) -> list[Choice]:
        return list(self.query(Choice))

    def watch_cursor(self) -> None:
        self._redraw()
        self.choices[self.cursor].scroll_visible(animate=False)

    def _redraw(self) -> None:
        for index, choice in enumerate(self.choices):
            choice.at_cursor = index == self.cursor

    def action_move(self, by: int) -> None:
        self.cursor = min(len(self._options) - 1, max(0, self.cursor + by))

    def action_enter(self) -> None:
        if not self.several:
            self._pick(self.cursor)
        elif picked := tuple(self._options[i][0] for i, choice in enumerate(self.choices) if choice.picked):
            self.post_message(self.Answered(Picked(picked)))
        else:
            self.notify("tick at least one, or z to put it off", title="Nothing is ticked", markup=False)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        return is_within(action, "pick", parameters, len(self._options))

    def action_pick(self, number: int | None = None) -> None:
        self._pick(self.cursor if number is None else number - 1)

    def on_choice_clicked(self, message: Choice.Clicked) -> None:
        message.stop()
        self._pick(message.choice.number - 1)

    def _pick(self, index: int) -> None:
        self.cursor = index
        choices = self.choices
        if self.several:
            choices[index].picked = not choices[index].picked
            self.post_message(self.Changed())
            return
        for i, choice in enumerate(choices):
            choice.picked = i == index
        self.post_message(self.Answered(Picked((self._options[index][0],))))

    def settle(self, settled: bool) -> None:
        super().settle(settled)
        for choice in self.choices:
            choice.set_class(settled and not choice.picked, "dim")
            choice.at_cursor = not settled and choice.number - 1 == self.cursor
            if not settled and not self.several:
                choice.picked = False
