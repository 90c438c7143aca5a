"""Everything that is wrong with packs, all at once.

The loader finds what is wrong in one file; here the files are held against each other, against the other packs at hand
and against the demos.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from tutor.authoring.lint import bank_problems, pack_problems
from tutor.authoring.patterns import pattern_problems
from tutor.authoring.references import Known, explanation_problems, question_problems
from tutor.authoring.texts import explanation_texts, question_texts
from tutor.packs.loader import Entry, LoadedPack, load_pack, pack_files
from tutor.packs.model import Pack
from tutor.packs.places import find_packs
from tutor.packs.problems import Problem, suggest


@dataclass(frozen=True, slots=True)
class Report:
    """How much was checked, and what is wrong with it, in the order of files and lines."""

    packs: int
    questions: int
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> int:
        return sum(problem.severity == "error" for problem in self.problems)

    @property
    def warnings(self) -> int:
        return len(self.problems) - self.errors

    def __str__(self) -> str:
        """One line: `2 errors, 1 warning in 1 pack, 44 questions`."""
        what = f"{_count(self.packs, 'pack')}, {_count(self.questions, 'question')}"
        found = [_count(n, word) for n, word in ((self.errors, "error"), (self.warnings, "warning")) if n]
        return f"{', '.join(found)} in {what}" if found else f"{what}: no problems"


def check(paths: Sequence[Path], *, content: Path, demos: Path) -> Report:
    """All problems of the packs at `paths`.

    content  the packs that ship with the app: a pack may refer to their concepts and questions
    demos    the demos that questions may refer to
    raises   PackError where a path holds no pack
    """
    checked = [load_pack(place) for place in dict.fromkeys(pack for path in paths for pack in find_packs(path))]
    known = Known(checked, content=content, demos=demos)
    problems = [problem for pack in checked for problem in _pack_problems(pack, known)]
    problems += [*_given_twice(checked), *bank_problems(checked), *_demo_problems(checked, demos)]
    questions = sum(len(pack.named.questions) for pack in checked)
    return Report(len(checked), questions, tuple(sorted(set(problems))))


def _pack_problems(pack: LoadedPack, known: Known) -> Iterator[Problem]:
    yield from pack.problems
    yield from _stray_files(pack.path)
    for question in pack.questions.values():
        yield from question_problems(question, pack, known)
        yield from question_texts(question, known)
        yield from pattern_problems(question)
    yield from pack_problems(pack)
    for explanation in pack.explanations.values():
        yield from explanation_problems(explanation, pack, known)
        yield from explanation_texts(explanation, known)
    if pack.pack:
        yield from _concepts(pack.pack, pack, known)
        if pack.whole and not pack.named.questions:
            yield pack.pack.problem("P311", "the pack has no questions", "write the first into questions/first.yaml")


def _concepts(head: Entry[Pack], pack: LoadedPack, known: Known) -> Iterator[Problem]:
    graph: dict[str, set[str]] = {}
    for index, concept in enumerate(head.value.concepts):
        graph[concept.id] = set(concept.needs)
        for number, need in enumerate(concept.needs):
            if not known.is_concept(need):
                place = head.at("concepts", index, "needs", number)
                remedy = suggest(need, known.concepts, f"add `{need}` to the concepts")
                yield head.problem("P302", f"unknown concept `{need}`", remedy, place=place)
        is_explained = concept.id in pack.explanations or concept.id in pack.named.explanations
        if not is_explained and pack.path.is_dir():
            message = f"`{concept.id}` has no explanation"
            place = head.at("concepts", index, "id")
            yield head.problem("P310", message, f"write explanations/{concept.id}.md", place=place)
    places = {concept.id: index for index, concept in enumerate(head.value.concepts)}
    for circle in _circles(graph):
        first = min(circle, key=lambda concept: places[concept])
        turned = circle[circle.index(first) :] + circle[: circle.index(first)]
        message = f"`{'` needs `'.join([*turned, first])}`"
        place = head.at("concepts", places[first], "needs")
        yield head.problem("P250", message, "nobody could begin: delete one of these needs", place=place)


def _circles(graph: Mapping[str, set[str]]) -> Iterator[list[str]]:
    """Concepts that need each other in a circle, each circle once."""
    rest = {concept: {need for need in needs if need in graph} for concept, needs in graph.items()}
    while True:
        try:
            TopologicalSorter(rest).prepare()
            return
        except CycleError as error:
            back = error.args[1][:-1]  # each is needed by the next
            yield back[::-1]
            rest[back[1 % len(back)]].discard(back[0])


def _given_twice(packs: Sequence[LoadedPack]) -> Iterator[Problem]:
    """Ids that are there once in the world: of packs and of concepts."""
    first: dict[tuple[str, str], str] = {}
    for pack in packs:
        if pack.pack is None:
            continue
        ids = [("P204", pack.id, pack.pack.at("id"))]
        ids += [
            ("P203", concept.id, pack.pack.at("concepts", index, "id"))
            for index, concept in enumerate(pack.pack.value.concepts)
        ]
        for code, name, place in ids:
            here = f"{pack.pack.document.name}:{place.line}"
            there = first.setdefault((code, name), here)
            if there != here:
                what = "pack" if code == "P204" else "concept"
                remedy = f"the first is at {there}; give this one another id"
                yield pack.pack.problem(code, f"the {what} `{name}` is there twice", remedy, place=place)


def _demo_problems(checked: Sequence[LoadedPack], demos: Path) -> Iterator[Problem]:
    """What is wrong with the manifests of the packs' own demos; none is run."""
    places = [pack.path / "demos" for pack in checked if (pack.path / "demos").is_dir()]
    if places:
        from tutor.lab.manifest import Demos

        for problem in Demos(demos, *places).problems:
            if any(Path(problem.file).is_relative_to(place) for place in places):
                yield problem


def _stray_files(path: Path) -> Iterator[Problem]:
    """Files that look like a part of the pack and are in the wrong place."""
    if not path.is_dir():
        return
    read = {file.file for file in pack_files(path)}
    for file in sorted(path.rglob("*")):
        is_hidden = any(part.startswith(".") for part in file.relative_to(path).parts)
        if file.suffix not in (".yaml", ".yml", ".md") or is_hidden or file in read:
            continue
        if (file.suffix == ".md" and file.parent == path) or (path / "demos") in file.parents:
            continue  # README, CHANGELOG; `_demo_problems` looks at demos
        where = "explanations/NAME.md" if file.suffix == ".md" else "questions/NAME.yaml"
        yield Problem(str(file), 0, 0, "P125", "nothing reads this file", f"move it to {where}")


def _count(n: int, word: str) -> str:
    return f"{n} {word}" if n == 1 else f"{n} {word}s"
