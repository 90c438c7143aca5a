"""The log on disk: the order and place of events, and what opening does and does not do."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from tests.history.conftest import Clock, Say
from tutor.history import History
from tutor.history.projection import Projection
from tutor.scheduling import Rating, interval

Q, OTHER = "attention/why-sqrt-d", "attention/kv-bytes"
ROOT = Path(__file__).parents[2]


def test_time_never_goes_back_on_a_device_and_places_have_no_gap(history: History, clock: Clock, say: Say) -> None:
    started = clock.now
    events = []
    for seconds in (0, 0, -3_600, 60):
        clock.pass_(seconds=seconds)
        events.append(history.append(say.answered(Q)))

    microsecond = timedelta(microseconds=1)
    assert [event.at - started for event in events] == [0 * microsecond, microsecond, 2 * microsecond, 3 * microsecond]
    assert [event.seq for event in events] == [1, 2, 3, 4]
    assert {event.device for event in events} == {history.device}
    assert len({event.id for event in events}) == 4


def test_an_event_is_dated_in_utc_and_its_id_carries_that_date(history: History, clock: Clock, say: Say) -> None:
    clock.now = datetime(2026, 11, 12, 18, 30, tzinfo=timezone(timedelta(hours=9)))

    event = history.append(say.answered(Q))

    assert event.at == datetime(2026, 11, 12, 9, 30, tzinfo=UTC)
    assert event.at.tzinfo is UTC
    assert event.id[14] == "7"
    assert int(event.id.replace("-", "")[:12], 16) == event.at.timestamp() * 1_000


def test_what_append_returns_is_what_stands_in_the_log(history: History, say: Say) -> None:
    event = history.append(say.answered(Q, response={"text": "nul \0, a lone \udc80, and 中"}))

    assert list(history.events()) == [event]
    assert type(event.body["rating"]) is int


def test_several_events_are_written_all_or_none(history: History, say: Say) -> None:
    with pytest.raises(ValueError, match=r"^`mode` of `answered` cannot be \"someday\"$"):
        history.append_all([say.answered(Q), say.answered(OTHER, mode="someday")])

    assert list(history.events()) == []
    assert history.memories() == {}
    assert history.append(say.answered(Q)).seq == 1


def test_everything_is_found_again_after_closing(tmp_path: Path, clock: Clock, say: Say) -> None:
    file = tmp_path / "not" / "there" / "history.db"
    with History.open(file, clock=clock) as history:
        event, device, state = history.append(say.answered(Q)), history.device, history.state(Q)

    with History.open(file, clock=clock) as history:
        assert list(history.events()) == [event]
        assert history.state(Q) == state
        assert history.device == device
        assert history.append(say.answered(Q)).seq == 2


def test_the_log_can_be_neither_rewritten_nor_shortened(history: History, say: Say) -> None:
    history.append(say.answered(Q))
    db = sqlite3.connect(history.file)

    for statement in ("DELETE FROM event", "UPDATE event SET body = '{}'", "UPDATE event SET at = ''"):
        with pytest.raises(sqlite3.IntegrityError, match=r"^the history only grows$"):
            db.execute(statement)
    db.close()


def test_another_retention_moves_every_due_date_and_nothing_else(tmp_path: Path, clock: Clock, say: Say) -> None:
    file = tmp_path / "history.db"
    with History.open(file, clock=clock) as history:
        history.append_all([say.answered(Q, Rating.EASY), say.answered(OTHER, Rating.GOOD)])
        before = history.memories()

    with History.open(file, clock=clock, retention=0.8) as history:
        after = history.memories()
        for question, item in before.items():
            old, new = item.memory, after[question].memory
            assert old is not None
            assert new is not None
            assert (new.stability, new.last_review) == (old.stability, old.last_review)
            assert new.due - new.last_review == timedelta(days=interval(old.stability, 0.8)) > old.due - old.last_review
        assert history.check() == []

    with History.open(file, clock=clock) as history:  # who does not say, leaves it as it is
        assert history.memories() == after


def test_opening_folds_nothing_unless_the_fold_has_changed(
    tmp_path: Path, clock: Clock, say: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "history.db"
    with History.open(file, clock=clock, retention=0.9) as history:
        history.append(say.answered(Q))
        expected = history.memories()
    db = sqlite3.connect(file)
    db.execute("UPDATE item SET reviews = 99")
    db.commit()
    db.close()

    rebuilt = []
    rebuild = Projection.rebuild

    def counted(projection: Projection) -> None:
        rebuilt.append(1)
        rebuild(projection)

    monkeypatch.setattr(Projection, "rebuild", counted)
    with History.open(file, clock=clock, retention=0.9) as history:
        assert (rebuilt, history.state(Q).reviews) == ([], 99)

    monkeypatch.setattr("tutor.history.store.FOLD", "2")
    for _ in range(2):
        with History.open(file, clock=clock, retention=0.9) as history:
            assert (rebuilt, history.memories()) == ([1], expected)


def test_opening_a_history_loads_neither_fsrs_nor_a_uuid_library(tmp_path: Path, clock: Clock) -> None:
    file = tmp_path / "history.db"
    History.open(file, clock=clock).close()
    code = f"""
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from tutor.history import History
with History.open(Path({str(file)!r}), clock=lambda: datetime.now(UTC), retention=0.9) as history:
    history.counts(datetime.now(UTC), today=date.today()), history.open_session(), history.days(None)
print(sorted({{"fsrs", "uuid_utils", "pydantic", "numpy"}} & sys.modules.keys()))
"""

    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)

    assert run.stdout == "[]\n"


def test_a_session_is_as_the_last_writer_left_it_whichever_process_that_was(
    history: History, clock: Clock, say: Say
) -> None:
    session = history.append(say.begun(Q)).id

    def answered() -> list[str]:
        log = history.session(session)
        assert log is not None
        return [event.body["question"] for event in log.entries]

    seen = [answered()]
    history.append(say.answered(Q, session=session))
    seen.append(answered())
    with History.open(history.file, clock=clock) as elsewhere:
        clock.pass_(minutes=1)
        elsewhere.append(say.answered(OTHER, session=session))
    seen.append(answered())

    assert seen == [[], [Q], [Q, OTHER]]
