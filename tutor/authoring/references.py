"""What a question or an explanation refers to must be there: sources, concepts, questions, demos and their measures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

from tutor.packs.figures import expression_problems
from tutor.packs.loader import Entry, LoadedPack, join, load_pack, pack_files, read_part
from tutor.packs.model import DemoLink, Explanation, OpenQuestion, PredictQuestion, Question
from tutor.packs.places import packs_in
from tutor.packs.problems import Problem, suggest

if TYPE_CHECKING:
    from tutor.lab.manifest import Manifest

Steps = tuple[str | int, ...]
_DEMOS = "`tutor demo list` shows those there are"


class Known:
    """What may be referred to: what is in the packs that are checked; else in those that ship with the app.

    Of the shipped packs the heads are read when something refers to them, the questions of one when a follow-up does.
    """

    def __init__(self, checked: Sequence[LoadedPack], *, content: Path, demos: Path) -> None:
        self._checked = checked
        self._content = content
        self._demos = demos
        self._questions = {pack.id: frozenset(pack.named.questions) for pack in checked}
        self._concepts = frozenset(concept for pack in checked for concept in pack.named.concepts)

    def is_concept(self, concept: str) -> bool:
        return concept in self._concepts or any(concept in head.named.concepts for head in self._shipped.values())

    @property
    def concepts(self) -> list[str]:
        return [name for pack in (*self._checked, *self._shipped.values()) for name in pack.named.concepts]

    def questions_of(self, pack: str) -> frozenset[str] | None:
        """The ids of a pack's questions; None if there is no such pack."""
        if pack not in self._questions and pack in self._shipped:
            self._questions[pack] = frozenset(load_pack(self._shipped[pack].path).named.questions)
        return self._questions.get(pack)

    @property
    def packs(self) -> list[str]:
        return list(dict.fromkeys((*(pack.id for pack in self._checked), *self._shipped)))

    @cached_property
    def unread(self) -> frozenset[str]:
        """Packs with a file that could not be read: what seems to be missing may be there."""
        return frozenset(pack.id for pack in self._checked if not pack.whole)

    @cached_property
    def demos(self) -> Mapping[str, Manifest]:
        from tutor.lab.manifest import Demos

        return Demos(self._demos, *(demos for pack in self._checked if (demos := pack.path / "demos").is_dir()))

    @cached_property
    def _shipped(self) -> dict[str, LoadedPack]:
        """The heads of the shipped packs, without those that are checked."""
        heads = [join(path, [read_part(pack_files(path)[0])]) for path in packs_in(self._content)]
        checked = {pack.id for pack in self._checked}
        return {head.id: head for head in heads if head.id not in checked}


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


def unknown_measure(name: str, known: Known) -> tuple[str, str, str] | None:
    """Code, message and remedy if `{{measure demo.name}}` names nothing."""
    demo, _, measure = name.partition(".")
    if not measure:
        return "P304", f"`{name}` names no measure", "write {{measure demo.name}}"
    if demo not in known.demos:
        return "P303", f"unknown demo `{demo}`", suggest(demo, known.demos, _DEMOS)
    measures = known.demos[demo].measures
    if measure not in measures:
        return "P304", f"`{demo}` has no measure `{measure}`", suggest(measure, measures)
    return None


def _sources(entry: Entry[Any], cite: list[str], pack: LoadedPack) -> Iterator[Problem]:
    for index, key in enumerate(cite):
        if key not in pack.sources and key not in pack.named.sources and pack.whole:
            remedy = suggest(key, pack.named.sources, f"add `{key}` to sources.yaml")
            yield entry.problem("P301", f"unknown source `{key}`", remedy, place=entry.at("cite", index))


def _concept(entry: Entry[Any], steps: Steps, concept: str, pack: LoadedPack, known: Known) -> Iterator[Problem]:
    if not known.is_concept(concept) and pack.whole:
        remedy = suggest(concept, known.concepts, f"add `{concept}` to the concepts of pack.yaml")
        yield entry.problem("P302", f"unknown concept `{concept}`", remedy, place=entry.at(*steps))


def _follow_up(
    entry: Entry[Question], steps: Steps, follow_up: str, pack: LoadedPack, known: Known
) -> Iterator[Problem]:
    where, slash, name = follow_up.rpartition("/")
    home = where if slash else pack.id
    questions = known.questions_of(home)
    if questions is None:
        remedy = suggest(home, known.packs)
        yield entry.problem("P305", f"there is no pack `{home}`", remedy, place=entry.at(*steps))
    elif name not in questions and home not in known.unread:
        remedy = suggest(name, sorted(questions), "write the question, or delete the follow-up")
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
    remedy = suggest(demo, known.demos, _DEMOS)
    return entry.problem("P303", f"unknown demo `{demo}`", remedy, place=entry.at(*steps))


def _prediction(entry: Entry[Question], question: PredictQuestion, demo: Manifest) -> Iterator[Problem]:
    if question.measure not in demo.measures:
        message = f"`{demo.id}` has no measure `{question.measure}`"
        yield entry.problem("P304", message, suggest(question.measure, demo.measures), place=entry.at("measure"))
    names = {*demo.measures, *demo.parameters, *demo.options}
    for index, choice in enumerate(question.choices or ()):
        yield from expression_problems(entry, ("choices", index, "when"), choice.when, names)
