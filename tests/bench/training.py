"""A demo in the worker trains as fast as a bare script: its frames cost nothing that can be felt.

The script runs the same generator with one thread and as nice as the worker, and sends its frames nowhere; what it
imports, its first optimizer included, it has imported before the clock starts. Compared are CPU seconds; the worker's
are those of the whole run, from fork to exit.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.bench.measure import ROOT, Figure, ratio, turns
from tutor.lab.events import Finished
from tutor.lab.manifest import Demos
from tutor.lab.runner import Worker

TIMES = 9
DEMO = "seq2seq_bottleneck"
SCRIPT = """
import os, time, torch
os.nice(5)
torch.set_num_threads(1)
torch.optim.AdamW(torch.nn.Linear(2, 2).parameters())
from demos.{demo}.demo import run
began = time.process_time()
for frame in run(seed=0, **{parameters!r}):
    pass
print(time.process_time() - began)
"""


def measure() -> Iterator[Figure]:
    demo = Demos(ROOT / "demos")[DEMO]
    parameters = demo.resolve(preset="small")
    script = [sys.executable, "-c", SCRIPT.format(demo=DEMO, parameters=parameters)]
    with Worker() as worker:

        def in_a_script() -> float:
            done = subprocess.run(script, capture_output=True, text=True, cwd=ROOT, check=True)
            return float(done.stdout)

        def in_the_worker() -> float:
            before = _of_grandchildren()
            *_, last = worker.run(demo, parameters)
            assert isinstance(last, Finished), last
            return _of_grandchildren() - before

        script_s, worker_s = turns(TIMES, in_a_script, in_the_worker)
    what = "{:.2f} CPU s in a script, {:.2f} in the worker"
    yield ratio("training speed, worker : bare script", script_s, worker_s, 0.95, what=what, at_least=True)


def _of_grandchildren() -> float:
    """CPU seconds of the processes that the worker, our only child, has waited for: its runs so far."""
    (worker,) = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    fields = Path(f"/proc/{worker}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[13]) + int(fields[14])) / os.sysconf("SC_CLK_TCK")
