"""Item-writing rules: what gives an answer away, in one question and over all of them.

An item is judged by itself where one is enough to see it; that keys are longer than chance would have them shows only
over a bank. Sources: Haladyna, Downing and Rodriguez 2002, table 1 (the rules); Cohen 1988, section 6.2 (z of shares).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from math import ceil, sqrt

from tutor.packs.loader import Entry, LoadedPack
from tutor.packs.model import (
    ChoiceQuestion,
    ClozeQuestion,
    MultiQuestion,
    NumericQuestion,
    PredictQuestion,
    Question,
    VerdictQuestion,
)
from tutor.packs.problems import Problem

ENOUGH = 20
"""Items below which nothing is said of chance."""
LIMIT = 2.0
"""Standard errors from chance at which chance is not believed."""
CITING = 0.9
"""The share of a pack's questions with a source from which one without looks forgotten."""
NEAR = 0.8
"""The share of words two stems have in common from which they count as one question asked twice."""

_OF_THE_ABOVE = re.compile(
    r"\b(?:the above|choices? [a-e1-9])\b|^(?:all|none|both|neither|any) of (?:these|them)\W*$", re.I | re.M
)
_NEGATIVE = re.compile(r"\b[Ww]h(?:ich|at)\b[^.?!]*\s(?:not|except|never)\s[^.?!]*\?")
"""A question for what is not so; `**not**` and `NOT` are seen, `not` is read over."""
_ABSOLUTE = re.compile(r"\b(?:always|never|only|impossible|entirely|completely|cannot|guarantees?|no matter)\b")
"""Words that a careful reader distrusts. `All` and `every` are not among them: they count heads and layers."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How often something was seen, how often chance would have it, and how far apart the two are."""

    seen: int
    of: int
    expected: float
    z: float

    @property
    def is_chance(self) -> bool:
        return self.of < ENOUGH or abs(self.z) < LIMIT


def pack_problems(pack: LoadedPack) -> Iterator[Problem]:
    """What single questions give away by how they are written; where nearly all cite a source, those that don't."""
    entries = pack.questions.values()
    does_cite = sum(bool(entry.value.cite) for entry in entries) >= CITING * len(entries)
    for entry in entries:
        question = entry.value
        if isinstance(question, ChoiceQuestion | MultiQuestion):
            yield from _choices(entry, question)
        if does_cite and not question.cite and not isinstance(question, NumericQuestion | PredictQuestion):
            yield entry.problem("P405", "no source says this", "add `cite: [KEY]`, a key of sources.yaml")


def bank_problems(packs: Sequence[LoadedPack]) -> Iterator[Problem]:
    """What all questions of the packs together give away, and what is asked twice."""
    entries = [entry for pack in packs for entry in pack.questions.values()]
    head = next((pack.pack for pack in packs if pack.pack), None)
    questions = [entry.value for entry in entries]
    if head and not (tally := longest_keys(questions)).is_chance:
        message = f"the key is the longest choice {tally.seen} times of {tally.of}; chance has {tally.expected:.0f}"
        yield head.problem("P410", message, "a reader who knows nothing could win: even out the lengths")
    if head and not (tally := absolute_distractors(questions)).is_chance:
        message = f"absolutes stand in {tally.seen} of {tally.of} wrong choices; at the keys' rate {tally.expected:.0f}"
        yield head.problem("P411", message, "a reader who shuns always, never and only would win: use them alike")
    yield from _asked_twice(entries)


def longest_keys(questions: Iterable[Question]) -> Tally:
    """How often the one right choice is longer than every other."""
    seen, chances = 0, list[float]()
    for question in questions:
        if isinstance(question, ChoiceQuestion):
            lengths = [len(choice.text) for choice in question.choices]
            longest = max(lengths)
            if lengths.count(longest) == 1:
                chances.append(1 / len(lengths))
                seen += question.choices[lengths.index(longest)].correct
    return _tally(seen, chances)


