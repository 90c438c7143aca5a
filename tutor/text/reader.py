"""LaTeX maths read into a `formula` tree.

What is not known for certain is refused by name: a formula is drawn right or not at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from tutor.errors import MathsError
from tutor.text.formula import SOFT_SPACE, Fence, Fraction, Grid, Node, Root, Row, Script, Symbol
from tutor.text.glyphs import accented, bracket, character, in_alphabet, prose, unknown
from tutor.text.latex import FRACTIONS, MAX_DEPTH, Environment, Group, Macro, Maths, Token, tokens, too_deep
from tutor.text.symbols import (
    ACCENTS,
    ALPHABETS,
    ENVIRONMENTS,
    IGNORED,
    OPERATORS,
    ROOTS,
    SPACES,
    STACKED,
    SYMBOLS,
    UPRIGHT,
    WORDS,
)

_PRIMES = ("′", "″", "‴")
_LENGTH = re.compile(r"-?[\d.]+(?:pt|em|ex|mm|cm)")


def read(latex: str) -> Row:
    """The formula that LaTeX source stands for; several lines (`\\\\`) become a grid.

    raises  MathsError, which names what cannot be drawn and says what to write instead
    """
    lines = _cells(tokens(latex), "", 0)
    if any(len(line) > 1 for line in lines):
        raise MathsError("`&` outside of a table", remedy="write `\\&`, or put it in `\\begin{aligned}`")
    return lines[0][0] if len(lines) == 1 else Row((Grid(lines, "c", aligned=True),))


def _row(source: Iterable[Token], alphabet: str, depth: int) -> Row:
    if depth >= MAX_DEPTH:
        raise too_deep()
    reader = _Reader(alphabet, depth)
    reader.read(list(source))
    return reader.finish()


def _cells(source: Iterable[Token], alphabet: str, depth: int) -> tuple[tuple[Row, ...], ...]:
    """Lines of cells: `\\\\` ends a line and `&` a cell; a last line with nothing in it does not count."""
    lines: list[list[list[Token]]] = [[[]]]
    for token in source:
        if isinstance(token, Macro) and token.name == "\\":
            _refuse_all_but_a_length(token.arguments)
            lines.append([[]])
        elif token == "&":
            lines[-1].append([])
        else:
            lines[-1][-1].append(token)
    if len(lines) > 1 and all(_is_blank(token) for cell in lines[-1] for token in cell):
        lines.pop()
    return tuple(tuple(_row(cell, alphabet, depth + 1) for cell in line) for line in lines)


@dataclass
class _Bracket:
    """A bracket that is still open: what stood before it, and whether `\\left` opened it."""

    symbol: Symbol
    before: list[Node]
    left: bool = False


@dataclass
class _Reader:
    """Reads one row. `alphabet` is what the macro around it says of letters: a name of Unicode's, or `word`."""

    alphabet: str
    depth: int
    items: list[Node] = field(default_factory=list)
    open: list[_Bracket] = field(default_factory=list)

    def read(self, source: list[Token]) -> None:
        source.reverse()
        while source:
            match source.pop():
                case str() as piece if piece.isspace():
                    self.items.append(SOFT_SPACE)
                case "^" | "_" as mark:
                    self._script(mark, self._argument(mark, source))
                case "'":
                    self._prime(source)
                case str() as piece:
                    self._symbol(character(piece, self.alphabet))
                case Group(inside=inside):
                    self.items.append(self._row(inside))
                case Environment() as environment:
                    self.items.append(self._environment(environment))
                case Macro() as macro:
                    self._macro(macro, source)
                case Maths():
                    raise MathsError("maths inside maths", remedy="take the inner `$` or `\\(` out")

    def finish(self) -> Row:
        """What was read. A plain bracket that was never closed stays a character."""
        self._give_up_plain_brackets()
        if self.open:
            raise MathsError("`\\left` without its `\\right`", remedy="close it, with `\\right.` for no bracket")
        return self._inside()

    def _row(self, source: Iterable[Token]) -> Row:
        return _row(source, self.alphabet, self.depth + len(self.open) + 1)

    def _inside(self) -> Row:
        return Row(tuple(part for item in self.items for part in _ungrouped(item)))

    def _symbol(self, symbol: Symbol) -> None:
        """Put a symbol down; a bracket opens or closes a fence, letters of one upright word run together."""
        if symbol.kind == "open":
            self._open_bracket(symbol)
        elif symbol.kind == "close" and self.open and not self.open[-1].left:
            self._close_bracket(symbol.text)
        elif (
            self.alphabet == "word"
            and symbol.text.isalnum()
            and self.items
            and isinstance(last := self.items[-1], Symbol)
            and last.text.isalnum()
        ):
            self.items[-1] = Symbol(last.text + symbol.text)
        else:
            self.items.append(symbol)

    def _open_bracket(self, symbol: Symbol, *, left: bool = False) -> None:
        if self.depth + len(self.open) >= MAX_DEPTH:
            raise too_deep()
        self.open.append(_Bracket(symbol, self.items, left))
        self.items = []

    def _close_bracket(self, text: str) -> None:
        opened = self.open.pop()
        self.items = [*opened.before, Fence(opened.symbol.text, self._inside(), text)]

    def _give_up_plain_brackets(self) -> None:
        while self.open and not self.open[-1].left:
            opened = self.open.pop()
            self.items = [*opened.before, opened.symbol, *self.items]

    def _argument(self, mark: str, source: list[Token]) -> Row:
        """What a script takes: the next group, macro or single character (`x^12` raises the 1 alone)."""
        _skip_space(source)
        if not source or source[-1] in ("^", "_", "&"):
            raise MathsError(f"nothing after `{mark}`", remedy="say what it applies to, in braces")
        token = source.pop()
        if isinstance(token, str):
            source.extend(reversed(token[1:]))
            token = token[0]
        return self._row([token])

    def _prime(self, source: list[Token]) -> None:
        count = 1
        while source and source[-1] == "'":
            source.pop()
            count += 1
        if count > len(_PRIMES):
            raise MathsError(f"{count} primes in a row", remedy=f"write `^{{({count})}}`")
        self._script("^", Row((Symbol(_PRIMES[count - 1]),)))

    def _script(self, mark: str, script: Row) -> None:
        while self.items and self.items[-1] == SOFT_SPACE:
            self.items.pop()
        base = self.items.pop() if self.items else Row()
        if isinstance(base, Row) and len(base.items) == 1 and isinstance(base.items[0], Symbol | Fence):
            base = base.items[0]
        if not isinstance(base, Script):
            base = Script(base)
        if mark == "_":
            if base.sub is not None:
                raise MathsError("two subscripts on one symbol", remedy="group them: `{x_a}_b` or `x_{a,b}`")
            self.items.append(replace(base, sub=script))
            return
        if base.sup is not None:
            if base.sup not in [Row((Symbol(prime),)) for prime in _PRIMES]:
                raise MathsError("two superscripts on one symbol", remedy="group them: `{x^a}^b` or `x^{ab}`")
            script = Row((*base.sup.items, *script.items))
        self.items.append(replace(base, sup=script))

    def _macro(self, macro: Macro, source: list[Token]) -> None:
        name = macro.name
        if name in SYMBOLS:
            text, kind = SYMBOLS[name]
            letter = in_alphabet(text, self.alphabet) if kind == "ord" else text
            self._symbol(Symbol(letter, kind, limits=text in STACKED))
        elif name in OPERATORS:
            shown = {"liminf": "lim inf", "limsup": "lim sup"}.get(name, name)
            self.items.append(Symbol(shown, "op", limits=name in STACKED))
        elif name in SPACES:
            self.items.append(Symbol(" " * SPACES[name], "space"))
        elif name in ("limits", "nolimits") and self.items and isinstance(last := self.items[-1], Symbol):
            self.items[-1] = replace(last, limits=name == "limits")
        elif name in ("left", "middle", "right"):
            self._grown_bracket(name, source)
        elif name == "\\":
            raise MathsError("`\\\\` inside of a group", remedy="put it in `\\begin{aligned}`")
        elif name not in IGNORED:
            self.items.append(self._with_arguments(name, macro.arguments))

    def _grown_bracket(self, name: str, source: list[Token]) -> None:
        """`\\left(` … `\\middle|` … `\\right)`."""
        _skip_space(source)
        text = bracket(name, source.pop() if source else None)
        if name == "left":
            self._open_bracket(Symbol(text, "open"), left=True)
            return
        self._give_up_plain_brackets()
        if not self.open:
            raise MathsError(f"`\\{name}` without its `\\left`", remedy="open it, with `\\left.` for no bracket")
        if name == "middle":
            self.items.append(Symbol(text, "rel"))
        else:
            self._close_bracket(text)

    def _with_arguments(self, name: str, arguments: tuple[tuple[Token, ...] | None, ...]) -> Node:
        given = [argument or () for argument in arguments]
        if name in FRACTIONS:
            top, bottom = (self._row(part) for part in given)
            return _binomial(top, bottom) if name == "binom" else Fraction(top, bottom)
        if name == "sqrt":
            return _root(self._row(given[0]), self._row(given[1]))
        if name == "operatorname":
            return Symbol("".join(prose(given[1])), "op", limits=arguments[0] is not None)
        if name in WORDS:
            return self._words(given[0])
        if name in ACCENTS:
            return accented(name, self._row(given[0]))
        if name in UPRIGHT or name in ALPHABETS:
            return _row(given[0], ALPHABETS.get(name, "word"), self.depth + len(self.open) + 1)
        raise unknown(name)

    def _words(self, source: tuple[Token, ...]) -> Row:
        """Prose in a formula, with `$…$` in it read as maths again."""
        items: list[Node] = []
        words: list[Token] = []
        for token in source:
            if isinstance(token, Maths):
                items += [Symbol("".join(prose(words))), self._row(token.inside)]
                words = []
            else:
                words.append(token)
        return Row((*items, Symbol("".join(prose(words)))))

    def _environment(self, environment: Environment) -> Node:
        name = environment.name
        if name not in ENVIRONMENTS:
            raise MathsError(
                f"`\\begin{{{name}}}` cannot be drawn", remedy=f"what can be: {', '.join(sorted(ENVIRONMENTS))}"
            )
        left, columns, right = ENVIRONMENTS[name]
        aligned = columns == "rl"
        columns = columns or environment.columns
        if not columns or columns.strip("lcr"):
            raise MathsError(f"`\\begin{{{name}}}{{{columns}}}` cannot be drawn", remedy="use l, c and r alone")
        rows = _cells(environment.inside, self.alphabet, self.depth + len(self.open) + 1)
        if aligned:
            rows = tuple(tuple(_continued(cell) if i % 2 else cell for i, cell in enumerate(row)) for row in rows)
        return Fence(left, Row((Grid(rows, columns, aligned=aligned),)), right)


