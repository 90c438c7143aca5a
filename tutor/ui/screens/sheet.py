"""A sheet over a dimmed screen: a few lines, one result."""

from __future__ import annotations

from typing import TypeVar

from textual.binding import Binding
from textual.screen import ModalScreen

T = TypeVar("T")


class Sheet(ModalScreen[T | None]):
    """Escape closes it with None."""

    BINDINGS = [Binding("escape", "close", "close", show=False)]

    def action_close(self) -> None:
        self.dismiss(None)
