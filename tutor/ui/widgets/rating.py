"""The rating: what was proposed, the days each would bring, one key to change it."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from tutor.scheduling import Rating
from tutor.study import words
from tutor.study.sitting import Feedback, Sitting
from tutor.ui.widgets.frame import Prose, signs


class RatingRow(Widget):
    """Again, hard, good, easy: the cursor is on the one that counts."""

    class Rated(Message):
        """A rating was clicked."""

        def __init__(self, rating: Rating) -> None:
            super().__init__()
            self.rating = rating

    class One(Prose):
        """One rating and its day."""

        def __init__(self, rating: Rating) -> None:
            super().__init__(classes="one")
            self.rating = rating

        def on_click(self) -> None:
            self.post_message(RatingRow.Rated(self.rating))

    def __init__(self, feedback: Feedback, sitting: Sitting) -> None:
        super().__init__(classes="docked")
        self._feedback = feedback
        self._sitting = sitting

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield Prose("Rating", classes="label quiet")
            for rating in Rating:
                yield self.One(rating)

    def on_mount(self) -> None:
        self.show(self._feedback)

    def on_resize(self) -> None:
        self.show(self._feedback)

    def show(self, feedback: Feedback) -> None:
        """The rating as it stands now."""
        self._feedback = feedback
        short = self.screen.has_class("-short")
        for one in self.query(self.One):
            at_cursor = one.rating == feedback.rating
            cursor = signs(self).cursor if at_cursor else " "
            day = self._sitting.day(feedback, one.rating)
            one.say(
                Content.assemble(
                    (f"{cursor}{one.rating.value} {words.RATINGS[one.rating]}", "bold $act" if at_cursor else "bold"),
                    ("" if short else f" {day}", "$act" if at_cursor else "$quiet"),
                )
            )
