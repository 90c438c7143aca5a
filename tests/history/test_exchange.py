"""Export and import: lossless, idempotent, all or nothing."""

from __future__ import annotations

import io
import json
import random
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.history.conftest import Clock, Say
from tutor.errors import HistoryError
from tutor.history import History, Imported, Noted
from tutor.history.events import encode

Q = "attention/why-sqrt-d"


def exported(history: History, file: Path) -> Path:
    with file.open("w", encoding="ascii") as out:
        history.export(out)
    return file


def test_an_export_has_one_event_a_line_in_order(history: History, say: Say) -> None:
    events = history.append_all([say.answered(Q), Noted(question=Q, text="√d, because …")])
    out = io.StringIO()

    assert history.export(out) == 2

    lines = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [list(line) for line in lines] == [["id", "device", "seq", "at", "kind", "body"]] * 2
    assert lines[1] == {
        "id": events[1].id,
        "device": history.device,
        "seq": 2,
        "at": "2026-11-12T09:30:00.000001+00:00",
        "kind": "noted",
        "body": {"question": Q, "text": "√d, because …"},
    }


def test_what_was_exported_and_imported_is_the_same_history(
    history: History, clock: Clock, say: Say, tmp_path: Path
) -> None:
    answer = history.append(say.answered(Q))
    history.retract(answer.id)
    clock.pass_(days=1)
    history.append(say.answered(Q, mode="new"))
    file = exported(history, tmp_path / "history.jsonl")

    with History.open(tmp_path / "other.db", clock=clock) as other:
        assert other.import_(file) == Imported(added=3, known=0)
        assert other.import_(file) == Imported(added=0, known=3)

        assert list(other.events()) == list(history.events())
        assert other.memories() == history.memories()
        assert other.device != history.device
        assert exported(other, tmp_path / "again.jsonl").read_bytes() == file.read_bytes()
        assert other.check() == []


def test_a_wiped_machine_gets_its_history_back_and_goes_on_after_it(
    history: History, clock: Clock, say: Say, tmp_path: Path
) -> None:
    history.append_all([say.answered(Q), say.answered(Q)])
    lines = exported(history, tmp_path / "history.jsonl").read_text(encoding="ascii").splitlines(keepends=True)
    random.Random(0).shuffle(lines)
    (tmp_path / "history.jsonl").write_text("\n".join(lines), encoding="ascii")

    with History.open(tmp_path / "new.db", clock=clock) as new:
        new.import_(tmp_path / "history.jsonl")
        new.append(say.answered(Q))

        assert [(event.device, event.seq) for event in new.events()] == [
            (history.device, 1),
            (new.device, 1),
            (history.device, 2),
        ]
        assert new.check() == []


def test_lines_that_are_no_events_are_named_and_nothing_is_imported(
    history: History, clock: Clock, say: Say, tmp_path: Path
) -> None:
    history.append_all([say.answered(Q), say.answered(Q), say.answered(Q)])
    file = exported(history, tmp_path / "history.jsonl")
    lines = file.read_text(encoding="ascii").splitlines()
    lines[1] = lines[1].replace('"rating":3', '"rating":7')
    lines.append("half a li")
    file.write_text("\n".join(lines), encoding="ascii")

    with History.open(tmp_path / "other.db", clock=clock) as other:
        with pytest.raises(HistoryError) as refused:
            other.import_(file)

        assert str(refused.value) == (
            f"{file}:2  not an event: `rating` of `answered` cannot be 7; others that are none: line 4\n"
            "   mend or delete what is none; nothing was imported"
        )
        assert list(other.events()) == []
        assert other.memories() == {}


def test_a_line_that_python_can_read_and_sqlite_cannot_is_named_too(history: History, tmp_path: Path) -> None:
    event = history.append(Noted(question=Q, text="deep"))
    line = encode(replace(event, id="0" * 8 + event.id[8:], seq=2))
    file = tmp_path / "history.jsonl"
    file.write_text(line.replace('"deep"', '"deep","x":' + "[" * 3_000 + "]" * 3_000), encoding="ascii")

    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(20_000)
    try:
        with pytest.raises(HistoryError) as refused:
            history.import_(file)
    finally:
        sys.setrecursionlimit(limit)

    assert str(refused.value).startswith(f"{file}:1  not an event: nested too deeply\n")
    assert list(history.events()) == [event]


def test_a_file_that_is_not_there_is_reported_with_its_name(history: History, tmp_path: Path) -> None:
    with pytest.raises(HistoryError) as refused:
        history.import_(tmp_path / "no.jsonl")

    assert str(refused.value) == (
        f"{tmp_path / 'no.jsonl'}  cannot be read: No such file or directory\n   check its name and who may read it"
    )
