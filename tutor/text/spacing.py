"""How far apart the parts of a formula stand, as TeX has it, counted in cells."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Literal, NamedTuple

from tutor.text.formula import SOFT_SPACE, Fence, Fraction, Node, Root, Row, Script, Symbol
from tutor.text.symbols import Kind

Class = Kind | Literal["sign", "fence", "inner", "root"]
"""What a part is to its neighbours; a `sign` is a + or - that belongs to what follows."""

_SIGN_AFTER = {None, "bin", "rel", "open", "punct", "op", "big", "sign"}
_ENDS_A_TERM = {None, "rel", "close", "punct"}


class Part(NamedTuple):
    """A part of a row: how many cells stand before it, what it is, and its class."""

    gap: int
    node: Node
    cls: Class


def spaced(row: Row, *, tight: bool = False) -> Iterator[Part]:
    """The parts of a row and the gaps before them; `tight` is how scripts are set."""
    solid = [item for item in row.items if not _is_space(item)]
    classes = iter(_classes(solid))
    before: Node | None = None
    before_cls: Class | None = None
    soft, forced = False, 0
    for item in row.items:
        if _is_space(item):
            soft = soft or item == SOFT_SPACE
            forced += len(item.text) if isinstance(item, Symbol) else 0
            continue
        cls = next(classes)
        gap = 0
        if before is not None and before_cls is not None:
            gap = _gap(before, before_cls, item, cls, soft=soft and not tight, tight=tight)
        yield Part(max(gap, forced), item, cls)
        before, before_cls, soft, forced = item, cls, False, 0


def _is_space(item: Node) -> bool:
    return isinstance(item, Symbol) and item.kind == "space"


def _classes(items: list[Node]) -> list[Class]:
    """What each part is. A binary operator with nothing on its left is a sign; with nothing on its right, a mark."""
    raw = [_class(item) for item in items]
    out: list[Class] = []
    for i, cls in enumerate(raw):
        if cls == "bin":
            following = raw[i + 1] if i + 1 < len(raw) else None
            if following in _ENDS_A_TERM:
                cls = "ord"
            elif (out[-1] if out else None) in _SIGN_AFTER:
                cls = "sign"
        out.append(cls)
    return out


def _class(node: Node) -> Class:
    match node:
        case Symbol(kind=kind):
            return kind
        case Script(base=base):
            return _class(base)
        case Fraction():
            return "inner"
        case Root():
            return "root"
        case Fence():
            return "fence"
        case _:
            return "ord"


def _gap(left: Node, l_cls: Class, right: Node, r_cls: Class, *, soft: bool, tight: bool) -> int:
    if _text(left).endswith(" ") or _text(right).startswith(" "):
        return 0
    words = _is_word(left) or _is_word(right)
    if "rel" in (l_cls, r_cls) or "bin" in (l_cls, r_cls):
        return int(not (l_cls == r_cls == "rel") and (words or not tight))
    if l_cls == "punct":
        return int(not tight and r_cls != "punct")
    if r_cls in ("punct", "close") or l_cls in ("sign", "open"):
        return 0
    if l_cls == "op":
        return int(r_cls not in ("fence", "open"))
    if l_cls == "big" or r_cls in ("op", "big"):
        return 1
    if l_cls == "root" or "inner" in (l_cls, r_cls):
        return int(not {_text(left), _text(right)} & {"/", "|", "‖"})
    if not tight and {_text(left), _text(right)} & {"…", "⋯"}:
        return 1
    if words and _edge(left).isalnum() and _edge(right).isalnum():
        return 1
    return int(soft)


def _text(node: Node) -> str:
    return node.text if isinstance(node, Symbol) else ""


def _is_word(node: Node) -> bool:
    """Whether it is several letters that are one name, which must not run into its neighbour."""
    text = _edge(node)
    return len(text) > 1 and text[0].isalpha() and text.isalnum()


def _edge(node: Node) -> str:
    """The letters a neighbour could run into."""
    match node:
        case Script(base=base):
            return _edge(base)
        case Symbol(text=text):
            return "".join(char for char in text if not char.isspace() and not unicodedata.combining(char))
        case Fraction() | Root():
            return "0"
        case _:
            return ""
