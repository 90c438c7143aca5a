"""Homes to measure in: a library of so many questions, a history of so many reviews. Made once a run, then deleted."""

from __future__ import annotations

import os
import re
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count, cycle, islice
from pathlib import Path
from typing import Any
from uuid import UUID

from tests.bench.measure import ROOT
from tutor.history import Event, History, log
from tutor.settings import Settings, find_paths
from tutor.study import Study

PACK = "many"
SHIPPED = ROOT / "content" / "transformers-vs-seq2seq"
REVIEWS = int(os.environ.get("REVIEWS", "100000"))
"""How long the long history is."""
A_DAY = 300
"""Reviews of one day in the history that is made up."""
_FOLDER = tempfile.TemporaryDirectory(prefix="tutor-bench-")
_ENTRY = re.compile(r"^(?=- id: )", re.MULTILINE)
_ID = re.compile(r"(?<=- id: )[\w-]+")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_PROSE = re.compile(
    r"(?<![\w.\\-])(?:the|of|which|that|with|from|it|its|are|for|does|has|at|on|by|to|in|is|as|an|be|they|than|this"
    r"|would|there|into|more|how|much|only|was|were|have|where|so|but|if|or|can|their|them|then|these|when|why"
    r"|first|twice|four|times|no|a)(?![\w:\\-])"
)
"""Words that stand in prose and in nothing else of a pack."""


@cache
def home(questions: int, reviews: int = 0) -> Path:
    """A TUTOR_HOME with one installed pack of so many questions, compiled, and that many reviews of them behind it."""
    folder = Path(_FOLDER.name) / f"home-{questions}-{reviews}"
    write_pack(folder / "packs" / PACK, questions)
    opened = study(folder)
    refs = [item.ref for item in opened.items.values() if item.pack == PACK]
    opened.close()
    if reviews:
        _live(folder, refs, reviews)
    return folder


def study(folder: Path) -> Study:
    """The study of one who lives there: the packs that ship, and the one that is installed."""
    return Study(find_paths({"TUTOR_HOME": str(folder)}), Settings())


def write_pack(folder: Path, questions: int) -> Path:
    """A pack of so many questions: those of the pack that ships, over and over under new names, in as large files."""
    (folder / "questions").mkdir(parents=True)
    (folder / "explanations").mkdir()
    for file in (SHIPPED / "explanations").glob("*.md"):
        (folder / "explanations" / file.name).write_bytes(file.read_bytes())
    (folder / "sources.yaml").write_bytes((SHIPPED / "sources.yaml").read_bytes())
    head = (SHIPPED / "pack.yaml").read_text("utf-8")
    (folder / "pack.yaml").write_text(re.sub(r"^id: .*$", f"id: {PACK}", head, flags=re.MULTILINE), "utf-8")
    left = questions
    for copy, file in _copies():
        entries = _ENTRY.split(file.read_text("utf-8"))[1 : left + 1]
        left -= len(entries)
        if copy:  # the first copy keeps its names, for they are the ones that follow-ups name
            entries = [_renamed(entry, copy) for entry in entries]
        (folder / "questions" / f"{file.stem}-{copy:04}.yaml").write_text("".join(entries), "utf-8")
        if not left:
            return folder
    raise AssertionError("copies never end")


def _renamed(entry: str, copy: int) -> str:
    """A question under a name of its own and in words of its own, as long: nobody asks the same 83 times.

    Patterns stay as they are: to read one costs half a millisecond, and we have 300 of them, not 25,000.
    """
    first, second = (str.maketrans(_LETTERS, _LETTERS[by:] + _LETTERS[:by]) for by in (copy % 26, copy // 26))
    entry = _ID.sub(lambda name: f"{name[0]}-{copy}", entry, count=1)

    def told(line: str) -> str:
        return _PROSE.sub(lambda word: word[0][:1].translate(first) + word[0][1:].translate(second), line)

    lines = entry.splitlines(keepends=True)
    return "".join(line if '"re:' in line else told(line) for line in lines)


def _copies() -> Iterator[tuple[int, Path]]:
    files = sorted((SHIPPED / "questions").glob("*.yaml"))
    return ((copy, file) for copy in count() for file in files)


def _live(folder: Path, refs: list[str], reviews: int) -> None:
    """Write a history of sessions of 20, A_DAY reviews a day until yesterday; opening it folds it."""
    end = datetime.now(UTC) - timedelta(days=1)
    begin = end - timedelta(days=-(-reviews // A_DAY))
    file = folder / "history.db"
    _open(file).close()
    with closing(sqlite3.connect(file)) as db, db:
        for event in _events(refs, reviews, begin):
            log.insert(db, event)
        log.set_meta(db, "fold", "")
    _open(file).close()


def _open(file: Path) -> History:
    return History.open(file, clock=lambda: datetime.now(UTC))


def _events(refs: list[str], reviews: int, begin: datetime) -> Iterator[Event]:
    device, seq, session = _uuid(0, 0), 0, ""
    for number, ref in enumerate(islice(cycle(refs), reviews)):
        at = begin + timedelta(days=number // A_DAY, seconds=40 * (number % A_DAY))
        if number % 20 == 0:
            seq += 1
            body: dict[str, Any] = {"seed": number, "plan": [], "filters": {}, "title": ""}
            session = _uuid(1, seq)
            yield Event(session, device, seq, at, "session_begun", body)
        seq += 1
        yield Event(_uuid(1, seq), device, seq, at + timedelta(seconds=20), "answered", _answer(ref, number, session))
        if number % 20 == 19:
            seq += 1
            ended = at + timedelta(seconds=30)
            yield Event(_uuid(1, seq), device, seq, ended, "session_ended", {"session": session})


def _answer(ref: str, number: int, session: str) -> dict[str, Any]:
    """An answer as the app writes one; every tenth is wrong."""
    rating, verdict = (1, "wrong") if number % 10 == 9 else (3, "right")
    part = {"id": "fixed", "mark": "hit", "said": "one vector of a fixed size", "key": "one vector", "why": "w" * 120}
    return {
        "session": session,
        "question": ref,
        "rev": 1,
        "hash": f"{number:016x}",
        "seed": number,
        "mode": "due",
        "response": {"as": "picked", "ids": ["fixed"]},
        "grade": {"score": float(verdict == "right"), "verdict": verdict, "parts": [part]},
        "confidence": 3,
        "hints": 0,
        "proposed": rating,
        "rating": rating,
        "ms": 21_000,
        "due": "2030-01-01T00:00:00+00:00",
        "points": None,
    }


def _uuid(device: int, number: int) -> str:
    return str(UUID(int=device << 112 | 7 << 76 | 2 << 62 | number))
