"""A formula on one line of Unicode, with every grouping that the line would lose put in brackets."""

from __future__ import annotations

from tutor.errors import MathsError
from tutor.text.cells import cells
from tutor.text.formula import Fence, Fraction, Grid, Node, Root, Row, Script, Symbol
from tutor.text.spacing import Part, spaced
from tutor.text.symbols import SUBSCRIPTS, SUPERSCRIPTS

_BESIDE_A_FRACTION = {"rel", "punct", "sign"}
_BINDS_NO_TIGHTER = set("+-±∓·×")


def line(row: Row, *, tight: bool = False) -> str:
    """The row on one line; `tight`, as in a script, without spaces round operators."""
    parts = list(spaced(row, tight=tight))
    out = text = ""
    for i, part in enumerate(parts):
        before, text = text, _part(part.node, tight=tight)
        if part.cls == "inner" and not (_loose(parts, i - 1) and _loose(parts, i + 1)):
            text = f"({text})"
        gap = part.gap
        if not gap and i and isinstance(parts[i - 1].node, Script) and _runs_into(before, text):
            gap = 1
        out += " " * gap + text
    return out.strip() if not tight else out


def _part(node: Node, *, tight: bool = False) -> str:
    match node:
        case Symbol(text=text):
            return text
        case Row():
            return line(node, tight=tight)
        case Script():
            return _script(node, tight=tight)
        case Fraction(top=top, bottom=bottom):
            if _is_derivative(top, bottom):
                return f"{line(top, tight=tight)}/{line(bottom, tight=tight)}"
            return f"{_operand(top, tight, over=True)}/{_operand(bottom, tight)}"
        case Root():
            return _root(node, tight=tight)
        case Fence(left=left, body=Row(items=(Grid(),)), right=right):
            raise MathsError("a table, cases or aligned lines within a line", remedy="put the formula in `$$…$$`")
        case Fence(left=left, body=body, right=right):
            return f"{left}{line(body, tight=tight)}{right}"
        case Grid():
            raise MathsError("`\\\\` within a line", remedy="put the formula in `$$…$$`")


def script(content: Row, table: dict[str, str], mark: str) -> str:
    """A script in small letters if every one of them exists, else spelled out: `_(t-1)`, `^Q`, `_model`."""
    text = line(content, tight=True)
    if all(char in table for char in text):
        return "".join(table[char] for char in text)
    if cells(text) == 1 or (mark == "_" and (text.isalnum() or _is_bracketed(content))):
        return mark + text
    return f"{mark}({text})"


def is_small(written: str) -> bool:
    """Whether `script` found small letters for all of it."""
    return not written.startswith(("_", "^"))


def _script(node: Script, *, tight: bool) -> str:
    base = _part(node.base, tight=tight)
    if ends_high(node.base):
        base = f"({base})"
    sub = script(node.sub, SUBSCRIPTS, "_") if node.sub else ""
    sup = script(node.sup, SUPERSCRIPTS, "^") if node.sup else ""
    if is_small(sup) and not is_small(sub):  # `W²_Q`: the 2 is not part of the subscript
        return base + sup + sub
    return base + sub + sup


def ends_high(node: Node) -> bool:
    """Whether a script on it would look like one on its last part, so that it needs brackets."""
    last = node.items[-1] if isinstance(node, Row) and node.items else node
    return isinstance(last, Fraction | Root) or (isinstance(last, Script) and last is not node)


def _root(node: Root, *, tight: bool) -> str:
    body = line(node.body, tight=tight)
    return f"{node.sign}{body}" if is_simple_root(node) or _is_bracketed(node.body) else f"{node.sign}({body})"


def is_simple_root(node: Root) -> bool:
    """Whether `√x` needs neither brackets nor a bar."""
    return _is_one_letter(node.body)


def _is_one_letter(row: Row) -> bool:
    """A letter or a number, perhaps with small letters below."""
    match row.items:
        case (Symbol(text=text),):
            return cells(text) == 1 or text.isdigit()
        case (Script(base=Symbol(text=text), sub=Row(items=items) as sub, sup=None),):
            flat = all(isinstance(item, Symbol) for item in items)
            return cells(text) == 1 and flat and is_small(script(sub, SUBSCRIPTS, "_"))
        case _:
            return False


def _is_bracketed(row: Row) -> bool:
    match row.items:
        case (Fence(left="(", right=")"),):
            return True
        case _:
            return False


def _operand(row: Row, tight: bool, *, over: bool = False) -> str:
    """What stands above (`over`) or below the bar, in brackets unless it cannot be misread."""
    text = line(row, tight=tight)
    if (_is_one_thing(row) and ") (" not in text) or (over and _is_product(row, text)):
        return text
    return f"({text})"


def _is_derivative(top: Row, bottom: Row) -> bool:
    """Whether it is `∂y/∂x`, which everyone reads right."""
    match top.items, bottom.items:
        case (Symbol(text="∂" | "d" as d), *rest), (Symbol(text=same), Symbol() | Script(base=Symbol())):
            return d == same and len(rest) <= 1 and all(isinstance(item, Symbol | Script) for item in rest)
        case _:
            return False


def _is_one_thing(row: Row) -> bool:
    items = row.items
    match items:
        case (Symbol(kind="ord", text=text),):
            return " " not in text
        case (Script(base=Symbol() | Fence()),) | (Fence(),) | (Root(),):
            return True
        case (Symbol() | Script(base=Symbol()) as function, Fence(body=body)):
            return _is_named(function) or (_is_letter(function) and all(p.cls != "bin" for p in spaced(body)))
        case (Symbol(text="‖" | "|" as bar), *inside, Symbol(text=end) | Script(base=Symbol(text=end))):
            return end == bar and not any(isinstance(item, Symbol) and item.text == bar for item in inside)
        case _:
            return False


def _is_named(node: Node) -> bool:
    """Whether it is a function by name (`exp`, `std`), not a factor such as `n`."""
    if isinstance(node, Script):
        node = node.base
    return isinstance(node, Symbol) and (node.kind == "op" or (len(node.text) > 1 and node.text.isalpha()))


def _is_letter(node: Node) -> bool:
    """Whether it is a letter: `q(x)` applies it, `n(n + 1)` multiplies, and only a sum needs brackets to multiply."""
    if isinstance(node, Script):
        node = node.base
    return isinstance(node, Symbol) and node.text.isalpha()


def _is_product(row: Row, text: str) -> bool:
    """Whether it is factors side by side: `QKᵀ/√d` reads right without brackets."""
    if not row.items or any(char in text for char in " /"):
        return False
    return all(part.cls in ("ord", "fence") for part in spaced(row))


def _loose(parts: list[Part], i: int) -> bool:
    """Whether the neighbour leaves `a/b` as it is: nothing, a relation, or an operator that binds no tighter."""
    if not 0 <= i < len(parts):
        return True
    node = parts[i].node
    if parts[i].cls == "bin":
        return isinstance(node, Symbol) and node.text in _BINDS_NO_TIGHTER
    return parts[i].cls in _BESIDE_A_FRACTION


def _runs_into(before: str, text: str) -> bool:
    """Whether a script spelled with letters (`W_Q`) would swallow what follows."""
    if "_" not in before and "^" not in before:
        return False
    return (before[-1:].isalnum() and text[:1].isalnum()) or (before.endswith(")") and text.startswith("("))
