"""The tables, and how those of an older version become today's.

`event` is the truth and only ever grows; triggers hold that. `item`, `slot`, `session` and `run` are what the fold
makes of it, kept so that nothing has to be folded at start; `projection.py` keeps them. Migrations are numbered from 1
and never changed once released: a new one is added at the end. One that touches the fold's tables also sets `fold` in
`meta` to nothing: then they are filled anew.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path

from tutor.errors import HistoryError
from tutor.history.trouble import BACKUP, damaged, told

APPLICATION = 0x7475746F
"""SQLite's application_id: `tuto`."""

_EVENTS = (
    """
    CREATE TABLE event (
        id       TEXT PRIMARY KEY NOT NULL,
        device   TEXT NOT NULL,
        seq      INTEGER NOT NULL CHECK (seq > 0),
        at       TEXT NOT NULL,
        kind     TEXT NOT NULL,
        body     TEXT NOT NULL CHECK (json_valid(body)),
        question TEXT GENERATED ALWAYS AS (json_extract(body, '$.question')) VIRTUAL,
        session  TEXT GENERATED ALWAYS AS (json_extract(body, '$.session')) VIRTUAL,
        target   TEXT GENERATED ALWAYS AS (coalesce(json_extract(body, '$.answer'), json_extract(body, '$.event')))
                 VIRTUAL,
        UNIQUE (device, seq)
    )""",
    "CREATE INDEX event_at ON event (at)",
    "CREATE INDEX event_question ON event (question, at) WHERE question IS NOT NULL",
    "CREATE INDEX event_session ON event (session, at) WHERE session IS NOT NULL",
    "CREATE INDEX event_target ON event (target) WHERE target IS NOT NULL",
    "CREATE INDEX event_reset ON event (at) WHERE kind = 'reset'",
    """
    CREATE TRIGGER event_is_never_deleted BEFORE DELETE ON event
    BEGIN SELECT raise(ABORT, 'the history only grows'); END""",
    """
    CREATE TRIGGER event_is_never_rewritten BEFORE UPDATE OF id, at, kind, body ON event
    BEGIN SELECT raise(ABORT, 'the history only grows'); END""",
)

_PROJECTIONS = (
    "CREATE TABLE meta (key TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL) WITHOUT ROWID",
    "INSERT INTO meta (key, value) VALUES ('retention', '0.9'), ('fold', '')",
    """
    CREATE TABLE item (
        question    TEXT PRIMARY KEY NOT NULL,
        stability   REAL,
        difficulty  REAL,
        last_review TEXT,
        due         TEXT,
        reps        INTEGER,
        lapses      INTEGER,
        reviews     INTEGER NOT NULL,
        right       INTEGER NOT NULL,
        verdict     TEXT,
        first_at    TEXT,
        last_at     TEXT,
        suspended   INTEGER NOT NULL,
        until       TEXT,
        bookmarked  INTEGER NOT NULL,
        note        TEXT NOT NULL,
        flag        TEXT NOT NULL
    ) WITHOUT ROWID""",
    "CREATE INDEX item_due ON item (due, suspended, until) WHERE due IS NOT NULL",
    """
    CREATE TABLE slot (
        slot     INTEGER PRIMARY KEY NOT NULL,
        reviews  INTEGER NOT NULL,
        right    INTEGER NOT NULL,
        ms       INTEGER NOT NULL,
        new      INTEGER NOT NULL,
        due      INTEGER NOT NULL,
        recalled INTEGER NOT NULL
    )""",
    "CREATE TABLE session (id TEXT PRIMARY KEY NOT NULL, at TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE run (demo TEXT PRIMARY KEY NOT NULL, event TEXT NOT NULL REFERENCES event (id)) WITHOUT ROWID",
)

_STANDING = """
    SELECT application_id, user_version, (SELECT count(*) FROM sqlite_master)
    FROM pragma_application_id, pragma_user_version"""

Migration = Sequence[str]
MIGRATIONS: tuple[Migration, ...] = (_EVENTS + _PROJECTIONS,)


def migrate(db: sqlite3.Connection, file: Path, migrations: Sequence[Migration] = MIGRATIONS) -> None:
    """Brings the tables up to date, one transaction a migration, after a copy of a history that already has some.

    Raises HistoryError for a database from a newer version, and for one that is no history at all.
    """
    version = _version(db, file)
    if version > len(migrations):
        raise HistoryError(
            f"a newer tutor wrote this history (version {version}; this tutor knows {len(migrations)})",
            where=str(file),
            remedy="update tutor: pip install --upgrade llm-tutor",
        )
    if 0 < version < len(migrations):
        _back_up(db, file.with_name(f"{file.name}.v{version}{BACKUP}"))
    for number in range(version + 1, len(migrations) + 1):
        db.execute("BEGIN IMMEDIATE")
        try:
            if _version(db, file) < number:  # another process may have been faster
                for statement in migrations[number - 1]:
                    db.execute(statement)
                db.execute(f"PRAGMA application_id = {APPLICATION}")
                db.execute(f"PRAGMA user_version = {number}")
            db.execute("COMMIT")
        except BaseException:
            if db.in_transaction:  # SQLite has rolled back by itself when the disk is full
                db.execute("ROLLBACK")
            raise


def _version(db: sqlite3.Connection, file: Path) -> int:
    application, version, tables = db.execute(_STANDING).fetchone()  # of one moment: another process may be at work
    if application != APPLICATION and tables:
        raise damaged(file, "this is not a history: it is the SQLite database of another program")
    return int(version)


def _back_up(db: sqlite3.Connection, copy: Path) -> None:
    """A copy of the database; an interrupted one is never taken for whole."""
    partial = copy.with_name(copy.name + ".partial")
    partial.unlink(missing_ok=True)
    with told(partial):
        target = sqlite3.connect(partial)
        try:
            db.backup(target)
        finally:
            target.close()
    partial.replace(copy)
