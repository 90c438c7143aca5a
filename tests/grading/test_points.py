"""Key points in an answer in one's own words: made, missed, contradicted."""

from __future__ import annotations

import pytest

from tutor.grading.points import mark_points
from tutor.packs.model import Point


def point(id_: str, accept: list[str], contradict: list[str] | None = None) -> Point:
    return Point.model_validate({"id": id_, "says": "…", "accept": accept, "contradict": contradict or []})


PARALLEL = point(
    "parallel",
    ["in parallel", "all positions at once", "re:\\bparallel\\w* train"],
    ["re:(decod|generat)\\w+ (runs |is |works )?(in )?parallel", "fewer operations"],
)
ALIGNMENTS = point("alignments", ["re:(no|without) (gold )?alignments"])


def mark(answer: str, point: Point = PARALLEL) -> str:
    return mark_points([point], answer)[point.id]


@pytest.mark.parametrize(
    "answer",
    [
        "It trains in parallel.",
        "IN  PARALLEL",
        "Training computes all the position at once, unlike an RNN.",
        "Parallelised training is what it bought.",
        "It is serial when it writes, but training runs in parallel.",
        "No recurrence is left, so the layers run in parallel.",
        "It does not only save steps, it trains in parallel.",
        "It isn't decoding in parallel; training is in parallel.",
        "There are 4.5 as many steps in\nparallel.",
        "It is not:\n- serial\n- in parallel",
    ],
)
def test_a_phrase_or_pattern_that_stands_in_a_clause_makes_the_point(answer: str) -> None:
    assert mark(answer) == "hit"


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "It is faster.",
        "It does not train\nin parallel.",
        "It can't run in parallel.",
        "RNNs train step by step instead of in parallel.",
        "Training in parallel is not possible.",
        "Training in parallel is a myth.",
        "Nothing in it happens in parallel.",
        "apparallel and inparallel",
        "It trains in. Parallel.",
    ],
)
def test_a_phrase_that_is_absent_or_denied_in_its_clause_does_not(answer: str) -> None:
    assert mark(answer) == "missed"


@pytest.mark.parametrize(
    "answer",
    [
        "Decoding is parallel.",
        "Training runs in parallel, and generation works in parallel too.",
        "It needs fewer operations.",
    ],
)
def test_the_contrary_contradicts_whatever_else_is_said(answer: str) -> None:
    assert mark(answer) == "contradicted"


def test_the_contrary_denied_is_no_contradiction() -> None:
    assert mark("Nobody claims that decoding is parallel; it trains in parallel.") == "hit"
    assert mark("It doesn't need fewer operations.") == "missed"


def test_a_phrase_that_is_itself_a_denial_is_not_denied_by_its_own_words() -> None:
    assert mark("It is learned with no alignments.", ALIGNMENTS) == "hit"
    assert mark("There were gold alignments.", ALIGNMENTS) == "missed"


def test_every_point_is_marked_by_itself() -> None:
    assert mark_points([PARALLEL, ALIGNMENTS], "It trains in parallel.") == {"parallel": "hit", "alignments": "missed"}


def test_a_pattern_that_hangs_or_cannot_be_read_is_left_out() -> None:
    slow = point("slow", ["re:(a|aa)+$", "re:(", "in parallel"])

    assert mark("a" * 60 + "b, in parallel", slow) == "hit"
