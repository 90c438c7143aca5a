"""A note on a question, or why it is wrong: kept in the history, shown again with the question."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import TextArea

from tutor.study import Remark, Study
from tutor.ui.screens.sheet import Sheet
from tutor.ui.widgets.answers.words import Paragraph
from tutor.ui.widgets.frame import Hint, Keys, Prose

ASKS = {"note": "Your note on this question", "flag": "What is wrong with this question?"}


class NoteScreen(Sheet[bool]):
    """Ctrl+s keeps the text, escape leaves the old one."""

    BINDINGS = [Binding("ctrl+s", "keep", "keep", show=False)]

    def __init__(self, study: Study, ref: str, what: Remark) -> None:
        super().__init__()
        self.study = study
        self.ref = ref
        self.what = what

    def compose(self) -> ComposeResult:
        with Vertical(classes="sheet"):
            yield Prose(ASKS[self.what], classes="strong gap")
            yield Paragraph()
            yield Keys()

    def on_mount(self) -> None:
        state = self.study.history.state(self.ref)
        field = self.query_one(TextArea)
        field.text = state.note if self.what == "note" else state.flag
        field.focus()
        self.query_one(Keys).hints = [
            Hint("ctrl+s", "keep it", "screen.keep", main=True),
            Hint("esc", "leave it", "screen.close"),
        ]

    def action_keep(self) -> None:
        self.study.write(self.ref, self.what, self.query_one(TextArea).text.strip())
        self.notify("kept with the question", title=self.what.capitalize(), markup=False)
        self.dismiss(True)
