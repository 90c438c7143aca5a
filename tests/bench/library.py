"""Every demo at its default setting: CPU seconds, time to the first frame, steps and arithmetic a second.

Each runs once as it is and once under torch's own operation counter, in a process of one thread; the arithmetic is set
against the best matrix product of this machine, one thread too. Then the whole library, at its default and `small`.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

from tests.bench.measure import ROOT, Figure
from tutor.lab.extras import is_there
from tutor.lab.manifest import Demos, Manifest

DEFAULT_S, SMALL_S = 480, 150
"""What the whole library may take, one seed each."""
SCRIPT = """
import importlib, json, os, sys, time, torch
from torch.utils.flop_counter import FlopCounterMode
os.nice(5)
torch.set_num_threads(1)
torch.optim.AdamW(torch.nn.Linear(2, 2).parameters())
run = importlib.import_module(f"demos.{sys.argv[1]}.demo").run
parameters = json.loads(sys.argv[2])
began, first, done = time.process_time(), None, {}
for frame in run(seed=0, **parameters):
    first = first or time.process_time() - began
    if type(frame).__name__ == "Progress":
        done[frame.of] = max(done.get(frame.of, 0), frame.done)
seconds = time.process_time() - began
flop = 0
if sys.argv[3:]:
    counter = FlopCounterMode(display=False)
    with counter:
        for frame in run(seed=0, **parameters):
            pass
    flop = counter.get_total_flops()
print(json.dumps({"seconds": seconds, "first": first, "done": done, "flop": flop}))
"""
PEAK = """
import time, torch
torch.set_num_threads(1)
a, b = torch.randn(2, 1024, 1024)
best = 0
for _ in range(20):
    began = time.process_time()
    a @ b
    best = max(best, 2 * 1024**3 / (time.process_time() - began))
print(best)
"""


def measure() -> Iterator[Figure]:
    demos = [demo for demo in Demos(ROOT / "demos").values() if is_there(demo.needs)]
    peak = float(_python(PEAK))
    default = small = 0.0
    for demo in demos:
        told = _run(demo, None, "count")
        default += told["seconds"]
        small += _run(demo, "small")["seconds"] if "small" in demo.presets else told["seconds"]
        rate = told["flop"] / told["seconds"]
        steps = [f"{done / told['seconds']:,.0f} {of}/s" for of, done in told["done"].items()]
        work = (
            f"{rate / 1e9:.2f} GFLOP/s, {rate / peak:.1%} of {peak / 1e9:.0f}" if told["flop"] else "no matrix products"
        )
        detail = "; ".join([f"first frame {told['first']:.3f} s", *steps, work])
        yield Figure(demo.id, told["seconds"], max(10.0, 1.5 * demo.seconds), "s", detail)
    yield Figure("the whole library, default", default, DEFAULT_S, "s", f"{len(demos)} demos, CPU, one seed each")
    yield Figure("the whole library, small", small, SMALL_S, "s", "the default where there is no small preset")


def _run(demo: Manifest, preset: str | None, *count: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(_python(SCRIPT, demo.id, json.dumps(demo.resolve(preset=preset)), *count))
    return told


def _python(script: str, *args: str) -> str:
    command = [sys.executable, "-c", script, *args]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=True).stdout
