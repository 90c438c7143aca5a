"""What a question or an explanation refers to must be there: sources, concepts, questions, demos and their measures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from tutor.lab.manifest import Manifest
from tutor.packs.figures import expression_problems
from tutor.packs.loader import Entry, LoadedPack
from tutor.packs.model import DemoLink, Explanation, OpenQuestion, PredictQuestion, Question
from tutor.packs.problems import Problem, suggest

Steps = tuple[str | int, ...]


@dataclass(frozen=True)
class Known:
    """What may be referred to.

    questions  ids by pack
    explained  concepts with an explanation
    unread     packs with a file that could not be read: what seems unknown may be there
    """

    questions: Mapping[str, frozenset[str]]
    concepts: frozenset[str]
    explained: frozenset[str]
    unread: frozenset[str]
    demos: Mapping[str, Manifest]

    @classmethod
    def of(cls, packs: Iterable[LoadedPack], demos: Mapping[str, Manifest]) -> Known:
        packs = list(packs)
        return cls(
            {pack.id: frozenset(pack.named.questions) for pack in packs},
            frozenset(concept for pack in packs for concept in pack.named.concepts),
            frozenset(concept for pack in packs for concept in pack.explanations),
            frozenset(pack.id for pack in packs if not pack.whole),
            demos,
        )


def question_problems(entry: Entry[Question], pack: LoadedPack, known: Known) -> Iterator[Problem]:
    """What one question refers to that is not there."""
    question = entry.value
    yield from _sources(entry, question.cite, pack)
    for index, concept in enumerate(question.concepts):
        yield from _concept(entry, ("concepts", index), concept, pack, known)
    for index, follow_up in enumerate(question.follow_ups):
        yield from _follow_up(entry, ("follow_ups", index), follow_up, pack, known)
    if isinstance(question, OpenQuestion):
        for index, point in enumerate(question.points):
            if point.follow_up:
                yield from _follow_up(entry, ("points", index, "follow_up"), point.follow_up, pack, known)
    if question.demo:
        yield from _demo(entry, question.demo, known)
    if isinstance(question, PredictQuestion) and question.demo.id in known.demos:
        yield from _prediction(entry, question, known.demos[question.demo.id])


def explanation_problems(entry: Entry[Explanation], pack: LoadedPack, known: Known) -> Iterator[Problem]:
    """What one explanation refers to that is not there."""
    head = entry.value.head
    file = PurePath(entry.document.name)
    if file.stem != head.concept:
        message = f"`{head.concept}` is explained in {file.name}"
        yield entry.problem("P206", message, f"rename the file to {head.concept}.md", place=entry.at("concept"))
    yield from _concept(entry, ("concept",), head.concept, pack, known)
    yield from _sources(entry, head.cite, pack)
    for index, demo in enumerate(head.demos):
        if demo not in known.demos:
            yield _unknown_demo(entry, ("demos", index), demo, known)


def measure_problem(entry: Entry[Any], name: str, known: Known, place: Any) -> Problem | None:
    """What is wrong with `{{measure demo.name}}`, if anything."""
    demo, _, measure = name.partition(".")
    if not measure:
        return entry.problem("P304", f"`{name}` names no measure", "write {{measure demo.name}}", place=place)
    if demo not in known.demos:
        return entry.problem("P303", f"unknown demo `{demo}`", suggest(demo, known.demos), place=place)
    measures = known.demos[demo].measures
    if measure not in measures:
        message = f"`{demo}` has no measure `{measure}`"
        return entry.problem("P304", message, suggest(measure, measures), place=place)
    return None


def _sources(entry: Entry[Any], cite: list[str], pack: LoadedPack) -> Iterator[Problem]:
    for index, key in enumerate(cite):
        if key not in pack.sources and key not in pack.named.sources and pack.whole:
            remedy = suggest(key, pack.named.sources, f"add `{key}` to sources.yaml")
            yield entry.problem("P301", f"unknown source `{key}`", remedy, place=entry.at("cite", index))


def _concept(entry: Entry[Any], steps: Steps, concept: str, pack: LoadedPack, known: Known) -> Iterator[Problem]:
    if concept not in known.concepts and pack.whole:
        remedy = suggest(concept, sorted(known.concepts), f"add `{concept}` to the concepts of pack.yaml")
        yield entry.problem("P302", f"unknown concept `{concept}`", remedy, place=entry.at(*steps))


def _follow_up(
    entry: Entry[Question], steps: Steps, follow_up: str, pack: LoadedPack, known: Known
) -> Iterator[Problem]:
    where, slash, name = follow_up.rpartition("/")
    home = where if slash else pack.id
    if home not in known.questions:
        remedy = suggest(where, known.questions)
        yield entry.problem("P305", f"there is no pack `{where}`", remedy, place=entry.at(*steps))
    elif name not in known.questions[home] and home not in known.unread:
        remedy = suggest(name, sorted(known.questions[home]), "write the question, or delete the follow-up")
        message = f"there is no question `{name}`" + (f" in `{home}`" if slash else "")
        yield entry.problem("P305", message, remedy, place=entry.at(*steps))
    elif home == pack.id and name == entry.value.id:
        yield entry.problem("P305", "the question follows itself", "delete it", place=entry.at(*steps))


def _demo(entry: Entry[Question], link: DemoLink, known: Known) -> Iterator[Problem]:
    if link.id not in known.demos:
        yield _unknown_demo(entry, ("demo", "id"), link.id, known)
        return
    parameters = known.demos[link.id].parameters
    for name, value in link.set.items():
        if name not in parameters:
            message, remedy = f"`{link.id}` has no parameter `{name}`", suggest(name, parameters, "it has none")
            yield entry.problem("P306", message, remedy, place=entry.key("demo", "set", name))
        elif parameters[name].take(value) is None:
            message, remedy = f"`{name}` cannot be {value}", f"it may be {parameters[name].allowed}"
            yield entry.problem("P306", message, remedy, place=entry.at("demo", "set", name))


def _unknown_demo(entry: Entry[Any], steps: Steps, demo: str, known: Known) -> Problem:
    remedy = suggest(demo, known.demos, "`tutor demo list` shows those there are")
    return entry.problem("P303", f"unknown demo `{demo}`", remedy, place=entry.at(*steps))


def _prediction(entry: Entry[Question], question: PredictQuestion, demo: Manifest) -> Iterator[Problem]:
    if question.measure not in demo.measures:
        message = f"`{demo.id}` has no measure `{question.measure}`"
        yield entry.problem("P304", message, suggest(question.measure, demo.measures), place=entry.at("measure"))
    names = {*demo.measures, *demo.parameters, *demo.options}
    for index, choice in enumerate(question.choices or ()):
        yield from expression_problems(entry, ("choices", index, "when"), choice.when, names)
