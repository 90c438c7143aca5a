"""The sums that the packs write out, worked again; and every numeric key, for every draw."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product

import pytest

from tests.content.reading import plain, questions, texts
from tutor.expr import parse
from tutor.grading import grade
from tutor.grading.response import Typed
from tutor.packs.model import NumericQuestion
from tutor.packs.variant import Variant

_NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:e[+-]?\d+)?"
_POWER = rf"{_NUMBER}(?:\^(?:\{{-?\d+\}}|\d+))?"
_UNIT = r"(?: ?(?:B|bytes|[KMGT]i?B|ms|s|h|FLOP|tokens|layers|heads|bits?|%)(?!\w))?"
_SUM = re.compile(
    rf"(?<![\w.^)({{/])({_POWER}{_UNIT}(?: ?[×·*+−/] ?{_POWER}{_UNIT})+)"
    rf" ?(?:=|≈) ?({_POWER}(?: ?[×·] ?10\^(?:\{{-?\d+\}}|\d))?)(?! ?[-+−×·*/^(\d\\])(.{{0,12}})"
)
"""`12 h × 8 × 9.5 × 10^{12} = 3.3 × 10^{18}`, and the words after it."""
_OPERATORS = tuple("×·*+−/-")
_SCALES = {
    "million": 1e6, "M": 1e6, "billion": 1e9, "B": 1e9, "trillion": 1e12, "T": 1e12, "k": 1e3, "%": 0.01,
    "per cent": 0.01, "kB": 1e3, "MB": 1e6, "GB": 1e9, "TB": 1e12, "KiB": 2**10, "MiB": 2**20, "GiB": 2**30,
    "ms": 1e-3, "µs": 1e-6, "GFLOP": 1e9, "TFLOP": 1e12, "PFLOP": 1e15, "hours": 3600, "days": 86_400,
}  # fmt: skip


def sums() -> Iterator[tuple[str, str, str, str]]:
    """What is written out as `4 × 512 × 1024 = 2.10 million`: where, the left side, the right one, and what follows."""
    for where, text in texts():
        line = plain(text)
        for found in _SUM.finditer(line):
            if line[: found.start()].rstrip()[-1:] not in _OPERATORS:  # else it is the end of a longer one
                yield where, found[1], found[2], found[3].strip()


def worked(text: str) -> float:
    text = re.sub(r" h(?!\w)", " × 3600", text)
    text = re.sub(r" ?(?:bytes|[KMGT]i?B|B|ms|s|FLOP|tokens|layers|heads|bits?|%)(?!\w)", "", text)
    text = re.sub(r"(?<=\d),(?=\d{3})", "", text)
    for mark, operator in {"×": "*", "·": "*", "−": "-", "^": "**", "{": "(", "}": ")"}.items():
        text = text.replace(mark, operator)
    return float(parse(text).evaluate({}))


def test_what_is_written_out_comes_out() -> None:
    found = list(sums())
    wrong = []
    for where, left, right, after in found:
        ratio = worked(left) / worked(right)
        scales = [1.0, *(scale for unit, scale in _SCALES.items() if re.match(rf"{unit}(?!\w)", after))]
        if not any(abs(ratio / scale - 1) < 0.03 for scale in scales):
            wrong.append(f"{where}: {left} = {right} {after}")

    assert wrong == []
    assert len(found) >= 25


@pytest.mark.parametrize("question", [pytest.param(question, id=ref) for ref, question in questions(NumericQuestion)])
def test_the_key_is_right_and_each_known_mistake_wrong_for_every_draw(question: NumericQuestion) -> None:
    for drawn in product(*question.vars.values()):
        values = dict(zip(question.vars, drawn, strict=True))
        variant = Variant(question, 0, values, order=())
        unit = f" {question.answer.unit}" if question.answer.unit else ""

        def said(expression: str, values: dict[str, float] = values, unit: str = unit) -> str:
            return f"{float(parse(expression).evaluate(values)):.12g}{unit}"

        key = question.answer.expr or repr(question.answer.value)
        assert grade(variant, Typed(said(key))).verdict == "right", values
        for mistake in question.wrong:
            assert grade(variant, Typed(said(mistake.expr))).verdict == "wrong", (values, mistake.expr)
