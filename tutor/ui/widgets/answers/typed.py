"""Answers that are typed on a line: a number or a word, the blanks of a text."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input

from tutor.grading.quantity import reading
from tutor.grading.response import Filled, Typed
from tutor.packs.model import ClozeQuestion, NumericQuestion
from tutor.packs.variant import Variant
from tutor.ui.prose import inline
from tutor.ui.widgets.answers.base import AnswerWidget
from tutor.ui.widgets.frame import Hint, Prose

SEND = Hint("enter", "answer", "screen.enter", main=True)


class Line(Input):
    """One line to type on: a rule on the left, no box."""

    def __init__(self, placeholder: str = "") -> None:
        super().__init__(classes="answer", compact=True, placeholder=placeholder, select_on_focus=False)
        self.cursor_blink = False


class LineAnswer(AnswerWidget):
    """A number with its unit, or a word or two; under a number stands how it is read."""

    typing = True

    def compose(self) -> ComposeResult:
        yield Prose("Your answer", classes="quiet")
        yield Line()
        yield Prose(classes="reads")

    def prompt(self) -> str:
        if self.variant.question.kind == "short":
            return "a word or a few; capitals, hyphens and small slips don't matter"
        return "2^18, 320 KiB, 0.3 MiB and 3.2e5 are all understood"

    def hints(self) -> Sequence[Hint]:
        return [SEND]

    def take_focus(self) -> None:
        self.query_one(Line).focus()

    def on_input_changed(self, message: Input.Changed) -> None:
        question = self.variant.question
        if isinstance(question, NumericQuestion) and message.value.strip():
            reads = Content.styled(reading(message.value, question.answer.unit), "$quiet")
            self.query_one(".reads", Prose).say(reads)
        else:
            self.query_one(".reads", Prose).say("")
        self.post_message(self.Changed())

    def action_enter(self) -> None:
        value = self.query_one(Line).value.strip()
        if value:
            self.post_message(self.Answered(Typed(value)))

    def on_input_submitted(self, message: Input.Submitted) -> None:
        message.stop()
        self.action_enter()


class BlanksAnswer(AnswerWidget):
    """The text with its blanks numbered, and a line to type on for each."""

    typing = True

    def __init__(self, variant: Variant) -> None:
        super().__init__(variant)
        assert isinstance(variant.question, ClozeQuestion)
        self._blanks = variant.order

    def compose(self) -> ComposeResult:
        yield Prose(inline(self.variant.cloze), classes="gap")
        for number, _ in enumerate(self._blanks, start=1):
            yield Line(f"blank {number}")

    def prompt(self) -> str:
        return "fill each blank; tab goes to the next, enter answers from the last"

    def hints(self) -> Sequence[Hint]:
        return [SEND, Hint("tab", "next blank", "app.focus_next")]

    def take_focus(self) -> None:
        self.query(Line).first().focus()

    def on_input_submitted(self, message: Input.Submitted) -> None:
        message.stop()
        self.action_enter()

    def action_enter(self) -> None:
        """Go to the next empty blank; when there is none, answer."""
        lines = list(self.query(Line))
        if empty := next((line for line in lines if not line.value.strip()), None):
            empty.focus()
            return
        filled = {blank: line.value.strip() for blank, line in zip(self._blanks, lines, strict=True)}
        self.post_message(self.Answered(Filled(filled)))
