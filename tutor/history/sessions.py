"""One session as it stands: what was planned, and what has happened of it. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from tutor.history.events import RETRACTABLE, Event, Planned
from tutor.history.fold import Amendments


@dataclass(frozen=True, slots=True)
class SessionLog:
    """A session: all that is needed to go on with it.

    at       when it was begun
    entries  its answers, skips, insertions and puttings off, in order, without those taken back;
             an answer carries the rating and the due date it ended with
    """

    id: str
    at: datetime
    seed: int
    plan: tuple[Planned, ...]
    filters: dict[str, Any]
    title: str
    entries: tuple[Event, ...]
    ended: bool


def session_log(begun: Event, events: Iterable[Event], amended: Amendments) -> SessionLog:
    """The session that `begun` began; `events` are those that name it, in order."""
    entries = []
    ended = False
    for event in events:
        if event.kind == "session_ended":
            ended = True
        elif event.kind == "inserted" or (event.kind in RETRACTABLE and event.id not in amended.void):
            entries.append(_as_it_ended(event, amended))
    body = begun.body
    return SessionLog(
        id=begun.id,
        at=begun.at,
        seed=body["seed"],
        plan=tuple(body["plan"]),
        filters=body["filters"],
        title=body["title"],
        entries=tuple(entries),
        ended=ended,
    )


def _as_it_ended(event: Event, amended: Amendments) -> Event:
    if event.id not in amended.rated:
        return event
    rating, due = amended.rated[event.id]
    return replace(event, body=event.body | {"rating": int(rating), "due": due})
