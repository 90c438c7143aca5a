"""Help: the keys of the screen below, one line each, and where one is."""

from __future__ import annotations

from typing import Any

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen

from tutor.ui.screens.sheet import Sheet
from tutor.ui.widgets.frame import Prose, Row

EVERYWHERE = (
    ("enter", "does what the line above the keys says"),
    ("esc", "one layer back; nothing is lost"),
    ("ctrl+p", "find any action, question, concept or demo"),
    ("ctrl+q", "quit; everything is already on disk"),
)

NAMES = {
    "escape": "esc",
    "question_mark": "?",
    "exclamation_mark": "!",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "slash": "/",
}


class HelpScreen(Sheet[None]):
    """What each key does here; any of enter, esc and ? closes it."""

    BINDINGS = [Binding("enter,question_mark", "close", show=False)]

    def __init__(self, below: Screen[Any]) -> None:
        super().__init__()
        self._below = below

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="sheet"):
            yield Prose(Content.styled("Keys here", "bold"), classes="gap")
            for key, what in self._here():
                yield Row(Content.styled(key, "bold"), Prose(what), classes="tight")
            yield Prose(Content.styled("\nKeys everywhere", "bold"), classes="gap")
            for key, what in EVERYWHERE:
                yield Row(Content.styled(key, "bold"), Prose(what), classes="tight")

    def _here(self) -> list[tuple[str, str]]:
        """Each action of the screen below with the keys that run it, in the order it names them."""
        keys: dict[str, list[str]] = {}
        for declared in type(self._below).BINDINGS:
            for binding in Binding.make_bindings([declared]):
                if binding.description:
                    keys.setdefault(binding.description, []).append(NAMES.get(binding.key, binding.key))
        return [(", ".join(names), what) for what, names in keys.items()]
