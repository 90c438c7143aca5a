"""Reading a number with its unit.

>>> read("320 KiB", "B").value
327680
>>> reading("2*2*80*8*128", "B")
'reads as 327,680 B = 320 KiB'
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from tutor.errors import ResponseError
from tutor.grading.arithmetic import NotANumber, tidy, value_of
from tutor.grading.figures import number, show
from tutor.grading.units import BYTE, COUNTS, DOLLAR, FLOP, SECOND, Unit, unit

LONGEST = 200
"""Characters a number may have."""
_ABOUT = re.compile(r"(?:[~≈=]|about\b|approx(?:imately|\.|\b)|around\b|roughly\b|ca\b\.?)\s*", re.IGNORECASE)
_RANGE = re.compile(r"([\d.,]+) ?- ?([\d.,]+)")
_CLEAR = {name: size for name, size in COUNTS.items() if name not in ("b", "B", "m", "t", "E")}
"""What may multiply a number inside arithmetic on data or time, where B could be bytes and m minutes."""
_EXAMPLES = {
    BYTE: "`327680`, `320 KiB`, `2*7e9 B`; units: B KB KiB MB MiB GB GiB TB TiB bit",
    SECOND: "`0.02 s`, `20 ms`, `3*7 us`; units: ns us ms s min h days",
    FLOP: "`6e21`, `6*7B*1.4T`, `312 TFLOP`; k M B T are thousand to trillion",
    DOLLAR: "`$5M`, `2*20000`; k M B T are thousand to trillion",
}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in the unit that was asked for; `note` says how it was read where that took a guess."""

    value: int | float
    note: str = ""


def read(text: str, asked: str) -> Quantity:
    """The number that `text` says, in the unit `asked`; whole numbers stay exact.

    A missing unit is taken to be the one asked for. ResponseError says why not, and what is accepted.
    """
    wanted = unit(asked) or Unit(asked, Fraction(1), asked)
    shown = text.strip() if len(text) <= 40 else f"{text.strip()[:40]}…"
    plain = _ABOUT.sub("", tidy(text[:LONGEST]), count=1).rstrip(".?! ")
    split = re.fullmatch(r"(\$ ?)?(.*[0-9)])(.*)", plain)
    if split is None or len(text) > LONGEST:
        raise _unreadable(f"`{shown}` is not a number.", wanted)
    head, tail = split[2], f"{split[3]} {split[1] or ''}".strip()
    spread = _RANGE.fullmatch(head)
    if spread and spread[1] < spread[2]:
        raise ResponseError(f"`{shown}` is a range.", remedy="Give the one number you would defend.")
    factor = _factor(tail, wanted, shown)
    try:
        exact = value_of(head, COUNTS if wanted.is_count else _CLEAR)
        value = exact * factor if isinstance(exact, int) else exact * float(factor)
        value = int(value) if isinstance(value, Fraction) and value.denominator == 1 else float(value)
    except NotANumber as error:
        raise _unreadable(f"`{shown}` cannot be read: {error}.", wanted) from error
    is_guess = ("," in head and number(value) not in text) or not (tail or (wanted.is_count and wanted.scale == 1))
    return Quantity(value, f"Read as {show(value, asked)}." if is_guess else "")


def reading(text: str, asked: str) -> str:
    """How `text` reads, for the line under its field: `reads as 327,680 B = 320 KiB`, or why it can't be read."""
    try:
        return f"reads as {show(read(text, asked).value, asked)}" if text.strip() else ""
    except ResponseError as error:
        return error.what


def _factor(tail: str, wanted: Unit, shown: str) -> Fraction:
    """How many of `wanted` the words after the number stand for."""
    if tail in ("", wanted.name):
        return Fraction(1)
    for name in sorted(COUNTS, key=len, reverse=True) if wanted.is_count else ():
        rest = tail.removeprefix(name)
        if rest == tail:
            continue
        things = wanted if not rest else unit(rest.strip())
        is_apart = rest[:1] in ("", " ") or (things and things.top == wanted.top != "")
        if things and is_apart and wanted.takes(things):
            return Fraction(COUNTS[name]) * things.scale / wanted.scale
    guesses = [tail]
    if wanted.top == BYTE:
        guesses.append(re.sub(r"^([kKMGTP]i?)(?=$|\s*/)", r"\1B", tail))
    if wanted.top == FLOP and "second" in wanted.bottom:
        guesses.append(re.sub(r"(?i)flops$", "FLOP/s", tail))
    units = [found for found in map(unit, guesses) if found]
    for found in units:
        if wanted.takes(found):
            return found.scale / wanted.scale
    if tail == "m" and wanted.top == SECOND:
        raise _unreadable(f"`{shown}` may be minutes or milliseconds.", wanted)
    if units:
        raise _unreadable(f"`{shown}` is {units[0].measures}; {wanted.measures} is asked.", wanted)
    raise _unreadable(f"`{tail}` is not a unit.", wanted)


def _unreadable(what: str, wanted: Unit) -> ResponseError:
    known = _EXAMPLES.get(wanted.top, "`80`, `3.2e5`, `2*80*2048`, `1/3`, `7B`; k M B T are thousand to trillion")
    per = f", per {' per '.join(wanted.bottom)}" if wanted.bottom else ""
    return ResponseError(what, remedy=f"Type a number or a sum, as in {known}{per}.")
