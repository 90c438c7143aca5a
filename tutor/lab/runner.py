"""Running demos from a face: keep a worker warm, stream what a run says, cancel it, go on.

Nothing here imports PyTorch. `Worker.run` waits, so a face that must not runs it in a thread; every other method may be
called from any thread, `cancel` above all.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Generator, Iterator, Mapping, Sequence
from typing import Final, Literal, Self

from tutor.errors import DemoFailed, LabError, TorchMissing
from tutor.lab import failure
from tutor.lab.events import Cancelled, Event, Failed, Finished, Frames, Run, Started
from tutor.lab.kept import POINTS
from tutor.lab.manifest import Manifest
from tutor.lab.process import Process
from tutor.lab.seedrun import GLANCE_S, Limits, SeedRun
from tutor.packs.model import Scalar

Mode = Literal["fork", "once"]

MODE: Final[Mode] = "fork" if sys.platform.startswith(("linux", "freebsd")) else "once"
"""A warm process is forked for each run where that is safe; elsewhere a spare one is kept warm."""

_PARTING_S: Final = 10.0  # how long a cancelled run may take to be gone


class Worker:
    """A process that runs demos, one at a time, and outlives each of them.

    preload  import PyTorch ahead of the first run; without it a demo that needs none starts at once
    """

    def __init__(self, *, preload: bool = True, mode: Mode = MODE, limits: Limits | None = None) -> None:
        self._preload = preload
        self._mode = mode
        self.limits = limits or Limits()
        self._next: Process | None = None  # the one that takes the next run
        self._current: SeedRun | None = None
        self._open: list[Process] = []
        self._runs = 0
        self._changing = threading.Lock()
        self._busy = threading.Lock()
        self._asked: list[threading.Event] = []  # one for each run that is on or waits; set where it is not wanted

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def start(self) -> None:
        """Begins to warm up, and returns at once."""
        with self._changing:
            self._start()

    def warm(self) -> bool:
        """Whether the next run starts at once."""
        process = self._next
        return process is not None and process.loaded.is_set() and not (process.broken or process.ended)

    def run(self, manifest: Manifest, parameters: Mapping[str, Scalar], seeds: Sequence[int] = (0,)) -> Iterator[Event]:
        """Runs a demo on each seed in turn, at parameters from `Manifest.resolve`.

        The last event is Finished, Cancelled or Failed. Leaving the iterator early cancels the run. A run that was
        cancelled is waited for.

        raises  TorchMissing if PyTorch does not start, LabError if another run is on
        """
        cancelled = threading.Event()
        self._asked.append(cancelled)
        return self._events(manifest, parameters, tuple(seeds), cancelled)

    def complete(self, manifest: Manifest, parameters: Mapping[str, Scalar], seeds: Sequence[int] = (0,)) -> Run:
        """Runs a demo to its end, as `run`; raises DemoFailed too, if it fails or was cancelled."""
        for event in self.run(manifest, parameters, seeds):
            match event:
                case Failed(reason=reason, remedy=remedy):
                    raise DemoFailed(reason, where=manifest.id, remedy=remedy)
                case Finished(run=run):
                    return run
        raise DemoFailed("the run was stopped", where=manifest.id, remedy="run it again")

    def cancel(self) -> None:
        """Kills the run that is on, and all it started; the worker stays warm."""
        for cancelled in list(self._asked):
            cancelled.set()
        if (current := self._current) is not None:
            current.stop()

    def close(self) -> None:
        """Ends the worker and whatever it runs; returns when they are gone."""
        self.cancel()
        with self._changing:
            processes, self._open, self._next = self._open, [], None
        for process in processes:
            process.close()

    def _events(
        self, manifest: Manifest, parameters: Mapping[str, Scalar], seeds: tuple[int, ...], cancelled: threading.Event
    ) -> Generator[Event, None, None]:
        try:
            others = [other for other in self._asked if other is not cancelled]
            is_ending = all(other.is_set() for other in others)
            if not self._busy.acquire(timeout=_PARTING_S if is_ending else 0):
                raise LabError("a demo is running already", where=manifest.id, remedy="cancel it, or wait for its end")
            try:
                done: list[SeedRun] = []
                for number, seed in enumerate(seeds, 1):
                    yield Started(seed, number, len(seeds))
                    end = yield from self._seed(manifest, parameters, seed, cancelled)
                    if not isinstance(end, SeedRun):
                        yield end
                        return
                    done.append(end)
                yield Finished(_gathered(manifest, parameters, seeds, done))
            finally:
                self._busy.release()
        finally:
            self._asked.remove(cancelled)

    def _seed(
        self, manifest: Manifest, parameters: Mapping[str, Scalar], seed: int, cancelled: threading.Event
    ) -> Generator[Event, None, SeedRun | Cancelled | Failed]:
        """Runs one seed; returns it if it ended well."""
        process = self._take()
        try:
            if not self._loaded(process, cancelled):
                return Cancelled()
            self._runs += 1
            run = self._current = SeedRun(process, self._runs, manifest, parameters, seed, self.limits)
            if cancelled.is_set():  # meanwhile
                run.stop()
            try:
                for batch in run.batches():
                    yield Frames(seed, batch)
            finally:
                self._current = None
                run.end()
            return Cancelled() if cancelled.is_set() else run.failure() or run
        finally:
            if self._mode == "once":
                self._drop(process)

    def _loaded(self, process: Process, cancelled: threading.Event) -> bool:
        """Waits until the process is ready; False if the run was cancelled first."""
        while not process.loaded.wait(GLANCE_S):
            if cancelled.is_set():
                return False
        if cancelled.is_set():
            return False
        if process.broken or process.ended:
            self._drop(process)
            if process.broken:
                what, remedy = failure.of_torch(process.broken)
            else:
                what, remedy = failure.of_worker(process.exit_code(), process.printed.text(GLANCE_S))
            raise TorchMissing(what, remedy=remedy)
        return True

    def _take(self) -> Process:
        """The process for the next run; where it serves one only, a spare begins to warm."""
        with self._changing:
            process = self._start()
            if self._mode == "once":
                self._next = None
                self._start()
            return process

    def _start(self) -> Process:
        if self._next is not None and self._next.ended:  # it died between two runs
            self._forget(self._next)
        if self._next is None:
            self._next = Process(self._mode, preload=self._preload)
            self._open.append(self._next)
        return self._next

    def _drop(self, process: Process) -> None:
        with self._changing:
            self._forget(process)

    def _forget(self, process: Process) -> None:
        """Ends a process that serves no more."""
        process.close()
        self._open = [other for other in self._open if other is not process]
        if self._next is process:
            self._next = None


def _gathered(manifest: Manifest, parameters: Mapping[str, Scalar], seeds: tuple[int, ...], done: list[SeedRun]) -> Run:
    share = POINTS // max(1, len(done))
    return Run(
        demo=manifest.id,
        parameters=dict(parameters),
        seeds=seeds,
        measures=tuple(dict(run.kept.measures) for run in done),
        frames=tuple(run.kept.frames(share) for run in done),
        seconds=round(sum(run.seconds for run in done), 3),
        versions=done[-1].versions if done else {},
    )
