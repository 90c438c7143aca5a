"""A word or a phrase."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tutor.grading.marks import Grade, Part, scored
from tutor.grading.phrases import PATTERN, is_slip, matches, same, words_of

if TYPE_CHECKING:
    from tutor.grading.response import Typed
    from tutor.packs.model import Reject, ShortQuestion

TOO_SLOW = "A pattern of this question took too long and was left out."


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether a phrase is accepted; `why` is the rationale of the rejected one it equals."""

    is_right: bool
    why: str = ""
    note: str = ""


def grade_short(question: ShortQuestion, typed: Typed) -> Grade:
    """Right or wrong; a wrong answer that the pack foresaw brings its own correction."""
    key = shown(question.accept)
    if not typed.text.strip():
        return scored(0, (Part("answer", "missed", "", key),))
    judged = judge(typed.text, question.accept, question.reject, known=words_of(question.stem))
    part = Part("answer", "hit" if judged.is_right else "wrong", typed.text.strip(), key, judged.why)
    return scored(float(judged.is_right), (part,), judged.note)


def shown(accept: Sequence[str]) -> str:
    """The accepted text shown as the key: the first that is not a pattern."""
    return next((entry for entry in accept if not entry.startswith(PATTERN)), accept[0].removeprefix(PATTERN))


def judge(text: str, accept: Sequence[str], reject: Sequence[Reject] = (), *, known: Iterable[str] = ()) -> Judgement:
    """Hold `text` against what is accepted and what is rejected.

    The more exact wins: an accepted text, then anything rejected, then an accepted pattern, then an accepted text
    mistyped, then a rejected one mistyped. `known` are words that are never read as mistyped.
    """
    said = words_of(text)
    texts = [entry for entry in accept if not entry.startswith(PATTERN)]
    if any(same(said, words_of(entry)) for entry in texts):
        return Judgement(True)
    note = ""
    try:
        for wrong in reject:
            if _equals(wrong.text, text, said):
                return Judgement(False, wrong.why)
        if any(matches(entry, text) for entry in accept if entry.startswith(PATTERN)):
            return Judgement(True)
    except TimeoutError:
        note = TOO_SLOW
    terms = {*known, *(word for entry in (*texts, *(wrong.text for wrong in reject)) for word in words_of(entry))}
    for entry in texts:
        if is_slip(said, words_of(entry), terms):
            return Judgement(True, note=f"Read as “{entry}”.")
    for wrong in reject:
        if is_slip(said, words_of(wrong.text), terms):
            return Judgement(False, wrong.why, f"Read as “{wrong.text}”.")
    return Judgement(False, note=note)


def _equals(entry: str, text: str, said: tuple[str, ...]) -> bool:
    return matches(entry, text) if entry.startswith(PATTERN) else same(said, words_of(entry))
