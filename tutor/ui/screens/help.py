"""Help: the keys of the screen below, one line each, and those that mean the same everywhere."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.dom import DOMNode
from textual.screen import Screen

from tutor.ui.screens.sheet import Sheet
from tutor.ui.widgets.frame import Prose, Row

EVERYWHERE = (
    ("ctrl+p, /", "find any action, question, concept or demo"),
    ("?, f1", "this help; f1 where letters are being typed"),
    ("ctrl+q, ctrl+c", "quit; everything is already on disk"),
)
NAMES = {
    "escape": "esc",
    "exclamation_mark": "!",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "question_mark": "?",
    "plus": "+",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "shift+left": "shift+←",
    "shift+right": "shift+→",
}


class HelpScreen(Sheet[None]):
    """What each key does here and now; enter, esc and ? close it."""

    BINDINGS = [Binding("enter,question_mark,f1", "close", "close", show=False)]

    def __init__(self, below: Screen[Any]) -> None:
        super().__init__()
        self._here = keys_of(below)

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="sheet"):
            yield Prose("Keys here", classes="strong")
            for keys, what in self._here:
                yield self._line(keys, what)
            yield Prose("\nKeys everywhere", classes="strong")
            for keys, what in EVERYWHERE:
                yield self._line(keys, what)

    def _line(self, keys: str, what: str) -> Row:
        return Row(Content.styled(keys, "bold $foreground"), Prose(what), classes="tight")


def keys_of(screen: Screen[Any]) -> list[tuple[str, str]]:
    """Each thing that can be done on a screen now, with the keys that do it; the widget in focus comes first."""
    found: dict[str, list[str]] = {}
    for key, active in screen.active_bindings.items():
        if active.enabled and active.node is not screen.app and _is_ours(active.node, key):
            found.setdefault(active.binding.description, []).append(key)
    return [(", ".join(_named(keys)), what) for what, keys in found.items()]


def _is_ours(node: DOMNode, key: str) -> bool:
    """Whether a class of this package binds `key`; Textual's own fields and containers bind many more."""
    ours = (cls.__dict__.get("BINDINGS", ()) for cls in type(node).__mro__ if cls.__module__.startswith("tutor."))
    return any(key == binding.key for declared in ours for binding in Binding.make_bindings(declared))


def _named(keys: list[str]) -> list[str]:
    """The keys as they are written; digits that follow each other as one: `1-4`."""
    names: list[str] = []
    for is_digit, run in groupby(keys, str.isdecimal):
        together = list(run)
        if is_digit and len(together) > 1:
            names.append(f"{together[0]}-{together[-1]}")
        else:
            names += [NAMES.get(key, key) for key in together]
    return names
