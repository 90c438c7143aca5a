"""The log as a file, and files into the log: JSON lines, one event a line.

Merging is set union by id: an event already there is passed over, whatever else is new. Two machines that write under
one device id, because a home folder was cloned, give themselves away when the same place in the sequence is taken by
another event; the branch that was here then gets a device id of its own.
"""

from __future__ import annotations

import sqlite3
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from tutor.errors import HistoryError
from tutor.history import log
from tutor.history.events import Event, decode, encode
from tutor.history.projection import Projection


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import brought: events that were new, and events that were here already."""

    added: int
    known: int


def export(db: sqlite3.Connection, out: TextIO) -> int:
    """Writes every event as a line, in order; returns how many."""
    count = 0
    for event in log.events(db):
        out.write(encode(event) + "\n")
        count += 1
    return count


def import_events(db: sqlite3.Connection, file: Path, projection: Projection) -> Imported:
    """Takes in the events of a file, within the caller's transaction.

    Raises HistoryError naming the lines that are no events; the caller then rolls back.
    """
    bad: list[tuple[int, str]] = []
    added = known = 0
    questions: set[str] = set()
    branched = False
    with file.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            try:
                event = decode(line) if line.strip() else None
            except ValueError as error:
                bad.append((number, str(error)))
                continue
            if event is None or bad:
                continue
            if log.has(db, event.id):
                known += 1
                continue
            try:
                branched |= _insert(db, event)
            except sqlite3.OperationalError as error:  # SQLite reads JSON less deep than some Pythons do
                if str(error) != "malformed JSON":
                    raise
                bad.append((number, "nested too deeply"))
                continue
            projection.register(event)
            questions |= projection.disturbed(event)
            added += 1
    if bad:
        raise _not_events(file, bad)
    if branched:  # devices order events of the same microsecond
        projection.rebuild()
    else:
        projection.refold(questions)
    return Imported(added, known)


def _insert(db: sqlite3.Connection, event: Event) -> bool:
    """Writes the event; returns whether a branch had to make room for it."""
    taken = "SELECT id FROM event WHERE device = ? AND seq = ?"
    branch = db.execute(taken, (event.device, event.seq)).fetchone()
    if branch:
        _move(db, event.device, event.seq, branch[0])
    log.insert(db, event)
    return branch is not None


def _move(db: sqlite3.Connection, device: str, seq: int, first: str) -> None:
    """Gives the events of `device` from `seq` on a device id of their own, the same on every machine that does so."""
    minted = str(uuid.uuid5(uuid.UUID(device), first))
    branch = "UPDATE event SET device = ?, seq = seq - ? WHERE device = ? AND seq >= ?"
    db.execute(branch, (minted, seq - 1, device, seq))
    if log.meta(db, "device") == device:
        log.set_meta(db, "device", minted)


def _not_events(file: Path, bad: list[tuple[int, str]]) -> HistoryError:
    (number, reason), *others = bad
    what = f"not an event: {reason}"
    if others:
        lines = ", ".join(f"line {line}" for line, _ in others[:10])
        what += f"; others that are none: {lines}" + (f" and {len(others) - 10} more" if len(others) > 10 else "")
    return HistoryError(what, where=f"{file}:{number}", remedy="mend or delete what is none; nothing was imported")
