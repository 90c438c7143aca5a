"""Put a question off: later, until tomorrow, for good."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content

from tutor.study import PutOff
from tutor.ui.screens.sheet import Sheet
from tutor.ui.widgets.frame import Prose

CHOICES: tuple[tuple[PutOff, str, str], ...] = (
    ("later", "later", "at the end of this session"),
    ("tomorrow", "not today", "it comes back tomorrow"),
    ("never", "suspend it", "it is not asked again; `u` takes that back"),
)


class PutOffScreen(Sheet[PutOff]):
    """Dismisses with what was chosen."""

    BINDINGS = [Binding(str(n), f"choose({n})", show=False) for n in range(1, len(CHOICES) + 1)]

    def compose(self) -> ComposeResult:
        with Vertical(classes="sheet"):
            yield Prose("Put this question off?", classes="strong gap")
            for number, (_, what, cost) in enumerate(CHOICES, start=1):
                yield Prose(Content.assemble((f"{number}  ", "bold $act"), what, (f"  {cost}", "$quiet")))

    def action_choose(self, number: int) -> None:
        self.dismiss(CHOICES[number - 1][0])
