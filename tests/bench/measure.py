"""How things are measured here: things compared take turns in one run, and the median of the turns counts.

Other programs on the same cores slow both sides of a turn alike: a ratio means something where a time alone does not.
CPU seconds (user and system) are compared where the aim is about work, seconds by the clock where it is about waiting.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[2]
TUTOR = Path(sys.executable).with_name("tutor")


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure against its aim, where there is one: at most `aim`, or at least.

    detail  how the figure came about: what was compared, the smallest and the largest, how often
    """

    name: str
    value: float
    aim: float | None
    unit: str
    detail: str
    at_least: bool = False

    def __str__(self) -> str:
        figure = f"{self.name:<42} {_number(self.value) + ' ' + self.unit:>10}"
        if self.aim is None:
            return f"{figure}  {'no aim':<10}  ({self.detail})"
        is_met = self.value >= self.aim if self.at_least else self.value <= self.aim
        aim = f"{'≥' if self.at_least else '≤'} {_number(self.aim)} {self.unit}"
        return f"{figure}  {aim:<10}  ({self.detail}){'' if is_met else '  MISSED'}"


def ratio(
    name: str, left: Sequence[float], right: Sequence[float], aim: float | None, *, what: str, at_least: bool = False
) -> Figure:
    """How many times `right` is `left`, turn by turn; `what` says what the two are, with {} for their medians."""
    ratios = [a / b for a, b in zip(left, right, strict=True)]
    spread = f"{min(ratios):.2f}–{max(ratios):.2f} in {len(ratios)} turns"
    return Figure(name, median(ratios), aim, "×", f"{what.format(median(left), median(right))}; {spread}", at_least)


def waits(name: str, seconds: Sequence[float], aim: float, unit: str, *, share: float = 0.5, what: str = "") -> Figure:
    """The median of some waits, or the wait that a `share` of them does not exceed; s or ms as `unit` says."""
    scale = 1_000 if unit == "ms" else 1
    scaled = [second * scale for second in seconds]
    kind = "median" if share == 0.5 else f"p{share * 100:.0f}"
    others = f"{kind} of {len(scaled)}, {_number(min(scaled))}–{_number(max(scaled))} {unit}"
    if share != 0.5:
        others = f"{others}, median {_number(median(scaled))}"
    return Figure(name, quantile(scaled, share), aim, unit, f"{others}; {what}" if what else others)


def quantile(values: Sequence[float], share: float) -> float:
    """The smallest value that a share of the values does not exceed."""
    return sorted(values)[max(0, -(-round(share * 1_000) * len(values) // 1_000) - 1)]


def turns(times: int, *things: Callable[[], float]) -> list[list[float]]:
    """What each thing gives, in turns A B A B …, after one turn that warms the caches and does not count."""
    for thing in things:
        thing()
    rounds = [[thing() for thing in things] for _ in range(times)]
    return [list(values) for values in zip(*rounds, strict=True)]


def cpu(*command: str | Path, **environ: str) -> float:
    """CPU seconds of a program from its start to its end, those of the processes it waited for included."""
    process = subprocess.Popen(
        [str(part) for part in command], stdout=subprocess.DEVNULL, cwd=ROOT, env={**os.environ, **environ}
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, process.args)
    return usage.ru_utime + usage.ru_stime


def _number(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}" if value >= 1 else f"{value:.3f}"
