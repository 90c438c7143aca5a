"""From the key to the first frame of a demo: the worker is warm, or has just had a run cancelled."""

from __future__ import annotations

import time
from collections.abc import Iterator

from tests.bench.measure import ROOT, Figure, waits
from tutor.lab.events import Event, Frames
from tutor.lab.manifest import Demos, Manifest
from tutor.lab.runner import Worker

TIMES = 15
DEMOS = ("gradient_decay", "seq2seq_bottleneck")


def measure() -> Iterator[Figure]:
    demos = Demos(ROOT / "demos")
    with Worker() as worker:
        while not worker.warm():
            time.sleep(0.1)
        for name in DEMOS:
            cold, again = zip(*(_once(worker, demos[name]) for _ in range(TIMES)), strict=True)
            yield waits(f"key to first frame, {name}", cold, 0.15, "s")
            yield waits("the same, right after a cancel", again, 0.15, "s")


def _once(worker: Worker, demo: Manifest) -> tuple[float, float]:
    """Seconds to the first frame of a run, and from cancelling it to the first frame of the next."""
    began = time.perf_counter()
    run = worker.run(demo, demo.resolve())
    first = _first_frame(run)
    cancelled = time.perf_counter()
    worker.cancel()
    for _ in run:
        pass
    again = worker.run(demo, demo.resolve())
    second = _first_frame(again)
    worker.cancel()
    for _ in again:
        pass
    return first - began, second - cancelled


def _first_frame(run: Iterator[Event]) -> float:
    for event in run:
        if isinstance(event, Frames):
            return time.perf_counter()
    raise AssertionError("the run ended without a frame")
