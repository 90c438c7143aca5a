"""What a formula is: a small tree that can be drawn on one line (`oneline`) or several (`boxes`)."""

from __future__ import annotations

from dataclasses import dataclass

from tutor.text.symbols import Kind


@dataclass(frozen=True, slots=True)
class Symbol:
    """A letter, number, word, operator or bracket; a `space` is what an author forced with `\\,` or `\\quad`."""

    text: str
    kind: Kind = "ord"
    limits: bool = False
    """In a display its scripts stand above and below."""


@dataclass(frozen=True, slots=True)
class Row:
    """Things side by side."""

    items: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class Script:
    """Something with a subscript, a superscript or both."""

    base: Node
    sub: Row | None = None
    sup: Row | None = None


@dataclass(frozen=True, slots=True)
class Fraction:
    """One thing over another."""

    top: Row
    bottom: Row


@dataclass(frozen=True, slots=True)
class Root:
    """A root that has a sign of its own: √, ∛ or ∜."""

    sign: str
    body: Row


@dataclass(frozen=True, slots=True)
class Fence:
    """Brackets round something; either may be missing (`\\left.`)."""

    left: str
    body: Row
    right: str


@dataclass(frozen=True, slots=True)
class Grid:
    """Lines of cells: a matrix, cases, aligned equations.

    columns  l, c or r for each column; those missing are set like the first ones again
    aligned  equations below each other, whose every second column continues the one before it
    """

    rows: tuple[tuple[Row, ...], ...]
    columns: str
    aligned: bool = False


Node = Symbol | Row | Script | Fraction | Root | Fence | Grid

SOFT_SPACE = Symbol("", "space")
"""Where the author typed a space: kept between two things that nothing else would keep apart."""
