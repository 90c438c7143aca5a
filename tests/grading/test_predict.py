import math
from typing import Any

import pytest

from tutor.errors import ResponseError
from tutor.grading import GaveUp, Grade, Part, Picked, Typed, grade
from tutor.packs.model import question
from tutor.packs.variant import Variant, draw

CHOICES = [
    {"id": "lives", "text": "It lives", "when": "factor > 0.99", "why": "That takes attention."},
    {"id": "dies", "text": "It dies", "when": "factor < 0.9"},
    {"id": "halves", "text": "Half is lost", "when": "0.4 < factor < 0.6"},
]


def ask(**data: Any) -> Variant:
    base = {"id": "q", "concepts": ["c"], "level": 2, "stem": "How much is left?", "kind": "predict"}
    return draw(question({**base, "demo": {"id": "gradient_decay"}, "measure": "factor", **data}), seed=1)


def test_the_run_decides_which_prediction_was_right() -> None:
    graded = grade(ask(choices=CHOICES), Picked(("dies",)), measured={"factor": 0.842})

    assert graded == Grade(1.0, "right", (Part("dies", "hit", "It dies", "It dies"),), "Measured: factor .842.")


def test_a_prediction_the_run_did_not_prove_is_wrong_and_shows_what_came_true() -> None:
    graded = grade(ask(choices=CHOICES), Picked(("lives",)), measured={"factor": 0.5})

    part = Part("lives", "wrong", "It lives", "It dies · Half is lost", "That takes attention.")
    assert graded == Grade(0.0, "wrong", (part,), "Measured: factor .5.")


def test_each_of_several_predictions_that_came_true_is_right() -> None:
    scores = [grade(ask(choices=CHOICES), Picked((id_,)), measured={"factor": 0.5}).score for id_ in ("dies", "halves")]

    assert scores == [1.0, 1.0]


@pytest.mark.parametrize(("factor", "shown"), [(0.95, ".95"), (math.nan, "not a finite number")])
def test_a_run_that_proves_nobody_right_proves_nobody_wrong(factor: float, shown: str) -> None:
    graded = grade(ask(choices=CHOICES), Picked(("dies",)), measured={"factor": factor})

    assert (graded.score, graded.verdict) == (0.5, "partly")
    assert graded.note == (
        f"Measured: factor {shown}. None of the predictions came true, so this says little about you."
    )


@pytest.mark.parametrize(("said", "score"), [("0.85", 1), ("85%", 1), ("0.9", 0)])
def test_a_predicted_number_is_right_within_its_tolerance(said: str, score: float) -> None:
    graded = grade(ask(atol=0.02), Typed(said), measured={"factor": 0.842})

    assert graded.score == score
    assert graded.parts[0].key == ".842"
    assert graded.note == "Measured: factor .842."


def test_a_number_cannot_be_judged_against_a_run_that_measured_none() -> None:
    graded = grade(ask(atol=0.02), Typed("0.8"), measured={"factor": math.inf})

    assert (graded.score, graded.parts[0].key) == (0.5, "not a finite number")


def test_giving_up_shows_what_was_measured() -> None:
    graded = grade(ask(choices=CHOICES), GaveUp(), measured={"factor": 0.8})

    assert graded == Grade(0.0, "wrong", (Part("answer", "missed", "", "It dies"),), "Measured: factor .8.")


def test_grading_a_prediction_without_a_run_is_a_bug_in_the_caller() -> None:
    with pytest.raises(ValueError, match="a prediction of factor needs what the run measured"):
        grade(ask(choices=CHOICES), Picked(("dies",)))


def test_a_predicted_number_that_cannot_be_read_is_asked_for_again() -> None:
    with pytest.raises(ResponseError, match="`quickly` is not a number"):
        grade(ask(atol=0.02), Typed("quickly"), measured={"factor": 0.8})
