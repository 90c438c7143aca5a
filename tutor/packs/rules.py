"""What a question must keep so that it can be asked and graded: it has a key, its parts can be told apart, its numbers
have values. One file's affair: what refers to other files is looked at by `tutor.authoring`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Protocol

from tutor.packs.figures import figure_problems
from tutor.packs.model import (
    ChoiceQuestion,
    ClozeQuestion,
    MatchQuestion,
    MultiQuestion,
    NumericQuestion,
    OpenQuestion,
    OrderQuestion,
    PredictQuestion,
    Question,
    ShortQuestion,
)
from tutor.packs.problems import Problem, suggest

if TYPE_CHECKING:
    from tutor.packs.loader import Entry

BLANK = re.compile(r"\[\[([^\[\]\n]+)\]\]")
"""A blank in the text of a cloze question."""
PATTERN = "re:"
"""What an accepted answer begins with that is a pattern."""


def rule_problems(entry: Entry[Question]) -> Iterator[Problem]:
    """What is wrong with one question whose shape is right."""
    match entry.value:
        case ChoiceQuestion() | MultiQuestion():
            yield from _keys(entry, entry.value)
            yield from _ids(entry, "choices", entry.value.choices)
            yield from _texts(entry, [(("choices", i, "text"), c.text) for i, c in enumerate(entry.value.choices)])
        case OrderQuestion():
            yield from _ids(entry, "items", entry.value.items)
            yield from _texts(entry, [(("items", i, "text"), item.text) for i, item in enumerate(entry.value.items)])
        case MatchQuestion():
            yield from _match(entry, entry.value)
        case ClozeQuestion():
            yield from _cloze(entry, entry.value)
        case ShortQuestion():
            yield from _shown(entry, ("accept",), entry.value.accept)
        case OpenQuestion():
            yield from _open(entry, entry.value)
        case PredictQuestion() if entry.value.choices:
            yield from _ids(entry, "choices", entry.value.choices)
            yield from _texts(entry, [(("choices", i, "text"), c.text) for i, c in enumerate(entry.value.choices)])
        case NumericQuestion():
            yield from figure_problems(entry, entry.value)


class _HasId(Protocol):
    @property
    def id(self) -> str: ...


def _keys(entry: Entry[Question], question: ChoiceQuestion | MultiQuestion) -> Iterator[Problem]:
    keys = [index for index, choice in enumerate(question.choices) if choice.correct]
    if not keys:
        yield entry.problem("P210", f"`{question.id}` has no correct choice", "put `correct: true` on one of them")
    elif len(keys) > 1 and isinstance(question, ChoiceQuestion):
        message = f"`{question.id}` has {len(keys)} correct choices"
        place = entry.at("choices", keys[1], "correct")
        yield entry.problem("P211", message, "leave one of them, or write `kind: multi`", place=place)


def _ids(entry: Entry[Question], field: str, parts: Iterable[_HasId]) -> Iterator[Problem]:
    seen: set[str] = set()
    for index, part in enumerate(parts):
        if part.id in seen:
            place = entry.at(field, index, "id")
            yield entry.problem("P202", f"`{part.id}` is there twice in `{field}`", "give it another id", place=place)
        seen.add(part.id)


def _texts(entry: Entry[Question], texts: Iterable[tuple[tuple[str | int, ...], str]]) -> Iterator[Problem]:
    """Texts a learner has to tell apart."""
    seen: set[str] = set()
    for steps, text in texts:
        plain = " ".join(text.split()).casefold()
        if plain in seen:
            remedy = "nobody can tell one from the other: change one of them"
            yield entry.problem("P212", "the same text is there twice", remedy, place=entry.at(*steps))
        seen.add(plain)


def _match(entry: Entry[Question], question: MatchQuestion) -> Iterator[Problem]:
    yield from _ids(entry, "pairs", question.pairs)
    yield from _texts(entry, [(("pairs", i, "left"), pair.left) for i, pair in enumerate(question.pairs)])
    rights = [(("pairs", i, "right"), pair.right) for i, pair in enumerate(question.pairs)]
    yield from _texts(entry, [*rights, *((("extra", i), text) for i, text in enumerate(question.extra))])


def _cloze(entry: Entry[Question], question: ClozeQuestion) -> Iterator[Problem]:
    seen: set[str] = set()
    for found in BLANK.finditer(question.text):
        name = found[1]
        if name not in question.blanks:
            remedy = suggest(name, question.blanks, f"add `{name}` to `blanks`")
            place = entry.inside(("text",), *found.span())
            yield entry.problem("P214", f"`[[{name}]]` has no answer", remedy, place=place)
        elif name in seen:
            remedy = "a blank stands in one place: give the second a name of its own"
            place = entry.inside(("text",), *found.span())
            yield entry.problem("P212", f"`[[{name}]]` is there twice", remedy, place=place)
        seen.add(name)
    for name, blank in question.blanks.items():
        if name not in seen:
            remedy = suggest(name, seen, f"write `[[{name}]]` where it belongs")
            place = entry.key("blanks", name)
            yield entry.problem("P213", f"the blank `{name}` is not in `text`", remedy, place=place)
        yield from _shown(entry, ("blanks", name, "accept"), blank.accept)


def _shown(entry: Entry[Question], steps: tuple[str | int, ...], accept: list[str]) -> Iterator[Problem]:
    if all(answer.startswith(PATTERN) for answer in accept):
        remedy = "put the answer itself first: it is what a learner is shown"
        yield entry.problem("P218", "only patterns are accepted", remedy, place=entry.at(*steps))


def _open(entry: Entry[Question], question: OpenQuestion) -> Iterator[Problem]:
    yield from _ids(entry, "points", question.points)
    points = [point.id for point in question.points]
    for index, sample in enumerate(question.samples):
        for name in sample.points:
            if name not in points:
                place = entry.key("samples", index, "points", name)
                message = f"`{question.id}` has no point `{name}`"
                yield entry.problem("P216", message, suggest(name, points), place=place)
