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
        """Round values with their labels, at most `most` of them.

        On a log scale they are powers of ten; where not three of them lie on it, their 2 and 5 too, or their 3, as far
        as there is room; on less than that, values an even way apart.
        """
        if self.log:
            first, last = math.ceil(math.log10(self.low) - 1e-9), math.floor(math.log10(self.high) + 1e-9)
            for factors in ((1, 2, 5), (1, 3)) if last < first + 2 else ():
                between = [factor * 10.0**power for power in range(first - 1, last + 1) for factor in factors]
                inside = [value for value in between if self.low * (1 - 1e-9) <= value <= self.high * (1 + 1e-9)]
                if 2 <= len(inside) <= most:
                    return [(value, _times(value)) for value in inside]
            if last > first:
                step = math.ceil((last - first + 1) / most)
                return [(10.0**power, _power(power)) for power in range(last, first - 1, -step)]
        span = self.high - self.low
        unit = 10 ** math.floor(math.log10(span / most))
        step = next(unit * factor for factor in (1, 2, 2.5, 5, 10) if span / (unit * factor) <= most)
        first = math.ceil(self.low / step - 1e-9)
        values = [step * n for n in range(first, math.floor(self.high / step + 1e-9) + 1)]
        return [(value, _plain(value)) for value in values]


def _power(power: int) -> str:
    return {0: "1", 1: "10", 2: "100", -1: ".1"}.get(power, f"10{str(power).translate(_RAISED)}")


def _times(value: float) -> str:
    """A digit times a power of ten: `.05`, `2000`, `2·10⁻⁵`."""
    if 0.001 <= value < 1e5:
        return _plain(value)
    power = math.floor(math.log10(value) + 1e-9)
    factor = round(value / 10.0**power)
    return f"{factor}·{_power(power)}" if factor > 1 else _power(power)


def _plain(value: float) -> str:
    text = f"{value:.6g}" if abs(value) < 1e6 else f"{value:,.0f}"
    return text.replace("0.", ".", 1) if text.lstrip("-").startswith("0.") else text
