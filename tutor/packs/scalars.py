"""What an unquoted YAML scalar is: the core schema of YAML 1.2 (section 10.3.2).

Not YAML 1.1, where `no` is false, `010` is eight, `1e-3` a text and `1:30` ninety.
"""

from __future__ import annotations

import re
from typing import Any

NUMBER_START = frozenset("+-.0123456789")
"""What a scalar begins with if `number` is to look at it."""

WORDS: dict[str, Any] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}

_INT = re.compile(r"[-+]?[0-9]+")
_BASED = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"([-+]?)\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_MAX_DIGITS = 300  # about what the largest float has; Python itself refuses to read 4,300


def number(text: str) -> Any:
    """The number that `text` is, or `text` itself; raises ValueError for a whole number that is too long.

    >>> number("010"), number("0x1F"), number("1e-3"), number("1.2.3")
    (10, 31, 0.001, '1.2.3')
    """
    if _INT.fullmatch(text):
        if len(text) > _MAX_DIGITS:
            raise ValueError(f"a number of {len(text)} digits")
        return int(text)
    if _FLOAT.fullmatch(text):
        return float(text)
    if _BASED.fullmatch(text):
        if len(text) > _MAX_DIGITS:
            raise ValueError(f"a number of {len(text)} digits")
        return int(text, 0)
    if found := _NOT_FINITE.fullmatch(text):
        return float("nan") if found[3] else float(found[1] + "inf")
    return text
