"""`tutor pack check` finds all that is wrong with 10,000 questions in about the time that YAML takes to load them."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.bench.homes import write_pack
from tests.bench.measure import TUTOR, Figure, cpu, ratio, turns

TIMES = 5
LOAD = """
import sys, yaml
from pathlib import Path
for file in sorted(Path(sys.argv[1]).rglob("*.yaml")):
    yaml.load(file.read_bytes(), yaml.CSafeLoader)
"""


def measure() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory(prefix="tutor-bench-") as folder:
        pack = write_pack(Path(folder) / "many", 10_000)
        ours, theirs = turns(
            TIMES, lambda: cpu(TUTOR, "pack", "check", pack), lambda: cpu(sys.executable, "-c", LOAD, pack)
        )
        size = sum(file.stat().st_size for file in pack.rglob("*.yaml")) / 1e6
    what = f"{{:.1f}} against {{:.1f}} CPU s, {size:.1f} MB"
    yield ratio("pack check, 10,000 questions : yaml.load", ours, theirs, 1.5, what=what)
