"""A terminal too small to draw in says so, and what to do."""

from __future__ import annotations

from textual.app import ComposeResult

from tutor.ui.place import Place
from tutor.ui.widgets.frame import Prose


class TooSmallScreen(Place[None]):
    """One sentence; it goes by itself when there is room again."""

    def compose(self) -> ComposeResult:
        yield Prose("make me 60x20, or run `tutor practice --plain`")
