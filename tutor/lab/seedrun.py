"""One seed of a run as the face sees it: lines from the worker become frames, and an end of any kind a reason."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from tutor.lab.code import root_of
from tutor.lab.events import Failed
from tutor.lab.failure import of_demo, one_line
from tutor.lab.frames import Frame, decode
from tutor.lab.kept import Kept, Surplus
from tutor.lab.manifest import Manifest
from tutor.lab.process import Process
from tutor.packs.model import Scalar
from tutor.text.clean import clean

GLANCE_S: Final = 0.1
"""How often somebody who waits looks at the clock, and at what else is asked."""

BATCH_S: Final = 0.05
BATCH: Final = 1_000
BATCH_BYTES: Final = 1 << 20
"""A face gets so many frames so often and no more: a flood waits in the pipe, and the demo with it."""

_PARTING_S: Final = 5.0  # how long a killed run may take to be gone
_OUTPUT_S: Final = 0.5  # how long its last words may take to arrive
_SHOWN_LINES: Final = 20


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a run may take, in seconds by the clock.

    silent_s  without a frame
    total_s   in all, with `factor` times what the manifest says on top
    """

    silent_s: float = 30.0
    total_s: float = 60.0
    factor: float = 40.0


class SeedRun:
    """One seed, begun when this is made: read `batches` to the end, ask `failure`, and only then the rest."""

    def __init__(
        self,
        process: Process,
        run: int,
        manifest: Manifest,
        parameters: Mapping[str, Scalar],
        seed: int,
        limits: Limits,
    ) -> None:
        self.kept = Kept(manifest.measures)
        self._process = process
        self._run = run
        self._silent_s = limits.silent_s
        self._total_s = limits.total_s + limits.factor * manifest.seconds
        self._fault = ""
        self._stopped_at: float | None = None
        self._raised: Mapping[str, Any] = {}
        self._returned: Mapping[str, Any] = {}
        self._code: int | None = None
        folder = manifest.folder.absolute()
        process.printed.clear()
        process.send(
            "run", run=run, root=str(root_of(folder)), folder=str(folder), seed=seed, parameters=dict(parameters)
        )

    @property
    def seconds(self) -> float:
        return float(self._returned["seconds"])

    @property
    def versions(self) -> dict[str, str]:
        return {str(name): str(version) for name, version in self._returned["versions"].items()}

    def batches(self) -> Iterator[tuple[Frame, ...]]:
        """The frames as they come, until the run is over; the first one waits for nothing."""
        began = heard = time.monotonic()
        due = 0.0
        batch: list[Frame] = []
        size = 0
        while self._code is None:
            self._watch(began, heard)
            line = self._process.line(min(GLANCE_S, due - time.monotonic()) if batch else GLANCE_S)
            if line == b"":
                self._code = self._process.exit_code()
            elif line and (frame := self._read(line)):
                batch.append(frame)
                size += len(line)
                heard = time.monotonic()
            if batch and (len(batch) == BATCH or size >= BATCH_BYTES or time.monotonic() >= due):
                time.sleep(max(0.0, due - time.monotonic()))
                yield tuple(batch)
                batch.clear()
                size = 0
                due = time.monotonic() + BATCH_S
        if batch:
            yield tuple(batch)

    def stop(self, fault: str = "") -> None:
        """Kills it, because of a fault or because somebody wants it so; `batches` ends soon."""
        if self._stopped_at is None:
            self._stopped_at = time.monotonic()
            self._fault = fault
            self._process.cancel(self._run)

    def end(self) -> None:
        """Stops it, unless it is over, and waits until it is."""
        if self._code is None:
            self.stop()
            for _ in self.batches():
                pass

    def failure(self) -> Failed | None:
        """Why it did not end well, once it has ended."""
        if self._returned and self._code == 0 and not self._fault:
            return None
        printed = self._process.printed.text(_OUTPUT_S) + str(self._raised.get("traceback", ""))
        output = "\n".join(clean(printed).rstrip().splitlines()[-_SHOWN_LINES:])
        if self._fault:
            return Failed(self._fault, "mend demo.py, or choose smaller parameters", output)
        return Failed(*of_demo(self._raised, self._code or 0), output)

    def _watch(self, began: float, heard: float) -> None:
        """Stops a run that says nothing, or that goes on and on."""
        now = time.monotonic()
        if self._stopped_at is not None:
            if now - self._stopped_at > _PARTING_S:
                self._process.kill()
        elif now - heard > self._silent_s:
            self.stop(f"the demo sent nothing for {self._silent_s:g} s and was stopped")
        elif now - began > self._total_s:
            self.stop(f"the demo was not done after {self._total_s:g} s and was stopped")

    def _read(self, line: bytes) -> Frame | None:
        """The frame in a line; None for what is said about the run itself, and for rubbish, which ends it."""
        try:
            data = json.loads(line)
            match data.get("event"):
                case "ended":
                    self._code = int(data["code"]) if data["run"] == self._run else None
                case "returned":
                    self._returned = data
                case "raised":
                    self._raised = data
                case _ if self._stopped_at is None:
                    frame = decode(data)
                    self.kept.add(frame)
                    return frame
        except Surplus as error:
            self.stop(f"the demo went wrong: {error}")
        except (AttributeError, KeyError, TypeError, ValueError, RecursionError):
            if line.strip():
                said = one_line(line[:200].decode("utf-8", "replace"))
                self.stop(f"the demo sent something that is not a frame: {said}")
        return None
