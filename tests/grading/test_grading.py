import subprocess
import sys
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.errors import ResponseError
from tutor.grading import (
    Filled,
    GaveUp,
    Grade,
    Ordered,
    Paired,
    Picked,
    Response,
    Ticked,
    Typed,
    check,
    from_json,
    grade,
    to_json,
)
from tutor.packs.model import question
from tutor.packs.variant import Variant, draw

WHY = {"why": "…"}
QUESTIONS: dict[str, dict[str, Any]] = {
    "choice": {"choices": [{"id": c, "text": c, "correct": c == "a", **WHY} for c in "abcd"]},
    "multi": {"choices": [{"id": c, "text": c, "correct": c in "ab", **WHY} for c in "abcde"]},
    "order": {"items": [{"id": c, "text": c} for c in "abcd"]},
    "match": {"pairs": [{"id": c, "left": c, "right": c.upper()} for c in "abc"], "extra": ["D"]},
    "cloze": {
        "text": "[[one]] and [[two]]",
        "blanks": {"one": {"accept": ["key"], **WHY}, "two": {"accept": ["re:val.*", "value"], **WHY}},
    },
    "short": {"accept": ["re:soft.?max", "softmax"], "reject": [{"text": "sigmoid", **WHY}]},
    "numeric": {
        "vars": {"layers": [32, 80, 1], "d": [64, 0.1, 128]},
        "answer": {"expr": "2*layers*d", "unit": "KiB", "rtol": 0},
    },
    "verdict": {"claim": "…", "verdict": "qualified", "correction": "…"},
    "open": {"points": [{"id": c, "says": c} for c in "abc"], "answers": {"short": "…", "full": "…"}},
    "predict": {
        "demo": {"id": "d"},
        "measure": "m",
        "choices": [{"id": "up", "text": "up", "when": "m > 0"}, {"id": "down", "text": "down", "when": "m < 0"}],
    },
}
MEASURED = {"m": 1.0}
KINDS = st.sampled_from(sorted(QUESTIONS))
SEEDS = st.integers(0, 10_000)


def ask(kind: str, seed: int = 1) -> Variant:
    data = {"id": "q", "concepts": ["c"], "level": 2, "stem": "?", "kind": kind, **QUESTIONS[kind]}
    return draw(question(data), seed)


def key_of(variant: Variant) -> Response:
    """The right answer."""
    keys: dict[str, Response] = {
        "choice": Picked(("a",)),
        "multi": Picked(("b", "a")),
        "order": Ordered(("a", "b", "c", "d")),
        "match": Paired({"a": "A", "b": "B", "c": "C"}),
        "cloze": Filled({"one": "Key", "two": "values"}),
        "short": Typed("Soft-max"),
        "verdict": Picked(("qualified",)),
        "open": Ticked("…", ("a", "b", "c")),
        "predict": Picked(("up",)),
    }
    if variant.question.kind == "numeric":
        return Typed(f"2*{variant.values['layers']}*{variant.values['d']} KiB")
    return keys[variant.question.kind]


def responses(variant: Variant) -> st.SearchStrategy[Response]:
    """Any answer that has the right shape."""
    some = st.lists(st.sampled_from(variant.order or ("a", "b", "c")), unique=True, min_size=1).map(tuple)
    text = st.text(min_size=1, max_size=20) | st.sampled_from(["softmax", "sofmax", "key", "not a key"])
    strategies: dict[str, st.SearchStrategy[Response]] = {
        "choice": some.map(lambda ids: Picked(ids[:1])),
        "verdict": some.map(lambda ids: Picked(ids[:1])),
        "predict": some.map(lambda ids: Picked(ids[:1])),
        "multi": some.map(Picked),
        "order": st.permutations(variant.order).map(lambda ids: Ordered(tuple(ids))),
        "match": st.dictionaries(some.map(lambda i: i[0]), st.sampled_from(variant.rights or ("",))).map(Paired),
        "cloze": st.dictionaries(some.map(lambda i: i[0]), text).map(Filled),
        "short": text.map(Typed),
        "numeric": st.integers().map(lambda n: Typed(f"{n} B")),
        "open": some.map(lambda ids: Ticked("…", ids)),
    }
    return strategies[variant.question.kind] | st.just(GaveUp())


