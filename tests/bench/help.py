"""`tutor --help` loads click and little more."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from tests.bench.measure import TUTOR, Figure, cpu, ratio, turns

TIMES = 25


def measure() -> Iterator[Figure]:
    ours, click = turns(TIMES, lambda: cpu(TUTOR, "--help"), lambda: cpu(sys.executable, "-c", "import click"))
    yield ratio("tutor --help : import click", ours, click, 2.0, what="{:.3f} against {:.3f} CPU s")
