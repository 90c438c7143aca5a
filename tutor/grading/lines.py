"""Answers typed as one line, for line mode and pipes.

`2` · `1,3` (several) · `3 1 2` (order) · `1b 2a` (match) · `one | two` (blanks) · text · `?` or `idk` to give up.
The numbers and letters are those shown: of `variant.order` and `variant.rights`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tutor.errors import ResponseError
from tutor.grading.check import check, expected
from tutor.grading.phrases import same, words_of
from tutor.grading.response import Filled, GaveUp, Ordered, Paired, Picked, Response, Ticked, Typed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tutor.packs.variant import Variant

GIVING_UP = frozenset({"?", "idk", "i don't know", "don't know", "dunno"})
_DIGITS = re.compile(r"[\d\s,;.>&+]+")
_PAIR = re.compile(r"\s*(\d)\s*[-=:>→]*\s*([a-z])(?![a-z])[\s,;]*", re.IGNORECASE)


def read_line(variant: Variant, text: str) -> Response:
    """The response that a line says; ResponseError says exactly what was expected.

    An open answer comes back without ticks: `read_ticks` reads those afterwards.
    """
    if text.strip().casefold().replace("’", "'").rstrip(".") in GIVING_UP:
        return GaveUp()
    response = _response(variant, text.strip())
    check(variant, response)
    return response


def read_ticks(variant: Variant, text: str) -> tuple[str, ...]:
    """The key points that a line ticks, numbered as the question lists them: `1 3`, `all`, `none` or nothing."""
    if variant.question.kind != "open":
        raise TypeError(f"a {variant.question.kind} question has no key points")
    ids = [point.id for point in variant.question.points]
    match text.strip().casefold():
        case "" | "0" | "-" | "none":
            return ()
        case "all":
            return tuple(ids)
        case line:
            return _numbered(line, ids, f"the numbers of the points you made, 1 to {len(ids)}, as in `1 3`, or `none`")


def _response(variant: Variant, text: str) -> Response:
    match variant.question.kind:
        case "numeric" | "short":
            return Typed(text)
        case "open":
            return Ticked(text)
        case "cloze":
            return Filled(_filled(variant, text))
        case "match":
            return Paired(_paired(variant, text))
        case "order":
            return Ordered(_numbered(text, variant.order, expected(variant)))
        case "verdict" if said := [id_ for id_, name in variant.options if _names(text, id_, name)]:
            return Picked(tuple(said))
        case "predict" if not variant.order:
            return Typed(text)
        case _:
            return Picked(_numbered(text, variant.order, expected(variant)))


def _numbered(text: str, ids: Sequence[str], wanted: str) -> tuple[str, ...]:
    """The ids whose numbers stand in `text`; there are never more than nine, so `13` is 1 and 3."""
    digits = [int(digit) for digit in re.findall(r"\d", text)]
    if text and (not _DIGITS.fullmatch(text) or not all(1 <= digit <= len(ids) for digit in digits)):
        raise _unreadable(text, wanted)
    return tuple(dict.fromkeys(ids[digit - 1] for digit in digits))


def _paired(variant: Variant, text: str) -> dict[str, str]:
    pairs: dict[str, str] = {}
    at = 0
    while at < len(text):
        found = _PAIR.match(text, at)
        left, right = (int(found[1]) - 1, ord(found[2].lower()) - ord("a")) if found else (-1, -1)
        if not found or not (0 <= left < len(variant.order) and right < len(variant.rights)):
            raise _unreadable(text, expected(variant))
        if variant.order[left] in pairs:
            raise ResponseError(f"`{found[1]}` is paired twice.", remedy=f"Expected: {expected(variant)}.")
        pairs[variant.order[left]] = variant.rights[right]
        at = found.end()
    return pairs


def _filled(variant: Variant, text: str) -> dict[str, str]:
    blanks = variant.order
    texts = [text] if len(blanks) == 1 else re.split(r"\|" if "|" in text else ";", text)
    if text and len(texts) != len(blanks):
        count = "1 text" if len(texts) == 1 else f"{len(texts)} texts"
        raise ResponseError(
            f"There are {len(blanks)} blanks, and {count} in `{text[:60]}`.",
            remedy=f"Expected: {expected(variant)}.",
        )
    return {blank: said.strip() for blank, said in zip(blanks, texts, strict=False) if said.strip()}


def _names(text: str, id_: str, name: str) -> bool:
    said = words_of(text)
    return bool(said) and (same(said, words_of(id_)) or same(said, words_of(name)))


def _unreadable(text: str, wanted: str) -> ResponseError:
    return ResponseError(f"`{text[:60]}` cannot be read here.", remedy=f"Expected: {wanted}.")
