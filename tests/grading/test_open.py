from typing import Any

import pytest

from tutor.grading import GaveUp, Grade, Part, Ticked, grade
from tutor.packs.model import question
from tutor.packs.variant import Variant, draw

POINTS = [
    {"id": "parallel", "says": "Training is parallel.", "weight": 2, "required": True},
    {"id": "path", "says": "Paths are short.", "weight": 2},
    {"id": "cost", "says": "Attention is quadratic.", "weight": 1},
]


def ask(points: list[dict[str, Any]] = POINTS) -> Variant:
    data = {"id": "q", "concepts": ["c"], "level": 2, "stem": "Why?", "kind": "open", "points": points}
    return draw(question({**data, "answers": {"short": "…", "full": "…"}}), seed=1)


@pytest.mark.parametrize(
    ("ticks", "score", "verdict", "note"),
    [
        (("parallel", "path", "cost"), 1.0, "right", ""),
        (("cost", "parallel"), 0.6, "right", ""),
        (("parallel",), 0.4, "partly", ""),
        (("path", "cost"), 0.6, "partly", "A pass needs “Training is parallel.”"),
        ((), 0.0, "wrong", ""),
    ],
)
def test_a_pass_takes_half_the_weight_and_every_required_point(
    ticks: tuple[str, ...], score: float, verdict: str, note: str
) -> None:
    graded = grade(ask(), Ticked("I would say …", ticks))

    assert (round(graded.score, 9), str(graded.verdict), graded.note) == (score, verdict, note)


def test_each_key_point_is_shown_as_hit_or_missed() -> None:
    graded = grade(ask(), Ticked("…", ("path",)))

    assert graded.parts == (
        Part("parallel", "missed", said="", key="Training is parallel."),
        Part("path", "hit", said="", key="Paths are short."),
        Part("cost", "missed", said="", key="Attention is quadratic."),
    )


def test_an_answer_said_aloud_is_graded_by_its_ticks() -> None:
    assert grade(ask(), Ticked("", ("parallel", "path"))).verdict == "right"


def test_giving_up_misses_every_point() -> None:
    parts = tuple(Part(str(p["id"]), "missed", said="", key=str(p["says"])) for p in POINTS)

    assert grade(ask(), GaveUp()) == Grade(0.0, "wrong", parts)
