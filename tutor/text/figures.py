"""Numbers as the screens write them: `.842`, `1.13`, `327,680`, `1.5×10⁻⁶`; three digits that mean something."""

from __future__ import annotations

import math

_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def short(value: float) -> str:
    """A number somebody chose, as they would write it: `.9`, `64`, `.85`."""
    text = figure(value)
    mantissa, times, exponent = text.partition("×")
    return (mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa) + times + exponent if value else "0"


def figure(value: float | None, digits: int = 3) -> str:
    """The number with `digits` significant digits, no zero before the point; `—` where there is none."""
    if value is None or not math.isfinite(value):
        return "—"
    size = abs(value)
    if size and not 1e-3 <= size < 1e6:
        mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
        return f"{mantissa}×10{str(int(exponent)).translate(_RAISED)}".replace("-", "−")
    if float(value).is_integer() and size >= 10:
        return f"{value:,.0f}".replace("-", "−")
    places = digits if size < 1 else max(0, digits - 1 - math.floor(math.log10(size)))
    text = f"{value:,.{places}f}"
    return text.replace("0.", ".", 1).replace("-", "−") if text.lstrip("-").startswith("0.") else text.replace("-", "−")
