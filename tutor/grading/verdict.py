"""How far a popular claim holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.grading.marks import Grade, Part, scored

if TYPE_CHECKING:
    from tutor.grading.response import Picked
    from tutor.packs.model import VerdictQuestion
    from tutor.packs.variant import Variant

SAME_SIDE = ({"holds", "qualified"}, {"misleading", "wrong"})
"""Verdicts that agree on whether to believe the claim and differ in how far."""


def grade_verdict(variant: Variant, question: VerdictQuestion, picked: Picked) -> Grade:
    """Right, half right on the same side of belief, or wrong.

    Half is not given across the middle (qualified for misleading), though they are neighbours too: whoever says so
    believes a claim that misleads. It also leaves every answer equally good as a blind guess.
    """
    words = dict(variant.options)
    key = words[question.verdict]
    if not picked.ids:
        return scored(0, (Part(question.verdict, "missed", "", key, question.correction),))
    (said,) = set(picked.ids)
    part = Part(said, "hit" if said == question.verdict else "wrong", words[said], key, question.correction)
    if said == question.verdict:
        return scored(1, (part,))
    if {said, question.verdict} in SAME_SIDE:
        return scored(0.5, (part,), "Half: the right side, but not how far.")
    return scored(0, (part,))
