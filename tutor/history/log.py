"""The event table: writing an event, reading events in order."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import datetime

from tutor.history.events import Event, stamp
from tutor.history.fold import Amendments, amendments

_COLUMNS = "id, device, seq, at, kind, body"


def insert(db: sqlite3.Connection, event: Event) -> None:
    """Writes the event; raises sqlite3.IntegrityError if its id, or its place on its device, is taken."""
    body = json.dumps(event.body, separators=(",", ":"), allow_nan=False)
    db.execute(
        f"INSERT INTO event ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)",
        (event.id, event.device, event.seq, stamp(event.at), event.kind, body),
    )


def events(db: sqlite3.Connection, where: str = "TRUE", values: Sequence[object] = ()) -> Iterator[Event]:
    """The events for which `where` holds, in order, read as they are asked for."""
    rows = db.execute(f"SELECT {_COLUMNS} FROM event WHERE {where} ORDER BY at, device, seq", values)
    for name, device, seq, at, kind, body in rows:
        yield Event(name, device, seq, datetime.fromisoformat(at), kind, json.loads(body))


def event(db: sqlite3.Connection, event_id: str) -> Event | None:
    """The event of that id."""
    return next(events(db, "id = ?", (event_id,)), None)


def names(db: sqlite3.Connection, where: str, values: Sequence[object]) -> list[str]:
    """The ids of the events for which `where` holds, in order."""
    return [name for (name,) in db.execute(f"SELECT id FROM event WHERE {where} ORDER BY at, device, seq", values)]


def has(db: sqlite3.Connection, event_id: str) -> bool:
    """Whether there is an event of that id."""
    return db.execute("SELECT 1 FROM event WHERE id = ?", (event_id,)).fetchone() is not None


def amended(db: sqlite3.Connection, where: str = "TRUE", values: Sequence[object] = ()) -> Amendments:
    """What became of the events for which `where` holds."""
    among = "" if where == "TRUE" else f"AND target IN (SELECT id FROM event WHERE {where})"
    return amendments(events(db, f"target IS NOT NULL AND kind IN ('rated', 'retracted') {among}", values))


def last_order(db: sqlite3.Connection) -> tuple[datetime, str, int] | None:
    """Where the last event of all stands."""
    newest = "WHERE at = (SELECT max(at) FROM event) ORDER BY device DESC, seq DESC LIMIT 1"
    row = db.execute(f"SELECT at, device, seq FROM event {newest}").fetchone()
    return (datetime.fromisoformat(row[0]), row[1], row[2]) if row else None


def last_of(db: sqlite3.Connection, device: str) -> tuple[int, datetime] | None:
    """`seq` and time of the last event of a device."""
    row = db.execute("SELECT seq, at FROM event WHERE device = ? ORDER BY seq DESC LIMIT 1", (device,)).fetchone()
    return (row[0], datetime.fromisoformat(row[1])) if row else None


def meta(db: sqlite3.Connection, key: str) -> str | None:
    """A fact about this database: `device`, `retention`, `fold`."""
    row = db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
    return str(row[0]) if row else None


def set_meta(db: sqlite3.Connection, key: str, value: str) -> None:
    db.execute("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", (key, value))
