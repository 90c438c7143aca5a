"""One line on stderr that says how far something is."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from tutor.lab.events import Event, Failed, Finished
    from tutor.lab.frames import Frame


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


def follow(name: str, events: Iterator[Event]) -> Finished | Failed:
    """How a run ends, its progress shown until then; raises KeyboardInterrupt if it is cancelled."""
    from tutor.lab.events import Cancelled, Failed, Finished, Frames, Started

    live = Live()
    seed = ""
    try:
        for event in events:
            match event:
                case Started(number=number, of=of):
                    seed = f"seed {number} of {of}, " if of > 1 else ""
                    live.show(f"{name}: {seed}starting")
                case Frames(frames=frames):
                    if told := _progress(frames):
                        live.show(f"{name}: {seed}{told}")
                case Finished() | Failed():
                    return event
                case Cancelled():
                    break
    finally:
        live.clear()
    raise KeyboardInterrupt


def _progress(frames: tuple[Frame, ...]) -> str:
    """The newest frame that says how far it is; nothing where none does."""
    from tutor.lab.frames import Progress, Text

    for frame in reversed(frames):
        if isinstance(frame, Progress):
            return f"{frame.done} of {frame.total} {frame.of}"
        if isinstance(frame, Text):
            return frame.text
    return ""
