"""How a number is printed, alone and with its unit.

>>> show(327_680, "B")
'327,680 B = 320 KiB'
"""

from __future__ import annotations

import math

from tutor.grading.units import rivals, unit

_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def number(value: int | float) -> str:
    """`327,680`, `.842`, `3.15×10²³`; what is not whole has six digits."""
    if not math.isfinite(value):
        return "not a finite number"
    if value and not 1e-4 <= abs(value) < 1e15:
        mantissa, exponent = f"{value:.5e}".split("e")
        text = f"{mantissa.rstrip('0').rstrip('.')}×10{str(int(exponent)).translate(_RAISED)}"
    else:
        digits = 0 if value == int(value) else max(0, 5 - math.floor(math.log10(abs(value))))
        text = f"{value:,.{digits}f}"
        text = text.rstrip("0").rstrip(".") if digits else text
    return text.replace("0.", ".", 1).replace("-", "−") if text.lstrip("-").startswith("0.") else text.replace("-", "−")


def show(value: int | float, asked: str) -> str:
    """The number in the unit asked for and, where that is unwieldy, in a better one too."""
    given = unit(asked)
    plain = f"{number(value)} {asked}".strip()
    if given is None or not math.isfinite(value) or 0.01 <= abs(value) < (1e6 if given.is_count else 1000):
        return plain
    others = [(abs(value) / float(size), name) for name, size in rivals(given)]
    better = [f"{number(math.copysign(size, value))} {name}" for size, name in others if 1 <= size < 1024]
    shortest = min(better, key=len, default=plain)
    return f"{plain} = {shortest}" if len(shortest) < len(plain) else plain
