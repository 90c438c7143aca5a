"""A clock that tests move by hand, a history that runs on it, and short ways to say what happened."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tutor.history import Answered, History, SessionBegun
from tutor.scheduling import Rating


@dataclass
class Clock:
    """Tells the time it was set to."""

    now: datetime = datetime(2026, 11, 12, 9, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, **units: float) -> None:
        self.now += timedelta(**units)


class Say:
    """Events with only what matters spelt out."""

    @staticmethod
    def answered(question: str, rating: Rating = Rating.GOOD, **others: Any) -> Answered:
        verdict = "wrong" if rating == Rating.AGAIN else "right"
        said: dict[str, Any] = {
            "session": None,
            "question": question,
            "rev": 1,
            "hash": "c0ffee",
            "seed": 7,
            "mode": "due",
            "response": {"kind": "picked", "ids": ["fixed"]},
            "grade": {"score": float(verdict == "right"), "verdict": verdict, "parts": []},
            "proposed": rating,
            "rating": rating,
            "ms": 9_000,
            "due": None,
        }
        return Answered(**said | others)

    @staticmethod
    def begun(*questions: str) -> SessionBegun:
        return SessionBegun(
            seed=7, plan=[{"question": question, "mode": "new"} for question in questions], filters={}, title="Today"
        )


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def say() -> Say:
    return Say()


@pytest.fixture
def history(tmp_path: Path, clock: Clock) -> Iterator[History]:
    with History.open(tmp_path / "history.db", clock=clock) as history:
        yield history
