"""What a demo will measure, said before the run; the run decides."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from tutor.expr import parse
from tutor.grading.figures import number
from tutor.grading.marks import Grade, Part, scored
from tutor.grading.numeric import is_near
from tutor.grading.quantity import read

if TYPE_CHECKING:
    from tutor.grading.response import Picked, Typed
    from tutor.packs.model import PredictChoice, PredictQuestion

NOT_DECIDED = 0.5
"""The score where the run proved nobody right: neither a success nor a lapse."""


def grade_predicted_choice(question: PredictQuestion, picked: Picked, measured: Mapping[str, float]) -> Grade:
    """Right if the run makes the chosen prediction true; others it makes true too are right as well.

    If it makes none true, nobody could have been right: the answer is half right, and the note says so.
    """
    choices: list[PredictChoice] = question.choices or []
    true = [choice for choice in choices if parse(choice.when).evaluate(measured)]
    note = f"Measured: {question.measure} {number(measured[question.measure])}."
    key = " · ".join(choice.text for choice in true)
    if not picked.ids:
        return scored(0, (Part("answer", "missed", "", key),), note)
    chosen = next(choice for choice in choices if choice.id in picked.ids)
    part = Part(chosen.id, "hit" if chosen in true else "wrong", chosen.text, key, chosen.why or "")
    if not true:
        return scored(NOT_DECIDED, (part,), f"{note} None of the predictions came true, so this says little about you.")
    return scored(float(chosen in true), (part,), note)


def grade_predicted_number(question: PredictQuestion, typed: Typed, measured: Mapping[str, float]) -> Grade:
    """Right within the tolerance of what was measured; half right if nothing finite was."""
    came_out = measured[question.measure]
    note = f"Measured: {question.measure} {number(came_out)}."
    if not typed.text.strip():
        return scored(0, (Part("answer", "missed", "", number(came_out)),), note)
    said = read(typed.text, "")
    is_right = is_near(said.value, came_out, rtol=question.rtol, atol=question.atol)
    part = Part("answer", "hit" if is_right else "wrong", number(said.value), number(came_out))
    if not math.isfinite(came_out):
        return scored(NOT_DECIDED, (part,), f"{note} No prediction could come true, so this says little about you.")
    return scored(float(is_right), (part,), f"{note} {said.note}".strip())
