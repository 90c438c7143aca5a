"""What can happen: the vocabulary of the history.

Each class below is one kind of event, named as it stands in the log (`SessionBegun` is `session_begun`), and its
fields are the event's body. Bodies are plain JSON: a rating is 1 to 4, a date is ISO text. A question is named
`pack/id`; a session by the id of the event that began it. A kind or a field that this version does not know is kept
and passed on untouched.
"""

from __future__ import annotations

import json
import math
import re
from dataclasses import MISSING, dataclass, fields
from datetime import UTC, date, datetime
from enum import IntEnum
from functools import cache
from types import UnionType
from typing import Any, ClassVar, Literal, TypedDict, Union, get_args, get_origin, get_type_hints, is_typeddict

from tutor.scheduling import Rating

Mode = Literal["due", "new", "ahead", "cram", "again", "placement"]
"""Why a question was asked; `again` is the repeat within a session, and only `cram` leaves the schedule alone."""
Outcome = Literal["right", "partly", "wrong"]


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened, as it stands in the log.

    id      UUIDv7
    device  whose history it was first written to
    seq     1, 2, 3, … on that device, without a gap
    at      UTC, later than every earlier event of that device
    """

    id: str
    device: str
    seq: int
    at: datetime
    kind: str
    body: dict[str, Any]

    @property
    def order(self) -> tuple[datetime, str, int]:
        """Where it stands among the events of all devices."""
        return self.at, self.device, self.seq


class Planned(TypedDict):
    """One place in a session's plan."""

    question: str
    mode: Mode


class Graded(TypedDict):
    """A grade as the log keeps it: `score` in [0, 1], `parts` as grading wrote them."""

    score: float
    verdict: Outcome
    parts: list[Any]


@dataclass(frozen=True, kw_only=True)
class Body:
    """What is said of one event."""

    kind: ClassVar[str]

    def __post_init__(self) -> None:
        """Raises ValueError where the fields contradict each other."""

    def json(self) -> dict[str, Any]:
        return {field.name: getattr(self, field.name) for field in fields(self)}


@dataclass(frozen=True, kw_only=True)
class SessionBegun(Body):
    """A session was planned and begun; its id is this event's.

    filters  what it was asked to be: which questions, and the count, mode and seed if they were given
    """

    kind: ClassVar[str] = "session_begun"
    seed: int
    plan: list[Planned]
    filters: dict[str, Any]
    title: str


@dataclass(frozen=True, kw_only=True)
class Answered(Body):
    """A question was answered and graded: a review, unless its mode is `cram`.

    session     None outside of any
    rev, hash   which wording was asked: the question's revision, and the hash of its text
    seed        which variant was shown
    response    as grading writes it
    confidence  said before the reveal: 1 (25 %) to 4 (95 %), None if it was not asked
    hints       how many were looked at
    proposed    the rating the app proposed; `rating` is the one that counts
    ms          from question to answer
    due         the date that was shown, ISO; None where nothing was scheduled
    points      the key points ticked
    """

    kind: ClassVar[str] = "answered"
    session: str | None
    question: str
    rev: int
    hash: str
    seed: int
    mode: Mode
    response: dict[str, Any]
    grade: Graded
    confidence: Literal[1, 2, 3, 4] | None = None
    hints: int = 0
    proposed: Rating
    rating: Rating
    ms: int
    due: str | None
    points: list[str] | None = None

    def __post_init__(self) -> None:
        if self.due is not None:
            datetime.fromisoformat(self.due)
        if self.ms < 0 or self.hints < 0:
            raise ValueError("`ms` and `hints` cannot be below 0")


@dataclass(frozen=True, kw_only=True)
class Rated(Body):
    """The learner changed the rating of an answer; the newest one counts."""

    kind: ClassVar[str] = "rated"
    answer: str
    rating: Rating
    due: str | None

    def __post_init__(self) -> None:
        if self.due is not None:
            datetime.fromisoformat(self.due)


@dataclass(frozen=True, kw_only=True)
class Skipped(Body):
    """A question of a session was passed over, and may come again another day."""

    kind: ClassVar[str] = "skipped"
    session: str
    question: str


@dataclass(frozen=True, kw_only=True)
class Inserted(Body):
    """A question was taken into a session, to be asked next: a follow-up that somebody wanted."""

    kind: ClassVar[str] = "inserted"
    session: str
    question: str
    mode: Mode


@dataclass(frozen=True, kw_only=True)
class PutOff(Body):
    """A question is not to be asked before a local day (ISO), or ever (None). A day gone by takes it up again."""

    kind: ClassVar[str] = "put_off"
    session: str | None = None
    question: str
    until: str | None

    def __post_init__(self) -> None:
        if self.until is not None:
            date.fromisoformat(self.until)


@dataclass(frozen=True, kw_only=True)
class Noted(Body):
    """The learner's note on a question, replacing the last; empty takes it away."""

    kind: ClassVar[str] = "noted"
    question: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Bookmarked(Body):
    """A question was bookmarked, or no longer is."""

    kind: ClassVar[str] = "bookmarked"
    question: str
    on: bool


@dataclass(frozen=True, kw_only=True)
class Flagged(Body):
    """The learner says a question is wrong, and why; empty takes it back."""

    kind: ClassVar[str] = "flagged"
    question: str
    text: str


