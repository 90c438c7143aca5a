"""What the packs that ship say, text by text, and where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from tutor.packs.loader import LoadedPack, load_pack
from tutor.packs.places import find_packs

CONTENT = Path(__file__).parents[2] / "content"
_PATTERNS = {"accept", "reject", "contradict", "expr"}
_PLAIN = {"\\times": "×", "\\cdot": "·", "\\approx": "≈", "{,}": ",", "\\,": " ", "$": "", "**": ""}

Q = TypeVar("Q")


@cache
def packs() -> tuple[LoadedPack, ...]:
    """The packs that ship, each read once."""
    return tuple(load_pack(folder) for folder in find_packs(CONTENT))


def questions(kind: type[Q]) -> Iterator[tuple[str, Q]]:
    """Every question of a kind, under its ref."""
    for pack in packs():
        for entry in pack.questions.values():
            if isinstance(entry.value, kind):
                yield f"{pack.path.name}/{entry.value.id}", entry.value


def texts(*, true_only: bool = False) -> Iterator[tuple[str, str]]:
    """Every text that ships, but for graded samples, and where it stands.

    With `true_only` also without wrong choices, claims that do not hold, and what answers are matched with.
    """
    for pack in packs():
        for name, explanation in pack.explanations.items():
            yield f"{pack.path.name}/{name}", explanation.value.body
        for name, entry in pack.questions.items():
            for text in _strings(entry.value.model_dump(mode="json"), true_only):
                yield f"{pack.path.name}/{name}", text


def plain(text: str) -> str:
    """The text on one line, its maths in the signs that prose uses."""
    text = re.sub(r"\\text\{([^}]*)\}", r"\1", text)
    for mark, sign in _PLAIN.items():
        text = text.replace(mark, sign)
    return re.sub(r"\s+", " ", text)


def _strings(value: Any, true_only: bool) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            left_out = {"samples"}  # where wrong answers are written on purpose
            if true_only:
                left_out |= _PATTERNS
                left_out |= {"text"} if value.get("correct") is False else set()
                left_out |= {"claim"} if value.get("verdict", "holds") != "holds" else set()
            for name, inner in value.items():
                if name not in left_out:
                    yield from _strings(inner, true_only)
        case list():
            for inner in value:
                yield from _strings(inner, true_only)
