from typing import Any

import pytest

from tutor.grading import GaveUp, Grade, Part, Picked, grade
from tutor.packs.model import question
from tutor.packs.variant import Variant, draw

BASE = {"id": "q", "concepts": ["c"], "level": 2, "stem": "Which?"}
CHOICE = {
    "kind": "choice",
    "choices": [
        {"id": "fixed", "text": "One vector", "correct": True, "why": "It has a fixed size."},
        {"id": "order", "text": "The order", "why": "Reversal only shortens some paths."},
    ],
}


def ask(**data: Any) -> Variant:
    return draw(question({**BASE, **data}), seed=1)


def multi(right: str, wrong: str) -> Variant:
    choices = [{"id": c, "text": c.upper(), "correct": c in right, "why": f"why {c}"} for c in right + wrong]
    return ask(kind="multi", choices=choices)


def verdict(key: str) -> Variant:
    return ask(kind="verdict", claim="RNNs can't be trained in parallel.", verdict=key, correction="Over time only.")


def test_the_right_choice_scores_one_and_says_why_it_is_right() -> None:
    part = Part("fixed", "hit", said="One vector", key="One vector", why="It has a fixed size.")

    assert grade(ask(**CHOICE), Picked(("fixed",))) == Grade(1.0, "right", (part,))


def test_a_wrong_choice_scores_nothing_and_brings_its_own_correction() -> None:
    part = Part("order", "wrong", said="The order", key="One vector", why="Reversal only shortens some paths.")

    assert grade(ask(**CHOICE), Picked(("order",))) == Grade(0.0, "wrong", (part,))


def test_giving_up_on_a_choice_shows_the_key() -> None:
    part = Part("fixed", "missed", said="", key="One vector", why="It has a fixed size.")

    assert grade(ask(**CHOICE), GaveUp()) == Grade(0.0, "wrong", (part,))


@pytest.mark.parametrize(
    ("right", "wrong", "ticked", "score", "note"),
    [
        ("ab", "cd", "ab", 1, "2 of 2 found."),
        ("ab", "cd", "a", 1 / 2, "1 of 2 found."),
        ("abcd", "xyz", "abcdx", 1 - 1 / 3, "4 of 4 found, and 1 ticked that should not be."),
        ("ab", "cd", "ac", 0, "1 of 2 found, and 1 ticked that should not be."),
        ("ab", "cdefg", "abc", 1 / 2, "2 of 2 found, and 1 ticked that should not be."),
        ("abcd", "x", "abcdx", 0, "4 of 4 found, and 1 ticked that should not be."),
        ("ab", "cd", "cd", 0, "0 of 2 found, and 2 ticked that should not be."),
        ("abc", "", "abc", 1, "3 of 3 found."),
    ],
)
def test_of_several_choices_half_right_counts_and_a_wrong_tick_costs_at_least_one_right(
    right: str, wrong: str, ticked: str, score: float, note: str
) -> None:
    graded = grade(multi(right, wrong), Picked(tuple(ticked)))

    assert graded.score == pytest.approx(score)
    assert graded.note == note


def test_ticks_are_shown_as_found_missed_and_wrong_and_what_was_rightly_left_is_not() -> None:
    graded = grade(multi("ab", "cd"), Picked(("c", "b")))

    assert graded.parts == (
        Part("a", "missed", said="", key="A", why="why a"),
        Part("b", "hit", said="B", key="B", why="why b"),
        Part("c", "wrong", said="C", key="", why="why c"),
    )


@pytest.mark.parametrize(
    ("key", "said", "score"),
    [
        ("holds", "holds", 1),
        ("holds", "qualified", 0.5),
        ("qualified", "holds", 0.5),
        ("qualified", "misleading", 0),
        ("misleading", "qualified", 0),
        ("misleading", "wrong", 0.5),
        ("wrong", "holds", 0),
        ("open", "wrong", 0),
        ("holds", "open", 0),
    ],
)
def test_a_verdict_on_the_right_side_is_half_right_and_across_the_middle_wrong(
    key: str, said: str, score: float
) -> None:
    assert grade(verdict(key), Picked((said,))).score == score


def test_a_verdict_is_told_in_the_words_the_learner_chose_from() -> None:
    graded = grade(verdict("misleading"), Picked(("wrong",)))

    part = Part("wrong", "wrong", said="wrong", key="misleading", why="Over time only.")
    assert graded == Grade(0.5, "partly", (part,), "Half: the right side, but not how far.")


@pytest.mark.parametrize("key", ["holds", "qualified", "misleading", "wrong"])
def test_no_verdict_is_a_better_blind_guess_than_another(key: str) -> None:
    sides = ["holds", "qualified", "misleading", "wrong", "open"]

    assert sum(grade(verdict(key), Picked((said,))).score for said in sides) == 1.5
