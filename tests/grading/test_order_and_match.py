from itertools import permutations
from statistics import mean
from typing import Any

import pytest

from tutor.grading import GaveUp, Grade, Ordered, Paired, Part, grade
from tutor.packs.model import question
from tutor.packs.variant import Variant, draw

BASE = {"id": "q", "concepts": ["c"], "level": 2, "stem": "?"}


def order(ids: str) -> Variant:
    items = [{"id": id_, "text": f"step {id_}"} for id_ in ids]
    return draw(question({**BASE, "kind": "order", "items": items}), seed=1)


def match(**more: Any) -> Variant:
    pairs = [
        {"id": "bert", "left": "BERT", "right": "encoder"},
        {"id": "gpt", "left": "GPT", "right": "decoder"},
        {"id": "llama", "left": "LLaMA", "right": "decoder"},
        {"id": "t5", "left": "T5", "right": "both"},
    ]
    return draw(question({**BASE, "kind": "match", "pairs": pairs, "extra": ["neither"]}), seed=1)


@pytest.mark.parametrize(
    ("said", "score", "note"),
    [
        ("abcd", 1, "6 of 6 pairs in order."),
        ("abdc", 2 / 3, "5 of 6 pairs in order."),
        ("badc", 1 / 3, "4 of 6 pairs in order."),
        ("dabc", 0, "3 of 6 pairs in order."),
        ("dcba", 0, "0 of 6 pairs in order."),
    ],
)
def test_an_order_scores_by_its_pairs_in_order_less_those_that_are_not(said: str, score: float, note: str) -> None:
    graded = grade(order("abcd"), Ordered(tuple(said)))

    assert graded.score == pytest.approx(score)
    assert graded.note == note


def test_an_order_scores_as_kendalls_tau_on_a_worked_example() -> None:
    # 10 items would be Kendall's own; scipy.stats.kendalltau([0,1,2,3,4], [0,2,1,4,3]).statistic is 0.6
    assert grade(order("abcde"), Ordered(tuple("acbed"))).score == pytest.approx(0.6)


def test_guessing_an_order_earns_little() -> None:
    scores = [grade(order("abcd"), Ordered(said)).score for said in permutations("abcd")]

    assert mean(scores) == pytest.approx(0.194, abs=0.001)


def test_each_place_of_an_order_shows_what_was_put_there_and_what_belongs_there() -> None:
    graded = grade(order("abc"), Ordered(("a", "c", "b")))

    assert graded.verdict == "partly"
    assert graded.parts == (
        Part("a", "hit", said="1. step a", key="1. step a"),
        Part("b", "wrong", said="2. step c", key="2. step b"),
        Part("c", "wrong", said="3. step b", key="3. step c"),
    )


def test_giving_up_on_an_order_shows_it() -> None:
    parts = tuple(Part(id_, "missed", said="", key=f"{n}. step {id_}") for n, id_ in enumerate("abc", 1))

    assert grade(order("abc"), GaveUp()) == Grade(0.0, "wrong", parts)


def test_each_pair_earns_its_share_and_one_left_open_is_missed() -> None:
    graded = grade(match(), Paired({"bert": "encoder", "gpt": "both", "llama": "decoder"}))

    assert graded == Grade(
        0.5,
        "partly",
        (
            Part("bert", "hit", said="BERT → encoder", key="BERT → encoder"),
            Part("gpt", "wrong", said="GPT → both", key="GPT → decoder"),
            Part("llama", "hit", said="LLaMA → decoder", key="LLaMA → decoder"),
            Part("t5", "missed", said="", key="T5 → both"),
        ),
    )
