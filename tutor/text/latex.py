"""LaTeX maths cut into tokens: the one door to pylatexenc, which knows LaTeX's grammar and nothing about drawing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from pylatexenc.latexwalker import (
    LatexCharsNode,
    LatexEnvironmentNode,
    LatexGroupNode,
    LatexMacroNode,
    LatexMathNode,
    LatexWalker,
    LatexWalkerEndOfStream,
    LatexWalkerParseError,
)
from pylatexenc.macrospec import LatexContextDb, std_environment, std_macro

from tutor.errors import MathsError
from tutor.text.symbols import ACCENTS, ALPHABETS, ENVIRONMENTS, UPRIGHT, WORDS

MAX_LENGTH = 2_000
MAX_DEPTH = 30
FRACTIONS = ("frac", "dfrac", "tfrac", "binom")
TAKES = (
    dict.fromkeys([*WORDS, *UPRIGHT, *ALPHABETS, *ACCENTS], "{")
    | dict.fromkeys(FRACTIONS, "{{")
    | {"sqrt": "[{", "operatorname": "*{"}
)
"""The macros that take arguments, and which, in pylatexenc's notation."""

_PIECE = re.compile(r":=|\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|(?:\d+(?:\.\d+)?|\.\d+)(?:e[+-]?\d+)?|\s+|.", re.DOTALL)
_OPENS = re.compile(r"\\begin|\\[(\[]|\{|\\(?:sqrt|\\)\s*\[")
_NESTING = re.compile(r"\\(?:sqrt|\\)\s*\[|\\begin\b|\\end\b|\\[(\[)\]]|\\.|[{}%]", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Group:
    """What braces hold."""

    inside: tuple[Token, ...]


@dataclass(frozen=True, slots=True)
class Maths:
    """`$…$` within `\\text{…}`."""

    inside: tuple[Token, ...]


@dataclass(frozen=True, slots=True)
class Macro:
    """A name with a backslash. An optional argument that is not there is None."""

    name: str
    arguments: tuple[tuple[Token, ...] | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Environment:
    """`\\begin{name}…\\end{name}`; `columns` is what an array says of them."""

    name: str
    columns: str
    inside: tuple[Token, ...]


Token = str | Group | Maths | Macro | Environment
"""A string is one character, a whole number (`1,000`, `1e-3`), or white space."""


def tokens(latex: str) -> tuple[Token, ...]:
    """The tokens of a formula.

    raises  MathsError if the source is no LaTeX, or too long or too deeply nested to draw
    """
    _refuse_what_is_too_much(latex)
    walker = _Walker(unicodedata.normalize("NFC", latex), latex_context=_context(), tolerant_parsing=False)
    try:
        nodes = walker.get_latex_nodes(parsing_state=walker.make_parsing_state(in_math_mode=True))[0]
    except LatexWalkerParseError as error:
        raise MathsError(
            f"maths `{_short(latex)}` is incomplete: {error.msg.splitlines()[0].lower()}",
            remedy="check its braces, its `\\begin`s and the arguments of its macros",
        ) from error
    finally:
        walker.let_go()
    return tuple(_tokens(nodes))


class _Walker(LatexWalker):  # type: ignore[misc]
    """Lets go of its callers when it has read.

    pylatexenc keeps the exception at the end of the text, which keeps the frame that keeps it, and all that called
    it, such as the screen to be drawn or the packs to be checked, until Python's collector comes by.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._ends: list[LatexWalkerEndOfStream] = []

    def get_token(self, *args: Any, **options: Any) -> Any:
        try:
            return super().get_token(*args, **options)
        except LatexWalkerEndOfStream as end:
            self._ends.append(end)
            raise

    def let_go(self) -> None:
        while self._ends:
            self._ends.pop().__traceback__ = None


def too_deep() -> MathsError:
    return MathsError(f"maths nested more than {MAX_DEPTH} deep", remedy="split the formula up")


def _refuse_what_is_too_much(latex: str) -> None:
    """Refuse what would be slow to read, or too deep for a recursive reader."""
    if len(latex) > MAX_LENGTH:
        raise MathsError(
            f"maths of {len(latex):,} characters", remedy=f"split it up: at most {MAX_LENGTH:,} can be drawn"
        )
    depth = 0
    for mark in _NESTING.findall(latex):
        if mark == "%":
            raise MathsError("`%` starts a comment, which hides the rest of the formula", remedy="write `\\%`")
        depth += _OPENS.match(mark) is not None
        depth -= mark in ("}", "\\end", "\\)", "\\]")  # which `]` ends an optional argument only pylatexenc knows
        if depth > MAX_DEPTH:
            raise too_deep()
    if (len(latex) - len(latex.rstrip("\\"))) % 2:
        raise MathsError("a backslash with nothing after it", remedy="remove it, or name the macro")


@cache
def _context() -> LatexContextDb:
    context = LatexContextDb()
    context.add_context_category(
        "maths",
        macros=[std_macro(name, takes) for name, takes in {**TAKES, "\\": "["}.items()],
        environments=[std_environment(name, "{" if name == "array" else "") for name in ENVIRONMENTS],
    )
    return context


def _tokens(nodes: Iterable[Any]) -> Iterator[Token]:
    before: Any = None
    for node in nodes:
        if _ends_with_space(before) and _is_set_apart(node):
            yield " "  # `\theta | x`: the space that ends a name counts before a bar, as the one after the bar does
        yield from _token(node)
        before = node


def _token(node: Any) -> Iterator[Token]:
    match node:
        case LatexCharsNode():
            yield from _PIECE.findall(node.chars)
        case LatexGroupNode():
            yield Group(tuple(_tokens(node.nodelist)))
        case LatexMathNode():
            yield Maths(tuple(_tokens(node.nodelist)))
        case LatexMacroNode():
            yield Macro(node.macroname, _arguments(node))
        case LatexEnvironmentNode():
            columns = node.nodeargd.argnlist[0].latex_verbatim() if node.nodeargd.argnlist else ""
            yield Environment(node.environmentname, columns.strip("{}").replace(" ", ""), tuple(_tokens(node.nodelist)))


def _arguments(node: Any) -> tuple[tuple[Token, ...] | None, ...]:
    given = node.nodeargd.argnlist if node.nodeargd is not None else None
    if node.macroname in TAKES and not given:
        raise MathsError(f"`\\{node.macroname}` as the argument of another macro", remedy="put braces round it")
    return tuple(None if argument is None else _argument(argument) for argument in given or ())


def _argument(node: Any) -> tuple[Token, ...]:
    return tuple(_tokens(node.nodelist if isinstance(node, LatexGroupNode) else [node]))


def _ends_with_space(node: Any) -> bool:
    return isinstance(node, LatexMacroNode) and bool(node.macro_post_space)


def _is_set_apart(node: Any) -> bool:
    """Whether it begins with a mark whose distance is the author's choice, and the same on both sides."""
    if isinstance(node, LatexMacroNode):
        return bool(node.macroname == "|")
    return isinstance(node, LatexCharsNode) and bool(node.chars.startswith(("|", "/", ":")))


def _short(latex: str) -> str:
    line = " ".join(latex.split())
    return line if len(line) <= 40 else line[:39] + "…"
