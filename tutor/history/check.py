"""Is the history whole? Every way in which it might not be, as sentences."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from tutor.history import log
from tutor.history.events import KINDS, Event, require
from tutor.history.projection import Projection


def check(db: sqlite3.Connection, projection: Projection) -> Iterator[str]:
    """What is wrong: the file itself, the sequence of each device, the events' words, the tables beside the log."""
    if damage := _damage(db):
        yield from damage
        return
    per_device = "SELECT device, count(*), max(seq) FROM event GROUP BY device"
    for device, count, last in db.execute(per_device):
        if count < last:
            yield f"{last - count} of the {last} events of device {device} are missing"
    for kind, count in db.execute("SELECT kind, count(*) FROM event GROUP BY kind ORDER BY kind"):
        if kind not in KINDS:
            yield f"{count} × `{kind}`: this tutor does not know that kind of event; a newer one may"
    unreadable = [f"the event {event.id} cannot be read: {reason}" for event, reason in _unreadable(db)]
    yield from unreadable or projection.differences()


def _damage(db: sqlite3.Connection) -> list[str]:
    try:
        complaints = [complaint for (complaint,) in db.execute("PRAGMA integrity_check")]
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_CORRUPT:
            raise
        complaints = [str(error)]
    return [f"the file is damaged: {complaint}" for complaint in complaints if complaint != "ok"]


def _unreadable(db: sqlite3.Connection) -> Iterator[tuple[Event, str]]:
    for event in log.events(db):
        try:
            require(event.kind, event.body)
        except ValueError as error:
            yield event, str(error)
