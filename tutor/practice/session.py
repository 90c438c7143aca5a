"""Where a session stands: a fold of its plan and of what has been answered since.

Nothing is kept but the plan and the log, so a session killed at any point goes on at the next unanswered question,
and taking an answer back is leaving it out of the fold.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from tutor.practice.queue import Entry, Mode

GAP = 4
"""A missed question comes back after so many others."""
RETURNS = 2
"""A question comes back at most so often in one session; tomorrow has it first."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What happened to one question: `skipped` puts it last once, `dropped` takes it out, `inserted` asks it next.

    mode  of a question that is inserted
    """

    question: str
    what: Literal["right", "missed", "skipped", "dropped", "inserted"]
    mode: Mode = "ahead"


@dataclass(frozen=True, slots=True)
class Progress:
    """The answered, the upcoming (the current first), in order."""

    done: tuple[tuple[Entry, Turn], ...]
    upcoming: tuple[Entry, ...]

    @property
    def current(self) -> Entry | None:
        return self.upcoming[0] if self.upcoming else None

    @property
    def total(self) -> int:
        return len(self.done) + len(self.upcoming)


def replay(plan: Sequence[Entry], turns: Iterable[Turn]) -> Progress:
    """The session after `turns`; a turn about a question that is not upcoming is ignored."""
    upcoming = list(plan)
    done: list[tuple[Entry, Turn]] = []
    returns: Counter[str] = Counter()
    skips: Counter[str] = Counter()
    for turn in turns:
        if turn.what == "inserted":
            upcoming = [Entry(turn.question, turn.mode), *(e for e in upcoming if e.question != turn.question)]
            continue
        at = next((i for i, entry in enumerate(upcoming) if entry.question == turn.question), None)
        if at is None:
            continue
        entry = upcoming.pop(at)
        if turn.what == "dropped":
            upcoming = [e for e in upcoming if e.question != turn.question]
        elif turn.what == "skipped":
            skips[turn.question] += 1
            if skips[turn.question] == 1:
                upcoming.append(entry)
        else:
            done.append((entry, turn))
            if turn.what == "missed" and returns[turn.question] < RETURNS:
                returns[turn.question] += 1
                again = Entry(entry.question, "cram" if entry.mode == "cram" else "again")
                upcoming.insert(min(GAP, len(upcoming)), again)
    return Progress(tuple(done), tuple(upcoming))
