"""The smallest Textual app that paints something."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.widgets import Static


class EmptyApp(App[None]):
    """A word, and nothing else."""

    def compose(self) -> ComposeResult:
        yield Static("ready")


def main() -> None:
    EmptyApp().run()
