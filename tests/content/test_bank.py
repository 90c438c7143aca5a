"""The packs that ship, as one bank: no problem of any sort, and nothing without a source."""

from __future__ import annotations

from pathlib import Path

from tutor.authoring.check import check
from tutor.packs.loader import load_pack
from tutor.packs.model import NumericQuestion, PredictQuestion
from tutor.packs.places import find_packs

ROOT = Path(__file__).parents[2]
CONTENT = ROOT / "content"


def test_the_check_and_its_rules_for_writers_find_nothing() -> None:
    report = check([CONTENT], content=CONTENT, demos=ROOT / "demos")

    assert [str(problem) for problem in report.problems] == []


def test_every_question_that_is_neither_computed_nor_measured_names_its_source() -> None:
    unsourced = [
        question.id
        for folder in find_packs(CONTENT)
        for question in (entry.value for entry in load_pack(folder).questions.values())
        if not question.cite and not isinstance(question, NumericQuestion | PredictQuestion)
    ]

    assert unsourced == []


def test_every_source_is_cited_somewhere_in_its_pack() -> None:
    for folder in find_packs(CONTENT):
        pack = load_pack(folder)
        cited = {key for entry in pack.questions.values() for key in entry.value.cite}
        cited |= {key for entry in pack.explanations.values() for key in entry.value.head.cite}

        assert sorted(pack.sources.keys() - cited) == [], folder.name


def test_every_pack_that_ships_has_its_place_in_their_order() -> None:
    named = (CONTENT / "order.txt").read_text("utf-8").split()

    assert [path.name for path in find_packs(CONTENT)] == named
