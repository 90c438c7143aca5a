"""Beside the page, where there is room: how the session goes, and what is known of this question."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content

from tutor.scheduling import retrievability
from tutor.study import Study, words
from tutor.study.sitting import Ask, Feedback, Sitting
from tutor.ui.widgets.frame import Prose, signs

AROUND = 8
"""Places of the session that are shown at most."""


class Side(Vertical):
    """Shown from 110 columns on; it never says what would give an answer away."""

    def __init__(self, study: Study, sitting: Sitting) -> None:
        super().__init__(classes="side")
        self.study = study
        self.sitting = sitting

    def compose(self) -> ComposeResult:
        yield Prose("This session", classes="quiet")
        yield Prose(id="places", classes="gap")
        yield Prose(id="known")

    def show(self, ask: Ask, feedback: Feedback | None = None) -> None:
        """The session around `ask`, and its memory before, and after if it is answered."""
        self.query_one("#places", Prose).say(self._places(ask, answered=feedback is not None))
        self.query_one("#known", Prose).say(self._memory(ask, feedback))

    def _places(self, ask: Ask, *, answered: bool) -> Content:
        sign, progress = signs(self), self.sitting.progress()
        rows: list[Content] = []
        for number, (entry, turn) in enumerate(progress.done, start=1):
            right = turn.what == "right"
            mark = (sign.right, "$held") if right else (sign.wrong, "$not")
            here = answered and number == len(progress.done)
            title = self.study.library.title(entry.question)[:30]
            rows.append(Content.assemble(f"{number:2} ", mark, (f" {title}", "bold" if here else "$quiet")))
        for number, entry in enumerate(progress.upcoming, start=len(progress.done) + 1):
            here = not answered and number == len(progress.done) + 1
            mark = (sign.cursor, "$act") if here else (sign.one_off, "$quiet")
            name = "this one" if here else self.study.items[entry.question].kind
            rows.append(Content.assemble(f"{number:2} ", mark, (f" {name}", "bold" if here else "$quiet")))
        first = max(0, len(progress.done) - AROUND // 2)
        left = len(rows) - first - AROUND
        more = [Content.styled(f"   {words.count(left, 'more question')}", "$quiet")] if left > 0 else []
        return Content("\n").join([*rows[first : first + AROUND], *more])

    def _memory(self, ask: Ask, feedback: Feedback | None) -> Content:
        state = self.study.history.state(ask.ref)
        lines: list[Content] = []
        if ask.memory is None:
            lines.append(Content.styled("New: never asked before", "$quiet"))
        else:
            day = words.short_day(ask.memory.last_review.astimezone(self.study.zone).date())
            elapsed = (self.study.clock() - ask.memory.last_review).total_seconds() / 86_400
            chance = retrievability(ask.memory.stability, elapsed)
            lines.append(Content.styled(f"Last seen {day}", "$quiet"))
            lines.append(Content.assemble("recall before today ", (f"{chance * 100:.0f} %", "bold")))
        if feedback and feedback.dues and state.memory:
            before = f"{ask.memory.stability:.1f} {signs(self).next} " if ask.memory else ""
            lines.append(Content.assemble(f"stability  {before}", (f"{state.memory.stability:.1f} days", "bold")))
        if state.note:
            lines.append(Content.assemble(("\nYour note\n", "$quiet"), state.note))
        return Content("\n").join(lines)
