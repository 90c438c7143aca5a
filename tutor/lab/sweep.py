"""Many runs of one demo, on any executor: each setting of a grid on each seed.

A cell is one run. It fails alone: it is tried again once, then reported, and the others go on. A process of the pool
that dies takes no cell with it: the pool is made anew, and what was under way is run again, one at a time, so that only
the cell that kills its process is blamed.
"""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import signal
import threading
from collections import Counter, deque
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any, Final

from tutor.lab.code import needs_torch
from tutor.lab.events import Failed, Finished
from tutor.lab.manifest import Manifest, load
from tutor.lab.runner import Worker
from tutor.packs.model import Scalar

TRIES: Final = 2
"""How often a cell may fail before it is reported."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One run of a sweep: the demo in `folder`, whose code has this hash, at these parameters on this seed."""

    folder: str
    hash: str
    parameters: Mapping[str, Scalar]
    seed: int

    @property
    def key(self) -> str:
        """The same for the same code, parameters and seed, and for nothing else."""
        said = json.dumps([self.hash, sorted(self.parameters.items()), self.seed])
        return hashlib.sha256(said.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Measured:
    """A cell that ran to its end; a measure that was not finite is NaN."""

    cell: Cell
    measures: Mapping[str, float]
    seconds: float
    versions: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Broken:
    """A cell that failed: what happened, and what to do next."""

    cell: Cell
    reason: str
    remedy: str


Outcome = Measured | Broken
Grid = Mapping[str, Sequence[Scalar]]


def read_grid(manifest: Manifest, given: Mapping[str, Sequence[str]]) -> Grid:
    """The values of each parameter that is varied, in its own type and each once; raises ParameterError."""
    return {
        name: list(dict.fromkeys(manifest.resolve({name: text})[name] for text in texts))
        for name, texts in given.items()
    }


def settings(manifest: Manifest, base: Mapping[str, Scalar], grid: Grid) -> list[dict[str, Scalar]]:
    """The parameters of every combination of the grid's values, over `base`; the last parameter varies fastest."""
    combinations = (dict(zip(grid, values, strict=True)) for values in product(*grid.values()))
    return [manifest.resolve({**base, **combination}) for combination in combinations]


def cells(manifest: Manifest, at: Sequence[Mapping[str, Scalar]], seeds: Sequence[int]) -> list[Cell]:
    """A cell for each setting and seed; the seeds of a setting lie together."""
    folder, code = str(manifest.folder.absolute()), manifest.hash
    return [Cell(folder, code, dict(parameters), seed) for parameters in at for seed in seeds]


def sweep(
    wanted: Sequence[Cell], pool: Callable[[], Executor], at_once: int, run: Callable[[Cell], Outcome]
) -> Iterator[Outcome]:
    """Runs the cells and yields each one's outcome as it comes; leaving the iterator early begins no more of them.

    pool     makes an executor; it is asked for another one when a process of the last has died
    at_once  how many cells are under way together
    run      what runs one, in the executor: `run_cell`
    """
    failures: Counter[str] = Counter()
    queue = deque(wanted)
    suspects = deque[Cell]()
    while queue:
        suspects += yield from _until_a_process_dies(queue, pool, at_once, run, failures)
    while suspects:
        for cell in (yield from _until_a_process_dies(suspects, pool, 1, run, failures)):
            failures[cell.key] += 1
            if failures[cell.key] < TRIES:
                suspects.append(cell)
            else:
                remedy = "choose smaller parameters: the system kills a process when memory runs out"
                yield Broken(cell, "the process that ran it died", remedy)


def _until_a_process_dies(
    queue: deque[Cell],
    pool: Callable[[], Executor],
    at_once: int,
    run: Callable[[Cell], Outcome],
    failures: Counter[str],
) -> Generator[Outcome, None, list[Cell]]:
    """Runs what is in the queue, a failing cell again at the end of it; returns what was under way when one died."""
    executor = pool()
    running: dict[Future[Outcome], Cell] = {}
    try:
        while queue or running:
            while queue and len(running) < at_once:
                future = executor.submit(run, queue[0])
                running[future] = queue.popleft()
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                outcome = future.result()
                cell = running.pop(future)
                if isinstance(outcome, Broken) and failures[cell.key] < TRIES - 1:
                    failures[cell.key] += 1
                    queue.append(cell)
                else:
                    yield outcome
    except BrokenExecutor:
        return list(running.values())
    finally:
        executor.shutdown(wait=False, cancel_futures=True)
    return []


# ---- in the pool


def local_pool(jobs: int) -> Executor:
    """So many processes on this machine; each has a warm worker of its own and ends with this process."""
    return _Pool(jobs, multiprocessing.get_context("spawn"), initializer=_begin)


class _Pool(ProcessPoolExecutor):
    """Processes that ctrl+c does not reach: it is the face's, which ends them."""

    def submit(self, *args: Any, **kwargs: Any) -> Future[Any]:
        if not hasattr(signal, "pthread_sigmask"):  # Windows: there `_begin` is soon enough
            return super().submit(*args, **kwargs)
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            return super().submit(*args, **kwargs)  # a process that is started here has it blocked too
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


def end_pools() -> None:
    """Ends at once what pools of this process run; what was under way is lost."""
    for process in multiprocessing.active_children():
        process.terminate()


_mine = threading.local()


def run_cell(cell: Cell) -> Outcome:
    """Runs a cell in a process of its own, on one thread, within the limits of any run.

    raises  TorchMissing if PyTorch does not start: no cell would run
    """
    manifest = load(Path(cell.folder))
    if manifest.hash != cell.hash:
        return Broken(cell, "the demo was changed while the sweep ran", "sweep again: it begins afresh")
    if not hasattr(_mine, "worker"):
        _mine.worker = Worker(preload=needs_torch(manifest.folder))
    for event in _mine.worker.run(manifest, cell.parameters, (cell.seed,)):
        match event:
            case Finished(run=run):
                return Measured(cell, run.measures[0], run.seconds, run.versions)
            case Failed(reason=reason, remedy=remedy):
                return Broken(cell, reason, remedy)
    return Broken(cell, "it was stopped", "sweep again: it goes on from there")


def _begin() -> None:
    """Leaves ctrl+c to the face, and ends with it, however that ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    if parent := multiprocessing.parent_process():
        parent.join()
        os._exit(1)
