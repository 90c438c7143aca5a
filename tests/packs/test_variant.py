from typing import Any

import pytest

from tutor.packs.model import QUESTION, Question
from tutor.packs.variant import MAX_DRAWS, combinations, draw

HEAD = {"id": "q", "concepts": ["c"], "level": 1, "stem": "s"}


def question(kind: str, **fields: Any) -> Question:
    return QUESTION.validate_python({**HEAD, "kind": kind, **fields})


def choices(n: int) -> list[dict[str, Any]]:
    return [{"id": f"c{i}", "text": f"T{i}", "correct": i == 0, "why": "w"} for i in range(n)]


NUMERIC = question(
    "numeric",
    stem="{{layers}} layers, $2^{{layers}}$",
    explanation="{{layers}} times {{width}}",
    vars={"layers": [32, 80], "width": [0.5, 1]},
    answer={"expr": "layers*width", "rtol": 0},
)


def test_a_seed_always_draws_the_same() -> None:
    assert draw(NUMERIC, 7) == draw(NUMERIC, 7)
    assert draw(question("choice", choices=choices(5)), 7) == draw(question("choice", choices=choices(5)), 7)


def test_drawn_numbers_are_filled_into_every_text() -> None:
    variant = next(v for v in (draw(NUMERIC, seed) for seed in range(99)) if v.values == {"layers": 80, "width": 0.5})

    assert variant.stem == "80 layers, $2^{80}$"
    assert variant.explanation == "80 times 0.5"
    assert variant.fill("{{width}} and {{other}}") == "0.5 and {{other}}"


def test_each_value_is_drawn_for_some_seed() -> None:
    drawn = {tuple(draw(NUMERIC, seed).values.values()) for seed in range(99)}

    assert drawn == {(32, 0.5), (32, 1), (80, 0.5), (80, 1)}


@pytest.mark.parametrize("kind", ["choice", "multi"])
def test_choices_are_shown_in_every_order_and_none_is_lost(kind: str) -> None:
    orders = {draw(question(kind, choices=choices(3)), seed).order for seed in range(200)}

    assert len(orders) == 6
    assert {frozenset(order) for order in orders} == {frozenset({"c0", "c1", "c2"})}


def test_the_key_stands_in_each_place_about_as_often() -> None:
    places = [draw(question("choice", choices=choices(4)), seed).order.index("c0") for seed in range(4_000)]

    assert all(850 < places.count(place) < 1_150 for place in range(4))


def test_lines_to_order_are_never_shown_in_the_right_order() -> None:
    items = [{"id": i, "text": i} for i in ("a", "b", "c")]

    orders = {draw(question("order", items=items), seed).order for seed in range(200)}

    assert ("a", "b", "c") not in orders
    assert len(orders) == 5


def test_rights_are_shuffled_with_the_extra_ones_and_lefts_stay() -> None:
    pairs = [{"id": i, "left": i, "right": i.upper()} for i in ("a", "b")]
    variants = [draw(question("match", pairs=pairs, extra=["X"]), seed) for seed in range(100)]

    assert {variant.order for variant in variants} == {("a", "b")}
    assert len({variant.rights for variant in variants}) == 6
    assert {frozenset(variant.rights) for variant in variants} == {frozenset({"A", "B", "X"})}


def test_verdicts_stand_in_one_order_and_blanks_as_in_the_text() -> None:
    verdict = question("verdict", claim="x", verdict="wrong", correction="y")
    blanks = {name: {"accept": ["x"], "why": "w"} for name in ("two", "one")}
    cloze = question("cloze", text="[[one]] before [[two]]", blanks=blanks)

    assert draw(verdict, 3).order == ("holds", "qualified", "misleading", "wrong", "open")
    assert draw(cloze, 3).order == ("one", "two")


def test_every_combination_is_listed_up_to_two_hundred() -> None:
    many = question("numeric", vars={n: list(range(30)) for n in "abcdef"}, answer={"value": 1, "rtol": 0})

    assert combinations(NUMERIC) == [
        {"layers": 32, "width": 0.5},
        {"layers": 32, "width": 1},
        {"layers": 80, "width": 0.5},
        {"layers": 80, "width": 1},
    ]
    assert combinations(question("choice", choices=choices(2))) == [{}]
    assert len(combinations(many)) == MAX_DRAWS
    assert combinations(many) == combinations(many)
