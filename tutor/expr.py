"""Small expressions over named numbers: the answer of a numeric question, what a measure is expected to be.

    or · and · not · < <= > >= == != (chained, as in `0.8 < ratio < 0.9`) · + - · * / // % · signs · ** · ( )
    numbers (3, 0.5, 1e-3) · names · min max abs round sqrt log log2 exp

They mean what they mean in Python, within a calculator's bounds: nothing beyond 1.8e308, no infinity made of finite
numbers, and a NaN makes each comparison false. Python itself never evaluates them.
"""

from __future__ import annotations

import difflib
import math
import operator
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, NoReturn

from tutor.errors import ExpressionError

Number = float | int | bool
Values = Mapping[str, Number]
Node = Callable[[Values], Number]
"""A part of an expression, ready to be evaluated."""

MAX_LENGTH = 500
MAX_DEPTH = 30
MAX_BITS = 1_024
"""Whole numbers as large as the largest float."""
MAX_DIGITS = 308
"""The most digits that `round` can be asked for."""

_TOKEN = re.compile(
    r"\s*(?:(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)"
    r"|(?P<name>[A-Za-z_]\w*)"
    r"|(?P<mark>\*\*|//|<=|>=|==|!=|[-+*/%<>(),])"
    r"|(?P<end>\Z)"
    r"|(?P<other>\S))",
    re.ASCII,
)
_REMEDIES = {
    "^": "a power is `**`",
    "=": "equality is `==`",
    "!": "write `not`, or `!=`",
    "&": "write `and`",
    "|": "write `or`",
    "×": "write `*`",
    "·": "write `*`",
    "÷": "write `/`",
    "−": "write `-`",
    "≤": "write `<=`",
    "≥": "write `>=`",
    "≠": "write `!=`",
    '"': "only numbers can be compared",
    "'": "only numbers can be compared",
    "not": "put it in brackets: `(not …)`",
}
_ARITHMETIC: dict[str, Callable[[Number, Number], Number]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "//": operator.floordiv,
    "%": operator.mod,
}
_COMPARISONS: dict[str, Callable[[Number, Number], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}
_WORDS = ("and", "or", "not")


@dataclass(frozen=True, slots=True)
class Expr:
    """An expression that has been read.

    names  the names it needs values for
    """

    text: str
    names: frozenset[str]
    _root: Node = field(repr=False, compare=False)

    def evaluate(self, values: Values) -> Number:
        """The value. Whole numbers stay exact; a comparison gives a bool, `and` and `or` one of their sides.

        raises  ExpressionError if a name has no value, or the whole has none (1/0, sqrt(-1), 2**10000)
        """
        return self._root(values)


def parse(text: str) -> Expr:
    """Read an expression.

    raises  ExpressionError with the column of what cannot be read

    >>> parse("2*2*layers*kv_heads*d_head").evaluate({"layers": 32, "kv_heads": 8, "d_head": 128})
    131072
    """
    if len(text) > MAX_LENGTH:
        raise ExpressionError(
            f"an expression of {len(text):,} characters", remedy=f"use shorter names: {MAX_LENGTH} can be read"
        )
    return _Parser(list(_tokens(text))).whole(text)


class _Token(NamedTuple):
    """A piece of the source. `kind` is number, name, mark, end or other; columns count from 1."""

    kind: str
    text: str
    column: int


def _tokens(text: str) -> Iterator[_Token]:
    for match in _TOKEN.finditer(text):
        kind = str(match.lastgroup)
        yield _Token(kind, match[kind], match.start(kind) + 1)


@dataclass
class _Parser:
    """Reads by levels, loosest first. A level with nothing to do hands its part on as it is."""

    tokens: list[_Token]
    at: int = 0
    depth: int = 0
    names: set[str] = field(default_factory=set)

    def whole(self, text: str) -> Expr:
        if self.tokens[0].kind == "end":
            raise ExpressionError("an expression with nothing in it", remedy="write one, such as `2 * layers`")
        root = self._either()
        if self._next.kind != "end":
            self._misplaced(self._next)
        return Expr(text, frozenset(self.names), root)

    @property
    def _next(self) -> _Token:
        return self.tokens[self.at]

    def _take(self, texts: Iterable[str]) -> _Token | None:
        """The next token if it is one of these marks or words."""
        token = self._next
        if token.kind in ("mark", "name") and token.text in texts:
            self.at += 1
            return token
        return None

    def _deeper(self, read: Callable[[], Node]) -> Node:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            _fail(f"nested more than {MAX_DEPTH} deep", self._next.column, "split the expression up")
        node = read()
        self.depth -= 1
        return node

    def _either(self) -> Node:
        sides = [self._both()]
        while self._take(["or"]):
            sides.append(self._both())
        return sides[0] if len(sides) == 1 else _first_that(sides, stop=True)

    def _both(self) -> Node:
        sides = [self._negation()]
        while self._take(["and"]):
            sides.append(self._negation())
        return sides[0] if len(sides) == 1 else _first_that(sides, stop=False)

    def _negation(self) -> Node:
        if self._take(["not"]):
            node = self._deeper(self._negation)
            return lambda values: not node(values)
        return self._comparison()

    def _comparison(self) -> Node:
        first = self._sum()
        rest: list[tuple[str, Node]] = []
        while token := self._take(_COMPARISONS):
            rest.append((token.text, self._sum()))
        return _compared(first, rest) if rest else first

    def _sum(self) -> Node:
        return self._chain(("+", "-"), self._product)

    def _product(self) -> Node:
        return self._chain(("*", "/", "//", "%"), self._signed)

    def _chain(self, marks: tuple[str, ...], part: Callable[[], Node]) -> Node:
        first = part()
        rest: list[tuple[_Token, Node]] = []
        while token := self._take(marks):
            rest.append((token, part()))
        return _chained(first, rest) if rest else first

    def _signed(self) -> Node:
        token = self._take(("+", "-"))
        if token is None:
            return self._power()
        node = self._deeper(self._signed)
        if token.text == "+":
            return lambda values: +node(values)
        return lambda values: -node(values)

    def _power(self) -> Node:
        base = self._atom()
        token = self._take(("**",))
        if token is None:
            return base
        exponent = self._deeper(self._signed)
        column = token.column
        return lambda values: _power(base(values), exponent(values), column)

    def _atom(self) -> Node:
        token = self._next
        if self._take(("(",)):
            node = self._deeper(self._either)
            self._close(token)
            return node
        if token.kind == "number":
            self.at += 1
            return _constant(token)
        if token.kind != "name" or token.text in _WORDS:
            self._misplaced(token)
        self.at += 1
        if self._take(("(",)):
            return self._call(token)
        if token.text in _FUNCTIONS:
            _fail(f"`{token.text}` is a function", token.column, f"call it: `{token.text}(…)`")
        self.names.add(token.text)
        return _looked_up(token)

    def _call(self, token: _Token) -> Node:
        if token.text not in _FUNCTIONS:
            _fail(
                f"`{token.text}` is not a function",
                token.column,
                _suggestion(token.text, _FUNCTIONS, "the functions are"),
            )
        function, least, most = _FUNCTIONS[token.text]
        arguments: list[Node] = []
        if self._next.text != ")":
            arguments.append(self._deeper(self._either))
            while self._take((",",)):
                arguments.append(self._deeper(self._either))
        self._close(token)
        if not least <= len(arguments) <= most:
            count = _count(least, most)
            _fail(f"`{token.text}` takes {count}, not {len(arguments)}", token.column, "part them with commas")
        return _called(token, function, arguments)

    def _close(self, opened: _Token) -> None:
        if self._take((")",)):
            return
        if self._next.kind == "end":
            _fail("a `(` that is never closed", opened.column, "add the `)`")
        self._misplaced(self._next)

    def _misplaced(self, token: _Token) -> NoReturn:
        before = self.tokens[self.at - 1].text if self.at else ""
        if token.kind == "end":
            _fail(f"nothing follows `{before}`", token.column, "a number, a name or `(` must")
        where = f"cannot follow `{before}`" if before else "cannot begin an expression"
        _fail(f"`{token.text}` {where}", token.column, _remedy(before, token))


def _remedy(before: str, token: _Token) -> str:
    """What to write instead of a token that does not belong where it is."""
    if token.text in _REMEDIES:
        return _REMEDIES[token.text]
    if token.kind == "other" and token.text.isalpha():
        return "names have the letters a to z, digits and `_`"
    if before[:1].isdigit() and token.text.startswith("_"):
        return "write the number without `_`"
    if token.text == ",":
        return "commas part the arguments of a function; numbers are written without"
    if token.text == ")":
        return "a number, a name or `(` goes before it, or it is one too many"
    if (before[-1:].isalnum() or before == ")") and (token.kind in ("name", "number") or token.text == "("):
        return "to multiply, write `*`"
    return "see that numbers and operators take turns"


def _fail(what: str, column: int, remedy: str) -> NoReturn:
    raise ExpressionError(f"{what} (column {column})", remedy=remedy)


def _suggestion(name: str, known: Iterable[str], otherwise: str) -> str:
    names = sorted(known)
    if near := difflib.get_close_matches(name, names, 1):
        return f"did you mean `{near[0]}`?"
    shown = ", ".join(names[:12]) + (", …" if len(names) > 12 else "")
    return f"{otherwise} {shown}" if names else "there are no names here"


def _count(least: int, most: int) -> str:
    if least == most:
        return f"{least} number{'s' * (least > 1)}"
    return f"{least} or {most} numbers" if most < MAX_LENGTH else f"at least {least} numbers"


def _constant(token: _Token) -> Node:
    number = int(token.text) if token.text.isdigit() else float(token.text)
    if isinstance(number, float) and math.isinf(number):
        _too_large(token.column)
    _bounded(number, token.column)
    return lambda _: number


def _looked_up(token: _Token) -> Node:
    def value(values: Values) -> Number:
        if token.text not in values:
            _fail(f"`{token.text}` has no value", token.column, _suggestion(token.text, values, "the names known are"))
        found = values[token.text]
        if not isinstance(found, int | float):
            _fail(f"`{token.text}` is no number", token.column, "only numbers can be computed with")
        return found

    return value


def _first_that(sides: list[Node], *, stop: bool) -> Node:
    """`or` stops at the first side that is true, `and` at the first that is not; either gives the side itself."""

    def value(values: Values) -> Number:
        for side in sides[:-1]:
            if bool(found := side(values)) is stop:
                return found
        return sides[-1](values)

    return value


def _compared(first: Node, rest: list[tuple[str, Node]]) -> Node:
    """A chain holds if each link does; a NaN holds with nothing, not even as `!=`."""

    def value(values: Values) -> Number:
        left = first(values)
        for mark, node in rest:
            right = node(values)
            if _is_nan(left) or _is_nan(right) or not _COMPARISONS[mark](left, right):
                return False
            left = right
        return True

    return value


def _chained(first: Node, rest: list[tuple[_Token, Node]]) -> Node:
    def value(values: Values) -> Number:
        total = first(values)
        for token, node in rest:
            total = _computed(_ARITHMETIC[token.text], token, total, node(values))
        return total

    return value


def _power(base: Number, exponent: Number, column: int) -> Number:
    if isinstance(base, int) and isinstance(exponent, int) and (abs(base).bit_length() - 1) * exponent > MAX_BITS:
        _too_large(column)
    return _computed(operator.pow, _Token("mark", "**", column), base, exponent)


def _called(token: _Token, function: Callable[..., Number], arguments: list[Node]) -> Node:
    def value(values: Values) -> Number:
        return _computed(function, token, *(argument(values) for argument in arguments))

    return value


def _computed(function: Callable[..., Number], token: _Token, *numbers: Number) -> Number:
    """The function's value, if it is a real number within bounds."""
    try:
        result = function(*numbers)
    except ZeroDivisionError:
        _fail("a division by zero", token.column, "see that the divisor cannot be 0")
    except OverflowError:
        _too_large(token.column)
    except ValueError:
        result = None
    if result is None or isinstance(result, complex):
        shown = ", ".join(map(str, numbers))
        shown = f"({numbers[0]}) {token.text} {numbers[1]}" if token.kind == "mark" else f"{token.text}({shown})"
        _fail(f"`{shown}` is no real number", token.column, "keep what it is given in range")
    if isinstance(result, float) and math.isinf(result) and not any(math.isinf(number) for number in numbers):
        _too_large(token.column)
    return _bounded(result, token.column)


def _bounded(number: Number, column: int) -> Number:
    if isinstance(number, int) and number.bit_length() > MAX_BITS:
        _too_large(column)
    return number


def _too_large(column: int) -> NoReturn:
    _fail("a number too large to compute with", column, "the largest is about 1.8e308")


def _is_nan(number: Number) -> bool:
    return isinstance(number, float) and math.isnan(number)


def _least(*numbers: Number) -> Number:
    return math.nan if any(map(_is_nan, numbers)) else min(numbers)


def _greatest(*numbers: Number) -> Number:
    return math.nan if any(map(_is_nan, numbers)) else max(numbers)


def _rounded(number: Number, digits: Number | None = None) -> Number:
    if digits is not None and (not isinstance(digits, int) or abs(digits) > MAX_DIGITS):
        raise ValueError
    return number if _is_nan(number) else round(number, digits)


_FUNCTIONS: dict[str, tuple[Callable[..., Number], int, int]] = {
    # name: what it does, how many numbers it takes at least and at most
    "min": (_least, 2, MAX_LENGTH),
    "max": (_greatest, 2, MAX_LENGTH),
    "abs": (abs, 1, 1),
    "round": (_rounded, 1, 2),
    "sqrt": (math.sqrt, 1, 1),
    "log": (math.log, 1, 1),
    "log2": (math.log2, 1, 1),
    "exp": (math.exp, 1, 1),
}
