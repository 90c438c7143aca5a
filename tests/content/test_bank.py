"""The packs that ship, as one bank: no problem of any sort, and nothing without a source."""

from __future__ import annotations

from tests.content.reading import CONTENT, packs, questions
from tutor.authoring.check import check
from tutor.packs.model import BaseQuestion, NumericQuestion, PredictQuestion


def test_the_check_and_its_rules_for_writers_find_nothing() -> None:
    report = check([CONTENT], content=CONTENT, demos=CONTENT.parent / "demos")

    assert [str(problem) for problem in report.problems] == []


def test_every_question_that_is_neither_computed_nor_measured_names_its_source() -> None:
    unsourced = [
        ref
        for ref, question in questions(BaseQuestion)
        if not question.cite and not isinstance(question, NumericQuestion | PredictQuestion)
    ]

    assert unsourced == []


def test_every_source_is_cited_somewhere_in_its_pack() -> None:
    for pack in packs():
        cited = {key for entry in pack.questions.values() for key in entry.value.cite}
        cited |= {key for entry in pack.explanations.values() for key in entry.value.head.cite}

        assert sorted(pack.sources.keys() - cited) == [], pack.id


def test_every_pack_that_ships_has_its_place_in_their_order() -> None:
    named = (CONTENT / "order.txt").read_text("utf-8").split()

    assert [pack.path.name for pack in packs()] == named
