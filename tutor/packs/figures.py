"""The numbers of a question: each expression can be read, and has a value at every draw of its variables."""

from __future__ import annotations

import re
from collections.abc import Collection, Generator, Iterator, Sequence
from functools import lru_cache
from math import isfinite
from typing import TYPE_CHECKING, Any

from tutor import expr
from tutor.errors import ExpressionError
from tutor.packs.model import NumericAnswer, NumericQuestion, Question
from tutor.packs.problems import Problem, suggest
from tutor.packs.variant import Values, combinations

if TYPE_CHECKING:
    from tutor.packs.loader import Entry
    from tutor.packs.parse import Place

Steps = tuple[str | int, ...]
parsed = lru_cache(maxsize=10_000)(expr.parse)
"""An expression read once, for all who look at it."""
_COLUMN = re.compile(r" \(column (\d+)\)$")


def figure_problems(entry: Entry[Question], question: NumericQuestion) -> Iterator[Problem]:
    """What is wrong with the expressions of a numeric question."""
    draws = combinations(question)
    answers: Sequence[float] | None
    if question.answer.expr is None:
        answers = [question.answer.value or 0] * len(draws)
    else:
        answers = yield from _values(entry, ("answer", "expr"), question.answer.expr, question.vars, draws)
    for index, wrong in enumerate(question.wrong):
        steps = ("wrong", index, "expr")
        values = yield from _values(entry, steps, wrong.expr, question.vars, draws)
        for draw, answer, value in zip(draws, answers or (), values or (), strict=False):
            if _is_right(value, answer, question.answer):
                message = f"the wrong answer `{wrong.expr}` is right{_at(draw)}: {value:g} for {answer:g}"
                remedy = "choose other `vars`, a smaller tolerance, or another mistake"
                yield entry.problem("P223", message, remedy, place=entry.at(*steps))
                break


def expression_problems(entry: Entry[Any], steps: Steps, text: str, names: Collection[str]) -> Iterator[Problem]:
    """What is wrong with one expression over `names`, before it is evaluated."""
    try:
        expression = parsed(text)
    except ExpressionError as error:
        what, place = _told(error, entry, steps, text)
        yield entry.problem("P220", what, error.remedy, place=place)
        return
    for name in sorted(expression.names - set(names)):
        found = re.search(rf"\b{re.escape(name)}\b", text)
        place = entry.inside(steps, *found.span()) if found else entry.at(*steps)
        remedy = suggest(name, names, f"draw it in `vars`: {{{name}: [1, 2]}}")
        yield entry.problem("P222", f"nothing is called `{name}`", remedy, place=place)


def _values(
    entry: Entry[Any], steps: Steps, text: str, names: Collection[str], draws: Sequence[Values]
) -> Generator[Problem, None, list[float] | None]:
    """The value of an expression at each draw; None and problems where it has none."""
    problems = list(expression_problems(entry, steps, text, names))
    if problems:
        yield from problems
        return None
    expression = parsed(text)
    values: list[float] = []
    for draw in draws:
        try:
            value = expression.evaluate(draw)
        except ExpressionError as error:
            what, place = _told(error, entry, steps, text)
            yield entry.problem("P221", f"`{text}` has no value{_at(draw)}: {what}", error.remedy, place=place)
            return None
        if isinstance(value, bool) or not isfinite(value):
            what = "true or false" if isinstance(value, bool) else "not finite"
            message = f"`{text}` is {what}{_at(draw)}"
            yield entry.problem("P221", message, "an answer is a number", place=entry.at(*steps))
            return None
        values.append(value)
    return values


def _told(error: ExpressionError, entry: Entry[Any], steps: Steps, text: str) -> tuple[str, Place]:
    """What an error says, and its place: the column it names becomes the caret."""
    found = _COLUMN.search(error.what)
    if found is None:
        return error.what, entry.at(*steps)
    start = min(int(found[1]), len(text)) - 1
    return error.what[: found.start()], entry.inside(steps, start, start + 1)


def _is_right(value: float, answer: float, tolerance: NumericAnswer) -> bool:
    """Whether a wrong number lies so near the answer that it would be graded right."""
    allowed = max((tolerance.rtol or 0) * abs(answer), tolerance.atol or 0)
    return abs(value - answer) <= allowed


def _at(draw: Values) -> str:
    return f" at {', '.join(f'{name} = {value}' for name, value in draw.items())}" if draw else ""
