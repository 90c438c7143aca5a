"""A sheet over a dimmed screen: a few lines, one result."""

from __future__ import annotations

from typing import TypeVar

from textual.binding import Binding

from tutor.ui.place import Over

T = TypeVar("T")


class Sheet(Over[T]):
    """Escape closes it with None."""

    BINDINGS = [
        Binding("escape", "close", "close", show=False),
        Binding("question_mark,f1", "app.help", "help", show=False),
    ]

    def action_close(self) -> None:
        self.dismiss(None)
