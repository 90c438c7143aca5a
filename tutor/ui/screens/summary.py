"""Summary: the session in a few lines."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Digits

from tutor.study import Study, words
from tutor.study.sitting import Sitting
from tutor.ui.place import Place
from tutor.ui.widgets.frame import Hairline, Head, Hint, Keys, Next, Page, Prose, Row, signs


class SummaryScreen(Place[None]):
    """What was answered, what was missed, what comes back."""

    BINDINGS = [
        Binding("enter,escape", "leave", "Today", show=False),
        Binding("u", "undo", "undo the last answer", show=False),
    ]

    def __init__(self, study: Study, sitting: Sitting) -> None:
        super().__init__()
        self.study = study
        self.sitting = sitting

    def compose(self) -> ComposeResult:
        summary = self.sitting.summary()
        sign = signs(self)
        yield Head("Practice", status="done")
        yield Hairline(1.0)
        with Page():
            asked = summary.right + len(summary.missed)
            lines = [
                Content.assemble((f"of {asked} right at the first try", "bold")),
                Content.styled(
                    f"{words.count(summary.answered, 'answer')} {sign.dot} {words.minutes(summary.spent)}", "$quiet"
                ),
            ]
            with Horizontal(classes="lead-row gap"):
                yield Digits(f"{summary.right}", classes="held")
                yield Vertical(*(Prose(line) for line in lines), classes="lead")
            for index, ref in enumerate(summary.missed[:8]):
                label = Content.styled(f"{sign.wrong} missed", "$not") if index == 0 else ""
                yield Row(label, Prose(self.study.library.title(ref)), classes="tight")
        yield Next()
        yield Keys()

    def on_mount(self) -> None:
        missed = len(self.sitting.summary().missed)
        what = f"Today {signs(self).dot} {missed} of them come back first" if missed else "Today"
        self.query_one(Next).say(what)
        self.query_one(Keys).hints = [
            Hint("enter", "Today", "screen.leave", main=True),
            Hint("u", "undo the last answer", "screen.undo"),
        ]

    def action_leave(self) -> None:
        self.dismiss()

    def action_undo(self) -> None:
        from tutor.ui.screens.question import QuestionScreen

        if self.sitting.undo():
            self.app.switch_screen(QuestionScreen(self.study, self.sitting))
