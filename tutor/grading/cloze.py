"""A text with blanks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.grading.marks import Grade, Part, scored
from tutor.grading.phrases import words_of
from tutor.grading.short import judge, shown

if TYPE_CHECKING:
    from tutor.grading.response import Filled
    from tutor.packs.model import ClozeQuestion
    from tutor.packs.variant import Variant


def grade_cloze(variant: Variant, question: ClozeQuestion, filled: Filled) -> Grade:
    """An equal share for each blank, each judged like a short answer."""
    terms = {name: {w for entry in blank.accept for w in words_of(entry)} for name, blank in question.blanks.items()}
    around = set(words_of(question.text))
    parts, notes = [], []
    for name in variant.order:
        blank, said = question.blanks[name], filled.blanks.get(name, "").strip()
        if not said:
            parts.append(Part(name, "missed", "", shown(blank.accept), blank.why))
            continue
        elsewhere = (words for other, words in terms.items() if other != name)
        judged = judge(said, blank.accept, known=around.union(*elsewhere))
        parts.append(Part(name, "hit" if judged.is_right else "wrong", said, shown(blank.accept), blank.why))
        notes += [judged.note] if judged.note else []
    return scored(sum(part.mark == "hit" for part in parts) / len(parts), tuple(parts), " ".join(dict.fromkeys(notes)))
