"""From a key to what it paints, while a demo of two threads burns all cores and streams its points.

The real app in a pseudo-terminal; `t` turns the plot into a table and back. The keys fall at any moment between two
redraws of the plot.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.bench.measure import Figure, waits
from tests.bench.terminal import Terminal

KEYS = 100
MANIFEST = """
id: burn
title: How fast are all cores?
about: It multiplies matrices on all cores.
concepts: [cores]
source: nobody
seconds: 60
parameters:
  d: {kind: int, default: 768, range: [64, 4096], title: d, help: rows of the matrices}
predict: {ask: How large?, measure: norm, range: [0, 1], step: 0.1, low: small, high: large, atol: 0.1, because: It is.}
measures:
  norm: {title: norm, meaning: of the last product}
expectations:
  - {that: norm >= 0, title: a norm, because: It is one.}
plot:
  title: norm by product
  x: {label: product}
  y: {label: norm}
  focus: norm
  series:
    norm: {title: norm, measure: norm}
"""
DEMO = """
import os
import torch
from tutor.lab.frames import Measure, Point, Progress

def run(*, seed, d):
    torch.set_num_threads(os.cpu_count())
    x = torch.randn(d, d, generator=torch.Generator().manual_seed(seed))
    for k in range(1_000_000):
        x = torch.tanh(x @ x)
        yield Point("norm", k, x.norm() / d)
        yield Progress(k, 1_000_000, "products")
"""
APP = """
import sys
from pathlib import Path
from tutor.settings import Paths, Settings
from tutor.study import Study
from tutor.ui.app import TutorApp
from tutor.ui.screens.running import RunningScreen

home = Path(sys.argv[1])
study = Study(Paths(home, home, home / "cache", home / "content", home / "demos"), Settings())
burn = study.lab.manifest("burn")
TutorApp(study, lambda study: RunningScreen(study, burn, burn.resolve(), (0,))).run()
"""


def measure() -> Iterator[Figure]:
    dice = random.Random(1)
    with tempfile.TemporaryDirectory(prefix="tutor-bench-") as folder:
        demo = Path(folder) / "demos" / "burn"
        demo.mkdir(parents=True)
        (demo.parent / "__init__.py").touch()
        (demo / "demo.yaml").write_text(MANIFEST)
        (demo / "demo.py").write_text(DEMO)
        with Terminal(sys.executable, "-c", APP, folder) as terminal:
            terminal.wait_for("products")
            seconds = []
            for number in range(KEYS):
                time.sleep(dice.uniform(0.2, 0.4))
                pressed = terminal.press("t")
                seconds.append(terminal.wait_for("picture" if number % 2 == 0 else "table") - pressed)
    yield waits("key to paint, all cores busy", seconds, 60, "ms", share=0.95)
