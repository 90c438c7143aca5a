"""python -m tests.bench [NAME …]: each figure against its aim, a line each (docs/benchmarks.md).

A figure that misses its aim says so; the exit code does not, for on a busy machine a single run proves little.
"""

from __future__ import annotations

import importlib
import sys

NAMES = (
    "help",
    "first_frame",
    "demo_start",
    "training",
    "paint",
    "pack_check",
    "memory",
    "answer",
    "search",
    "grading",
    "library",
)


def main() -> None:
    names = sys.argv[1:] or NAMES
    if unknown := [name for name in names if name not in NAMES]:
        sys.exit(f"no benchmark is called {', '.join(unknown)}; there are: {', '.join(NAMES)}")
    for name in names:
        for figure in importlib.import_module(f"tests.bench.{name}").measure():
            sys.stdout.write(f"{figure}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
