"""One right choice, or several."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.grading.marks import Grade, Part, scored

if TYPE_CHECKING:
    from tutor.grading.response import Picked
    from tutor.packs.model import Choice, ChoiceQuestion, MultiQuestion


def grade_choice(question: ChoiceQuestion, picked: Picked) -> Grade:
    """Right or wrong; the part says why the chosen one is."""
    key = next(choice for choice in question.choices if choice.correct)
    if not picked.ids:
        return scored(0, (Part(key.id, "missed", "", key.text, key.why),))
    chosen = next(choice for choice in question.choices if choice.id in picked.ids)
    part = Part(chosen.id, "hit" if chosen.correct else "wrong", chosen.text, key.text, chosen.why)
    return scored(float(chosen.correct), (part,))


def grade_multi(question: MultiQuestion, picked: Picked) -> Grade:
    """Right ticks earn their share, wrong ones cost at least as much; never below 0.

    score = right ticks / n_correct − wrong ticks / min(n_correct, n_wrong)

    A wrong tick cancels a right one (Canvas, "partial credit with penalty"; the Open University's multiple response
    for Moodle). Where right choices outnumber wrong ones it costs more, so that ticking everything always scores 0.
    """
    right = [choice for choice in question.choices if choice.correct]
    wrong = [choice for choice in question.choices if not choice.correct]
    hits = sum(choice.id in picked.ids for choice in right)
    slips = sum(choice.id in picked.ids for choice in wrong)
    score = hits / len(right) - (slips / min(len(right), len(wrong)) if slips else 0)
    parts = (_tick(choice, choice.id in picked.ids) for choice in question.choices)
    return scored(score, tuple(part for part in parts if part), _count(hits, len(right), slips) if picked.ids else "")


def _tick(choice: Choice, is_ticked: bool) -> Part | None:
    """The part for a choice, unless it was rightly left alone."""
    if choice.correct:
        said = choice.text if is_ticked else ""
        return Part(choice.id, "hit" if is_ticked else "missed", said, choice.text, choice.why)
    return Part(choice.id, "wrong", choice.text, "", choice.why) if is_ticked else None


def _count(hits: int, right: int, slips: int) -> str:
    found = f"{hits} of {right} found"
    return f"{found}, and {slips} ticked that should not be." if slips else f"{found}."
