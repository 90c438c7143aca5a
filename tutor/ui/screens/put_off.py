"""Put a question off: later, until tomorrow, for good."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content

from tutor.study import PutOff
from tutor.ui.screens.sheet import Sheet
from tutor.ui.widgets.frame import Hint, Keys, Prose
from tutor.ui.widgets.rows import Rows

CHOICES: tuple[tuple[PutOff, str, str], ...] = (
    ("later", "later", "at the end of this session"),
    ("tomorrow", "not today", "it comes back tomorrow"),
    ("never", "suspend it", "it is not asked again; u takes that back"),
)


class PutOffScreen(Sheet[PutOff]):
    """Dismisses with what was chosen."""

    BINDINGS = [Binding(str(n), f"choose({n})", "choose", show=False) for n in range(1, len(CHOICES) + 1)]

    def compose(self) -> ComposeResult:
        with Vertical(classes="sheet"):
            yield Prose("Put this question off?", classes="strong gap")
            yield Rows(
                [
                    (until, Content.assemble((f"{number}  ", "bold"), what, (f"  {cost}", "$quiet")))
                    for number, (until, what, cost) in enumerate(CHOICES, start=1)
                ]
            )
            yield Keys()

    def on_mount(self) -> None:
        self.query_one(Rows).focus()
        self.query_one(Keys).hints = [
            Hint("enter", "choose", "focused.choose", main=True),
            Hint(f"1-{len(CHOICES)}", "choose"),
            Hint("esc", "leave it", "screen.close"),
        ]

    def on_rows_chosen(self, message: Rows.Chosen) -> None:
        self.dismiss(next(until for until, _, _ in CHOICES if until == message.id))

    def action_choose(self, number: int) -> None:
        self.dismiss(CHOICES[number - 1][0])
