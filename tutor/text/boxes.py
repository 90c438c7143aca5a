"""A formula in two dimensions: fractions stacked, limits above and below, brackets that grow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from typing import Literal

from tutor.text.cells import cells
from tutor.text.formula import Fence, Fraction, Grid, Node, Root, Row, Script, Symbol
from tutor.text.oneline import ends_high, is_simple_root, is_small, line, script
from tutor.text.spacing import spaced
from tutor.text.symbols import SUBSCRIPTS, SUPERSCRIPTS

_TALL = {
    # bracket: top, middle, bottom, and what repeats between them
    "(": "⎛⎜⎝⎜",
    ")": "⎞⎟⎠⎟",
    "[": "⎡⎢⎣⎢",
    "]": "⎤⎥⎦⎥",
    "{": "⎧⎨⎩⎪",
    "}": "⎫⎬⎭⎪",
    "|": "││││",
    "‖": "║║║║",
    "⌊": "⎢⎢⎣⎢",
    "⌋": "⎥⎥⎦⎥",
    "⌈": "⎡⎢⎢⎢",
    "⌉": "⎤⎥⎥⎥",
}
_TWO_HIGH = {"{": "⎰⎱", "}": "⎱⎰"}
_COLUMN_GAP = 2
_EQUATION_GAP = 4


@dataclass(frozen=True, slots=True)
class Box:
    """Rows of equal width.

    base        the row that stands on the line
    high, deep  how many rows above and below it brackets must cover; scripts hang outside of them
    """

    rows: tuple[str, ...]
    base: int = 0
    high: int = 0
    deep: int = 0

    @property
    def width(self) -> int:
        return cells(self.rows[0])


def draw(row: Row) -> Box:
    """The row as a box."""
    boxes: list[Box] = []
    for gap, node, _ in spaced(row):
        boxes += [_flat(" " * gap), _box(node)]
    return _beside(boxes)


def _box(node: Node) -> Box:
    match node:
        case Symbol(text=text):
            return _flat(text)
        case Row():
            return draw(node)
        case Script():
            return _script(node)
        case Fraction():
            return _fraction(draw(node.top), draw(node.bottom))
        case Root():
            return _root(node)
        case Fence():
            return _bracketed(draw(node.body), node.left, node.right)
        case Grid():
            return _grid(node)


def _flat(text: str) -> Box:
    return Box((text,))


def _solid(rows: Sequence[str], base: int) -> Box:
    """A box that brackets cover wholly."""
    return Box(tuple(rows), base, high=base, deep=len(rows) - 1 - base)


def _beside(boxes: Sequence[Box]) -> Box:
    """The boxes from left to right, on one line."""
    if not boxes:
        return _flat("")
    above = max(box.base for box in boxes)
    below = max(len(box.rows) - box.base for box in boxes)
    columns = []
    for box in boxes:
        blank = (" " * box.width,)
        columns.append(blank * (above - box.base) + box.rows + blank * (below - len(box.rows) + box.base))
    rows = tuple("".join(pieces) for pieces in zip(*columns, strict=True))
    return Box(rows, above, max(box.high for box in boxes), max(box.deep for box in boxes))


def _widened(box: Box, room: int, side: str) -> tuple[str, ...]:
    """The rows in so many cells, set to the l(eft), c(entre) or r(ight)."""
    spare = room - box.width
    left = {"l": 0, "c": spare // 2, "r": spare}[side]
    return tuple(" " * left + row + " " * (spare - left) for row in box.rows)


def _stacked(boxes: Sequence[Box], base: int, side: Literal["l", "c"] = "c") -> Box:
    """The boxes from top to bottom; `base` counts rows of the whole."""
    widest = max(box.width for box in boxes)
    return _solid([row for box in boxes for row in _widened(box, widest, side)], base)


def _fraction(top: Box, bottom: Box) -> Box:
    longer = 2 * any(box.high or box.deep for box in (top, bottom))  # a bar above another bar is the longer one
    bar = _flat("─" * (max(top.width, bottom.width) + longer))
    return _stacked([top, bar, bottom], len(top.rows))


def _script(node: Script) -> Box:
    base = _box(node.base)
    if isinstance(node.base, Symbol) and node.base.limits:
        above, below = _scripts(node.sup), _scripts(node.sub)
        return _stacked([*above, base, *below], len(above))
    if ends_high(node.base):
        base = _bracketed(base, "(", ")")
    sub = script(node.sub, SUBSCRIPTS, "_") if node.sub else ""
    sup = script(node.sup, SUPERSCRIPTS, "^") if node.sup else ""
    # Beside a low base small letters will do; beside a tall one a script stands at its corner.
    low = base.deep == 0 and is_small(sub)
    high = base.high == 0 and is_small(sup)
    base = _beside([base, _flat(sub * low + sup * high)])
    above = () if high else _scripts(node.sup)
    below = () if low else _scripts(node.sub)
    if not above and not below:
        return base
    side = _stacked([*above, *[_flat("")] * (base.high + 1 + base.deep), *below], len(above) + base.high, "l")
    return _beside([base, Box(side.rows, side.base, base.high, base.deep)])


def _scripts(content: Row | None) -> tuple[Box, ...]:
    """A script on a row of its own."""
    return (_flat(line(content, tight=True)),) if content else ()


def _root(node: Root) -> Box:
    body = draw(node.body)
    if is_simple_root(node):
        return _beside([_flat(node.sign), body])
    *upper, last = body.rows
    rows = [f" ┌{'─' * body.width}", *[f" │{row}" for row in upper], f"{node.sign}│{last}"]
    return _solid(rows, body.base + 1)


def _bracketed(body: Box, left: str, right: str) -> Box:
    return _beside([_bracket(left, body), body, _bracket(right, body)])


def _bracket(char: str, body: Box) -> Box:
    """The bracket as tall as what it must cover; one that has no tall form stands on the base line."""
    height = body.high + 1 + body.deep
    if height == 1 or char not in _TALL:
        return _flat(char)
    if height == 2 and char in _TWO_HIGH:
        return _solid(_TWO_HIGH[char], body.high)
    top, middle, bottom, repeat = tuple(_TALL[char])
    rows = [top, *[repeat] * (height - 2), bottom]
    if height > 2:
        rows[height // 2] = middle
    return _solid(rows, body.high)


def _grid(node: Grid) -> Box:
    count = max(len(row) for row in node.rows)
    lines = [[draw(row[i]) if i < len(row) else _flat("") for i in range(count)] for row in node.rows]
    sides = list(islice(cycle(node.columns), count))
    room = [max(boxes[i].width for boxes in lines) for i in range(count)]
    drawn = [_grid_line(boxes, sides, room, aligned=node.aligned) for boxes in lines]
    apart = any(len(box.rows) > 1 for box in drawn)
    out: list[Box] = []
    for i, box in enumerate(drawn):
        # Tall lines stand apart; an even number of low ones leaves a middle for the line to stand on.
        if i and (apart or (not node.aligned and 2 * i == len(drawn))):
            out.append(_flat(""))
        out.append(box)
    return _stacked(out, sum(len(box.rows) for box in out) // 2)


def _grid_line(boxes: list[Box], sides: list[str], room: list[int], *, aligned: bool) -> Box:
    out: list[Box] = []
    for i, box in enumerate(boxes):
        if i:
            out.append(_flat(" " * ((0 if i % 2 else _EQUATION_GAP) if aligned else _COLUMN_GAP)))
        out.append(Box(_widened(box, room[i], sides[i]), box.base, box.high, box.deep))
    return _beside(out)
