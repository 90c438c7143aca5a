"""What a person is told when the history cannot be read or written; what the check finds; migrations and backups."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.history.conftest import Clock, Say
from tutor.errors import HistoryError
from tutor.history import History
from tutor.history import store as door
from tutor.history.migrations import MIGRATIONS, migrate

Q, OTHER = "attention/why-sqrt-d", "attention/kv-bytes"


@contextmanager
def behind_its_back(file: Path) -> Iterator[sqlite3.Connection]:
    """The database, as somebody with another tool would have it."""
    with closing(sqlite3.connect(file, isolation_level=None)) as db:
        yield db


def told(file: Path, clock: Clock) -> str:
    with pytest.raises(HistoryError) as refused:
        History.open(file, clock=clock)
    return str(refused.value)


def test_a_file_that_is_no_database_is_refused_and_left_as_it_is(tmp_path: Path, clock: Clock) -> None:
    file = tmp_path / "history.db"
    file.write_text("my diary\n" * 200, encoding="utf-8")

    assert told(file, clock) == (
        f"{file}  this is not a history: the file is no SQLite database\n   move it away to start afresh"
    )
    assert file.read_text(encoding="utf-8") == "my diary\n" * 200


def test_the_database_of_another_program_is_refused_and_left_as_it_is(tmp_path: Path, clock: Clock) -> None:
    file = tmp_path / "history.db"
    with behind_its_back(file) as db:
        db.execute("CREATE TABLE bookmarks (url TEXT)")

    assert told(file, clock) == (
        f"{file}  this is not a history: it is the SQLite database of another program\n   move it away to start afresh"
    )
    with behind_its_back(file) as db:
        assert db.execute("SELECT name FROM sqlite_master").fetchall() == [("bookmarks",)]


def test_a_history_from_a_newer_tutor_is_refused(tmp_path: Path, clock: Clock) -> None:
    file = tmp_path / "history.db"
    History.open(file, clock=clock).close()
    with behind_its_back(file) as db:
        db.execute("PRAGMA user_version = 9")

    assert told(file, clock) == (
        f"{file}  a newer tutor wrote this history (version 9; this tutor knows {len(MIGRATIONS)})\n"
        "   update tutor: pip install --upgrade llm-tutor"
    )


def test_a_damaged_history_is_reported_with_its_newest_backup(tmp_path: Path, clock: Clock, say: Say) -> None:
    file = tmp_path / "history.db"
    with History.open(file, clock=clock) as history:
        history.append_all([say.answered(f"a/q{number}") for number in range(200)])
    whole = file.read_bytes()
    file.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    for version, age in [(1, 100), (2, 50)]:
        backup = tmp_path / f"history.db.v{version}.backup"
        backup.write_bytes(whole)
        os.utime(backup, (0, 1_000_000 - age))

    assert told(file, clock) == (
        f"{file}  the history is damaged\n   put its backup in its place: {tmp_path / 'history.db.v2.backup'}"
    )


def test_damage_met_on_the_way_is_told_too(history: History, tmp_path: Path, clock: Clock, say: Say) -> None:
    history.append_all([say.answered(f"a/q{number}") for number in range(200)])
    history.close()
    with history.file.open("r+b") as file:
        file.seek(40 * 4096)
        file.write(b"\xff" * 30 * 4096)

    with History.open(history.file, clock=clock) as damaged:
        for use in (lambda: list(damaged.events()), damaged.memories, damaged.rebuild):
            with pytest.raises(HistoryError) as refused:
                use()
            assert str(refused.value) == f"{history.file}  the history is damaged\n   move it away to start afresh"
        assert damaged.check() == ["the file is damaged: database disk image is malformed"]


@pytest.mark.parametrize(
    ("was", "now"),
    [
        (b'"seed":', b'"seed"\xff'),  # no UTF-8
        (b'"seed":', b'"seed"1'),  # no JSON
        (b"2026-", b"2026_"),  # no time
    ],
)
def test_damage_that_only_a_reader_notices_is_told_too(
    tmp_path: Path, clock: Clock, say: Say, was: bytes, now: bytes
) -> None:
    file = tmp_path / "history.db"
    with History.open(file, clock=clock) as history:
        history.append_all([say.answered(Q)])
    file.write_bytes(file.read_bytes().replace(was, now))

    with History.open(file, clock=clock) as history, pytest.raises(HistoryError) as refused:
        list(history.events())

    assert str(refused.value) == f"{file}  the history is damaged\n   move it away to start afresh"


def test_a_history_without_its_log_is_damaged(tmp_path: Path, clock: Clock) -> None:
    file = tmp_path / "history.db"
    History.open(file, clock=clock).close()
    with behind_its_back(file) as db:
        db.execute("DROP TABLE event")

    with History.open(file, clock=clock) as history, pytest.raises(HistoryError, match="the history is damaged"):
        history.check()


def test_a_folder_that_cannot_be_made_is_told_with_the_remedy(tmp_path: Path, clock: Clock) -> None:
    (tmp_path / "data").write_text("a file", encoding="utf-8")

    assert told(tmp_path / "data" / "history.db", clock) == (
        f"{tmp_path / 'data' / 'history.db'}  its folder cannot be made: File exists\n"
        "   set TUTOR_HOME to a folder that you can write"
    )


def test_a_history_that_cannot_be_opened_is_told_with_the_remedy(tmp_path: Path, clock: Clock) -> None:
    file = tmp_path / "history.db"
    file.mkdir()

    assert told(file, clock) == (
        f"{file}  the history cannot be written\n"
        "   make its folder and the files in it yours to write, or set TUTOR_HOME to a folder that is"
    )


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="nothing is read-only for root")
def test_a_read_only_folder_is_told_with_the_remedy(tmp_path: Path, clock: Clock) -> None:
    file = tmp_path / "home" / "history.db"
    History.open(file, clock=clock).close()
    file.chmod(0o400)
    file.parent.chmod(0o500)
    try:
        assert told(file, clock).startswith(f"{file}  the history cannot be written\n")
    finally:
        file.parent.chmod(0o700)


def test_a_full_disk_loses_nothing_that_was_answered_before(history: History, clock: Clock, say: Say) -> None:
    before = history.append(say.answered(Q))
    (pages,) = history._db.execute("PRAGMA page_count").fetchone()
    history._db.execute(f"PRAGMA max_page_count = {pages + 2}")

    with pytest.raises(HistoryError) as refused:
        history.append(say.answered(OTHER, response={"text": "long " * 9_000}))

    assert str(refused.value) == (
        f"{history.file}  the disk is full\n   free some space and answer again: what was answered before is safe"
    )
    assert list(history.events()) == [before]
    assert history.state(OTHER).memory is None
    assert history.append(say.answered(OTHER)).seq == 2
    assert history.check() == []


def test_a_history_that_another_process_holds_is_told(history: History, clock: Clock, say: Say) -> None:
    history._db.execute("PRAGMA busy_timeout = 1")

    with behind_its_back(history.file) as db:
        db.execute("BEGIN IMMEDIATE")
        with pytest.raises(HistoryError) as refused:
            history.append(say.answered(Q))
        db.execute("ROLLBACK")

    assert str(refused.value) == (
        f"{history.file}  another tutor is busy with the history\n   wait for it to finish, or close it"
    )
    assert history.append(say.answered(Q)).seq == 1


def test_a_migration_keeps_a_copy_of_what_was_before(
    tmp_path: Path, clock: Clock, say: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "history.db"
    with History.open(file, clock=clock) as history:
        history.append(say.answered(Q))
    second = ("ALTER TABLE item ADD COLUMN colour TEXT", "UPDATE item SET colour = 'green'")
    monkeypatch.setattr(door, "migrate", lambda db, file: migrate(db, file, (*MIGRATIONS, second)))

    for _ in range(2):
        with History.open(file, clock=clock) as history:
            assert len(list(history.events())) == 1

    with behind_its_back(file) as db:
        assert db.execute("SELECT colour FROM item").fetchall() == [("green",)]
        assert db.execute("PRAGMA user_version").fetchone() == (2,)
    with behind_its_back(tmp_path / "history.db.v1.backup") as db:
        assert db.execute("SELECT count(*) FROM event").fetchone() == (1,)
        assert db.execute("PRAGMA user_version").fetchone() == (1,)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["history.db", "history.db.v1.backup"]


def test_a_migration_that_fails_leaves_the_history_as_it_was(tmp_path: Path, clock: Clock, say: Say) -> None:
    file = tmp_path / "history.db"
    with History.open(file, clock=clock) as history:
        history.append(say.answered(Q))
    broken = ("ALTER TABLE item ADD COLUMN colour TEXT", "UPDATE missing SET colour = 'green'")

    with (
        behind_its_back(file) as db,
        pytest.raises(sqlite3.OperationalError, match=r"^no such table: missing$"),
    ):
        migrate(db, file, (*MIGRATIONS, broken))

    with History.open(file, clock=clock) as history:
        assert history.check() == []
        assert history.state(Q).reviews == 1


def test_the_check_of_a_whole_history_finds_nothing(history: History, say: Say) -> None:
    history.retract(history.append(say.answered(Q)).id)

    assert history.check() == []


def test_the_check_names_everything_that_is_wrong(history: History, clock: Clock, say: Say) -> None:
    history.append_all([say.answered(Q), say.answered(OTHER)])
    insert = "INSERT INTO event (id, device, seq, at, kind, body) VALUES (?, 'laptop', ?, ?, ?, ?)"
    at = "2026-11-12T09:30:00.000000+00:00"
    with behind_its_back(history.file) as db:
        db.execute(insert, ("e3", 3, at, "mock_begun", "{}"))
        db.execute("UPDATE item SET reps = 7 WHERE question = ?", (Q,))
        db.execute("DELETE FROM slot")

    slot = int(clock.now.timestamp()) // 900
    assert history.check() == [
        "2 of the 3 events of device laptop are missing",
        "1 × `mock_begun`: this tutor does not know that kind of event; a newer one may",
        f"the table `item` is not what the log adds up to: {Q}",
        f"the table `slot` is not what the log adds up to: {slot}",
    ]
    history.rebuild()
    assert len(history.check()) == 2

    with behind_its_back(history.file) as db:
        db.execute(insert, ("e4", 4, at, "answered", '{"question": "a/b"}'))
    assert history.check()[-1] == "the event e4 cannot be read: `answered` has no `session`"
