"""The Markdown of a pack: maths that can be drawn, `{{names}}` that are known, addresses that can be opened."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any, Literal

from tutor.authoring.references import Known, unknown_measure
from tutor.errors import MathsError
from tutor.packs.figures import parsed
from tutor.packs.loader import Entry
from tutor.packs.model import Explanation, NumericQuestion, Question
from tutor.packs.parse import Place
from tutor.packs.problems import Problem, suggest
from tutor.packs.variant import Values, variables
from tutor.text import links, markup, maths

Steps = tuple[str | int, ...]
Where = Callable[[int, int], Place]
"""The place of the characters from one offset of a text to another."""

_MARKDOWN = frozenset(
    ("stem", "hints", "explanation", "text", "why", "claim", "correction", "says", "left", "right", "extra")
)
"""The fields that hold Markdown."""
_PARTS = frozenset(("choices", "wrong", "items", "pairs", "blanks", "reject", "points", "answers"))
"""The fields whose parts have such fields."""
_ANY_DIGIT = str.maketrans("0123456789", "1111111111")
"""Formulas that differ in their digits alone are drawn alike, so one of them is tried for all."""
_NAME = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_LINK = re.compile(r"\]\(\s*<?([^\s)>]+)")


def question_texts(entry: Entry[Question], known: Known) -> Iterator[Problem]:
    """What is wrong with the Markdown of a question."""
    question = entry.value
    values = {name: options[0] for name, options in variables(question).items()}
    used: set[str] = set()
    for steps, text in _texts(entry.data(), ()):
        if "$" not in text and "{{" not in text and "](" not in text:
            continue

        def where(start: int, end: int, steps: Steps = steps) -> Place:
            return entry.inside(steps, start, end)

        yield from _problems(entry, text, values, known, where)
        used.update(_NAME.findall(text))
    if isinstance(question, NumericQuestion):
        expressions = (question.answer.expr or "0", *(wrong.expr for wrong in question.wrong))
        used.update(name for expression in expressions for name in parsed(expression).names)
        for name in sorted(question.vars.keys() - used):
            place = entry.key("vars", name)
            yield entry.problem("P225", f"nothing uses `{name}`", f"write `{{{{{name}}}}}` or delete it", place=place)


def explanation_texts(entry: Entry[Explanation], known: Known) -> Iterator[Problem]:
    """What is wrong with the Markdown of an explanation."""
    body = entry.document.body

    def where(start: int, end: int) -> Place:
        return entry.document.place(body + start, body + end)

    yield from _problems(entry, entry.value.body, {}, known, where)


def _texts(data: Any, steps: Steps) -> list[tuple[Steps, str]]:
    """The Markdown in a question's data, and where it is. A rejected `text` is no Markdown: learners type it."""
    found: list[tuple[Steps, str]] = []
    for key, value in data.items():
        if key in _MARKDOWN:
            if isinstance(value, str):
                if key != "text" or steps[:1] != ("reject",):
                    found.append(((*steps, key), value))
            elif isinstance(value, list):
                found += [((*steps, key, index), text) for index, text in enumerate(value)]
        elif key in _PARTS and value:
            for step, part in enumerate(value) if isinstance(value, list) else value.items():
                if isinstance(part, dict):
                    found += _texts(part, (*steps, key, step))
                elif key == "answers":
                    found.append(((*steps, key, step), part))
    return found


def _problems(entry: Entry[Any], text: str, values: Values, known: Known, where: Where) -> Iterator[Problem]:
    for span in markup.spans(text):
        if span.kind == "maths" or span.kind == "display":
            latex = span.text
            if values and "{{" in latex:
                latex = next(markup.spans(markup.fill(text[span.start : span.end], values))).text
            if told := _undrawable(latex, span.kind):
                yield entry.problem("P230", *told, place=where(span.start, span.end))
        elif span.kind == "measure":
            if unknown := unknown_measure(span.text, known):
                yield entry.problem(*unknown, place=where(span.start, span.end))
        elif span.kind == "var" and span.text not in values:
            message = f"nothing is called `{{{{{span.text}}}}}`"
            remedy = suggest(span.text, values, "only the `vars` of a numeric question are filled in")
            yield entry.problem("P224", message, remedy, place=where(span.start, span.end))
        elif span.kind == "text" and "](" in span.text:
            yield from _links(entry, span, where)


def _links(entry: Entry[Any], span: markup.Span, where: Where) -> Iterator[Problem]:
    for found in _LINK.finditer(span.text):
        if not links.safe(found[1]):
            place = where(span.start + found.start(1), span.start + found.end(1))
            yield entry.problem("P231", f"`{found[1]}` is not a web address", "it begins with https://", place=place)


def _undrawable(latex: str, kind: Literal["maths", "display"]) -> tuple[str, str] | None:
    """Why the formula cannot be drawn, and what to do; None if it can."""
    if _is_drawn(latex.translate(_ANY_DIGIT), kind):
        return None
    try:
        _draw(latex, kind)
    except MathsError as error:
        return error.what, error.remedy
    return None


@lru_cache(maxsize=20_000)
def _is_drawn(latex: str, kind: Literal["maths", "display"]) -> bool:
    try:
        _draw(latex, kind)
    except MathsError:
        return False
    return True


def _draw(latex: str, kind: Literal["maths", "display"]) -> None:
    maths.inline(latex) if kind == "maths" else maths.display(latex)
