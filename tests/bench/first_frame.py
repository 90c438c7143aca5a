"""From exec to the first frame of `tutor`, and to the one that says what there is to do today.

The app in a pseudo-terminal, beside the smallest Textual app; both end themselves as the words go to the terminal.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.bench.homes import REVIEWS, home
from tests.bench.measure import Figure, ratio, turns
from tests.bench.terminal import Terminal

TIMES = 9
FILLED = "answered yet today"


def measure() -> Iterator[Figure]:
    few, many, lived = home(100), home(10_000), home(10_000, REVIEWS)

    def empty() -> float:
        return painted("ready", "tests.bench.empty_app")

    def frame(folder: Path) -> float:
        return painted("Today", "tutor.cli", TUTOR_HOME=str(folder))

    def filled(folder: Path) -> float:
        return painted(FILLED, "tutor.cli", TUTOR_HOME=str(folder))

    nothing, hundred, thousands, *full = turns(
        TIMES,
        empty,
        lambda: frame(few),
        lambda: frame(many),
        lambda: filled(few),
        lambda: filled(many),
        lambda: filled(lived),
    )
    what = "{:.3f} against {:.3f} CPU s"
    yield ratio("first frame, 10,000 questions : empty app", thousands, nothing, 1.3, what=what)
    yield ratio("first frame, 10,000 : 100 questions", thousands, hundred, 1.1, what=what)
    yield ratio("Today filled, 10,000 questions : empty app", full[1], nothing, None, what=what)
    yield ratio("Today filled, 10,000 : 100 questions", full[1], full[0], None, what=what)
    yield ratio(f"Today filled, {REVIEWS:,} reviews : none", full[2], full[1], None, what=what)


def painted(words: str, module: str, **environ: str) -> float:
    """CPU seconds of an app until `words` go to its screen."""
    command = (sys.executable, "-P", "-m", "tests.bench.framed", words, module)
    with Terminal(*command, PYTHONPATH=".", **environ) as terminal:
        terminal.wait_for(" CPU s")
        (seconds,) = re.findall(r"([\d.]+) CPU s", terminal.shown())
        return float(seconds)
