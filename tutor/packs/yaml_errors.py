"""What a YAML error means, in an author's words.

libyaml says what its state machine expected. Here each of its messages becomes what was most likely written, the place
an author should look at, and what to do.
"""

from __future__ import annotations

import re
from typing import Any

Told = tuple[tuple[int, int, int], str, str]
"""Place (line, column, width), message, help."""

_QUOTE = "put the whole text in quotes, or write it below a `|`"
_LINE_UP = "line it up with the keys above it; a text of several lines goes below a `|`, indented"
_UNCLOSED = "a quote opens here and does not close"
_CLOSE = "close it; in single quotes an apostrophe is doubled: ''"
_CLOSED = re.compile(r"""(?:\[[^\[\],]+\]|\{[^{},:]+\}|"[^"]*"|'[^']*')\s*[^\s,\]})#:]""")
_DASH = re.compile(r"\s*-[\w\"']")
_VALUE = re.compile(r"""^(?P<before>\s*(?:-\s+)*(?:[\w-]+:\s+)?)(?P<value>\S.*)$""")

_MEANINGS: dict[str, tuple[str, str]] = {
    "mapping values are not allowed in this context": ("an unquoted `: ` inside a text", _QUOTE),
    "could not find expected ':'": (
        "a line that is neither `key: value` nor part of a text",
        "write `key: value`; a text of several lines goes below a `|`, indented",
    ),
    "found unknown escape character": (
        "a backslash in double quotes that YAML does not know",
        "double it, or use single quotes, or a `|` block: there a backslash is a backslash",
    ),
    "block sequence entries are not allowed in this context": (
        "a list item `- ` where none can stand",
        "begin the list on a line of its own, below its key",
    ),
    "did not find expected '-' indicator": ("this line does not belong to the list above it", _LINE_UP),
    "did not find expected key": ("this does not continue what is above it", _LINE_UP),
    "did not find expected ',' or '}'": (
        "in `{…}`: a comma or the closing `}` is missing before this",
        "a text with `,`, `:`, `[` or `{` in it needs quotes around it",
    ),
    "did not find expected ',' or ']'": (
        "in `[…]`: a comma or the closing `]` is missing before this",
        "a text with `,`, `:`, `]` or `{` in it needs quotes around it",
    ),
    "did not find expected node content": ("a value is missing here", "write it, or delete the comma before it"),
    "did not find expected <document start>": ("this does not continue what is above it", _LINE_UP),
    "did not find expected comment or line break": (
        "after `|` or `>` the line must end",
        "put the text on the next line, indented",
    ),
    "mapping keys are not allowed in this context": ("a `? ` where no key can stand", _QUOTE),
    "found an indentation indicator equal to 0": ("`|0` is no indentation", "write `|` alone"),
}


def explain(error: Any, lines: list[str]) -> Told:
    """Place, message and help for a yaml.MarkedYAMLError."""
    problem: str = error.problem or ""
    mark = error.problem_mark or error.context_mark
    context: str = error.context or ""
    if (
        mark.line >= len(lines)
        or context == "while scanning a simple key"
        or ("quoted scalar" in context and "escape" not in problem)
    ):
        mark = error.context_mark or mark
    line = lines[mark.line] if mark.line < len(lines) else ""
    place = (mark.line + 1, mark.column + 1, 1)
    if "quoted scalar" in context and problem in (
        "found unexpected end of stream",
        "found unexpected document indicator",
    ):
        return place, _UNCLOSED, _CLOSE
    indent = line[: len(line) - len(line.lstrip())]
    if odd := "".join(c for c in indent if c != " ")[:1] or ("\t" if "\t" in line[: mark.column + 1] else ""):
        what = "a tab" if odd == "\t" else f"a space that is none (U+{ord(odd):04X})"
        return (mark.line + 1, line.index(odd) + 1, 1), f"{what} where YAML wants spaces", "indent with spaces"
    if "escape" in problem and mark.column < len(line):
        message, remedy = _MEANINGS["found unknown escape character"]
        start = line.rfind("\\", 0, mark.column + 1)
        return (mark.line + 1, start + 1, mark.column + 1 - start), message, remedy
    if told := _begins_with_a_sign(error, lines) or _open_quote(mark.line, lines) or _open_bracket(error, line):
        return told
    if _DASH.match(line):
        return place, "a list item without a space after its dash", "write `- `"
    message, remedy = _MEANINGS.get(problem, (f"not valid YAML: {problem}", _QUOTE))
    return place, message, remedy


def _begins_with_a_sign(error: Any, lines: list[str]) -> Told | None:
    """A value whose first character means something to YAML: the reason for most errors further on in its line."""
    for mark in (error.problem_mark, error.context_mark):
        if mark is None or mark.line >= len(lines) or not (found := _VALUE.match(lines[mark.line])):
            continue
        value, column = found["value"], found.start("value")
        if column > mark.column:
            continue
        place = (mark.line + 1, column + 1, 1)
        if value[0] in "@`%*&!" or value.startswith("{{") or (value[0] in "{[" and _goes_on(value)):
            sign = "a backtick" if value[0] == "`" else f"`{value[0]}`"
            return place, f"a text cannot begin with {sign} unless it is quoted", _QUOTE
        if value[0] in "\"'" and _goes_on(value):
            remedy = "quote the whole text with the other kind of quotes"
            return place, "a text that begins with a quote must end with it", remedy
    return None


def _open_quote(at: int, lines: list[str]) -> Told | None:
    """A value above with a quote that closes only in a later text, which is where YAML stumbles."""
    for number in range(at - 1, max(-1, at - 30), -1):
        found = _VALUE.match(lines[number])
        if found and (quote := found["value"][0]) in "\"'" and found["value"].count(quote) == 1:
            return (number + 1, found.start("value") + 1, 1), _UNCLOSED, _CLOSE
    return None


def _open_bracket(error: Any, line: str) -> Told | None:
    """A bracket opened on an earlier line, where this line begins with what can't be inside it."""
    opened, found = error.context_mark, error.problem_mark
    expects_end = (error.problem or "").startswith("did not find expected ','")
    if not expects_end or opened.line == found.line or line[: found.column].strip():
        return None
    bracket = "`[`" if "]" in error.problem else "`{`"
    return (opened.line + 1, opened.column + 1, 1), f"a {bracket} opens here and does not close", "close it"


def _goes_on(value: str) -> bool:
    """Whether words follow what `[…]`, `{…}` or quotes enclose: `[x] is`, `"word" and more`."""
    return _CLOSED.match(value) is not None