def _ungrouped(item: Node) -> Iterator[Node]:
    """What braces hold, without them. Braces round one operator make it an ordinary symbol (`1{,}000`)."""
    if not isinstance(item, Row):
        yield item
    elif len(item.items) == 1 and isinstance(only := item.items[0], Symbol) and only.kind in ("bin", "rel", "punct"):
        yield Symbol(only.text)
    else:
        yield from item.items


def _continued(cell: Row) -> Row:
    """A cell that carries on from the one before it, so that a relation at its start keeps its distance."""
    return Row((Symbol(""), *cell.items))


def _root(degree: Row, body: Row) -> Node:
    """A root by its sign, or as a power where there is none for its degree."""
    match degree.items:
        case ():
            return Root("√", body)
        case (Symbol(text=text),) if text in ROOTS:
            return Root(ROOTS[text], body)
        case (Symbol(),):
            exponent = degree
        case _:
            exponent = Row((Fence("(", degree, ")"),))
    base = body.items[0] if len(body.items) == 1 and isinstance(body.items[0], Symbol) else Fence("(", body, ")")
    return Script(base, sup=Row((Symbol("1"), Symbol("/"), *exponent.items)))


def _binomial(top: Row, bottom: Row) -> Node:
    return Fence("(", Row((Grid(((top,), (bottom,)), "c", aligned=True),)), ")")


def _skip_space(source: list[Token]) -> None:
    while source and _is_blank(source[-1]):
        source.pop()


def _is_blank(token: Token) -> bool:
    return isinstance(token, str) and token.isspace()


def _refuse_all_but_a_length(arguments: tuple[tuple[Token, ...] | None, ...]) -> None:
    """`\\\\[2pt]` is a distance, which is ignored; of `\\\\[x]` the x would be lost."""
    for argument in arguments:
        if argument is not None and not _LENGTH.fullmatch("".join(map(str, argument))):
            raise MathsError("`\\\\[…]` that holds no distance", remedy="write `\\\\{}` before a `[`")
