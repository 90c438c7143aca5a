"""The rating an answer earns."""

from __future__ import annotations

import pytest

from tutor.grading import Grade
from tutor.practice.rating import expected_s, propose
from tutor.scheduling import Rating

RIGHT = Grade(1.0, "right", ())
HALF = Grade(0.6, "partly", ())
LITTLE = Grade(0.3, "partly", ())
WRONG = Grade(0.0, "wrong", ())
USUAL_MS = round(expected_s("choice", 40) * 1_000)


@pytest.mark.parametrize(
    ("grade", "ms", "confidence", "hints", "rating"),
    [
        pytest.param(WRONG, USUAL_MS, 4, 0, Rating.AGAIN, id="wrong is again, however sure"),
        pytest.param(LITTLE, USUAL_MS, 3, 0, Rating.AGAIN, id="less than half is again"),
        pytest.param(HALF, USUAL_MS, 3, 0, Rating.HARD, id="half is hard"),
        pytest.param(RIGHT, USUAL_MS, 3, 0, Rating.GOOD, id="right is good"),
        pytest.param(RIGHT, USUAL_MS, None, 0, Rating.GOOD, id="right is good without confidence"),
        pytest.param(RIGHT, USUAL_MS // 2, 4, 0, Rating.EASY, id="fluent and certain is easy"),
        pytest.param(RIGHT, USUAL_MS // 2, 3, 0, Rating.GOOD, id="fluent but not certain is good"),
        pytest.param(RIGHT, USUAL_MS * 4, 4, 0, Rating.HARD, id="laboured is hard"),
        pytest.param(RIGHT, USUAL_MS // 2, 1, 0, Rating.HARD, id="a lucky guess is hard"),
        pytest.param(RIGHT, USUAL_MS, 3, 1, Rating.HARD, id="a hint costs one rating"),
        pytest.param(RIGHT, USUAL_MS, 3, 3, Rating.AGAIN, id="hints cost no more than all of it"),
        pytest.param(HALF, USUAL_MS, 3, 1, Rating.AGAIN, id="half with a hint is again"),
    ],
)
def test_a_rating_follows_from_grade_time_confidence_and_hints(
    grade: Grade, ms: int, confidence: int | None, hints: int, rating: Rating
) -> None:
    assert propose(grade, kind="choice", words=40, ms=ms, confidence=confidence, hints=hints) == rating
