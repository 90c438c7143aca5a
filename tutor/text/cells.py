"""How much room text takes on a terminal."""

from __future__ import annotations

import unicodedata


def cells(text: str) -> int:
    """Columns the text takes: marks and joiners none, East Asian wide characters and emoji two, all else one.

    >>> cells("x̂ᵢ"), cells("注意")
    (2, 4)
    """
    if text.isascii():
        return len(text)
    return sum(_cells(char) for char in text)


def clipped(text: str, width: int) -> str:
    """The text in at most so many columns, with an ellipsis where some of it is gone.

    >>> clipped("representation", 6), clipped("fell", 6)
    ('repre…', 'fell')
    """
    if cells(text) <= width:
        return text
    while text and cells(text) > width - 1:
        text = text[:-1]
    return f"{text}…" if width > 0 else ""


def _cells(char: str) -> int:
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
