"""An answer in one's own words, marked against key points by the learner."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.grading.marks import Grade, Part, scored

if TYPE_CHECKING:
    from tutor.grading.response import Ticked
    from tutor.packs.model import OpenQuestion

PASS_SHARE = 0.5
"""The share of the weight that a passing answer covers, besides every required point."""


def grade_open(question: OpenQuestion, ticked: Ticked) -> Grade:
    """The weight of the points ticked, as a share of all.

    verdict  right if every required point is ticked and the score is at least `PASS_SHARE`; wrong at 0; else partly
    """
    parts = tuple(Part(p.id, "hit" if p.id in ticked.points else "missed", "", p.says) for p in question.points)
    hits = [point for point in question.points if point.id in ticked.points]
    lacking = [point for point in question.points if point.required and point not in hits]
    score = sum(point.weight for point in hits) / sum(point.weight for point in question.points)
    if not hits:
        return scored(0, parts)
    if lacking:
        return Grade(score, "partly", parts, f"A pass needs “{lacking[0].says.strip()}”")
    return Grade(score, "right" if score >= PASS_SHARE else "partly", parts)