def absolute_distractors(questions: Iterable[Question]) -> Tally:
    """How many wrong choices hold an absolute (always, never, only), against the rate among right ones."""
    found: dict[bool, list[bool]] = {True: [], False: []}
    for question in questions:
        if isinstance(question, ChoiceQuestion | MultiQuestion):
            has_any = _has_absolutes(question)
            for choice in question.choices:
                found[choice.correct].append(has_any and bool(_ABSOLUTE.search(choice.text.lower())))
    keys, wrong = found[True], found[False]
    both = len(keys) + len(wrong)
    if not keys or not wrong:
        return Tally(sum(wrong), 0, 0, 0)
    rate, shared = sum(keys) / len(keys), (sum(keys) + sum(wrong)) / both
    error = sqrt(shared * (1 - shared) * (1 / len(keys) + 1 / len(wrong)))
    z = (sum(wrong) / len(wrong) - rate) / error if error else 0.0
    return Tally(sum(wrong), len(wrong), rate * len(wrong), z)


def _tally(seen: int, chances: Sequence[float]) -> Tally:
    expected, variance = sum(chances), sum(p * (1 - p) for p in chances)
    return Tally(seen, len(chances), expected, (seen - expected) / sqrt(variance) if variance else 0.0)


def _choices(entry: Entry[Question], question: ChoiceQuestion | MultiQuestion) -> Iterator[Problem]:
    if _OF_THE_ABOVE.search("\n".join(choice.text for choice in question.choices)):
        index = next(index for index, choice in enumerate(question.choices) if _OF_THE_ABOVE.search(choice.text))
        place = entry.at("choices", index, "text")
        yield entry.problem("P401", "a choice about other choices", "say in it what it means", place=place)
    if _NEGATIVE.search(question.stem):
        remedy = "ask for what is so, or write **not**"
        yield entry.problem("P402", "a negative that is easily read over", remedy, place=entry.at("stem"))
    if not _has_absolutes(question):
        return
    keys = [_ABSOLUTE.search(choice.text.lower()) for choice in question.choices if choice.correct]
    wrong = [_ABSOLUTE.search(choice.text.lower()) for choice in question.choices if not choice.correct]
    if len(wrong) > 1 and all(wrong) and not any(keys):
        message = "each wrong choice has an absolute (always, never, only), and no right one"
        yield entry.problem("P403", message, "a reader who shuns absolutes would win: take one out")


def _has_absolutes(question: ChoiceQuestion | MultiQuestion) -> bool:
    return bool(_ABSOLUTE.search("\n".join(choice.text for choice in question.choices).lower()))


def _asked_twice(entries: Sequence[Entry[Question]]) -> Iterator[Problem]:
    """Stems that have nearly all their words in common; each is held against the first of them.

    Two sets of which a share `NEAR` is common have some of their few rarest words in common (prefix filtering:
    Chaudhuri, Ganti and Kaushik 2006); the set with most of them is the one that is compared.
    """
    texts = [_asked(entry.value).lower().split() for entry in entries]
    count = Counter(chain.from_iterable(texts))
    rank = {word: place for place, (word, _) in enumerate(reversed(count.most_common()))}
    sets = [frozenset(map(rank.__getitem__, words)) for words in texts]
    holding: dict[int, list[int]] = defaultdict(list)
    for number, (entry, words) in enumerate(zip(entries, sets, strict=True)):
        rarest = sorted(words)[: len(words) - ceil(NEAR * len(words)) + 1]
        likely = Counter(chain.from_iterable(holding[word] for word in rarest if word in holding)).most_common(1)
        if not likely or _share(words, sets[likely[0][0]]) < NEAR:
            for word in rarest:
                holding[word].append(number)
            continue
        there = entries[likely[0][0]]
        message = f"it asks nearly the same as `{there.value.id}`"
        remedy = f"see {there.document.name}:{there.at().line}; ask something else, or delete one"
        yield entry.problem("P404", message, remedy, place=entry.at("stem"))


def _asked(question: Question) -> str:
    """The words that tell one question from another."""
    match question:
        case VerdictQuestion():
            return question.claim
        case ClozeQuestion():
            return question.text
        case ChoiceQuestion() | MultiQuestion():
            return " ".join([question.stem, *(choice.text for choice in question.choices)])
    return question.stem


def _share(one: frozenset[int], other: frozenset[int]) -> float:
    return len(one & other) / (len(one | other) or 1)
