"""What the events add up to: memory, counts, days. Pure.

The fold goes through the events in order `(at, device, seq)`. What takes back or changes an earlier event is gathered
first, by id, so that an answer counts with the rating it ended with, or not at all. Whatever order the events arrived
in, and on however many machines, the same events give the same result.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta, tzinfo

from tutor.history.events import RETRACTABLE, Event, Outcome
from tutor.scheduling import Memory, Rating, day_begins, day_of, review

SLOT = timedelta(minutes=15)
"""Every zone on earth is a whole number of these from UTC, so local days are sums of slots."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class ItemState:
    """What is known of one question.

    memory     None until a review counted, and after a reset
    reviews    answers since the last reset, cramming included; `right` of them were right
    verdict    of the last answer
    suspended  never to be asked; `until`: not before that local day
    note       the learner's; `flag`: why the learner thinks the question is wrong
    """

    question: str
    memory: Memory | None = None
    reviews: int = 0
    right: int = 0
    verdict: Outcome | None = None
    first_at: datetime | None = None
    last_at: datetime | None = None
    suspended: bool = False
    until: date | None = None
    bookmarked: bool = False
    note: str = ""
    flag: str = ""

    def is_put_off(self, today: date) -> bool:
        """Whether it must not be asked on that local day."""
        return self.suspended or (self.until is not None and self.until > today)


@dataclass(frozen=True, slots=True)
class Activity:
    """What was done in a stretch of time. A reset does not touch it: the work was done.

    reviews   answers, cramming included; `right` of them were right
    ms        spent on them
    new       answers to questions asked as new
    due       reviews that were due; `recalled` of them were not rated *again*
    """

    reviews: int = 0
    right: int = 0
    ms: int = 0
    new: int = 0
    due: int = 0
    recalled: int = 0

    def __add__(self, other: Activity) -> Activity:
        return Activity(
            self.reviews + other.reviews,
            self.right + other.right,
            self.ms + other.ms,
            self.new + other.new,
            self.due + other.due,
            self.recalled + other.recalled,
        )

    def __neg__(self) -> Activity:
        return Activity(-self.reviews, -self.right, -self.ms, -self.new, -self.due, -self.recalled)


@dataclass(frozen=True, slots=True)
class Amendments:
    """What later events did to earlier ones: ids taken back, and the newest rating and due date of an answer."""

    void: frozenset[str] = frozenset()
    rated: Mapping[str, tuple[Rating, str | None]] = field(default_factory=dict)


@dataclass(slots=True)
class Folded:
    """The state of everything after the last event.

    items     by question; one that nothing is known of has no entry
    slots     by quarter of an hour since 1970, UTC
    sessions  id and beginning of those not ended
    runs      the newest run of each demo
    """

    items: dict[str, ItemState]
    slots: dict[int, Activity]
    sessions: dict[str, datetime]
    runs: dict[str, Event]


def amendments(events: Iterable[Event]) -> Amendments:
    """What the retractions and ratings among `events` (in order) amount to."""
    void = set()
    rated = {}
    for event in events:
        if event.kind == "retracted":
            void.add(event.body["event"])
        elif event.kind == "rated":
            rated[event.body["answer"]] = (Rating(event.body["rating"]), event.body["due"])
    return Amendments(frozenset(void), rated)


def fold(events: Iterable[Event], amended: Amendments, *, retention: float) -> Folded:
    """The state after `events`, which come in order; `amended` has gathered the amendments among them."""
    items: dict[str, ItemState] = {}
    slots: dict[int, Activity] = defaultdict(Activity)
    begun: dict[str, datetime] = {}
    ended: set[str] = set()
    runs: dict[str, Event] = {}
    for event in events:
        for question in touched(event, items):
            item = items.get(question) or ItemState(question)
            items[question] = item_after(item, event, amended, retention=retention)
        if event.kind == "answered":
            slots[slot_of(event.at)] += activity(event, amended)
        if event.kind == "session_begun":
            begun[event.id] = event.at
        elif event.kind == "session_ended":
            ended.add(event.body["session"])
        elif event.kind == "ran":
            runs[event.body["demo"]] = event
    return Folded(
        items={question: item for question, item in items.items() if item != ItemState(question)},
        slots={slot: done for slot, done in slots.items() if done != Activity()},
        sessions={session: at for session, at in begun.items() if session not in ended},
        runs=runs,
    )


def touched(event: Event, known: Iterable[str]) -> list[str]:
    """The questions whose state an event may change; `known` are all that have one."""
    if event.kind == "reset":
        questions = event.body.get("questions")
        return list(known) if questions is None else list(dict.fromkeys(questions))
    if event.kind in ("answered", "put_off", "noted", "bookmarked", "flagged"):
        return [event.body["question"]]
    return []


def item_after(item: ItemState, event: Event, amended: Amendments, *, retention: float) -> ItemState:
    """A question's state after an event that touches it."""
    body = event.body
    if event.kind in RETRACTABLE and event.id in amended.void:
        return item
    match event.kind:
        case "answered":
            return _answered(item, event, amended, retention)
        case "put_off":
            until = None if body["until"] is None else date.fromisoformat(body["until"])
            return replace(item, suspended=until is None, until=until)
        case "noted":
            return replace(item, note=body["text"])
        case "bookmarked":
            return replace(item, bookmarked=body["on"])
        case "flagged":
            return replace(item, flag=body["text"])
        case "reset":
            return replace(item, memory=None, reviews=0, right=0, verdict=None, first_at=None, last_at=None)
    return item


def activity(event: Event, amended: Amendments) -> Activity:
    """What an event adds to its quarter of an hour: nothing unless it is an answer that stands."""
    if event.kind != "answered" or event.id in amended.void:
        return Activity()
    body = event.body
    due = body["mode"] == "due"
    return Activity(
        reviews=1,
        right=int(body["grade"]["verdict"] == "right"),
        ms=body["ms"],
        new=int(body["mode"] == "new"),
        due=int(due),
        recalled=int(due and rating_of(event, amended) != Rating.AGAIN),
    )


def rating_of(answer: Event, amended: Amendments) -> Rating:
    """The rating an answer ended with."""
    changed = amended.rated.get(answer.id)
    return changed[0] if changed else Rating(answer.body["rating"])


def slot_of(at: datetime) -> int:
    """The number of the quarter of an hour a moment lies in."""
    return (at - _EPOCH) // SLOT


def slot_begins(slot: int) -> datetime:
    """The first moment of a slot, UTC."""
    return _EPOCH + slot * SLOT


def days(slots: Mapping[int, Activity], tz: tzinfo | None) -> dict[date, Activity]:
    """The slots summed by local day, in order; a day without an answer has no entry."""
    summed: dict[date, Activity] = {}
    day, ends = date.min, -1
    for slot in sorted(slots):
        if slot >= ends:
            day = day_of(slot_begins(slot), tz)
            ends = slot_of(day_begins(day + timedelta(days=1), tz))
        summed[day] = summed[day] + slots[slot] if day in summed else slots[slot]
    return summed


def _answered(item: ItemState, event: Event, amended: Amendments, retention: float) -> ItemState:
    memory = item.memory
    if event.body["mode"] != "cram":
        memory = review(memory, rating_of(event, amended), event.at, retention=retention)
    verdict = event.body["grade"]["verdict"]
    return replace(
        item,
        memory=memory,
        reviews=item.reviews + 1,
        right=item.right + (verdict == "right"),
        verdict=verdict,
        first_at=item.first_at or event.at,
        last_at=event.at,
    )
