"""What authors write: Markdown with maths, measured numbers and drawn variables in it.

    $x_t$                        maths in a line: opens before a non-space; closes after one, and not before a digit
    $$x_t$$                      maths on lines of its own
    \\$                           a dollar; so is one that opens nothing, as in "$50K to $8K"
    {{measure demo.name}}        a number that a demo measured
    {{layers}}                   a variable of the question, or a parameter of the demo

Nothing is looked for inside code (backticks and fences). Maths is drawn before Markdown sees it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Literal, NamedTuple, cast

from tutor.errors import MathsError
from tutor.text import maths

Kind = Literal["text", "maths", "display", "code", "measure", "var"]
Value = int | float | str
Measure = Callable[[str], str]

_MARK = re.compile(
    r"""
      \\[!-/:-@\[-`{-~]                                                            # an escaped mark is none
    | (?P<code> ^[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t][ \t>]*)*                     # a fence, perhaps in a list
                (?P<rail>`{3,}(?=[^`\n]*$)|~{3,}) .*+
                (?:\n(?![ \t>]*(?P=rail)[`~]*[ \t]*$).*+)*+ (?:\n.*+)?
              | (?P<run>`++) (?:[^\n`]++|\n(?![ \t]*\n)|(?!(?P=run)(?!`))`++)++ (?P=run) )      # a code span
    | `+
    | \$\$(?!\s*\$\$)(?P<display>(?:[^\\$\n]++|\\.|\$(?!\$)|\\?\n(?![ \t]*\n))++)\$\$
    | \$(?![\s$])(?P<maths>(?:[^\\$`\n]++|\\.|\\?\n(?![ \t]*\n))++)(?<!\s)\$(?!\d)
    | \{\{\s*measure\s+(?P<measure>[^\s{}]+)\s*\}\}
    | \{\{\s*(?P<var>[A-Za-z_][\w.-]*)\s*\}\}
    """,
    re.VERBOSE | re.MULTILINE,
)
_VAR = re.compile(r"\{\{\s*([A-Za-z_]\w*)\s*\}\}")
_CONTAINER = re.compile(r"[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t][ \t>]*)*")
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_CODE_INDENT = "    "


class Span(NamedTuple):
    """A stretch of an author's text. The spans of a text are the text, from its first character to its last.

    text   what the marks hold: LaTeX, `demo.name`, a variable's name; for text and code, the stretch as it stands
    start  where it begins in the author's text, marks included; `end` is where the next one does
    """

    kind: Kind
    text: str
    start: int
    end: int


def spans(text: str) -> Iterator[Span]:
    """The text cut into what is maths, code, a measure, a variable, and the rest.

    >>> [(span.kind, span.text) for span in spans("from $50K to $8K: $d_k$")]
    [('text', 'from $50K to $8K: '), ('maths', 'd_k')]
    """
    end = 0
    for match in _MARK.finditer(text):
        if match.lastgroup is None:
            continue
        if end < match.start():
            yield Span("text", text[end : match.start()], end, match.start())
        kind = cast(Kind, match.lastgroup)
        yield Span(kind, match[kind], match.start(), match.end())
        end = match.end()
    if end < len(text):
        yield Span("text", text[end:], end, len(text))


def fill(text: str, values: Mapping[str, Value]) -> str:
    """The text with `{{name}}` replaced, in maths too (as one group, so `2^{{n}}` is 2 to the n).

    A name that has no value stays as it is written: `spans` finds it.

    >>> fill("{{layers}} layers, $2^{{layers}}$", {"layers": 80})
    '80 layers, $2^{80}$'
    """
    return "".join(_filled(span, text[span.start : span.end], values) for span in spans(text))


def to_markdown(text: str, measure: Measure) -> str:
    """Markdown that draws maths as it stands on a terminal, and reads the same as the author's otherwise.

    Maths in a line is escaped, so that no `*`, `_`, `|` or `<` in it is read again; a display is a block of indented
    code, inside the list item or quotation it was written in. What cannot be drawn is shown as its LaTeX.

    measure  gives the Markdown that stands for a measure such as `gradient_decay.rnn_factor`
    """
    out: list[str] = []
    for span in spans(text):
        match span.kind:
            case "maths":
                out.append(_inline(span.text))
            case "display" if _is_within_a_line(text, span):
                out.append(_inline(span.text))
            case "display":
                _put_display(out, text, span)
            case "measure":
                out.append(measure(span.text))
            case _:
                out.append(text[span.start : span.end])
    return "".join(out)


def to_plain(text: str, measure: Measure | None = None) -> str:
    """The words alone, for line mode: no marks of Markdown, maths drawn, links as `text (url)`, code as it stands.

    A paragraph is one line, to be wrapped where it is shown; a blank line parts it from the next.

    measure  gives the words that stand for a measure; without it, its name does
    """
    from tutor.text.plain import words

    return words(to_markdown(text, lambda name: escape(measure(name) if measure else name)))


def escape(words: str) -> str:
    """Markdown that shows these words and nothing else.

    >>> escape("x[:, i] * 2")
    'x\\\\[\\\\:\\\\, i\\\\] \\\\* 2'
    """
    return _PUNCTUATION.sub(r"\\\1", words)


def _filled(span: Span, source: str, values: Mapping[str, Value]) -> str:
    if span.kind == "var" and span.text in values:
        return _written(values[span.text])
    if span.kind in ("maths", "display"):
        return _VAR.sub(lambda m: f"{{{_latex(values[m[1]])}}}" if m[1] in values else m[0], source)
    return source


def _written(value: Value) -> str:
    """The value as a reader would write it: 1e-5 and 4,096, not 1e-05 and 4096."""
    if isinstance(value, float):
        return re.sub(r"e([+-])0?", lambda m: "e" + m[1].strip("+"), str(value))
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


def _latex(value: Value) -> str:
    if isinstance(value, str):
        return "\\text{" + re.sub(r"([&%#$_{}])", r"\\\1", value) + "}"
    mantissa, _, exponent = _written(value).partition("e")
    return f"{mantissa} \\times 10^{{{exponent}}}" if exponent else mantissa


def _inline(latex: str) -> str:
    try:
        return escape(maths.inline(latex))
    except MathsError:
        return escape(f"${' '.join(latex.split())}$")


def _is_within_a_line(text: str, span: Span) -> bool:
    """Whether a display stands in a heading or a row of a table, which have one line only."""
    start = text.rfind("\n", 0, span.start) + 1
    line = text[start : span.start]
    return line[_container(line) :].startswith(("|", "#"))


def _put_display(out: list[str], text: str, span: Span) -> None:
    """Add a display as a block of code, and what parts it from the text on both sides."""
    line = text[text.rfind("\n", 0, span.start) + 1 : span.start]
    container = line[: _container(line)]
    carried = re.sub(r"[^>\s]", " ", container)  # what the lines after the first begin with: quotation marks and indent
    blank = carried.rstrip()
    if line != container or not container.strip(" \t>"):
        out.append(f"\n{blank}\n{carried}")
    else:  # right after a list's marker: code there begins one space after it
        out[-1] = out[-1].rstrip() + " "
        carried = carried[: len(container.rstrip()) + 1]
    rows = _display_rows(span.text, quotes=container.count(">"))
    out.append("\n".join([_CODE_INDENT + rows[0], *[carried + _CODE_INDENT + row for row in rows[1:]]]))
    rest = text[span.end :].partition("\n")[0]
    out.append(f"\n{blank}\n{carried}" if rest.strip() else f"\n{blank}")


def _container(line: str) -> int:
    """How much of a line's beginning says which lists and quotations it is in."""
    match = _CONTAINER.match(line)
    return match.end() if match else 0


def _display_rows(latex: str, *, quotes: int) -> list[str]:
    source = re.sub(rf"\n(?:[ \t]*>){{0,{quotes}}}", "\n", latex).strip()
    try:
        return maths.display(source)
    except MathsError:
        return source.split("\n")
