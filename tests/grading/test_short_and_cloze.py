from typing import Any

import pytest

from tutor.grading import Filled, GaveUp, Grade, Part, Typed, grade
from tutor.packs.model import question
from tutor.packs.variant import Variant, draw

BASE = {"id": "q", "concepts": ["c"], "level": 2, "stem": "What maps raw scores to weights?"}
ACCEPT = ["softmax", "normalised exponential", r"re:soft[ -]?arg[ -]?max"]
REJECT = [{"text": "sigmoid", "why": "It does not sum to 1."}, {"text": r"re:.*\bnot\b.*", "why": "Say what it is."}]


def short(**data: Any) -> Variant:
    return draw(question({**BASE, "kind": "short", "accept": ACCEPT, "reject": REJECT, **data}), seed=1)


def cloze() -> Variant:
    return draw(
        question(
            {
                **BASE,
                "kind": "cloze",
                "text": "The [[top]] is masked; the [[bottom]] reads both ways, and [[top]] does not.",
                "blanks": {
                    "bottom": {"accept": ["encoder"], "why": "It sees all."},
                    "top": {"accept": ["decoder"], "why": "It generates."},
                },
            }
        ),
        seed=1,
    )


@pytest.mark.parametrize("said", ["softmax", "Softmax.", "the soft-max", "Normalised exponentials", "soft arg max"])
def test_an_accepted_answer_is_right_however_it_is_spelt(said: str) -> None:
    part = Part("answer", "hit", said=said, key="softmax")

    assert grade(short(), Typed(said)) == Grade(1.0, "right", (part,))


def test_a_slip_is_right_and_says_how_it_was_read() -> None:
    graded = grade(short(), Typed("sofmax"))

    assert graded == Grade(1.0, "right", (Part("answer", "hit", "sofmax", "softmax"),), "Read as “softmax”.")


@pytest.mark.parametrize(
    ("said", "why", "note"),
    [
        ("Sigmoid", "It does not sum to 1.", ""),
        ("sigmiod", "It does not sum to 1.", "Read as “sigmoid”."),
        ("not softmax", "Say what it is.", ""),
        ("tanh", "", ""),
    ],
)
def test_a_wrong_answer_that_was_foreseen_is_corrected(said: str, why: str, note: str) -> None:
    part = Part("answer", "wrong", said=said, key="softmax", why=why)

    assert grade(short(), Typed(said)) == Grade(0.0, "wrong", (part,), note)


def test_what_is_rejected_is_never_read_as_a_slip_of_what_is_accepted() -> None:
    variant = short(accept=["encoder"], reject=[{"text": "encoded", "why": "That is what comes out."}])

    assert grade(variant, Typed("encoded")).parts[0].why == "That is what comes out."
    assert grade(variant, Typed("encodes")).score == 1


@pytest.mark.parametrize(
    "data",
    [
        {"stem": "What reads the sentence to be encoded?", "accept": ["sparse encoder"]},
        {"accept": ["sparse encoder"], "reject": [{"text": "encoded states", "why": "…"}]},
        {"accept": ["sparse encoder", "encoded inputs"]},
    ],
)
def test_a_word_used_elsewhere_in_the_question_is_not_a_slip(data: dict[str, Any]) -> None:
    assert grade(short(**data), Typed("sparse encoded")).score == 0
    assert grade(short(**data), Typed("sparse encodes")).score == 1


def test_an_accepted_text_wins_over_a_pattern_that_rejects_it() -> None:
    assert grade(short(accept=["not a number"]), Typed("not a number")).score == 1


def test_a_pattern_that_takes_too_long_is_left_out_and_said_so() -> None:
    graded = grade(short(accept=["softmax", r"re:(a|aa)+$"], reject=[]), Typed("a" * 190 + "!"))

    assert graded.verdict == "wrong"
    assert graded.note == "A pattern of this question took too long and was left out."


def test_giving_up_shows_the_first_accepted_text() -> None:
    assert grade(short(), GaveUp()).parts == (Part("answer", "missed", said="", key="softmax"),)


def test_each_blank_earns_its_share_in_the_order_of_the_text() -> None:
    graded = grade(cloze(), Filled({"top": "decodr", "bottom": "decoder"}))

    assert graded == Grade(
        0.5,
        "partly",
        (
            Part("top", "hit", said="decodr", key="decoder", why="It generates."),
            Part("bottom", "wrong", said="decoder", key="encoder", why="It sees all."),
        ),
        "Read as “decoder”.",
    )


def test_what_belongs_in_another_blank_is_not_a_slip() -> None:
    blanks = {"one": {"accept": ["encoder"], "why": "…"}, "two": {"accept": ["encoded"], "why": "…"}}
    data = {**BASE, "kind": "cloze", "text": "[[one]] → [[two]]", "blanks": blanks}

    graded = grade(draw(question(data), seed=1), Filled({"one": "encoded", "two": "encoded"}))

    assert [part.mark for part in graded.parts] == ["wrong", "hit"]


def test_a_blank_left_empty_is_missed() -> None:
    graded = grade(cloze(), Filled({"bottom": "encoder", "top": " "}))

    assert [(part.id, part.mark) for part in graded.parts] == [("top", "missed"), ("bottom", "hit")]
