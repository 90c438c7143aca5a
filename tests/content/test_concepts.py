"""What each concept that ships has: eight parts of explanation, and questions of several kinds and levels."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field

import pytest

from tests.content.reading import CONTENT, packs
from tutor.lab.manifest import Demos
from tutor.packs.loader import LoadedPack
from tutor.packs.model import Question

PARTS = [
    "30 seconds", "2 minutes", "Picture it", "How it works", "Numbers", "Misconceptions", "When not", "Asked next",
]  # fmt: skip


@dataclass
class Concept:
    """A concept, the questions whose main concept it is, those that touch it, and whether a demo is about it."""

    pack: LoadedPack
    own: list[Question] = field(default_factory=list)
    touching: list[Question] = field(default_factory=list)
    has_demo: bool = False


def concepts() -> dict[str, Concept]:
    found = {concept.id: Concept(pack) for pack in packs() if pack.pack for concept in pack.pack.value.concepts}
    for question in (entry.value for pack in packs() for entry in pack.questions.values()):
        found[question.concepts[0]].own.append(question)
        for concept in question.concepts:
            found[concept].touching.append(question)
    for demo in Demos(CONTENT.parent / "demos").values():
        found[demo.concepts[0]].has_demo |= demo.needs is None  # one that needs weights cannot be run by everybody
    return found


CONCEPTS = concepts()


@pytest.mark.parametrize("name", CONCEPTS)
class TestConcept:
    def test_has_six_questions_of_four_kinds_and_three_levels(self, name: str) -> None:
        own = CONCEPTS[name].own

        assert len(own) >= 6
        assert len({question.kind for question in own}) >= 4
        assert len({question.level for question in own}) >= 3

    def test_is_asked_in_free_words_as_a_trade_off_and_before_its_demo_runs(self, name: str) -> None:
        concept = CONCEPTS[name]

        assert "open" in {question.kind for question in concept.own}
        assert any(question.level >= 4 for question in concept.own if question.kind in ("choice", "multi"))
        if concept.has_demo:
            assert "predict" in {question.kind for question in concept.touching}

    def test_is_explained_in_eight_parts_that_are_read_in_a_few_minutes(self, name: str) -> None:
        explanation = CONCEPTS[name].pack.explanations[name].value
        prose = re.sub(r"\$\$.*?\$\$|\$[^$]*\$|^## [^\n]*", " ", explanation.body, flags=re.DOTALL | re.MULTILINE)

        assert re.findall(r"^## (.*)$", explanation.body, re.MULTILINE) == PARTS
        assert 300 <= len(re.findall(r"[^\W\d_][\w'’-]*", prose)) <= 700
        assert explanation.head.cite
        assert explanation.head.further

    def test_shows_a_measure_where_a_demo_is_about_it(self, name: str) -> None:
        concept = CONCEPTS[name]

        assert "{{measure " in concept.pack.explanations[name].value.body or not concept.has_demo


def test_a_source_is_the_same_work_under_the_same_name_in_every_pack() -> None:
    works: defaultdict[str, set[tuple[int, str, str]]] = defaultdict(set)
    names: defaultdict[str, set[str]] = defaultdict(set)
    for pack in packs():
        for name, entry in pack.sources.items():
            works[name].add((entry.value.year, entry.value.title, str(entry.value.url)))
            names[str(entry.value.url)].add(name)

    assert {name: found for name, found in works.items() if len(found) > 1} == {}
    assert {url: sorted(found) for url, found in names.items() if len(found) > 1} == {}
