from typing import Any

import pytest

from tutor.grading import GaveUp, Grade, Part, Typed, grade
from tutor.packs.model import question
from tutor.packs.variant import Variant, draw

KV = {
    "vars": {"layers": [80], "kv_heads": [8], "d_head": [128]},
    "answer": {"expr": "2*2*layers*kv_heads*d_head", "unit": "B", "rtol": 0.02},
    "wrong": [{"expr": "2*layers*kv_heads*d_head", "why": "K *and* V are stored, in each of {{layers}} layers."}],
}
KEY = "327,680 B = 320 KiB"


def ask(**data: Any) -> Variant:
    base = {"id": "q", "concepts": ["c"], "level": 3, "stem": "How much?", "kind": "numeric"}
    return draw(question({**base, **data}), seed=1)


@pytest.mark.parametrize(("said", "note"), [("320 KiB", ""), ("2*2*80*8*128", f"Read as {KEY}.")])
def test_the_right_number_scores_one_in_any_unit(said: str, note: str) -> None:
    assert grade(ask(**KV), Typed(said)) == Grade(1.0, "right", (Part("answer", "hit", KEY, KEY),), note)


def test_a_foreseen_mistake_is_told_with_the_numbers_drawn() -> None:
    graded = grade(ask(**KV), Typed("160 KiB"))

    why = "K *and* V are stored, in each of 80 layers."
    assert graded == Grade(0.0, "wrong", (Part("answer", "wrong", "163,840 B = 160 KiB", KEY, why),))


def test_giving_up_shows_the_number() -> None:
    assert grade(ask(**KV), GaveUp()).parts == (Part("answer", "missed", said="", key=KEY),)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("640 KiB", "Twice the answer: is something counted twice?"),
        ("320 MiB", "1,024 times the answer: check the prefix."),
        ("327.68 MB", "1,000 times the answer: check the prefix."),
        ("327.68 B", "The answer divided by 1,000: check the prefix."),
        ("320 KB", "The prefix: KB, MB, GB go by 1,000; KiB, MiB, GiB by 1,024."),
        ("2560 KiB", "8 times the answer: bits, where bytes are asked?"),
        ("40 KiB", "An eighth of the answer: bytes, where bits are asked?"),
        ("12 B", ""),
    ],
)
def test_a_lost_factor_is_named(said: str, why: str) -> None:
    exact = {**KV, "wrong": [], "answer": {"expr": "2*2*layers*kv_heads*d_head", "unit": "B", "rtol": 0.001}}

    assert grade(ask(**exact), Typed(said)).parts[0].why == why


@pytest.mark.parametrize(
    ("tolerance", "said", "score"),
    [
        ({"rtol": 0.02}, "51", 1),
        ({"rtol": 0.02}, "51.1", 0),
        ({"atol": 2}, "52", 1),
        ({"atol": 2}, "52.1", 0),
        ({"rtol": 0.02, "atol": 2}, "52", 1),
        ({"rtol": 0.1, "atol": 2}, "55", 1),
        ({"rtol": 0}, "50", 1),
        ({"rtol": 0}, "50.001", 0),
        ({"rtol": 0}, "5*(0.1+0.2)*100/3", 1),
    ],
)
def test_near_is_relative_or_absolute_and_of_two_either_will_do(
    tolerance: dict[str, float], said: str, score: float
) -> None:
    assert grade(ask(answer={"value": 50, **tolerance}), Typed(said)).score == score


def test_an_absolute_tolerance_is_in_the_answers_unit() -> None:
    assert grade(ask(answer={"value": 2, "unit": "ms", "atol": 0.1}), Typed("2090 us")).score == 1


def test_zero_is_a_number_like_any_other() -> None:
    variant = ask(answer={"value": 0, "atol": 0.1})

    assert [grade(variant, Typed(said)).score for said in ("0", "0.1", "5")] == [1, 1, 0]


def test_a_share_given_for_a_percentage_is_wrong_and_told_so() -> None:
    graded = grade(ask(answer={"value": 85, "unit": "%", "rtol": 0.02}), Typed("0.85"))

    why = "Off by a factor of 100: a share or a percentage?"
    assert graded == Grade(0.0, "wrong", (Part("answer", "wrong", ".85 %", "85 %", why),), "Read as .85 %.")
