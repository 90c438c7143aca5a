"""One line on stderr that says how far something is."""

from __future__ import annotations

import os
import sys

import click


class Live:
    """A line that is written over; silent where nobody watches, or where a line can't be written over."""

    def __init__(self) -> None:
        self._is_on = sys.stderr.isatty() and os.environ.get("TERM", "dumb") != "dumb"
        self._width = 0

    def show(self, text: str) -> None:
        """Replaces the line."""
        if self._is_on:
            text = text[:78]
            click.echo(f"\r{text.ljust(self._width)}", err=True, nl=False)
            self._width = len(text)

    def clear(self) -> None:
        """Leaves nothing of it."""
        if self._width:
            self.show("")
            click.echo("\r", err=True, nl=False)
            self._width = 0
