"""What feedback says, row by row, the same on every face: what you said, what is true, and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from tutor.grading.marks import Mark, Part
from tutor.packs.model import MatchQuestion, OpenQuestion, PredictQuestion, VerdictQuestion
from tutor.packs.variant import Variant
from tutor.study.sitting import Feedback

Label = Literal["You", "Answer", "Each", "Others", "Why", "Note"]


@dataclass(frozen=True, slots=True)
class Told:
    """One row: under which label, with which mark, a loud line and the words below it (Markdown)."""

    label: Label
    lead: str
    text: str = ""
    mark: Mark | None = None


def tell(feedback: Feedback) -> list[Told]:
    """The rows under the headline. One-answer kinds say You and Answer; kinds with several parts say Each."""
    variant, grade = feedback.ask.variant, feedback.grade
    question = variant.question
    explanation = variant.explanation
    note = [Told("Note", "", grade.note)] if grade.note else []
    if isinstance(question, OpenQuestion):
        return [*_parts(variant, grade.parts), *note, *_why(explanation)]
    if question.kind in ("multi", "order", "match", "cloze"):
        return [*_parts(variant, grade.parts), *note, *_why(explanation)]
    (part,) = grade.parts
    if isinstance(question, VerdictQuestion):
        explanation = variant.fill(question.correction) + (f"\n\n{explanation}" if explanation else "")
        part = Part(part.id, part.mark, part.said, part.key)
    answer = Told("Answer", _numbered(variant, part.key), explanation, "hit")
    if part.mark == "hit":
        why = part.why if part.why and not isinstance(question, PredictQuestion) else ""
        right = Told("Answer", _numbered(variant, part.key), "\n\n".join(t for t in (why, explanation) if t), "hit")
        return [right, *note, *_others(variant, part)]
    you = [Told("You", _numbered(variant, part.said), variant.fill(part.why), part.mark)] if part.said else []
    return [*you, *note, answer, *_others(variant, part)]


def _parts(variant: Variant, parts: tuple[Part, ...]) -> Iterator[Told]:
    """A row a part: what was said, what is right where that differs, and why."""
    lefts = (
        {pair.id: pair.left for pair in variant.question.pairs} if isinstance(variant.question, MatchQuestion) else {}
    )
    for part in parts:
        said, key = (text.removeprefix(f"{lefts.get(part.id)} → ") for text in (part.said, part.key))
        why = variant.fill(part.why)
        if part.mark == "hit" or not (said and key) or said == key:
            lead, text = part.said or part.key, why
        else:
            lead = f"{lefts[part.id]} → {said}" if lefts else said
            text = "  \n".join(line for line in (f"right: {key}", why) if line)
        yield Told("Each", lead, text, part.mark)


def _why(explanation: str) -> list[Told]:
    return [Told("Why", "", explanation)] if explanation else []


def _others(variant: Variant, part: Part) -> list[Told]:
    """The reasons of the choices that were neither picked nor right."""
    choices = getattr(variant.question, "choices", None) or ()
    told = {choice.id: choice for choice in choices if choice.text not in (part.said, part.key) and choice.why}
    return [
        Told("Others", _numbered(variant, told[choice].text), variant.fill(told[choice].why or ""))
        for choice in variant.order
        if choice in told
    ]


def _numbered(variant: Variant, text: str) -> str:
    """A choice with the number it was shown under."""
    number = next((n for n, (_, shown) in enumerate(variant.options, 1) if shown == text), None)
    return f"{number}  {text}" if number else text
