"""The fold kept in tables beside the log, in the transaction of each event.

An event later than all others moves its question on by one step. One that arrives late, takes back or changes another
makes the questions that it disturbs be folded again from the log. What was done in a quarter of an hour is a sum: any
event adds or takes away its share. All of it gives what folding everything gives; `rebuild` does that, and
`differences` compares.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from tutor.history import log
from tutor.history.events import RETRACTABLE, Event, stamp
from tutor.history.fold import (
    Activity,
    Amendments,
    Folded,
    ItemState,
    activity,
    amendments,
    fold,
    item_after,
    slot_of,
    touched,
)
from tutor.scheduling import Memory, interval

FOLD = "1"
"""Raise it when the fold comes to mean something else: every history is folded anew when it is next opened."""

Row = tuple[Any, ...]

_ITEM = (
    "question, stability, difficulty, last_review, due, reps, lapses, "
    "reviews, right, verdict, first_at, last_at, suspended, until, bookmarked, note, flag"
)
_SLOT = "slot, reviews, right, ms, new, due, recalled"
_UNTOUCHED = Amendments()


class Projection:
    """The tables `item`, `slot`, `session` and `run` of one database, at one desired retention."""

    def __init__(self, db: sqlite3.Connection, retention: float) -> None:
        self._db = db
        self._retention = retention

    def follow(self, event: Event, *, newest: bool) -> None:
        """Takes in an event just written; `newest` if none stands later in the order."""
        self.register(event)
        if not newest or event.kind in ("rated", "retracted"):
            self.refold(self.disturbed(event))
            return
        for question in touched(event, self.known()):
            item = self.item(question)
            self._save_item(item_after(item, event, _UNTOUCHED, retention=self._retention))

    def register(self, event: Event) -> None:
        """Takes in what an event says of sessions, runs and days, in whatever order events come."""
        db = self._db
        match event.kind:
            case "answered":
                self._add(event, activity(event, log.amended(db, "id = ?", (event.id,))))
            case "rated" | "retracted":
                if about := self._target(event):
                    amending = list(log.events(db, "target = ?", (about.id,)))
                    before = amendments(other for other in amending if other.id != event.id)
                    self._add(about, -activity(about, before) + activity(about, amendments(amending)))
            case "session_begun":
                ended = "SELECT 1 FROM event WHERE session = ? AND kind = 'session_ended'"
                if not db.execute(ended, (event.id,)).fetchone():
                    db.execute("INSERT INTO session (id, at) VALUES (?, ?)", (event.id, stamp(event.at)))
            case "session_ended":
                db.execute("DELETE FROM session WHERE id = ?", (event.body["session"],))
            case "ran":
                demo = event.body["demo"]
                last = next(log.events(db, "id = (SELECT event FROM run WHERE demo = ?)", (demo,)), None)
                if last is None or last.order < event.order:
                    db.execute("INSERT OR REPLACE INTO run (demo, event) VALUES (?, ?)", (demo, event.id))

    def disturbed(self, event: Event) -> set[str]:
        """The questions to be folded again after an event, unless it is the newest of all."""
        if event.kind in ("rated", "retracted"):
            about = self._target(event)
            return self.disturbed(about) if about else set()
        return set(touched(event, self.known()))

    def refold(self, questions: Iterable[str]) -> None:
        """Folds these questions again from the log."""
        resets = list(log.events(self._db, "kind = 'reset'"))
        for question in sorted(questions):
            about, values = "question = ?", (question,)
            amended = log.amended(self._db, about, values)
            item = ItemState(question)
            for event in sorted([*log.events(self._db, about, values), *resets], key=lambda event: event.order):
                if question in touched(event, values):
                    item = item_after(item, event, amended, retention=self._retention)
            self._save_item(item)

    def rebuild(self) -> None:
        """Folds the whole log and writes every table anew."""
        rows = _rows(self._folded())
        for table, columns in _TABLES.items():
            self._db.execute(f"DELETE FROM {table}")
            marks = ", ".join("?" * (columns.count(",") + 1))
            self._db.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows[table])

    def differences(self) -> list[str]:
        """Where the tables say something else than the log, one sentence a table."""
        found = []
        for table, expected in _rows(self._folded()).items():
            actual = self._db.execute(f"SELECT {_TABLES[table]} FROM {table}").fetchall()
            if names := sorted({str(row[0]) for row in set(expected) ^ set(actual)}):
                more = f" and {len(names) - 3} more" if len(names) > 3 else ""
                found.append(f"the table `{table}` is not what the log adds up to: {', '.join(names[:3])}{more}")
        return found

    def redate(self) -> None:
        """Moves every due date to this retention; nothing else depends on it."""
        rows = self._db.execute("SELECT question, stability, last_review FROM item WHERE due IS NOT NULL").fetchall()
        dues = (
            (stamp(datetime.fromisoformat(last) + timedelta(days=interval(stability, self._retention))), question)
            for question, stability, last in rows
        )
        self._db.executemany("UPDATE item SET due = ? WHERE question = ?", dues)

    def item(self, question: str) -> ItemState:
        """The state of one question, blank if nothing is known of it."""
        row = self._db.execute(f"SELECT {_ITEM} FROM item WHERE question = ?", (question,)).fetchone()
        return _item(row) if row else ItemState(question)

    def items(self) -> dict[str, ItemState]:
        """The state of every question of which something is known."""
        return {row[0]: _item(row) for row in self._db.execute(f"SELECT {_ITEM} FROM item")}

    def known(self) -> Iterable[str]:
        """The questions of which something is known, read when they are needed."""
        for (question,) in self._db.execute("SELECT question FROM item").fetchall():
            yield question

    def slots(self) -> dict[int, Activity]:
        """What was done in each quarter of an hour."""
        return {slot: Activity(*counts) for slot, *counts in self._db.execute(f"SELECT {_SLOT} FROM slot")}

    def _folded(self) -> Folded:
        return fold(log.events(self._db), log.amended(self._db), retention=self._retention)

    def _target(self, amending: Event) -> Event | None:
        """The answer, skip or putting off that a rating or a retraction is about, if it is here."""
        about = log.event(self._db, amending.body["answer" if amending.kind == "rated" else "event"])
        return about if about and about.kind in RETRACTABLE else None

    def _save_item(self, item: ItemState) -> None:
        if item == ItemState(item.question):
            self._db.execute("DELETE FROM item WHERE question = ?", (item.question,))
        else:
            row = _item_row(item)
            self._db.execute(f"INSERT OR REPLACE INTO item ({_ITEM}) VALUES ({', '.join('?' * len(row))})", row)

    def _add(self, answer: Event, change: Activity) -> None:
        if change == Activity():
            return
        slot = slot_of(answer.at)
        row = self._db.execute(f"SELECT {_SLOT} FROM slot WHERE slot = ?", (slot,)).fetchone()
        done = Activity(*row[1:]) + change if row else change
        if done == Activity():
            self._db.execute("DELETE FROM slot WHERE slot = ?", (slot,))
        else:
            row = _slot_row(slot, done)
            self._db.execute(f"INSERT OR REPLACE INTO slot ({_SLOT}) VALUES ({', '.join('?' * len(row))})", row)


_TABLES = {"item": _ITEM, "slot": _SLOT, "session": "id, at", "run": "demo, event"}


def _rows(folded: Folded) -> dict[str, list[Row]]:
    return {
        "item": [_item_row(item) for item in folded.items.values()],
        "slot": [_slot_row(slot, done) for slot, done in folded.slots.items()],
        "session": [(session, stamp(at)) for session, at in folded.sessions.items()],
        "run": [(demo, event.id) for demo, event in folded.runs.items()],
    }


def _item_row(item: ItemState) -> Row:
    memory = item.memory
    return (
        item.question,
        memory and memory.stability,
        memory and memory.difficulty,
        memory and stamp(memory.last_review),
        memory and stamp(memory.due),
        memory and memory.reps,
        memory and memory.lapses,
        item.reviews,
        item.right,
        item.verdict,
        item.first_at and stamp(item.first_at),
        item.last_at and stamp(item.last_at),
        int(item.suspended),
        item.until and item.until.isoformat(),
        int(item.bookmarked),
        item.note,
        item.flag,
    )


def _item(row: Row) -> ItemState:
    (question, stability, difficulty, last_review, due, reps, lapses, *rest) = row
    (reviews, right, verdict, first_at, last_at, suspended, until, bookmarked, note, flag) = rest
    return ItemState(
        question=question,
        memory=None if due is None else Memory(stability, difficulty, _moment(last_review), _moment(due), reps, lapses),
        reviews=reviews,
        right=right,
        verdict=verdict,
        first_at=first_at and _moment(first_at),
        last_at=last_at and _moment(last_at),
        suspended=bool(suspended),
        until=until and date.fromisoformat(until),
        bookmarked=bool(bookmarked),
        note=note,
        flag=flag,
    )


def _slot_row(slot: int, done: Activity) -> Row:
    return (slot, done.reviews, done.right, done.ms, done.new, done.due, done.recalled)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
