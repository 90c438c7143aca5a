"""When two phrases are the same answer: spelling that does not matter, patterns, slips of the finger."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from math import prod
from typing import TYPE_CHECKING

from tutor.errors import PackError

if TYPE_CHECKING:
    import regex

PATTERN = "re:"
"""What a pattern starts with in a pack."""
TIMEOUT_S = 0.05
"""CPU seconds one pattern may take."""
MAX_REPEATS = 10_000
"""The product of a pattern's counts (`{n}`): `regex` unrolls them, and `((a{1000}){1000}){1000}` eats all memory."""

_SUPERSCRIPTS = {ord(raised): f"^{plain}" for raised, plain in zip("⁰¹²³⁴⁵⁶⁷⁸⁹ⁿ", "0123456789n", strict=True)}
_DROPPED = re.compile(r"[\"'`‘’“”„«»!?;:$…]|[.,](?!\d)")
_JOINT = re.compile(r"_|(?<=[^\W\d_])[-‐‑–—](?=[^\W\d_])|(?<=[^\W\d_]{2})[-‐‑–—/](?=\w)|(?<=\w)/(?=[^\W\d_]{2})")
"""What joins two words: key-value, GPT-2, d_k, and/or; not the minus of n-1 nor the bar of 1/n."""
_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+|[^\w\s]")
_ARTICLES = frozenset({"a", "an", "the"})
_OPPOSITES = (("max", "min"), ("macro", "micro"), ("hyper", "hypo"), ("inter", "intra"))
"""Beginnings of words that mean the contrary, though a typo apart and with the same first letter."""


def words_of(text: str) -> tuple[str, ...]:
    """The words, numbers and symbols that make the answer; what only spelling varies is gone.

    Width and case, quotes, full stops, hyphens inside words, articles and plural s do not matter; digits, symbols
    such as + and a minus before a number do: n + 1 is not n − 1.

    >>> words_of("The Key–Value caches")
    ('key', 'value', 'cache')
    >>> words_of("O(n²)") == words_of("O( n^2 )")
    True
    """
    text = unicodedata.normalize("NFKC", text.translate(_SUPERSCRIPTS)).casefold()
    text = _JOINT.sub(" ", _DROPPED.sub("", text.replace("**", "^").replace("&", " and ").replace("−", "-")))
    words = _TOKEN.findall(text)
    after = [*words[1:], ""]
    told = [word for word, other in zip(words, after, strict=False) if word not in _ARTICLES or not other[:1].isalpha()]
    return tuple(map(_singular, told))


def same(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two phrases are one, however they are cut into words: feed-forward, feed forward, feedforward."""
    return one == other or _joined(one) == _joined(other)


def is_slip(said: tuple[str, ...], key: tuple[str, ...], known: Iterable[str] = ()) -> bool:
    """Whether `said` is `key` mistyped: word by word, at least one of them misspelt.

    One edit (a letter more, less, other, or two swapped) in a word of 6 letters or more, two from 10 on. The first
    letter must be right, for there mistakes are rare and meaning is often made: un-, a-, in- and de-, en- and de-.
    Words with digits, shorter words (no, not) and words the question itself uses (`known`) are never misspelt.

    source  Yannakoudakis & Fawthrop 1983 (few errors in the first letter); Pollock & Zamora 1983 (90–95 % of
            misspellings are one edit)
    """
    if len(said) != len(key) or said == key:
        return False
    return all(a == b or (a not in known and _is_near(a, b)) for a, b in zip(said, key, strict=True))


@lru_cache(maxsize=1_000)
def compile_pattern(entry: str) -> regex.Pattern[str]:
    """The pattern of an entry written `re:…`, case ignored. PackError if it cannot be read or would grow too big."""
    import regex  # 1.5 MB that only patterns need

    source = entry.removeprefix(PATTERN)
    if prod(int(count[:9]) or 1 for count in re.findall(r"\{(\d+)", source)) > MAX_REPEATS:
        raise PackError(f"the pattern `{source}` repeats too often", remedy="use + or * in place of large counts")
    try:
        return regex.compile(source, regex.IGNORECASE | regex.VERSION0)
    except (regex.error, RecursionError, OverflowError) as error:
        raise PackError(f"the pattern `{source}` cannot be read: {error}", remedy="correct or simplify it") from error


def matches(entry: str, text: str) -> bool:
    """Whether the pattern `re:…` matches the whole of `text`. TimeoutError if it takes too long."""
    whole = " ".join(unicodedata.normalize("NFKC", text).split())
    return compile_pattern(entry).fullmatch(whole, timeout=TIMEOUT_S) is not None


def _singular(word: str) -> str:
    """A simple plural without its s; applied to both sides, so a word wrongly cut still equals itself."""
    if len(word) < 4 or not word.isalpha() or word.endswith(("ss", "us", "is", "as")) or not word.endswith("s"):
        return word
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    return word[:-2] if word.endswith(("sses", "xes", "zes", "shes", "tches")) else word[:-1]


def _joined(words: tuple[str, ...]) -> str:
    """The words without spaces, except between two numbers."""
    text = ""
    for word in words:
        text += f" {word}" if text[-1:].isdigit() and word[0].isdigit() else word
    return text


def _is_near(said: str, key: str) -> bool:
    edits = 2 if len(key) >= 10 else 1 if len(key) >= 6 else 0
    if not edits or not (said.isalpha() and key.isalpha()) or said[0] != key[0]:
        return False
    if any(
        {said[: len(a)], key[: len(b)]} == {a, b} or {said[: len(b)], key[: len(a)]} == {a, b} for a, b in _OPPOSITES
    ):
        return False
    from jellyfish import damerau_levenshtein_distance  # 1 MB that only what may be a slip needs

    return damerau_levenshtein_distance(said, key) <= edits
