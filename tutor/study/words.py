"""How things are said, the same on every face: dates, spans of time, how sure, how it went."""

from __future__ import annotations

from datetime import date, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING

from tutor.scheduling import day_of

if TYPE_CHECKING:  # pydantic stays off the first frame
    from tutor.grading import Grade
    from tutor.packs.model import Question

CONFIDENCE = {1: ("guess", 25), 2: ("unsure", 50), 3: ("fairly sure", 75), 4: ("certain", 95)}
"""The four levels of confidence: what one says, and the percentage it stands for."""
LEVELS = {1: "recall", 2: "explain", 3: "apply", 4: "trade-off", 5: "design"}
ASKS = {
    "choice": "one answer",
    "multi": "several answers",
    "numeric": "a number with its unit",
    "order": "first to last",
    "match": "pair them",
    "cloze": "fill the blanks",
    "short": "a word or a few",
    "open": "in your own words",
    "verdict": "one verdict",
    "predict": "say what a run will show",
    "code": "write code",
}
VERDICTS = {
    "holds": "as it stands",
    "qualified": "which it leaves out",
    "misleading": "its facts are right, its conclusion does not follow",
    "wrong": "the fact itself is false",
    "open": "no source settles it",
}
"""What divides the five verdicts, after the words they are shown in."""
MODES = {"due": "due", "new": "new", "ahead": "ahead", "cram": "cram", "again": "again"}
RATINGS = {1: "again", 2: "hard", 3: "good", 4: "easy"}
COUNTS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def count(number: int, thing: str) -> str:
    """`1 question`, `3 questions`."""
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"


def number_word(number: int) -> str:
    """Small numbers as words."""
    return COUNTS[number] if 0 <= number < len(COUNTS) else f"{number:,}"


def when(due: datetime, now: datetime, zone: tzinfo) -> str:
    """The day something is due, seen from `now`: today, tomorrow, 4 days, 3 months."""
    days = (day_of(due, zone) - day_of(now, zone)).days
    if days <= 0:
        return "today"
    if days == 1:
        return "tomorrow"
    if days < 60:
        return f"{days} days"
    return f"{round(days / 30.44)} months" if days < 730 else f"{round(days / 365.25)} years"


def long_day(day: date) -> str:
    """`Thursday 12 November`."""
    return f"{day:%A} {day.day} {day:%B}"


def short_day(day: date) -> str:
    """`9 Nov`."""
    return f"{day.day} {day:%b}"


def minutes(span: timedelta) -> str:
    """`under a minute`, `12 minutes`, `1 h 20 min`."""
    whole = round(span.total_seconds() / 60)
    if whole < 1:
        return "under a minute"
    return count(whole, "minute") if whole < 60 else f"{whole // 60} h {whole % 60:02} min"


def asks(question: Question) -> str:
    """What kind of answer, and how deep: `one answer · level 3, apply`."""
    return f"{ASKS[question.kind]} · level {question.level}, {LEVELS[question.level]}"


def headline(question: Question, grade: Grade, confidence: int | None) -> str:
    """The verdict in one sentence, with how sure the learner was."""
    sure = CONFIDENCE[confidence][0] if confidence else ""
    if grade.verdict == "right":
        if confidence == 1:
            return "Right, though you were guessing."
        return f"Right, and you were {sure}." if sure else "Right."
    if grade.verdict == "partly":
        hit = sum(part.mark == "hit" for part in grade.parts)
        things = "points" if question.kind == "open" else "right"
        share = f"{hit} of {len(grade.parts)} {things}" if len(grade.parts) > 1 else "nearly"
        return f"Partly: {share}." if not sure else f"Partly: {share}, and you were {_be(confidence, sure)}."
    start = "Not this one" if question.kind in ("choice", "verdict", "predict") else "Not right"
    return f"{start}, and you were {_be(confidence, sure)}." if sure else f"{start}."


def _be(confidence: int | None, sure: str) -> str:
    return "guessing" if confidence == 1 else sure
