"""What belongs together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.grading.marks import Grade, Part, scored

if TYPE_CHECKING:
    from tutor.grading.response import Paired
    from tutor.packs.model import MatchQuestion, Pair


def grade_match(question: MatchQuestion, paired: Paired) -> Grade:
    """An equal share for each pair, as in Moodle and Blackboard; a wrong one costs nothing but its own share."""
    parts = tuple(_pair(pair, paired.pairs.get(pair.id)) for pair in question.pairs)
    return scored(sum(part.mark == "hit" for part in parts) / len(parts), parts)


def _pair(pair: Pair, said: str | None) -> Part:
    key = f"{pair.left} → {pair.right}"
    if said is None:
        return Part(pair.id, "missed", "", key)
    return Part(pair.id, "hit" if said == pair.right else "wrong", f"{pair.left} → {said}", key)
