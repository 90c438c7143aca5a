"""Lines put in order."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from tutor.grading.marks import Grade, Part, scored

if TYPE_CHECKING:
    from tutor.grading.response import Ordered
    from tutor.packs.model import OrderQuestion


def grade_order(question: OrderQuestion, ordered: Ordered) -> Grade:
    """Kendall's τ, never below 0: 1 for the right order, 0 for the reverse and, on average, for a random one.

    τ = (pairs in the right order − pairs in the wrong order) / all pairs

    A part a place: hit where the right line stands in it.

    source  Kendall 1938; Lapata 2006 (Computational Linguistics 32:4) for ordering steps and sentences
    """
    if not ordered.ids:
        return scored(0, tuple(Part(i.id, "missed", "", f"{n}. {i.text}") for n, i in enumerate(question.items, 1)))
    place = {id_: place for place, id_ in enumerate(ordered.ids)}
    pairs = list(combinations(question.items, 2))
    agreeing = sum(place[first.id] < place[second.id] for first, second in pairs)
    texts = {item.id: item.text for item in question.items}
    parts = tuple(
        Part(item.id, "hit" if item.id == said else "wrong", f"{n}. {texts[said]}", f"{n}. {item.text}")
        for n, (item, said) in enumerate(zip(question.items, ordered.ids, strict=True), 1)
    )
    return scored((2 * agreeing - len(pairs)) / len(pairs), parts, f"{agreeing} of {len(pairs)} pairs in order.")
