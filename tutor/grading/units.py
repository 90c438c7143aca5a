"""Units of an answer: what they measure, how large they are, and which one says a number best."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

BYTE, SECOND, FLOP, DOLLAR = "byte", "second", "FLOP", "dollar"
PLAIN = ""
"""The dimension of a bare number, of % and of `times`."""
_PHYSICAL = {BYTE: "an amount of data", SECOND: "a time", FLOP: "a number of FLOP", DOLLAR: "money"}
_NOUNS = {"parameter": "param", "weight": "param", "tok": "token"}
_DECIMAL = {letter: 1000**n for n, letter in enumerate("KMGTPEZY", 1)}
_BINARY = {f"{letter}i": 1024**n for n, letter in enumerate("KMGTPE", 1)}
_WORDS = dict(zip(("kilo", "mega", "giga", "tera", "peta", "exa"), _DECIMAL.values(), strict=False))
_WORDS |= dict(zip(("kibi", "mebi", "gibi", "tebi", "pebi"), _BINARY.values(), strict=False))
_TIMES = {
    ("ns", "nanosecond", "nanoseconds"): Fraction(1, 10**9),
    ("µs", "us", "microsecond", "microseconds"): Fraction(1, 10**6),
    ("ms", "msec", "millisecond", "milliseconds"): Fraction(1, 1000),
    ("s", "sec", "secs", "second", "seconds"): Fraction(1),
    ("min", "mins", "minute", "minutes"): Fraction(60),
    ("h", "hr", "hrs", "hour", "hours"): Fraction(3600),
    ("days", "day", "d"): Fraction(86_400),
    ("weeks", "week"): Fraction(7 * 86_400),
    ("years", "year", "yr"): Fraction(365 * 86_400),
}
_PER = re.compile(r"\s*/\s*|\s+per\s+")
COUNTS = {
    **dict.fromkeys(("k", "K", "thousand"), 10**3),
    **dict.fromkeys(("m", "M", "mn", "million"), 10**6),
    **dict.fromkeys(("b", "B", "G", "bn", "billion"), 10**9),
    **dict.fromkeys(("t", "T", "tn", "trillion"), 10**12),
    **dict.fromkeys(("P", "quadrillion"), 10**15),
    "E": 10**18,
    **{prefix: size for prefix, size in _BINARY.items() if prefix != "Ei"},
}
"""What may follow a number of things: 7B parameters, 1.5 trillion tokens."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit: `scale` times its dimension, which is `top` per each of `bottom`.

    GB/s is 10⁹ byte per second. What is unknown counts itself: `heads` is 1 head.
    """

    name: str
    scale: Fraction
    top: str
    bottom: tuple[str, ...] = ()

    @property
    def is_count(self) -> bool:
        """Whether it counts things, FLOP and dollars too, so that 7B is seven billion of them."""
        return self.top not in (BYTE, SECOND)

    @property
    def measures(self) -> str:
        """What it measures, in words: an amount of data, a time per token."""
        top = _PHYSICAL.get(self.top) or (f"a number of {self.top}s" if self.top else "a plain number")
        return " per ".join((top, *self.bottom))

    def takes(self, other: Unit) -> bool:
        """Whether a number in `other` answers a question asked in this unit.

        A bare number takes any noun (80 layers), and a noun in the denominator may be left off or added (320 KiB for
        320 KiB per token); a time there may not.
        """
        mine, theirs = set(self.bottom), set(other.bottom)
        if not (mine <= theirs or theirs <= mine) or (mine ^ theirs) & _PHYSICAL.keys():
            return False
        return self.top == other.top or (self.top == PLAIN and other.top not in _PHYSICAL)


def unit(name: str) -> Unit | None:
    """The unit that `name` names: `KiB`, `tokens/s`, `FLOP per byte`, `heads`; `""` is a bare number.

    None if it cannot be one. 1 KB is 1,000 B and 1 KiB is 1,024 B; Gb and Gbit are bits, but gb is GB in a hurry.
    """
    top, *bottom = _PER.split(re.sub(r"(?i)\b([kmgt]?)bps$", r"\1bit/s", name.strip()))
    first, others = _atom(top), [_atom(below) for below in bottom if below]
    if first is None or None in others or len(others) < len(bottom):
        return None
    scale, dimensions = first[0], []
    for size, dimension in filter(None, others):
        scale /= size
        dimensions.append(dimension)
    return Unit(name.strip(), scale, first[1], tuple(sorted(dimensions)))


def rivals(given: Unit) -> Iterator[tuple[str, Fraction]]:
    """Names that may say a number better than `given` does, each with how many of `given` it holds."""
    top = _PER.split(given.name)[0]
    per = given.name[len(top) :]
    if given.top not in _PHYSICAL or given.top == DOLLAR:
        for word, size in (("million", 10**6), ("billion", 10**9), ("trillion", 10**12)):
            yield f"{word} {given.name}".strip(), Fraction(size)
        return
    names = {
        BYTE: ["B", *(f"{prefix}B" for prefix in (*_DECIMAL, *_BINARY))],
        FLOP: ["FLOP", *(f"{prefix}FLOP" for prefix in _DECIMAL)],
        SECOND: [names[0] for names in _TIMES],
    }
    for name in names[given.top]:
        other = unit(name + per)
        if other and name != top:
            yield other.name, other.scale / given.scale


def _atom(name: str) -> tuple[Fraction, str] | None:
    """Scale and dimension of one name without a denominator."""
    known = _EXACT.get(name) or _LOOSE.get(name.casefold())
    if known:
        return known
    if len(name) > 40 or not re.fullmatch(r"[^\W\d_]+(?:[ -][^\W\d_]+){0,3}", name):
        return None
    noun = name.casefold()
    noun = noun[:-1] if len(noun) > 3 and noun.endswith("s") and not noun.endswith("ss") else noun
    return Fraction(1), _NOUNS.get(noun, noun)


def _table() -> Iterator[tuple[str, Fraction, str]]:
    """Every known name, with its scale and dimension."""
    yield from ((name, Fraction(1), PLAIN) for name in ("", "x", "×", "*", "times", "fold", "-fold"))
    yield from ((name, Fraction(1, 100), PLAIN) for name in ("%", "percent", "per cent", "pct"))
    yield from ((name, Fraction(1), DOLLAR) for name in ("$", "usd", "dollar", "dollars"))
    for names, scale in _TIMES.items():
        yield from ((name, scale, SECOND) for name in names)
    for prefix, size in {"": 1, **_DECIMAL, **_BINARY, **_WORDS}.items():
        letter = () if prefix in _WORDS else (f"{prefix}B",)
        yield from ((name, Fraction(size), BYTE) for name in (*letter, f"{prefix}byte", f"{prefix}bytes"))
        yield from ((f"{prefix}{name}", Fraction(size, 8), BYTE) for name in ("bit", "bits"))
        yield from ((f"{prefix}{name}", Fraction(size), FLOP) for name in ("FLOP", "FLOPs"))


_LOOSE = {name.casefold(): (scale, top) for name, scale, top in _table()}
_EXACT = {f"{prefix}b": (Fraction(size, 8), BYTE) for prefix, size in (_DECIMAL | _BINARY).items()}
