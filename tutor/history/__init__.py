"""What happened: an append-only log of events, and what they add up to.

`History` is the door. What can be said to it stands in `events`, what comes of it in `fold`.
"""

from tutor.history.events import (
    Answered,
    Body,
    Bookmarked,
    Event,
    Flagged,
    Graded,
    Mode,
    Noted,
    Outcome,
    Planned,
    Predicted,
    PutOff,
    Ran,
    Rated,
    Reset,
    Retracted,
    SessionBegun,
    SessionEnded,
    Skipped,
)
from tutor.history.exchange import Imported
from tutor.history.fold import Activity, ItemState
from tutor.history.sessions import SessionLog
from tutor.history.store import Counts, History

__all__ = [
    "Activity",
    "Answered",
    "Body",
    "Bookmarked",
    "Counts",
    "Event",
    "Flagged",
    "Graded",
    "History",
    "Imported",
    "ItemState",
    "Mode",
    "Noted",
    "Outcome",
    "Planned",
    "Predicted",
    "PutOff",
    "Ran",
    "Rated",
    "Reset",
    "Retracted",
    "SessionBegun",
    "SessionEnded",
    "SessionLog",
    "Skipped",
]
