"""LaTeX maths drawn with the characters of a terminal.

What cannot be drawn right is not drawn: it raises. Every character used is one cell wide. The parser is loaded with
the first formula, not with this file.
"""

from __future__ import annotations

from functools import lru_cache


@lru_cache(maxsize=1024)
def inline(latex: str) -> str:
    """The formula on one line.

    Scripts are small letters where Unicode has all of them, else spelled out; brackets keep every grouping.

    raises  MathsError, which names what cannot be drawn and says what to write instead

    >>> inline(r"\\operatorname{softmax}(\\frac{QK^\\top}{\\sqrt{d_k}})"), inline("W_{t-1,i}")
    ('softmax(QKᵀ/√dₖ)', 'W_(t-1,i)')
    """
    from tutor.text.oneline import line
    from tutor.text.reader import read

    return line(read(latex))


def display(latex: str) -> list[str]:
    """The formula in two dimensions: rows from the top, all equally wide.

    Fractions are stacked, sums carry their limits above and below, brackets and roots grow.

    raises  MathsError, as `inline` does
    """
    from tutor.text.boxes import draw
    from tutor.text.reader import read

    return list(draw(read(latex)).rows)
