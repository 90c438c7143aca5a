from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.errors import ResponseError
from tutor.grading import Filled, GaveUp, Ordered, Paired, Picked, Response, Ticked, Typed, read_line, read_ticks
from tutor.packs.model import question
from tutor.packs.variant import Variant

WHY = {"why": "…"}
BLANK = {"accept": ["x"], "why": "…"}
DATA: dict[str, dict[str, Any]] = {
    "choice": {"choices": [{"id": c, "text": c, "correct": c == "a", **WHY} for c in "abcd"]},
    "multi": {"choices": [{"id": c, "text": c, "correct": c in "ab", **WHY} for c in "abcd"]},
    "order": {"items": [{"id": c, "text": c} for c in "abc"]},
    "match": {"pairs": [{"id": c, "left": c, "right": c.upper()} for c in "ab"], "extra": ["C"]},
    "cloze": {"text": "[[one]] and [[two]]", "blanks": {"one": BLANK, "two": BLANK}},
    "short": {"accept": ["softmax"]},
    "numeric": {"answer": {"value": 1, "unit": "B", "rtol": 0}},
    "verdict": {"claim": "…", "verdict": "holds", "correction": "…"},
    "predict": {"demo": {"id": "d"}, "measure": "m", "rtol": 0.1},
    "open": {
        "points": [{"id": c, "says": c} for c in "abc"],
        "answers": {"short": "…", "full": "…"},
    },
}
ORDER = {
    "choice": ("d", "c", "b", "a"),
    "multi": ("d", "c", "b", "a"),
    "order": ("c", "a", "b"),
    "match": ("a", "b"),
    "cloze": ("one", "two"),
    "verdict": ("holds", "qualified", "misleading", "wrong", "open"),
}


def ask(kind: str) -> Variant:
    asked = question({"id": "q", "concepts": ["c"], "level": 1, "stem": "?", "kind": kind, **DATA[kind]})
    return Variant(asked, 1, {}, ORDER.get(kind, ()), ("C", "B", "A") if kind == "match" else ())


@pytest.mark.parametrize(
    ("kind", "line", "response"),
    [
        ("choice", "2", Picked(("c",))),
        ("choice", " 4. ", Picked(("a",))),
        ("multi", "1,3", Picked(("d", "b"))),
        ("multi", "1 3", Picked(("d", "b"))),
        ("multi", "1 & 3", Picked(("d", "b"))),
        ("multi", "13", Picked(("d", "b"))),
        ("order", "3 1 2", Ordered(("b", "c", "a"))),
        ("order", "3>1>2", Ordered(("b", "c", "a"))),
        ("order", "312", Ordered(("b", "c", "a"))),
        ("match", "1b 2a", Paired({"a": "B", "b": "C"})),
        ("match", "1-b, 2:A", Paired({"a": "B", "b": "C"})),
        ("match", "2 c", Paired({"b": "A"})),
        ("cloze", "key | value", Filled({"one": "key", "two": "value"})),
        ("cloze", "key; value", Filled({"one": "key", "two": "value"})),
        ("cloze", "key |", Filled({"one": "key"})),
        ("short", " soft max ", Typed("soft max")),
        ("numeric", "320 KiB", Typed("320 KiB")),
        ("predict", "0.8", Typed("0.8")),
        ("verdict", "3", Picked(("misleading",))),
        ("verdict", "true, with a condition", Picked(("qualified",))),
        ("verdict", "Can’t be checked", Picked(("open",))),
        ("verdict", "holds", Picked(("holds",))),
        ("open", "Because it is parallel.", Ticked("Because it is parallel.")),
        ("choice", "?", GaveUp()),
        ("open", "IDK", GaveUp()),
        ("numeric", "I don’t know.", GaveUp()),
    ],
)
def test_one_line_says_an_answer(kind: str, line: str, response: Response) -> None:
    assert read_line(ask(kind), line) == response


ONE = "one number from 1 to 4, as in `2`"
GIVE_UP = "; `?` if you don't know."


@pytest.mark.parametrize(
    ("kind", "line", "message"),
    [
        ("choice", "5", f"`5` cannot be read here.\n   Expected: {ONE}."),
        ("choice", "fixed", f"`fixed` cannot be read here.\n   Expected: {ONE}."),
        ("choice", "1 2", f"Only one can be chosen.\n   Expected: {ONE}{GIVE_UP}"),
        ("choice", "", f"There is no answer yet.\n   Expected: {ONE}{GIVE_UP}"),
        (
            "multi",
            "x",
            "`x` cannot be read here.\n   Expected: the numbers of all that hold, from 1 to 4, as in `1,3`.",
        ),
        (
            "order",
            "1 2",
            "2 of 3 have a place.\n   Expected: each number from 1 to 3 once, first to last, as in `3 2 1`" + GIVE_UP,
        ),
        (
            "match",
            "1d",
            "`1d` cannot be read here.\n   Expected: a number and a letter for each pair, 1 to 2 with a to c, "
            "as in `1b 2a`.",
        ),
        (
            "match",
            "1a 1b",
            "`1` is paired twice.\n   Expected: a number and a letter for each pair, 1 to 2 with a to c, "
            "as in `1b 2a`.",
        ),
        (
            "cloze",
            "key",
            "There are 2 blanks, and 1 text in `key`.\n   Expected: 2 texts in order with | between, "
            "as in `one | two`.",
        ),
        ("short", " ", f"There is no answer yet.\n   Expected: a word or a phrase{GIVE_UP}"),
        ("short", "x" * 201, "That is 201 characters.\n   Say it in at most 200."),
        ("numeric", "", f"There is no answer yet.\n   Expected: a number in B{GIVE_UP}"),
        ("verdict", "maybe", "`maybe` cannot be read here.\n   Expected: one number from 1 to 5, as in `2`."),
        ("open", "", f"There is no answer yet.\n   Expected: your answer in a sentence or more{GIVE_UP}"),
    ],
)
def test_a_line_that_cannot_be_read_is_told_what_was_expected(kind: str, line: str, message: str) -> None:
    with pytest.raises(ResponseError) as caught:
        read_line(ask(kind), line)

    assert str(caught.value) == message


def test_a_number_that_cannot_be_read_is_refused_before_anything_else_is_asked() -> None:
    with pytest.raises(ResponseError, match="`5 ms` is a time"):
        read_line(ask("numeric"), "5 ms")


@pytest.mark.parametrize(
    ("line", "ticked"),
    [("1 3", ("a", "c")), ("3,1", ("c", "a")), ("all", ("a", "b", "c")), ("none", ()), ("", ()), ("0", ())],
)
def test_the_points_of_an_open_answer_are_ticked_by_number(line: str, ticked: tuple[str, ...]) -> None:
    assert read_ticks(ask("open"), line) == ticked


def test_ticking_a_point_that_is_not_there_is_told_which_are() -> None:
    with pytest.raises(ResponseError) as caught:
        read_ticks(ask("open"), "4")

    assert str(caught.value) == (
        "`4` cannot be read here.\n   Expected: the numbers of the points you made, 1 to 3, as in `1 3`, or `none`."
    )


@given(st.sampled_from(sorted(DATA)), st.text(max_size=80) | st.text(alphabet="0123456789abc |;,?", max_size=20))
def test_no_line_does_anything_but_answer_or_be_explained(kind: str, line: str) -> None:
    with suppress(ResponseError):
        assert read_line(ask(kind), line)
