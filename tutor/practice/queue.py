"""Which questions next, and why.

Four modes, in this order:

    due     its memory has faded to the desired retention: review it
    new     never seen: ten a day, a few of a concept and then of the next, from recall to design
    ahead   not due yet and not seen today, soonest first: counts, and FSRS credits it less
    cram    anything, weakest first: never touches the schedule

So "nothing due" is never a dead end. After a holiday the backlog is spread: a day's reviews are capped at a week's
share of it, what is most likely still known comes first, and nothing new is added until it is gone.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple

from tutor.scheduling import Memory, retrievability

Mode = Literal["due", "new", "ahead", "cram", "again"]
SPREAD_DAYS = 7
"""A backlog is worked off in about a week."""
ROUND = 3
"""New questions of a concept before the next one has its turn; its harder ones come when all have had theirs."""
EASY_DAY = 40
"""Reviews a day that need no spreading: two sessions."""


class Candidate(NamedTuple):
    """A question that may be asked, and what is known of it. A tuple, because a library may hold ten thousand.

    order           place in the library: packs, then concepts, as their authors put them
    answered_today  since 04:00 local time
    """

    ref: str
    concepts: tuple[str, ...]
    level: int
    order: int
    memory: Memory | None
    answered_today: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One question of a session and the mode it is asked in."""

    question: str
    mode: Mode


@dataclass(frozen=True, slots=True)
class Load:
    """What a day holds.

    due      reviews for today, after spreading
    waiting  reviews that are overdue but left for the coming days
    new      new questions today's allowance still admits
    unseen   questions never seen, whatever the allowance
    ahead    seen questions that are not due and not yet answered today
    """

    due: tuple[Candidate, ...]
    waiting: int
    new: tuple[Candidate, ...]
    unseen: tuple[Candidate, ...]
    ahead: tuple[Candidate, ...]


def load(candidates: Iterable[Candidate], now: datetime, *, allowance: int, reviewed_today: int) -> Load:
    """What `candidates` mean for today.

    allowance       new questions that may still be introduced today
    reviewed_today  due reviews already done today, so that the day's share of a backlog does not grow as it is eaten
    """
    due: list[Candidate] = []
    unseen: list[Candidate] = []
    ahead: list[Candidate] = []
    for candidate in _in_rounds(candidates):
        if candidate.memory is None:
            unseen.append(candidate)
        elif candidate.memory.due <= now:
            due.append(candidate)
        elif not candidate.answered_today:
            ahead.append(candidate)
    due.sort(key=lambda c: (-recall(c, now), c.order))
    ahead.sort(key=lambda c: (c.memory.due if c.memory else now, c.order))
    share = max(EASY_DAY, math.ceil((len(due) + reviewed_today) / SPREAD_DAYS))
    today = due[: max(0, share - reviewed_today)]
    waiting = len(due) - len(today)
    new = [] if waiting else unseen[: max(0, allowance)]
    return Load(tuple(today), waiting, tuple(new), tuple(unseen), tuple(ahead))


def _in_rounds(candidates: Iterable[Candidate]) -> Iterator[Candidate]:
    """The easiest few of each concept, then the next few: so a week shows many concepts, and some of each in depth."""
    by_concept: defaultdict[str, list[Candidate]] = defaultdict(list)
    for candidate in sorted(candidates, key=lambda c: c.order):
        by_concept[candidate.concepts[0]].append(candidate)
    rounds: defaultdict[int, list[Candidate]] = defaultdict(list)
    for found in by_concept.values():
        for rank, candidate in enumerate(sorted(found, key=lambda c: c.level)):
            rounds[rank // ROUND].append(candidate)
    for number in sorted(rounds):
        yield from rounds[number]


def plan(
    candidates: Sequence[Candidate],
    today: Load,
    now: datetime,
    *,
    count: int,
    fill: bool = False,
    mode: Mode | None = None,
) -> tuple[Entry, ...]:
    """The questions of a session: due, then new; where there are none, ahead, then unseen ones, then cram.

    count  at most so many
    fill   go on through the modes until there are `count`, as when a person named the number
    mode   only this one, as when a person chose it
    """
    chosen: dict[str, Entry] = {}

    def take(stage: Mode, found: Sequence[Candidate]) -> None:
        for candidate in found[:count] if mode in (None, stage) else ():
            if len(chosen) < count:
                chosen.setdefault(candidate.ref, Entry(candidate.ref, stage))

    take("due", today.due)
    take("new", today.new)
    crammed = sorted(candidates, key=lambda c: (recall(c, now), c.order))
    beyond: list[tuple[Mode, Sequence[Candidate]]] = [("ahead", today.ahead), ("new", today.unseen), ("cram", crammed)]
    for stage, found in beyond:
        if not chosen or fill or mode:
            take(stage, found)
    return tuple(apart(list(chosen.values()), {c.ref: c.concepts[0] for c in candidates}))


def apart(entries: list[Entry], concept: dict[str, str]) -> list[Entry]:
    """The same entries, none after one of its own concept where another of its mode can come between."""
    result: list[Entry] = []
    left = list(entries)
    while left:
        last = concept[result[-1].question] if result else None
        mode = left[0].mode
        pick = next((e for e in left if e.mode == mode and concept[e.question] != last), left[0])
        left.remove(pick)
        result.append(pick)
    return result


def recall(candidate: Candidate, now: datetime) -> float:
    """Probability of recalling it now; 0 for one never seen."""
    if candidate.memory is None:
        return 0.0
    return retrievability(candidate.memory.stability, (now - candidate.memory.last_review).total_seconds() / 86_400)