@given(KINDS, SEEDS)
def test_the_key_scores_one_whatever_is_drawn_and_however_it_is_shuffled(kind: str, seed: int) -> None:
    variant = ask(kind, seed)

    graded = grade(variant, key_of(variant), measured=MEASURED)

    assert (graded.score, graded.verdict) == (1.0, "right")
    assert all(part.mark == "hit" for part in graded.parts)


@given(st.data(), KINDS, SEEDS)
def test_every_answer_scores_between_nothing_and_one_and_its_verdict_agrees(
    data: st.DataObject, kind: str, seed: int
) -> None:
    variant = ask(kind, seed)
    response = data.draw(responses(variant))
    try:
        graded = grade(variant, response, measured=MEASURED)
    except ResponseError:
        return

    assert 0 <= graded.score <= 1
    assert (graded.verdict == "wrong") == (graded.score == 0)
    assert graded.verdict == "right" or graded.score < 1
    assert graded.parts
    assert Grade.from_json(graded.to_json()) == graded


@given(st.data(), KINDS, SEEDS, SEEDS)
def test_shuffling_what_is_shown_never_changes_a_grade(data: st.DataObject, kind: str, one: int, other: int) -> None:
    if kind == "numeric":
        return
    response = data.draw(responses(ask(kind, one)))
    try:
        graded = grade(ask(kind, one), response, measured=MEASURED)
    except ResponseError:
        return

    assert grade(ask(kind, other), response, measured=MEASURED) == graded


def test_the_order_in_which_boxes_were_ticked_does_not_matter() -> None:
    for kind, shape in (("multi", Picked), ("open", lambda ids: Ticked("…", ids))):
        grades = [grade(ask(kind), shape(ids)) for ids in permutations("abc")]

        assert all(graded == grades[0] for graded in grades)


@pytest.mark.parametrize("kind", sorted(QUESTIONS))
def test_giving_up_scores_nothing_and_shows_the_whole_key(kind: str) -> None:
    graded = grade(ask(kind), GaveUp(), measured=MEASURED)

    assert (graded.score, graded.verdict) == (0.0, "wrong")
    assert {(part.mark, part.said) for part in graded.parts} == {("missed", "")}
    assert all(part.key for part in graded.parts)


@given(st.data(), KINDS)
def test_a_response_comes_back_from_json_as_it_was(data: st.DataObject, kind: str) -> None:
    response = data.draw(responses(ask(kind)))

    assert from_json(to_json(response)) == response


@pytest.mark.parametrize("data", [{}, {"as": "guessed"}, {"as": "picked", "id": "a"}, {"ids": ["a"]}])
def test_what_is_no_response_is_not_read_as_one(data: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="not a response: "):
        from_json(data)


@pytest.mark.parametrize(
    ("kind", "response", "what"),
    [
        ("choice", Picked(), "There is no answer yet."),
        ("short", Typed("  "), "There is no answer yet."),
        ("cloze", Filled({"one": " "}), "There is no answer yet."),
        ("open", Ticked(" "), "There is no answer yet."),
        ("match", Paired({}), "There is no answer yet."),
        ("choice", Picked(("a", "b")), "Only one can be chosen."),
        ("multi", Picked(("a", "a")), "Something is there twice."),
        ("order", Ordered(("a", "b")), "2 of 4 have a place."),
        ("choice", Picked(("z",)), "`z` is not part of this question."),
        ("match", Paired({"a": "Z"}), "`Z` is not part of this question."),
        ("open", Ticked("…", ("z",)), "`z` is not part of this question."),
        ("cloze", Filled({"one": "x" * 201}), "That is 201 characters."),
        ("numeric", Typed("five"), "`five` is not a number."),
    ],
)
def test_what_cannot_be_graded_is_asked_for_again_not_graded(kind: str, response: Response, what: str) -> None:
    with pytest.raises(ResponseError) as caught:
        grade(ask(kind), response)

    assert caught.value.what == what
    assert caught.value.remedy


def test_an_answer_of_the_wrong_shape_is_a_bug_in_the_caller() -> None:
    with pytest.raises(TypeError, match="a numeric question is not answered with Picked"):
        check(ask("numeric"), Picked(("a",)))


def test_grading_starts_without_the_libraries_that_are_slow_to_start() -> None:
    slow = "{'torch', 'numpy', 'pydantic', 'textual', 'yaml', 'sqlite3'}"
    code = f"import sys, tutor.grading; print(sorted({slow} & set(sys.modules)))"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout == "[]\n"
