"""When a question comes back: the door to py-fsrs (FSRS-6).

A review goes in, what is remembered comes out: stability, difficulty and the date it is due. Fuzz is off, so that the
same reviews give the same dates on every machine; there are no learning steps, so a first *good* is due in days, and
the repeat of a missed question within a session is a same-day review. Nothing here asks what time it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import IntEnum
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # 25 ms that the first frame need not pay
    from fsrs import Scheduler

Days = float

PARAMETERS = (
    *(0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796),
    *(1.4835, 0.0614, 0.2629, 1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542),
)
"""FSRS-6's default weights, fitted to hundreds of millions of Anki reviews (open-spaced-repetition, py-fsrs 6).

Written down here so that a py-fsrs with other defaults does not move dates that were already shown.
"""
DECAY = PARAMETERS[20]
FACTOR = 0.9 ** (-1 / DECAY) - 1
"""F of the forgetting curve: recall is 90 % after one stability."""
LONGEST: Days = 36_500
DAY_STARTS = time(4)
"""On the wall clock: who practises past midnight is still in yesterday."""


class Rating(IntEnum):
    """How well it was remembered: forgotten, or recalled with effort, well, at once."""

    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4


@dataclass(frozen=True, slots=True)
class Memory:
    """What FSRS holds of one question.

    stability    days until recall falls to 90 %, > 0
    difficulty   1 to 10
    last_review  UTC
    due          UTC, whole days after last_review
    reps         reviews so far, at least 1
    lapses       how often it was forgotten on a later day
    """

    stability: Days
    difficulty: float
    last_review: datetime
    due: datetime
    reps: int
    lapses: int

    def recall(self, at: datetime) -> float:
        """Probability of recalling it at that moment, in (0, 1]."""
        return retrievability(self.stability, (at - self.last_review) / timedelta(days=1))


def retrievability(stability: Days, elapsed: Days, decay: float = DECAY) -> float:
    """Probability of recalling an item `elapsed` days after its last review.

    R(t) = (1 + F·t/S) ** -decay, with F chosen so that R(S) = 0.9. Stability is
    *defined* that way: the days it takes recall to fall to 90 %.

    stability  S, days, > 0
    elapsed    t, days, >= 0; a clock that ran backwards counts as 0
    returns    R in (0, 1], exactly 1.0 at t = 0
    raises     ValueError if stability <= 0
    source     FSRS-6 forgetting curve. fsrs.Scheduler rounds t down to whole days;
               we keep the fraction, so a bar on screen moves during the day.

    >>> round(retrievability(stability=10, elapsed=10), 3)
    0.9
    """
    if not stability > 0:
        raise ValueError(f"stability is {stability}, it must be above 0 days")
    factor = FACTOR if decay == DECAY else 0.9 ** (-1 / decay) - 1
    return float((1 + factor * max(elapsed, 0.0) / stability) ** -decay)


def interval(stability: Days, retention: float = 0.9) -> int:
    """Days until recall falls to `retention`: whole ones, at least 1 and at most 36,500.

    The forgetting curve turned round; the same rounding as fsrs.Scheduler.

    >>> interval(stability=10), interval(stability=10, retention=0.8)
    (10, 33)
    """
    days = round((stability / FACTOR) * (retention ** (-1 / DECAY) - 1))
    return int(min(max(days, 1), LONGEST))


def review(memory: Memory | None, rating: Rating, at: datetime, *, retention: float = 0.9) -> Memory:
    """What is remembered after a review.

    Less than 24 hours after the last review FSRS takes it for a repeat on the same day, which moves stability little.

    memory     None for a question never reviewed
    at         aware; before `memory.last_review` (a clock that ran backwards) it counts as that moment
    retention  the recall at which it is to come back, in (0, 1); moves `due` and nothing else
    """
    from fsrs import Card, State
    from fsrs import Rating as Fsrs

    at = at.astimezone(UTC)
    if memory is None:
        card = Card(card_id=0, due=at)  # without an id, Card sleeps a millisecond to make one
    else:
        at = max(at, memory.last_review)
        card = Card(
            card_id=0,
            state=State.Review,
            stability=memory.stability,
            difficulty=memory.difficulty,
            due=memory.due,
            last_review=memory.last_review,
        )
    after, _ = _scheduler(retention).review_card(card, Fsrs(rating), at)
    if after.stability is None or after.difficulty is None:
        raise TypeError("py-fsrs gave back a card without a memory state")
    lapsed = memory is not None and rating == Rating.AGAIN and (at - memory.last_review).days >= 1
    return Memory(
        stability=after.stability,
        difficulty=after.difficulty,
        last_review=at,
        due=after.due,
        reps=1 + (memory.reps if memory else 0),
        lapses=lapsed + (memory.lapses if memory else 0),
    )


def preview(memory: Memory | None, at: datetime, *, retention: float = 0.9) -> dict[Rating, Memory]:
    """What each rating would lead to, for the dates shown beside the ratings."""
    return {rating: review(memory, rating, at, retention=retention) for rating in Rating}


def day_of(at: datetime, tz: tzinfo | None) -> date:
    """The local day a moment belongs to; it begins at 04:00 on the wall clock.

    tz  None is this machine's zone, each moment with the summer time it had
    """
    hours = timedelta(hours=DAY_STARTS.hour)
    return (at.astimezone(tz).replace(tzinfo=None) - hours).date()


def day_begins(day: date, tz: tzinfo | None) -> datetime:
    """The moment a local day begins, UTC: 04:00 on the wall clock of `tz`, as `day_of` reads it."""
    return datetime.combine(day, DAY_STARTS, tzinfo=tz).astimezone(UTC)


@cache
def _scheduler(retention: float) -> Scheduler:
    from fsrs import Scheduler

    return Scheduler(
        parameters=PARAMETERS,
        desired_retention=retention,
        learning_steps=(),
        relearning_steps=(),
        maximum_interval=int(LONGEST),
        enable_fuzzing=False,
    )
