"""Numbers and sums as people type them: `1,000` · `3.2·10⁵` · `2^20` · `2*2*80*8*128` · `7B*2` · `½` · `√128`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from fractions import Fraction

from tutor.errors import ExpressionError
from tutor.expr import parse

LARGEST = 1e200
_RAISED = {ord(raised): plain for raised, plain in zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-", strict=True)}
_SIGNS = str.maketrans({"−": "-", "–": "-", "×": "*", "·": "*", "⋅": "*", "∙": "*", "÷": "/", "⁄": "/", "∕": "/"})
_TOKEN = re.compile(
    r"""\s*(?:
      (?P<thousands>[1-9]\d{0,2}(?P<gap>[,_'’ ])\d{3}(?:(?P=gap)\d{3})*(?:\.\d+)?(?![\d,]))
    | (?P<european>[1-9]\d{0,2}(?:\.\d{3})+,\d+(?![\d.,]))
    | (?P<comma>\d+,\d+(?![\d.,]))
    | (?P<number>(?:\d+(?:_\d+)*(?:\.\d*)?|\.\d+)(?!,?\d))
    | (?P<function>sqrt|log2|log|ln|exp|√)(?=\s*[\d(.])
    | (?P<times>[xX](?=\s*[\d(.]))
    | (?P<sign>\*\*|[-+*/^()])
    )""",
    re.VERBOSE | re.ASCII,
)
_COLUMN = re.compile(r" \(column \d+\)")
_EXPONENT = re.compile(r"[eE][+-]?\d+")
_COUNT = re.compile(r"\s?([^\W\d_]+)(?=\s*[-+*/^)xX])")


class NotANumber(ValueError):
    """What stands there is no number and no sum of numbers; the message says from where on."""


def tidy(text: str) -> str:
    """The text with one way of writing each: raised digits as ^n, ½ as (1/2), × and · as *, − as -, 0x1f as 31."""
    text = re.sub("[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻]+", lambda raised: f"^{raised[0].translate(_RAISED)}", text)
    text = re.sub(r"(\d*)([¼-¾⅐-⅞])", _vulgar, text)
    text = re.sub(r"\b0[xX][0-9a-fA-F]+\b", lambda found: str(int(found[0], 16)), text)
    return " ".join(unicodedata.normalize("NFKC", text).translate(_SIGNS).split())


def value_of(text: str, counts: Mapping[str, int]) -> int | float:
    """What the arithmetic in a tidied `text` comes to: exact for whole numbers. NotANumber says where it went wrong.

    `1,000`, `1 000`, `1_000` and `1.000,5` have thousands; `0,5` and `12,25` a decimal comma. `counts` are the words
    that multiply the number before them: the B of `7B * 2`.
    """
    pieces: list[str] = []
    at = 0
    while at < len(text):
        token = _TOKEN.match(text, at)
        if not token:
            raise NotANumber(f"`{text[at:].strip()}` is not a number")
        at = token.end()
        piece = _piece(token)
        if token["thousands"] or token["european"] or token["comma"] or token["number"]:
            exponent = _EXPONENT.match(text, at)
            piece, at = (piece + exponent[0], exponent.end()) if exponent else (piece, at)
            count = _COUNT.match(text, at)
            if count and count[1] in counts:
                piece, at = f"({piece}*{counts[count[1]]})", count.end()
            piece = f"({piece})" if pieces[-1:] == ["sqrt"] else piece
        pieces.append(piece)
    try:
        value = parse(" ".join(pieces)).evaluate({})
        if not abs(value) < LARGEST:
            raise NotANumber("a number too large to compute with")
    except ExpressionError as error:
        raise NotANumber(_COLUMN.sub("", error.what)) from error
    return value


def _piece(token: re.Match[str]) -> str:
    """One token as `tutor.expr` reads it."""
    if token["thousands"]:
        return token["thousands"].replace(token["gap"], "")
    if token["european"]:
        return token["european"].replace(".", "").replace(",", ".")
    if token["comma"]:
        return token["comma"].replace(",", ".")
    if token["number"]:
        whole, dot, rest = token["number"].replace("_", "").partition(".")
        return f"{whole or 0}{dot}{rest or ('0' if dot else '')}"
    if token["function"]:
        return {"√": "sqrt", "ln": "log"}.get(token["function"], token["function"])
    return {"^": "**"}.get(token["sign"], token["sign"]) if token["sign"] else "*"


def _vulgar(found: re.Match[str]) -> str:
    """`3½` as a sum in parentheses."""
    part = Fraction(unicodedata.numeric(found[2])).limit_denominator(10)
    return f"({found[1] or 0}+{part.numerator}/{part.denominator})"
