"""The vocabulary: what may be said, and how it looks as a line."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.history.conftest import Say
from tutor.history import Answered, Event, PutOff, Ran, Reset, Retracted
from tutor.history.events import KINDS, decode, encode, require

LINE: dict[str, Any] = {
    "id": "01930f5e-0000-7000-8000-000000000001",
    "device": "01930f5e-0000-7000-8000-00000000000d",
    "seq": 3,
    "at": "2026-11-12T09:30:00.000000+00:00",
    "kind": "noted",
    "body": {"question": "attention/why-sqrt-d", "text": "variance of q·k is d\u202e\udc80"},
}


def test_a_line_reads_back_as_the_event_it_was_written_from() -> None:
    event = decode(json.dumps(LINE))

    assert event == Event(
        id="01930f5e-0000-7000-8000-000000000001",
        device="01930f5e-0000-7000-8000-00000000000d",
        seq=3,
        at=datetime(2026, 11, 12, 9, 30, tzinfo=UTC),
        kind="noted",
        body={"question": "attention/why-sqrt-d", "text": "variance of q·k is d\u202e\udc80"},
    )
    assert decode(encode(event)) == event
    assert encode(event).isascii()


def test_a_moment_in_another_zone_is_kept_in_utc() -> None:
    assert decode(json.dumps(LINE | {"at": "2026-11-12T18:30:00+09:00"})).at.isoformat() == "2026-11-12T09:30:00+00:00"


def test_what_a_newer_tutor_says_is_kept_as_it_is() -> None:
    unknown_kind = LINE | {"kind": "mock_begun", "body": {"minutes": 30}}
    unknown_field = LINE | {"body": {**LINE["body"], "mood": "fine"}}

    assert json.loads(encode(decode(json.dumps(unknown_kind)))) == unknown_kind
    assert json.loads(encode(decode(json.dumps(unknown_field)))) == unknown_field


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("not json", "Expecting value: line 1 column 1 (char 0)"),
        ("[" * 100_000, "nested too deeply"),
        (b"\xff", "'utf-8' codec can't decode byte 0xff in position 0: invalid start byte"),
        ("[1, 2]", "an event has id, device, seq, at, kind and body"),
        (json.dumps({"id": 1}), "an event has id, device, seq, at, kind and body"),
        (json.dumps(LINE | {"id": "../../etc"}), "`id` is not a UUID"),
        (json.dumps(LINE | {"device": None}), "`device` is not a UUID"),
        (json.dumps(LINE | {"seq": 0}), "`seq` is not a number from 1"),
        (json.dumps(LINE | {"seq": True}), "`seq` is not a number from 1"),
        (json.dumps(LINE | {"kind": 3}), "`kind` is a word and `body` an object"),
        (json.dumps(LINE | {"at": 12}), "`at` is not a moment in time"),
        (json.dumps(LINE | {"at": "yesterday"}), "Invalid isoformat string: 'yesterday'"),
        (json.dumps(LINE | {"at": "2026-11-12T09:30:00"}), "`at` is not a moment in UTC between 1970 and 9000"),
        (json.dumps(LINE | {"at": "9999-01-01T00:00:00+00:00"}), "`at` is not a moment in UTC between 1970 and 9000"),
        (json.dumps(LINE | {"body": {"question": "a/b"}}), "`noted` has no `text`"),
        (json.dumps(LINE | {"body": {"question": "a/b", "text": 3}}), "`text` of `noted` cannot be 3"),
        (json.dumps(LINE).replace('"variance of q', 'NaN, "x": "'), "NaN is not JSON"),
    ],
)
def test_a_line_that_is_no_event_is_refused_with_the_reason(line: str | bytes, reason: str) -> None:
    with pytest.raises(ValueError) as refused:
        decode(line)

    assert str(refused.value) == reason


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"rating": 5}, "`rating` of `answered` cannot be 5"),
        ({"rating": 3.0}, "`rating` of `answered` cannot be 3.0"),
        ({"rating": True}, "`rating` of `answered` cannot be true"),
        ({"mode": "later"}, '`mode` of `answered` cannot be "later"'),
        ({"confidence": 0}, "`confidence` of `answered` cannot be 0"),
        ({"grade": {"score": 1.0}}, '`grade` of `answered` cannot be {"score": 1.0}'),
        ({"grade": {"score": float("inf"), "verdict": "right", "parts": []}}, "`grade` of `answered` cannot be"),
        ({"points": ["a", 1]}, '`points` of `answered` cannot be ["a", 1]'),
        ({"session": 1}, "`session` of `answered` cannot be 1"),
        ({"due": "soon"}, "Invalid isoformat string: 'soon'"),
        ({"ms": -1}, "`ms` and `hints` cannot be below 0"),
    ],
)
def test_an_answer_that_says_something_impossible_is_refused(change: dict[str, Any], reason: str, say: Say) -> None:
    body = say.answered("a/b").json() | {"rating": 3, "proposed": 3}
    require("answered", body)

    with pytest.raises(ValueError) as refused:
        require("answered", body | change)

    assert str(refused.value).startswith(reason)


def test_the_reset_of_a_concept_has_to_name_its_questions() -> None:
    with pytest.raises(ValueError, match=r"^the reset of a concept names its questions$"):
        Reset(concept="kv-cache")


def test_a_day_to_put_off_to_has_to_be_a_day() -> None:
    with pytest.raises(ValueError, match=r"^Invalid isoformat string: 'tomorrow'$"):
        PutOff(question="a/b", until="tomorrow")


def test_each_kind_is_called_as_its_class_and_says_what_it_is() -> None:
    assert {"".join(word.title() for word in kind.split("_")): body for kind, body in KINDS.items()} == {
        body.__name__: body for body in KINDS.values()
    }
    assert KINDS["answered"] is Answered
    assert KINDS["ran"] is Ran
    assert KINDS["retracted"] is Retracted
    assert all(body.__doc__ and not body.__doc__.startswith(body.__name__) for body in KINDS.values())


def test_the_page_on_the_history_lists_every_kind_with_its_fields() -> None:
    page = (Path(__file__).parents[2] / "docs" / "history.md").read_text(encoding="utf-8")

    for kind, body in KINDS.items():
        (row,) = (line for line in page.splitlines() if line.startswith(f"| `{kind}` |"))
        assert [field.name for field in fields(body) if f"`{field.name}`" not in row] == []
