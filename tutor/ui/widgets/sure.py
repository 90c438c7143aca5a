"""How sure are you? Four levels, asked before anything is revealed."""

from __future__ import annotations

from typing import cast

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from tutor.study.sitting import Confidence
from tutor.study.words import CONFIDENCE
from tutor.ui.widgets.frame import Prose


class Sure(Widget, can_focus=True):
    """Digits 1 to 4 say how sure; there is no sign of right or wrong yet."""

    BINDINGS = [Binding(str(level), f"say({level})", "say how sure", show=False) for level in CONFIDENCE]

    class Said(Message):
        """The learner said how sure."""

        def __init__(self, confidence: Confidence) -> None:
            super().__init__()
            self.confidence = confidence

    class Level(Prose):
        """One of the four; a click says it."""

        def __init__(self, confidence: int) -> None:
            word, percent = CONFIDENCE[confidence]
            look = Content.assemble((f"{confidence} ", "bold $act"), word, (f"\n  {percent} %", "$quiet"))
            super().__init__(look, classes="level")
            self.confidence = confidence

        def on_click(self) -> None:
            self.post_message(Sure.Said(cast(Confidence, self.confidence)))

    def compose(self) -> ComposeResult:
        yield Prose("How sure are you?", classes="strong")
        with Horizontal(classes="levels"):
            for confidence in CONFIDENCE:
                yield self.Level(confidence)

    def action_say(self, level: int) -> None:
        self.post_message(self.Said(cast(Confidence, level)))
