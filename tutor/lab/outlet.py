"""A run's way out: frames as JSON lines on a private descriptor, thinned where a demo sends more than anybody can see.

What thinning keeps: the first 4,096 points of a line, then ever fewer, and the last one; the newest of what replaces
itself; every text and every measure. Writing blocks while the face is behind, so a flood waits instead of piling up.
"""

from __future__ import annotations

import json
import os
import reprlib
import time
from collections.abc import Callable
from typing import Any, Final, get_args

from tutor.lab.frames import Bars, Frame, Matrix, Measure, Point, Progress, Table, Text, encode

MAX_LINE: Final = 1 << 19
"""Bytes: a frame that takes more is refused here and by the reader."""

END: Final = b"\x00end of run\x00\n"
"""Marks the end of a run in what it printed."""

OCTAVE: Final = 2048
"""Points of a line sent at one stride before the stride doubles; there are two at stride one."""
REPLACED_S: Final = 0.04
"""What replaces itself travels at most this often."""


_Key = tuple[type[Frame], str]


class NotAFrame(Exception):
    """What a demo yielded cannot be sent; the message says why."""


class ChannelLost(Exception):
    """The descriptor is closed, here or at its other end."""


class Outlet:
    """Sends frames and events; `close` sends what was held back. Each raises ChannelLost if there is no way out."""

    def __init__(self, descriptor: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._descriptor = descriptor
        self._clock = clock
        self._counts: dict[str, int] = {}
        self._skipped: dict[str, Point] = {}
        self._held: dict[_Key, Frame] = {}
        self._sent: dict[_Key, float] = {}

    def send(self, frame: object) -> None:
        """Sends a frame, now or thinned; raises NotAFrame if it is none."""
        match frame:
            case Point():
                self._point(frame)
            case Text() | Measure():
                self._write(frame)
            case Matrix() | Bars() | Table() | Progress():
                self._held[type(frame), getattr(frame, "name", "")] = frame
            case _:
                raise NotAFrame(f"it yielded {_short(frame)}, which is none of {', '.join(_NAMES)}")
        if self._held:
            self._release(self._clock())

    def event(self, event: str, **body: Any) -> None:
        """Sends something about the run itself."""
        write_line(self._descriptor, json.dumps({"event": event, **body}, ensure_ascii=False, separators=(",", ":")))

    def close(self) -> None:
        """Sends what is still held back."""
        for frame in (*self._skipped.values(), *self._held.values()):
            self._write(frame)
        self._skipped.clear()
        self._held.clear()

    def _point(self, point: Point) -> None:
        count = self._counts.get(point.series, 0)
        self._counts[point.series] = count + 1
        stride = 1 << max(0, (count // OCTAVE).bit_length() - 1)
        if count % stride:
            self._skipped[point.series] = point
        else:
            self._skipped.pop(point.series, None)
            self._write(point)

    def _release(self, now: float) -> None:
        """Sends the held frames whose turn it is."""
        for key in [key for key in self._held if now - self._sent.get(key, 0.0) >= REPLACED_S]:
            self._sent[key] = now
            self._write(self._held.pop(key))

    def _write(self, frame: Frame) -> None:
        try:
            line = encode(frame)
        except (TypeError, ValueError) as error:
            raise NotAFrame(f"it yielded {_short(frame)}, which cannot be sent: {error}") from error
        write_line(self._descriptor, line)


def write_line(descriptor: int, line: str) -> None:
    """Writes all of a line; raises NotAFrame if it is longer than any reader takes, ChannelLost if nobody reads."""
    data = line.encode("utf-8", "replace") + b"\n"
    if len(data) > MAX_LINE:
        raise NotAFrame(f"it yielded a frame of {len(data):,} bytes; the most is {MAX_LINE:,}")
    try:
        while data:
            data = data[os.write(descriptor, data) :]
    except OSError as error:
        raise ChannelLost from error


_NAMES = [kind.__name__ for kind in get_args(Frame)]


def _short(value: object) -> str:
    return f"{type(value).__name__} {reprlib.repr(value)}"
