"""The door to the history: append what happened, ask what it adds up to."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import wraps
from pathlib import Path
from typing import Concatenate, ParamSpec, Self, TextIO, TypeVar

from tutor.errors import HistoryError
from tutor.history import log
from tutor.history.check import check
from tutor.history.events import RETRACTABLE, Body, Event, Retracted, require, stamp
from tutor.history.exchange import Imported, export, import_events
from tutor.history.fold import Activity, ItemState, days
from tutor.history.migrations import migrate
from tutor.history.projection import FOLD, Projection
from tutor.history.sessions import SessionLog, session_log
from tutor.history.trouble import told

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Counts:
    """How many questions have a memory, and how many of them are due and not put off."""

    seen: int
    due: int


def _telling(method: Callable[Concatenate[History, P], R]) -> Callable[Concatenate[History, P], R]:
    @wraps(method)
    def wrapped(self: History, /, *args: P.args, **kwargs: P.kwargs) -> R:
        with told(self.file):
            return method(self, *args, **kwargs)

    return wrapped


class History:
    """The history of one learner on one machine. One thread at a time; several processes may have it open.

    Every method raises HistoryError when the file cannot be read or written.
    """

    def __init__(self, db: sqlite3.Connection, file: Path, clock: Callable[[], datetime]) -> None:
        self._db = db
        self._clock = clock
        self.file = file
        self._read: tuple[object, SessionLog | None] = (None, None)
        self._entries: dict[str, Event | None] = {}  # those of the session that was read last: an event never changes

    @classmethod
    def open(cls, file: Path, *, clock: Callable[[], datetime], retention: float | None = None) -> Self:
        """The history in `file`, made if it is not there.

        clock      the time now, aware
        retention  the recall at which questions come back, 0.9 until told; a new value moves every due date
        """
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise HistoryError(
                f"its folder cannot be made: {error.strerror}",
                where=str(file),
                remedy="set TUTOR_HOME to a folder that you can write",
            ) from error
        with told(file):
            db = sqlite3.connect(file, timeout=10, isolation_level=None, check_same_thread=False)
            try:
                _use_wal(db)
                db.execute("PRAGMA synchronous = FULL")
                db.execute("PRAGMA foreign_keys = ON")
                migrate(db, file)
                history = cls(db, file, clock)
                history._settle(retention)
            except BaseException:
                db.close()
                raise
        return history

    def close(self) -> None:
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # ── writing ──────────────────────────────────────────────────────────────────────────────────────────────────

    def append(self, said: Body) -> Event:
        """Writes down what happened; on disk when this returns."""
        return self.append_all([said])[0]

    @_telling
    def append_all(self, said: Sequence[Body]) -> list[Event]:
        """Writes several down, all or none."""
        with self._writing() as projection:
            return self._append(projection, said)

    @_telling
    def retract(self, event_id: str) -> Event:
        """Takes an answer, a skip or a putting off back; raises HistoryError if that cannot be."""
        with self._writing() as projection:
            event = log.event(self._db, event_id)
            if event is None or event.kind not in RETRACTABLE:
                raise HistoryError(
                    "this cannot be undone", where=event_id, remedy=f"what can: {', '.join(sorted(RETRACTABLE))}"
                )
            if event_id in log.amended(self._db, "id = ?", (event_id,)).void:
                raise HistoryError("this was undone already", where=event_id, remedy="undo what came before it")
            return self._append(projection, [Retracted(event=event_id)])[0]

    @_telling
    def import_(self, file: Path) -> Imported:
        """Takes in the events of an exported file, those that are not here yet; all or none.

        Raises HistoryError naming each line that is not an event.
        """
        try:
            with self._writing() as projection:
                return import_events(self._db, file, projection)
        except OSError as error:
            raise HistoryError(
                f"cannot be read: {error.strerror}", where=str(file), remedy="check its name and who may read it"
            ) from error

    @_telling
    def rebuild(self) -> None:
        """Folds the whole log anew."""
        with self._writing() as projection:
            projection.rebuild()

    # ── what it adds up to ───────────────────────────────────────────────────────────────────────────────────────

    @_telling
    def memories(self) -> dict[str, ItemState]:
        """The state of every question of which something is known."""
        return self._projection().items()

    @_telling
    def state(self, question: str) -> ItemState:
        """The state of one question, blank if nothing is known of it."""
        return self._projection().item(question)

    @_telling
    def due(self, before: datetime, *, today: date) -> list[str]:
        """The questions due before a moment, the longest overdue first, without those put off beyond `today`."""
        rows = self._db.execute(f"SELECT question {_DUE} ORDER BY due, question", (stamp(before), today.isoformat()))
        return [question for (question,) in rows]

    @_telling
    def counts(self, before: datetime, *, today: date) -> Counts:
        """How many questions have a memory, and how many are due as `due` has it."""
        one = self._db.execute
        (seen,) = one("SELECT count(*) FROM item WHERE due IS NOT NULL").fetchone()
        (due,) = one(f"SELECT count(*) {_DUE}", (stamp(before), today.isoformat())).fetchone()
        return Counts(seen, due)

    @_telling
    def days(self, tz: tzinfo | None) -> dict[date, Activity]:
        """What was done on each local day, in order; None is this machine's zone."""
        return days(self._projection().slots(), tz)

    @_telling
    def newest_runs(self) -> dict[str, Event]:
        """The newest `ran` of each demo."""
        return {event.body["demo"]: event for event in log.events(self._db, "id IN (SELECT event FROM run)")}

    # ── the log ──────────────────────────────────────────────────────────────────────────────────────────────────

    def events(self, *, after: datetime | None = None, kinds: Sequence[str] = ()) -> Iterator[Event]:
        """The events in order, all or those later than a moment and of some kinds, read as they are asked for."""
        where, values = "TRUE", list[object]()
        if after is not None:
            where, values = "at > ?", [stamp(after)]
        if kinds:
            where, values = f"{where} AND kind IN ({', '.join('?' * len(kinds))})", [*values, *kinds]
        with told(self.file):
            yield from log.events(self._db, where, values)

    @_telling
    def session(self, session_id: str) -> SessionLog | None:
        """The session that this event began; the same object until something is written, here or elsewhere."""
        (elsewhere,) = self._db.execute("PRAGMA data_version").fetchone()
        state = (session_id, elsewhere, self._db.total_changes)
        if self._read[0] != state:
            self._read = state, self._session(session_id)
        return self._read[1]

    def open_session(self) -> SessionLog | None:
        """The newest session that was begun and not ended."""
        with told(self.file):
            row = self._db.execute("SELECT id FROM session ORDER BY at DESC, id DESC LIMIT 1").fetchone()
        return self.session(row[0]) if row else None

    @_telling
    def last_undoable(self, session: str | None = None) -> Event | None:
        """What undo would take back: the newest answer, skip or putting off, of that session or else of this device."""
        of, value = ("session = ?", session) if session else ("device = ?", self.device)
        standing = "NOT EXISTS (SELECT 1 FROM event AS undo WHERE undo.target = event.id AND undo.kind = 'retracted')"
        kinds = ", ".join(f"'{kind}'" for kind in sorted(RETRACTABLE))
        row = self._db.execute(
            f"SELECT id FROM event WHERE {of} AND kind IN ({kinds}) AND {standing} ORDER BY "
            + ("at DESC, device DESC, seq DESC LIMIT 1" if session else "seq DESC LIMIT 1"),
            (value,),
        ).fetchone()
        return log.event(self._db, row[0]) if row else None

    @_telling
    def export(self, out: TextIO) -> int:
        """Writes every event as a line of JSON, in order; returns how many."""
        return export(self._db, out)

    @_telling
    def check(self) -> list[str]:
        """What is wrong with the history, a sentence each; none if it is whole. Reads all of it."""
        return list(check(self._db, self._projection()))

    @property
    def device(self) -> str:
        """The id under which this machine writes now."""
        return str(log.meta(self._db, "device"))

    # ── inside ───────────────────────────────────────────────────────────────────────────────────────────────────

    def _session(self, session_id: str) -> SessionLog | None:
        about, values = "session = ?", (session_id,)
        names = [session_id, *log.names(self._db, about, values)]
        self._entries = {name: self._entries.get(name) or log.event(self._db, name) for name in names}
        begun, *entries = self._entries.values()
        if begun is None or begun.kind != "session_begun":
            return None
        return session_log(begun, filter(None, entries), log.amended(self._db, about, values))

    def _append(self, projection: Projection, said: Sequence[Body]) -> list[Event]:
        last = log.last_order(self._db)
        events = []
        for body in said:
            event = self._mint(body)
            log.insert(self._db, event)
            newest = last is None or last < event.order
            projection.follow(event, newest=newest)
            last = event.order if newest else last
            events.append(event)
        return events

    def _mint(self, said: Body) -> Event:
        """The next event of this device; reads its place from the log, where another process may have been faster."""
        from uuid_utils import uuid7  # 11 ms that the first frame need not pay

        device = self.device
        seq, at = 0, self._clock().astimezone(UTC)
        if before := log.last_of(self._db, device):
            seq, at = before[0], max(at, before[1] + timedelta(microseconds=1))
        body = json.loads(json.dumps(said.json(), allow_nan=False))
        require(said.kind, body)
        event_id = str(uuid7(nanoseconds=int(at.timestamp() * 1e9)))
        return Event(event_id, device, seq + 1, at, said.kind, body)

    @contextmanager
    def _writing(self) -> Iterator[Projection]:
        """A transaction that no other process can write in; rolled back if it is left by an error."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield self._projection()
            self._db.execute("COMMIT")
        except BaseException:
            if self._db.in_transaction:  # SQLite has rolled back by itself when the disk is full
                self._db.execute("ROLLBACK")
            raise

    def _projection(self) -> Projection:
        return Projection(self._db, float(str(log.meta(self._db, "retention"))))

    def _settle(self, retention: float | None) -> None:
        """Mints the device id at first; folds anew what another fold or another retention has left."""
        wanted = log.meta(self._db, "retention") if retention is None else repr(float(retention))
        settled = {"device": log.meta(self._db, "device"), "retention": wanted, "fold": FOLD}
        if settled["device"] and all(log.meta(self._db, key) == value for key, value in settled.items()):
            return
        from uuid_utils import uuid7

        with self._writing():
            if log.meta(self._db, "device") is None:
                log.set_meta(self._db, "device", str(uuid7()))
            log.set_meta(self._db, "retention", str(wanted))
            if log.meta(self._db, "fold") == FOLD:
                self._projection().redate()
            else:
                self._projection().rebuild()
                log.set_meta(self._db, "fold", FOLD)


def _use_wal(db: sqlite3.Connection) -> None:
    """Turns on the write-ahead log, for this and every later opening.

    Of processes that do so at the same moment, SQLite turns all but one away at once, in spite of its timeout: they
    wait for a turn to write, and by then it is on.
    """
    for last_try in (False, False, False, True):
        try:
            db.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if last_try or error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                raise
        db.execute("BEGIN EXCLUSIVE")
        db.execute("COMMIT")


_DUE = "FROM item WHERE due < ? AND NOT suspended AND (until IS NULL OR until <= ?)"
