"""From data to a line of given length, and the round values to write beside it."""

from __future__ import annotations

import math
from dataclasses import dataclass

_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True, slots=True)
class Scale:
    """From data to the unit interval, linear or by decades."""

    low: float
    high: float
    log: bool = False

    def place(self, value: float) -> float | None:
        """Where `value` lies, 0 to 1 inside the scale; None where it has no place."""
        if not math.isfinite(value) or (self.log and value <= 0):
            return None
        low, high, at = (
            (math.log10(v) for v in (self.low, self.high, value)) if self.log else (self.low, self.high, value)
        )
        return (at - low) / (high - low)

    def ticks(self, most: int) -> list[tuple[float, str]]:
        """Round values with their labels, at most `most` of them."""
        if self.log:
            first, last = math.ceil(math.log10(self.low) - 1e-9), math.floor(math.log10(self.high) + 1e-9)
            step = max(1, math.ceil((last - first + 1) / most))
            return [(10.0**power, _power(power)) for power in range(last, first - 1, -step)]
        span = self.high - self.low
        unit = 10 ** math.floor(math.log10(span / most))
        step = next(unit * factor for factor in (1, 2, 2.5, 5, 10) if span / (unit * factor) <= most)
        first = math.ceil(self.low / step - 1e-9)
        values = [step * n for n in range(first, math.floor(self.high / step + 1e-9) + 1)]
        return [(value, _plain(value)) for value in values]


def _power(power: int) -> str:
    return {0: "1", 1: "10", 2: "100", -1: ".1"}.get(power, f"10{str(power).translate(_RAISED)}")


def _plain(value: float) -> str:
    text = f"{value:.6g}" if abs(value) < 1e6 else f"{value:,.0f}"
    return text.replace("0.", ".", 1) if text.lstrip("-").startswith("0.") else text
