"""Accepted and rejected answers: patterns that can be read and cannot hang, lists that do not contradict each other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from tutor.errors import PackError
from tutor.grading.phrases import PATTERN, compile_pattern, matches, same, words_of
from tutor.packs.loader import Entry
from tutor.packs.model import ClozeQuestion, OpenQuestion, Question, ShortQuestion
from tutor.packs.problems import Problem

Steps = tuple[str | int, ...]
_REPEATS = re.compile(r"[*+{]")
"""What a pattern must have to take long."""
_LENGTH = 400
"""Characters of an answer made to drive a pattern to its limit: what is exponential or cubic shows at this length."""


def pattern_problems(entry: Entry[Question]) -> Iterator[Problem]:
    """What is wrong with the accepted and rejected answers of a question."""
    question = entry.value
    match question:
        case ShortQuestion():
            yield from _list(entry, ("accept",), question.accept)
            for index, reject in enumerate(question.reject):
                yield from _pattern(entry, ("reject", index, "text"), reject.text)
            yield from _contradictions(entry, question)
        case ClozeQuestion():
            for name, blank in question.blanks.items():
                yield from _list(entry, ("blanks", name, "accept"), blank.accept)
        case OpenQuestion():
            for index, point in enumerate(question.points):
                yield from _list(entry, ("points", index, "accept"), point.accept)
                yield from _list(entry, ("points", index, "contradict"), point.contradict)


def _list(entry: Entry[Question], steps: Steps, answers: list[str]) -> Iterator[Problem]:
    for index, answer in enumerate(answers):
        yield from _pattern(entry, (*steps, index), answer)


def _pattern(entry: Entry[Question], steps: Steps, answer: str) -> Iterator[Problem]:
    if not answer.startswith(PATTERN):
        return
    try:
        compile_pattern(answer)
    except PackError as error:
        yield entry.problem("P240", error.what, error.remedy, place=entry.at(*steps))
        return
    if _REPEATS.search(answer) and _hangs(answer):
        message = f"the pattern `{answer.removeprefix(PATTERN)}` can take for ever"
        remedy = "within a repeat, let no two parts match the same text, as they do in (a|aa)+"
        yield entry.problem("P241", message, remedy, place=entry.at(*steps))


@lru_cache(maxsize=1_000)
def _hangs(answer: str) -> bool:
    """Whether a long answer stops the pattern: one piece repeated, and an end that doesn't fit."""
    letters = "".join(dict.fromkeys(c for c in answer.removeprefix(PATTERN) if c.isalnum()))
    try:
        for piece in ("a", "a ", "0", " ", "-", *letters[:8], letters):
            for end in ("\u2021", f"\u2021{letters}"):  # with all letters, so that none is missed at once
                matches(answer, (piece * _LENGTH)[:_LENGTH] + end)
    except TimeoutError:
        return True
    return False


def _contradictions(entry: Entry[Question], question: ShortQuestion) -> Iterator[Problem]:
    texts = {
        answer: words_of(answer) for answer in question.accept if question.reject and not answer.startswith(PATTERN)
    }
    for index, reject in enumerate(question.reject):
        said = () if reject.text.startswith(PATTERN) else words_of(reject.text)
        for answer in question.accept:
            if answer == reject.text or (answer in texts and said and same(said, texts[answer])):
                message = f"`{reject.text}` is rejected, and accepted as `{answer}`"
                yield entry.problem("P215", message, "delete one of them", place=entry.at("reject", index, "text"))
                break
