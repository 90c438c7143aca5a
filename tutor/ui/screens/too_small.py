"""A terminal too small to draw in says so, and what to do."""

from __future__ import annotations

from textual.app import ComposeResult

from tutor.ui.place import Over
from tutor.ui.widgets.frame import Prose


class TooSmallScreen(Over[None]):
    """One sentence over everything; it goes by itself when there is room again, and nothing opens over it."""

    def compose(self) -> ComposeResult:
        yield Prose("make me 60x20, or run `tutor practice --plain`")
