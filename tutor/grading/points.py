"""Which key points an answer in one's own words makes, misses or contradicts; by its words alone.

Each clause is read by itself: what one says, another does not deny. A phrase counts unless its own clause denies it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

import regex

from tutor.errors import PackError
from tutor.grading.phrases import PATTERN, TIMEOUT_S, compile_pattern, words_of

if TYPE_CHECKING:
    from tutor.packs.model import Mark, Point

_QUOTES = str.maketrans("’‘“”‐‑–—−", "''\"\"-----")
_CLAUSE = re.compile(
    r"(?<=[^\W\d])[.!?](?=\s|$)|(?<=\d)[.!?](?=\s+\D|$)|[;:]|\n\s*\n|\n\s*[-*•]|\s-+\s"
    r"|,?\s+\b(?:but|however|whereas|while|although|though|yet|even though|on the other hand)\b",
)
"""Where one clause ends: at a full stop that is no decimal point, a list's next item, what sets itself against it."""
_BEFORE = re.compile(
    r"\b(?:not(?! (?:only|just|merely|simply|least))|no(?! (?:longer than|less than|doubt))|never|none|nobody|nothing"
    r"|neither|nor|cannot|without|hardly|scarcely|\w+n't|fails? to|instead of|rather than|far from|unlike"
    r"|it is (?:false|wrong|untrue) that)\b(?P<between>(?:[^\w,]+\w+(?:'\w+)?){0,4})[^\w,]*$"
)
"""What denies a phrase that begins within five words after it; a comma ends its reach."""
_AFTER = re.compile(
    r"^\W*(?:\w+\W+){0,2}?(?:(?:is|are|was|were|be|does|do|did|can|will|would)(?:n't| not| never)\W+"
    r"(?:\w+\W+){0,1}?(?:possible|true|the case|happen|hold|exist|work)|is impossible|are impossible|is false|is wrong"
    r"|is a myth)\b"
)
"""What denies a phrase that it follows: `training in parallel is not possible`."""


def mark_points(points: Sequence[Point], answer: str) -> dict[str, Mark]:
    """For each point by id whether `answer` makes it, misses it, or says the contrary.

    A contradiction anywhere outweighs a hit; one that is denied (`decoding is not parallel`) is none, and a hit that is
    denied is missed. A phrase of the rubric may stand anywhere in a clause; a pattern `re:…` is searched for there,
    case ignored, and left out if it can't be read or takes more than `TIMEOUT_S`.
    """
    clauses = list(_clauses(answer))
    return {point.id: _mark(point, clauses) for point in points}


def _mark(point: Point, clauses: Sequence[str]) -> Mark:
    if any(_says(clause, point.contradict) for clause in clauses):
        return "contradicted"
    return "hit" if any(_says(clause, point.accept) for clause in clauses) else "missed"


def _clauses(answer: str) -> Iterator[str]:
    text = unicodedata.normalize("NFKC", answer.translate(_QUOTES)).casefold()
    for clause in _CLAUSE.split(text):
        if words := " ".join(clause.split()):
            yield words


def _says(clause: str, entries: Sequence[str]) -> bool:
    """Whether one of the phrases or patterns stands in the clause without being denied there."""
    for entry in entries:
        try:
            for match in _compiled(entry).finditer(clause, timeout=TIMEOUT_S):
                if not (_BEFORE.search(clause[: match.start()]) or _AFTER.match(clause[match.end() :])):
                    return True
        except (PackError, TimeoutError):
            continue
    return False


@lru_cache(maxsize=4_000)
def _compiled(entry: str) -> regex.Pattern[str]:
    """A pattern as it is; a phrase as the words it is made of, in any of their simple forms."""
    if entry.startswith(PATTERN):
        return compile_pattern(entry)
    words = [re.escape(word) + (r"(?:e?s)?" if word.isalpha() and len(word) > 3 else "") for word in words_of(entry)]
    gap = r"[^\w.;]+(?:(?:a|an|the)\s+)?"
    return regex.compile(rf"(?<!\w){gap.join(words)}(?!\w)", regex.IGNORECASE)
