"""Answers in one's own words."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.widgets import TextArea

from tutor.grading.response import Ticked
from tutor.ui.widgets.answers.base import AnswerWidget
from tutor.ui.widgets.frame import Hint, Prose


class Paragraph(TextArea):
    """Room for a paragraph: a rule on the left, no box; tab leaves it."""

    def __init__(self) -> None:
        super().__init__(classes="answer", compact=True, soft_wrap=True, tab_behavior="focus", show_line_numbers=False)
        self.cursor_blink = False


class WordsAnswer(AnswerWidget):
    """In one's own words; ctrl+s hands it in."""

    typing = True

    def compose(self) -> ComposeResult:
        yield Paragraph()
        yield Prose("0 words", classes="words quiet")

    def prompt(self) -> str:
        return "ctrl+s hands it in: then you tick the key points you made"

    def hints(self) -> Sequence[Hint]:
        return [Hint("ctrl+s", "hand in", "screen.enter", main=True)]

    def take_focus(self) -> None:
        self.query_one(Paragraph).focus()

    def on_text_area_changed(self, message: TextArea.Changed) -> None:
        words = len(message.text_area.text.split())
        self.query_one(".words", Prose).say(f"{words} word" if words == 1 else f"{words} words")

    def action_enter(self) -> None:
        text = self.query_one(Paragraph).text.strip()
        if text:
            self.post_message(self.Answered(Ticked(text, ())))
        else:
            self.notify("a few words are enough; z puts it off", title="Nothing is written", markup=False)
