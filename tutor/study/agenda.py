"""What today holds: what is due, what is new, what is weak, and how it has gone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from tutor.history import Activity, ItemState
from tutor.practice.queue import Candidate, Load, load, recall
from tutor.scheduling import day_of

if TYPE_CHECKING:
    from tutor.study import Filters, Study
    from tutor.study.sitting import Sitting

WEAKEST = 3


@dataclass(frozen=True, slots=True)
class Topic:
    """A concept and how well it is known.

    recall  the chance of knowing one of its seen questions a day from now, the mean over them; None if none was seen.
            Not now: right after an answer everything is known, the missed ones too
    """

    id: str
    title: str
    recall: float | None
    due: int
    seen: int
    questions: int


@dataclass(frozen=True, slots=True)
class Today:
    """What there is to do now."""

    load: Load
    questions: int
    reviewed: int
    right: int
    spent: timedelta
    streak: int
    next_due: datetime | None
    next_count: int
    paused: Sitting | None
    weakest: tuple[Topic, ...]


@dataclass(frozen=True, slots=True)
class Statistics:
    """How it goes.

    due        reviews for today; `waiting` are overdue ones left for the coming days
    new        new questions today still admits
    reviews    answers ever given
    retention  share of the due reviews of the last 30 days not rated again; None if there was none
    """

    due: int
    waiting: int
    new: int
    reviews: int
    streak: int
    retention: float | None
    by_concept: tuple[Topic, ...]

    def to_json(self) -> dict[str, Any]:
        """The same as plain values; `by_concept` by concept id."""
        data = asdict(self)
        data["by_concept"] = {topic.pop("id"): topic for topic in data["by_concept"]}
        return data


def candidates(study: Study, filters: Filters) -> list[Candidate]:
    """The questions that may be asked today."""
    states, today = study.history.memories(), study.day()
    nothing = ItemState("")
    return [
        Candidate(
            ref=item.ref,
            concepts=item.concepts,
            level=item.level,
            order=item.order,
            memory=state.memory,
            answered_today=state.last_at is not None and day_of(state.last_at, study.zone) == today,
        )
        for item in study.items.values()
        if filters.admit(item)
        and item.kind != "code"
        and not (state := states.get(item.ref, nothing)).is_put_off(today)
    ]


def load_of(study: Study, found: Sequence[Candidate]) -> Load:
    """What these questions mean for today."""
    done = done_today(study)
    allowance = study.settings.new_per_day - done.new
    return load(found, study.clock(), allowance=allowance, reviewed_today=done.due)


def look(study: Study, found: Sequence[Candidate]) -> Today:
    """What there is to do now, and how it has gone."""
    now = study.clock()
    done = done_today(study)
    later = sorted(c.memory.due for c in found if c.memory and c.memory.due > now)
    first_day = day_of(later[0], study.zone) if later else None
    return Today(
        load=load_of(study, found),
        questions=len(found),
        reviewed=done.reviews,
        right=done.right,
        spent=timedelta(milliseconds=done.ms),
        streak=streak(study),
        next_due=later[0] if later else None,
        next_count=sum(day_of(due, study.zone) == first_day for due in later),
        paused=study.paused(),
        weakest=tuple(topics(study, found)[:WEAKEST]),
    )


def done_today(study: Study) -> Activity:
    """What was done since 04:00 local time."""
    return study.history.days(study.zone).get(study.day(), Activity())


def streak(study: Study) -> int:
    """Days in a row with at least one answer, up to today; a day not yet begun does not break it."""
    days = study.history.days(study.zone)
    day = study.day()
    if day not in days:
        day -= timedelta(days=1)
    length = 0
    while day in days and days[day].reviews:
        length += 1
        day -= timedelta(days=1)
    return length


def topics(study: Study, found: Sequence[Candidate]) -> list[Topic]:
    """The concepts of these questions: those seen so far, the weakest first, then the unseen ones."""
    now = study.clock()
    tomorrow = now + timedelta(days=1)
    titles = {concept.id: concept.title for concept in study.concepts}
    by_concept: dict[str, list[Candidate]] = {}
    for candidate in found:
        by_concept.setdefault(candidate.concepts[0], []).append(candidate)
    told = []
    for concept, members in by_concept.items():
        seen = [c for c in members if c.memory]
        told.append(
            Topic(
                id=concept,
                title=titles.get(concept, concept),
                recall=sum(recall(c, tomorrow) for c in seen) / len(seen) if seen else None,
                due=sum(c.memory.due <= now for c in seen if c.memory),
                seen=len(seen),
                questions=len(members),
            )
        )
    return sorted(told, key=lambda t: (t.recall is None, t.recall or 0.0))


def statistics(study: Study, found: Sequence[Candidate]) -> Statistics:
    """How it goes, in numbers."""
    days = study.history.days(study.zone)
    recent = [done for day, done in days.items() if day > study.day() - timedelta(days=30)]
    due = sum(done.due for done in recent)
    today = load_of(study, found)
    return Statistics(
        due=len(today.due),
        waiting=today.waiting,
        new=len(today.new),
        reviews=sum(done.reviews for done in days.values()),
        streak=streak(study),
        retention=sum(done.recalled for done in recent) / due if due else None,
        by_concept=tuple(topics(study, found)),
    )
