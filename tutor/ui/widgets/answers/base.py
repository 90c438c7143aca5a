"""What every answer widget can do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.message import Message
from textual.widget import Widget

from tutor.grading.response import Response
from tutor.packs.variant import Variant
from tutor.ui.widgets.frame import Hint


def is_within(action: str, numbered: str, parameters: tuple[object, ...], count: int) -> bool:
    """Whether a key means something: the action `numbered` takes a number up to `count`, the others are always on."""
    number = parameters[0] if action == numbered and parameters else None
    return not isinstance(number, int) or number <= count


class AnswerWidget(Widget):
    """Takes an answer to one question.

    typing  letters are being typed into it, so commands need ctrl or esc
    """

    typing = False

    @dataclass
    class Answered(Message):
        """The learner has answered; it can still be changed until it is sure."""

        response: Response

    @dataclass
    class Changed(Message):
        """Something was picked, ticked, moved or typed: the footer may say something else now."""

    def __init__(self, variant: Variant) -> None:
        super().__init__()
        self.variant = variant

    def prompt(self) -> str:
        """What to do now, for the Next line."""
        raise NotImplementedError

    def hints(self) -> Sequence[Hint]:
        """The keys that answer."""
        raise NotImplementedError

    def take_focus(self) -> None:
        """Give the keyboard to the thing to answer first."""
        self.focus(scroll_visible=False)

    def settle(self, settled: bool) -> None:
        """Show the answer as given (`settled`) while it is asked how sure the learner is, or as open again."""
        self.set_class(settled, "settled")
        self.disabled = settled
