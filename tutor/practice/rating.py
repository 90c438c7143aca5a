"""Which rating an answer earns: the grade says whether, time, confidence and hints say how well."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.scheduling import Rating

if TYPE_CHECKING:
    from tutor.grading import Grade

READING_WPM = 200
"""Silent reading of dense text, words a minute: the slow end of Brysbaert 2019 (238 for plain non-fiction)."""
THINKING_S = {
    "choice": 12,
    "multi": 20,
    "verdict": 15,
    "numeric": 60,
    "order": 30,
    "match": 30,
    "cloze": 25,
    "short": 15,
}
SLOW, QUICK = 3.0, 0.8
"""Times the expected seconds beyond which an answer was laboured, or under which it was fluent."""
GUESS, CERTAIN = 1, 4
"""The ends of the confidence scale."""


def expected_s(kind: str, words: int) -> float:
    """Seconds a prepared person takes to read `words` and answer a question of `kind`."""
    return words / READING_WPM * 60 + THINKING_S.get(kind, 60)


def propose(grade: Grade, *, kind: str, words: int, ms: int, confidence: int | None, hints: int) -> Rating:
    """The rating offered after an answer; the learner has the last word.

    Wrong is again; half right or better is hard. Right is good: hard if it was laboured, a guess or needed a hint,
    easy if it was fluent and the learner was certain. Each further hint costs one rating more.
    """
    if grade.verdict == "wrong" or grade.score < 0.5:
        return Rating.AGAIN
    if grade.verdict == "partly":
        return Rating.HARD if not hints else Rating.AGAIN
    expected = expected_s(kind, words) * 1_000
    rating = Rating.GOOD
    if ms <= QUICK * expected and confidence == CERTAIN:
        rating = Rating.EASY
    if confidence == GUESS or ms > SLOW * expected:
        rating = Rating.HARD
    return Rating(max(Rating.AGAIN, rating - hints))