@dataclass(frozen=True, kw_only=True)
class SessionEnded(Body):
    """A session was finished or left for good: it is not offered again."""

    kind: ClassVar[str] = "session_ended"
    session: str


@dataclass(frozen=True, kw_only=True)
class Retracted(Body):
    """Undo: an answer, a skip or a putting off is as if it had never been. A retraction is final."""

    kind: ClassVar[str] = "retracted"
    event: str


@dataclass(frozen=True, kw_only=True)
class Reset(Body):
    """Reviews so far are forgotten: of these questions, or of all (None). `concept` only says how they were chosen."""

    kind: ClassVar[str] = "reset"
    concept: str | None = None
    questions: list[str] | None = None

    def __post_init__(self) -> None:
        if self.concept is not None and self.questions is None:
            raise ValueError("the reset of a concept names its questions")


@dataclass(frozen=True, kw_only=True)
class Predicted(Body):
    """What the learner said a demo would measure, before it ran."""

    kind: ClassVar[str] = "predicted"
    demo: str
    parameters: dict[str, Any]
    measure: str
    said: float | str


@dataclass(frozen=True, kw_only=True)
class Ran(Body):
    """A demo ran to its end.

    measures  as in its run record
    held      whether its expectations held; None where they are not judged
    hash      of the demo's code
    said      what was predicted, if anything was
    record    where its run record lies
    """

    kind: ClassVar[str] = "ran"
    demo: str
    parameters: dict[str, Any]
    seeds: list[int]
    measures: dict[str, Any]
    held: bool | None
    hash: str
    said: float | str | None = None
    record: str | None = None


KINDS: dict[str, type[Body]] = {body.kind: body for body in Body.__subclasses__()}
RETRACTABLE = frozenset({Answered.kind, Skipped.kind, PutOff.kind})

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def encode(event: Event) -> str:
    """The event as one line of JSON, in ASCII, without its newline."""
    record = {"id": event.id, "device": event.device, "seq": event.seq, "at": stamp(event.at)}
    return json.dumps(record | {"kind": event.kind, "body": event.body}, separators=(",", ":"), allow_nan=False)


def decode(line: str | bytes) -> Event:
    """The event a line holds; raises ValueError saying what is wrong with it."""
    try:
        record = json.loads(line, parse_constant=_refuse)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if not isinstance(record, dict) or record.keys() != {"id", "device", "seq", "at", "kind", "body"}:
        raise ValueError("an event has id, device, seq, at, kind and body")
    for name in ("id", "device"):
        if not isinstance(record[name], str) or not _UUID.fullmatch(record[name]):
            raise ValueError(f"`{name}` is not a UUID")
    if type(record["seq"]) is not int or not 0 < record["seq"] < 2**63:
        raise ValueError("`seq` is not a number from 1")
    if not isinstance(record["kind"], str) or not isinstance(record["body"], dict):
        raise ValueError("`kind` is a word and `body` an object")
    if not isinstance(record["at"], str):
        raise ValueError("`at` is not a moment in time")
    at = datetime.fromisoformat(record["at"])
    if at.tzinfo is None or not 1970 <= at.year < 9000:
        raise ValueError("`at` is not a moment in UTC between 1970 and 9000")
    require(record["kind"], record["body"])
    return Event(record["id"], record["device"], record["seq"], at.astimezone(UTC), record["kind"], record["body"])


def stamp(at: datetime) -> str:
    """The moment in UTC, always as wide, so that text sorts as time does."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def require(kind: str, body: dict[str, Any]) -> None:
    """Raises ValueError unless the body says what its kind has to say; an unknown kind may say anything."""
    if kind not in KINDS:
        return
    known = {}
    for name, (hint, needed) in _fields(kind).items():
        if name not in body:
            if needed:
                raise ValueError(f"`{kind}` has no `{name}`")
        elif not _fits(body[name], hint):
            raise ValueError(f"`{name}` of `{kind}` cannot be {json.dumps(body[name])[:60]}")
        else:
            known[name] = body[name]
    KINDS[kind](**known)


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")


@cache
def _fields(kind: str) -> dict[str, tuple[Any, bool]]:
    hints = get_type_hints(KINDS[kind])
    return {f.name: (hints[f.name], f.default is MISSING) for f in fields(KINDS[kind])}


@cache
def _shape(typed_dict: Any) -> dict[str, Any]:
    return get_type_hints(typed_dict)


def _fits(value: Any, hint: Any) -> bool:
    origin, args = get_origin(hint), get_args(hint)
    if hint is Any:
        return True
    if origin is Literal:
        return any(type(value) is type(arg) and value == arg for arg in args)
    if origin in (Union, UnionType):
        return any(_fits(value, arg) for arg in args)
    if origin is list:
        return isinstance(value, list) and all(_fits(v, args[0]) for v in value)
    if origin is dict:
        return isinstance(value, dict)
    if is_typeddict(hint):
        return isinstance(value, dict) and all(k in value and _fits(value[k], v) for k, v in _shape(hint).items())
    if hint is float:
        return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    if issubclass(hint, IntEnum):
        return type(value) is int and value in list(hint)
    return isinstance(value, hint) and (hint is bool or not isinstance(value, bool))
