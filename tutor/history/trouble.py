"""SQLite's errors in a learner's words: what happened to the history file, and what to do about it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tutor.errors import HistoryError

BACKUP = ".backup"
"""A copy of `history.db` made before schema version 3 was changed is called `history.db.v3.backup`."""

_DAMAGE = ("Could not decode", "malformed JSON", "no such table", "no such column", "Invalid isoformat")
"""What is said, by SQLite and by Python, of bytes in it that are no longer what was written."""


@contextmanager
def told(file: Path) -> Iterator[None]:
    """Turns what SQLite says of `file` into a HistoryError, where a person can put it right."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        if explained := _explain(error, file):
            raise explained from error
        raise
    except ValueError as error:
        if isinstance(error, UnicodeDecodeError | json.JSONDecodeError) or str(error).startswith(_DAMAGE):
            raise damaged(file, "the history is damaged") from error
        raise


def damaged(file: Path, what: str) -> HistoryError:
    """The error for a file that is no history, or no longer one; names the newest backup."""
    backups = sorted(file.parent.glob(f"{file.name}.v*{BACKUP}"), key=lambda backup: backup.stat().st_mtime)
    remedy = f"put its backup in its place: {backups[-1]}" if backups else "move it away to start afresh"
    return HistoryError(what, where=str(file), remedy=remedy)


def _explain(error: sqlite3.DatabaseError, file: Path) -> HistoryError | None:
    match getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF:
        case sqlite3.SQLITE_NOTADB:
            return damaged(file, "this is not a history: the file is no SQLite database")
        case sqlite3.SQLITE_CORRUPT:
            return damaged(file, "the history is damaged")
        case sqlite3.SQLITE_FULL:
            what, remedy = "the disk is full", "free some space and answer again: what was answered before is safe"
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM:
            what = "the history cannot be written"
            remedy = "make its folder and the files in it yours to write, or set TUTOR_HOME to a folder that is"
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            what, remedy = "another tutor is busy with the history", "wait for it to finish, or close it"
        case sqlite3.SQLITE_IOERR:
            what = "the disk gave an error"
            remedy = "copy the history to another disk: what was answered before is in it"
        case _ if str(error).startswith(_DAMAGE):
            return damaged(file, "the history is damaged")
        case _:
            return None
    return HistoryError(what, where=str(file), remedy=remedy)
