"""The Markdown of a pack: maths that can be drawn, `{{names}}` that are known, addresses that can be opened."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from functools import lru_cache
from typing import Any, Literal

from tutor import expr
from tutor.authoring.references import Known, measure_problem
from tutor.errors import MathsError
from tutor.packs.loader import Entry
from tutor.packs.model import Explanation, NumericQuestion, Question
from tutor.packs.parse import Place
from tutor.packs.problems import Problem, suggest
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
_SIGNS = re.compile(r"\$|\{\{|\]\(")
_LINK = re.compile(r"\]\(\s*<?([^\s)>]+)")


def question_texts(entry: Entry[Question], known: Known) -> Iterator[Problem]:
    """What is wrong with the Markdown of a question."""
    names = entry.value.vars if isinstance(entry.value, NumericQuestion) else {}
    used: set[str] = set()
    for steps, text in _texts(entry.data(), ()):
        if not _SIGNS.search(text):
            continue

        def where(start: int, end: int, steps: Steps = steps) -> Place:
            return entry.inside(steps, start, end)

        yield from _problems(entry, text, names, known, where)
        used.update(span.text for span in markup.spans(text) if span.kind == "var")
    if isinstance(entry.value, NumericQuestion):
        expressions = (entry.value.answer.expr or "0", *(wrong.expr for wrong in entry.value.wrong))
        used.update(name for expression in expressions for name in expr.parse(expression).names)
        for name in sorted(names.keys() - used):
            place = entry.key("vars", name)
            yield entry.problem("P225", f"nothing uses `{name}`", f"write `{{{{{name}}}}}` or delete it", place=place)


def explanation_texts(entry: Entry[Explanation], known: Known) -> Iterator[Problem]:
    """What is wrong with the Markdown of an explanation."""
    body = entry.document.body

    def where(start: int, end: int) -> Place:
        return entry.document.place(body + start, body + end)

    yield from _problems(entry, entry.value.body, (), known, where)


def _texts(data: Any, steps: Steps) -> Iterator[tuple[Steps, str]]:
    """The Markdown in a question's data, and where it is. A rejected `text` is no Markdown: learners type it."""
    for key, value in data.items():
        if key in _MARKDOWN:
            if isinstance(value, str):
                if key != "text" or steps[:1] != ("reject",):
                    yield (*steps, key), value
            elif isinstance(value, list):
                yield from (((*steps, key, index), text) for index, text in enumerate(value))
        elif key in _PARTS and value:
            for step, part in enumerate(value) if isinstance(value, list) else value.items():
                if isinstance(part, dict):
                    yield from _texts(part, (*steps, key, step))
                elif key == "answers":
                    yield (*steps, key, step), part


def _problems(entry: Entry[Any], text: str, names: Collection[str], known: Known, where: Where) -> Iterator[Problem]:
    spans = list(markup.spans(text))
    ends = [*(span.start for span in spans[1:]), len(text)]
    for span, end in zip(spans, ends, strict=True):
        if span.kind == "maths" or span.kind == "display":
            if told := _undrawable(span.text, span.kind):
                yield entry.problem("P230", *told, place=where(span.start, end))
        elif span.kind == "measure":
            if problem := measure_problem(entry, span.text, known, where(span.start, end)):
                yield problem
        elif span.kind == "var" and span.text not in names:
            message = f"nothing is called `{{{{{span.text}}}}}`"
            remedy = suggest(span.text, names, "only the `vars` of a numeric question are filled in")
            yield entry.problem("P224", message, remedy, place=where(span.start, end))
        elif span.kind == "text":
            yield from _links(entry, span, where)


def _links(entry: Entry[Any], span: markup.Span, where: Where) -> Iterator[Problem]:
    for found in _LINK.finditer(span.text):
        if not links.safe(found[1]):
            place = where(span.start + found.start(1), span.start + found.end(1))
            yield entry.problem("P231", f"`{found[1]}` is not a web address", "it begins with https://", place=place)


@lru_cache(maxsize=20_000)
def _undrawable(latex: str, kind: Literal["maths", "display"]) -> tuple[str, str] | None:
    """Why the formula cannot be drawn, and what to do; None if it can."""
    try:
        if kind == "maths":
            maths.inline(latex)
        else:
            maths.display(latex)
    except MathsError as error:
        return error.what, error.remedy
    return None
