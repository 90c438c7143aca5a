"""From an answer to the next question, durable: 10,000 questions, and a long history behind them.

What the study does between two keys: grade, write down, say when each rating would bring the question back and where
the session stands, draw the next question: in CPU seconds, for what other programs do on the same cores is not ours.
By the clock too, and there the commit (SQLite's fsync) is timed apart and taken off: it is the disk's.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from statistics import median
from typing import Any

from tests.bench.homes import PACK, REVIEWS, home, study
from tests.bench.measure import Figure, quantile, waits
from tutor.grading import read_line
from tutor.scheduling import Rating
from tutor.study import Filters
from tutor.study.sitting import Ask, Sitting

ANSWERS = 300
LINES = {"choice": "1", "multi": "1,2", "verdict": "1", "numeric": "12", "short": "attention"}
"""What is typed to each kind of question: mostly wrong, so that much comes back."""


class Watched:
    """A database that adds up what its commits took."""

    def __init__(self, db: Any) -> None:
        self._db = db
        self.seconds = 0.0

    def execute(self, sql: str, *values: Any) -> Any:
        began = time.perf_counter()
        rows = self._db.execute(sql, *values)
        if sql == "COMMIT":
            self.seconds += time.perf_counter() - began
        return rows

    def __getattr__(self, name: str) -> Any:
        return getattr(self._db, name)


def measure() -> Iterator[Figure]:
    opened = study(home(10_000, REVIEWS))
    watched: Any = Watched(opened.history._db)
    opened.history._db = watched
    begins, answers, clock, commits = list[float](), list[float](), list[float](), list[float]()
    while len(answers) < ANSWERS:
        began = time.perf_counter()
        sitting = opened.begin(Filters(packs=(PACK,), kinds=tuple(LINES)), count=20)
        ask = sitting.current()
        begins.append(time.perf_counter() - began)
        while ask is not None:
            began, worked, watched.seconds = time.perf_counter(), time.process_time(), 0.0
            ask = _next(sitting, ask)
            answers.append(time.process_time() - worked)
            clock.append(time.perf_counter() - began - watched.seconds)
            commits.append(watched.seconds)
    opened.close()
    by_clock = f"by the clock {quantile(clock, 0.95) * 1e3:.1f}, median {median(clock) * 1e3:.1f} ms"
    what = f"{by_clock}; commit {median(commits) * 1e3:.1f} ms, a new session {median(begins) * 1e3:.0f} ms"
    yield waits(f"answer to next, {REVIEWS:,} reviews, CPU", answers, 16, "ms", share=0.95, what=what)


def _next(sitting: Sitting, ask: Ask) -> Ask | None:
    """Answer as the screens do, with all that they show of it; the next question."""
    response = read_line(ask.variant, LINES[ask.question.kind])
    feedback = sitting.answer(ask, response, confidence=3, ms=9_000)
    for rating in Rating:
        sitting.day(feedback, rating)
    sitting.returns_after(ask.ref)
    sitting.progress()
    return sitting.current()
