"""A number with its unit."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tutor.expr import parse
from tutor.grading.figures import show
from tutor.grading.marks import Grade, Part, scored
from tutor.grading.quantity import read
from tutor.grading.units import BYTE, unit

if TYPE_CHECKING:
    from tutor.grading.response import Typed
    from tutor.packs.model import NumericQuestion
    from tutor.packs.variant import Variant

_ROUNDING = 1e-9
"""What even an exact answer may be off by, relatively: the rounding of binary fractions."""


def is_near(value: float, key: float, *, rtol: float | None, atol: float | None) -> bool:
    """Whether `value` is within the relative or the absolute tolerance of `key`; of two, either will do."""
    return abs(value - key) <= max(abs(key) * (rtol or 0), atol or 0, abs(key) * _ROUNDING)


def grade_numeric(variant: Variant, question: NumericQuestion, typed: Typed) -> Grade:
    """Right within the tolerance, else wrong; a foreseen mistake is matched by the same tolerance and says why."""
    answer = question.answer
    key = float(answer.value if answer.value is not None else parse(answer.expr or "").evaluate(variant.values))
    if not typed.text.strip():
        return scored(0, (Part("answer", "missed", "", show(key, answer.unit)),))
    said = read(typed.text, answer.unit)
    if is_near(said.value, key, rtol=answer.rtol, atol=answer.atol):
        part = Part("answer", "hit", show(said.value, answer.unit), show(key, answer.unit))
        return scored(1, (part,), said.note)
    mistakes = (
        variant.fill(wrong.why)
        for wrong in question.wrong
        if is_near(said.value, float(parse(wrong.expr).evaluate(variant.values)), rtol=answer.rtol, atol=answer.atol)
    )
    why = next(mistakes, "") or next(_slips(said.value, key, answer.unit), "")
    part = Part("answer", "wrong", show(said.value, answer.unit), show(key, answer.unit), why)
    return scored(0, (part,), said.note)


def _slips(value: float, key: float, name: str) -> Iterator[str]:
    """What a wrong number has in common with the right one: a factor people lose."""
    ratio = value / key if key else math.nan
    given = unit(name)
    is_data = given is not None and given.top == BYTE

    def is_times(factor: float) -> bool:
        return math.isclose(ratio, factor, rel_tol=1e-3)

    for power in (1, 2, 3):
        if is_data and (is_times(1.024**power) or is_times(1.024**-power)):
            yield "The prefix: KB, MB, GB go by 1,000; KiB, MiB, GiB by 1,024."
        for step in (1000, 1024):
            if is_times(step**power):
                yield f"{step**power:,} times the answer: check the prefix."
            if is_times(step**-power):
                yield f"The answer divided by {step**power:,}: check the prefix."
    if is_times(8):
        yield "8 times the answer: " + ("bits, where bytes are asked?" if is_data else "where does the 8 come from?")
    if is_times(1 / 8):
        yield "An eighth of the answer: " + ("bytes, where bits are asked?" if is_data else "what is the 8 missing?")
    if is_times(100) or is_times(0.01):
        yield "Off by a factor of 100: a share or a percentage?"
    if is_times(2):
        yield "Twice the answer: is something counted twice?"
    if is_times(0.5):
        yield "Half the answer: is something left out?"
    if is_times(-1):
        yield "The sign is wrong."
