"""What one asking of a question shows: its numbers drawn, its choices shuffled, both from a seed."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Final

from tutor.packs.model import (
    ChoiceQuestion,
    ClozeQuestion,
    MatchQuestion,
    MultiQuestion,
    NumericQuestion,
    OrderQuestion,
    PredictQuestion,
    Question,
    VerdictQuestion,
)
from tutor.text.markup import fill

VERDICTS: Final = {
    "holds": "true",
    "qualified": "true, with a condition",
    "misleading": "misleading",
    "wrong": "wrong",
    "open": "can't be checked",
}
"""The verdicts in the order they are always shown, each in the words a learner reads."""
MAX_DRAWS: Final = 200

Values = Mapping[str, int | float]


@dataclass(frozen=True, slots=True)
class Variant:
    """A question as it is asked once.

    values  what was drawn for each of the question's `vars`
    order   ids in the order shown: choices (choice, multi, predict), items (order), pairs by their left (match),
            verdicts (verdict), blanks as they stand in the text (cloze); else empty
    rights  match only: every right, those of `extra` too, in the order shown
    """

    question: Question
    seed: int
    values: Values
    order: tuple[str, ...]
    rights: tuple[str, ...] = ()

    @property
    def stem(self) -> str:
        return self.fill(self.question.stem)

    @property
    def explanation(self) -> str:
        return self.fill(self.question.explanation or "")

    @property
    def options(self) -> tuple[tuple[str, str], ...]:
        """Id and text of what is shown to choose from, in the order shown: choices, items, lefts, verdicts."""
        texts = _texts(self.question)
        return tuple((id_, self.fill(texts.get(id_, id_))) for id_ in self.order)

    @property
    def cloze(self) -> str:
        """The text of a cloze question with its blanks numbered: `the [1] vector`; empty for other kinds."""
        text = self.question.text if isinstance(self.question, ClozeQuestion) else ""
        for number, blank in enumerate(self.order, start=1):
            text = text.replace(f"[[{blank}]]", f"[{number}]")
        return self.fill(text)

    def fill(self, text: str) -> str:
        """`text` of this question with `{{name}}` replaced by what was drawn."""
        return fill(text, self.values) if self.values else text


def draw(question: Question, seed: int) -> Variant:
    """The variant of `question` that belongs to `seed`: the same at any time and on any machine."""
    numbers = random.Random(f"{question.id} {seed} values")
    values = {name: numbers.choice(options) for name, options in variables(question).items()}
    places = random.Random(f"{question.id} {seed} order")
    match question:
        case ChoiceQuestion() | MultiQuestion():
            order = _shuffled([choice.id for choice in question.choices], places)
        case PredictQuestion():
            order = _shuffled([choice.id for choice in question.choices or ()], places)
        case OrderQuestion():
            key = [item.id for item in question.items]
            order = next(other for other in _shuffles(key, places) if list(other) != key)
        case MatchQuestion():
            order = tuple(pair.id for pair in question.pairs)
            rights = _shuffled([*(pair.right for pair in question.pairs), *question.extra], places)
            return Variant(question, seed, values, order, rights)
        case VerdictQuestion():
            order = tuple(VERDICTS)
        case ClozeQuestion():
            order = tuple(sorted(question.blanks, key=lambda blank: question.text.find(f"[[{blank}]]")))
        case _:
            order = ()
    return Variant(question, seed, values, order)


def _texts(question: Question) -> dict[str, str]:
    match question:
        case ChoiceQuestion() | MultiQuestion() | PredictQuestion():
            return {choice.id: choice.text for choice in question.choices or ()}
        case OrderQuestion():
            return {item.id: item.text for item in question.items}
        case MatchQuestion():
            return {pair.id: pair.left for pair in question.pairs}
        case VerdictQuestion():
            return dict(VERDICTS)
        case _:
            return {}


def variables(question: Question) -> Mapping[str, Sequence[int | float]]:
    """What each variable of the question may be; only numeric questions have any."""
    return question.vars if isinstance(question, NumericQuestion) else {}


def combinations(question: Question) -> list[Values]:
    """Every combination of the question's variables; of more than 200, the first 200 that seeds draw."""
    options = variables(question)
    if prod(len(values) for values in options.values()) <= MAX_DRAWS:
        return [dict(zip(options, values, strict=True)) for values in product(*options.values())]
    return [draw(question, seed).values for seed in range(MAX_DRAWS)]


def _shuffled(ids: list[str], rng: random.Random) -> tuple[str, ...]:
    return next(_shuffles(ids, rng))


def _shuffles(ids: list[str], rng: random.Random) -> Iterator[tuple[str, ...]]:
    while True:
        rng.shuffle(ids := list(ids))
        yield tuple(ids)
