"""One worker process as the face holds it: commands in, lines out, and what was printed on the side."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from typing import IO, Any, Final

from tutor.lab.outlet import END, MAX_LINE

QUEUED: Final = 64
"""Lines read ahead; beyond that the pipe fills, and the demo waits."""
_PRINTED: Final = 8_000  # bytes kept of what was printed
_PARTING_S: Final = 1.0


class Printed:
    """The end of what was written to a pipe, however much that was."""

    def __init__(self, pipe: IO[bytes]) -> None:
        self._pipe = pipe
        self._lock = threading.Lock()
        self._tail = b""
        self._ended = threading.Event()
        threading.Thread(target=self._drain, daemon=True).start()

    def clear(self) -> None:
        """Forgets what came before the next run."""
        with self._lock:
            self._tail = b""
            self._ended.clear()

    def text(self, timeout_s: float) -> str:
        """What the run printed last; waits until all of it is here, but not for a descriptor that stays open."""
        self._ended.wait(timeout_s)
        with self._lock:
            return self._tail.removesuffix(END).decode("utf-8", "replace")

    def _drain(self) -> None:
        descriptor = self._pipe.fileno()
        while chunk := os.read(descriptor, 65536):
            with self._lock:
                self._tail = (self._tail + chunk)[-_PRINTED:]
                if self._tail.endswith(END):
                    self._ended.set()
        self._ended.set()
        self._pipe.close()


class Process:
    """A worker that has been started.

    loaded  set when a run may begin, or never can: PyTorch is there, is broken, or the worker has ended
    broken  why PyTorch does not start
    ended   nothing more will come
    """

    def __init__(self, mode: str, *, preload: bool) -> None:
        self._popen = subprocess.Popen(
            [sys.executable, "-P", "-m", "tutor.lab.worker", mode],  # -P: a torch.py in the user's folder is none
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=_environment(),
            start_new_session=True,  # ctrl+c in the terminal is the face's to handle
        )
        self._stdin, self._stdout = _pipe(self._popen.stdin), _pipe(self._popen.stdout)
        self._writing = threading.Lock()
        self._lines: queue.Queue[bytes] = queue.Queue(QUEUED)
        self.printed = Printed(_pipe(self._popen.stderr))
        self.mode = mode
        self.loaded = threading.Event()
        self.broken: dict[str, Any] | None = None
        self.ended = False
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        if preload:
            self.send("warm")
        else:
            self.loaded.set()

    def send(self, do: str, **body: Any) -> None:
        """Gives a command; a worker that is gone hears nothing, and its end is read from `line`."""
        with self._writing, contextlib.suppress(OSError, ValueError):
            self._stdin.write(json.dumps({"do": do, **body}).encode() + b"\n")
            self._stdin.flush()

    def line(self, timeout_s: float) -> bytes | None:
        """The next line; None if none came in time, b"" if it has ended."""
        try:
            return self._lines.get(timeout=max(0.0, timeout_s))
        except queue.Empty:
            return b"" if self.ended else None

    def cancel(self, run: int) -> None:
        """Kills a run: alone where the worker can say so, with the worker where it is the run."""
        if self.mode == "fork":
            self.send("cancel", run=run)
        else:
            self.kill()

    def kill(self) -> None:
        """Kills the worker's own group."""
        with contextlib.suppress(OSError):
            if hasattr(os, "killpg"):
                os.killpg(self._popen.pid, signal.SIGKILL)
            else:
                self._popen.kill()

    def exit_code(self) -> int:
        """The exit code of a worker that has ended."""
        return self._popen.wait()

    def close(self) -> None:
        """Ends it and everything it started; returns when it is gone."""
        with self._writing, contextlib.suppress(OSError):
            self._stdin.close()
        if self.mode == "once" or not self.loaded.is_set():  # nothing runs that it would have to end first
            self.kill()
        try:
            self._popen.wait(_PARTING_S)
        except subprocess.TimeoutExpired:
            self.kill()
            self._popen.wait()
        deadline = time.monotonic() + _PARTING_S  # what escaped from a run may hold the pipe open for ever
        while self._reader.is_alive() and time.monotonic() < deadline:
            with contextlib.suppress(queue.Empty):
                self._lines.get(timeout=0.05)

    def _read(self) -> None:
        with self._stdout:
            while line := self._stdout.readline(MAX_LINE):
                if line.startswith(b'{"event":"warm"'):
                    self.loaded.set()
                elif line.startswith(b'{"event":"broken"'):
                    self.broken = json.loads(line)
                    self.loaded.set()
                else:
                    self._lines.put(line)
        self.ended = True
        self.loaded.set()
        self._lines.put(b"")


def _environment() -> dict[str, str]:
    """The face's own, with one thread a library; an empty place on the path would be the user's folder again."""
    places = [place for place in os.environ.get("PYTHONPATH", "").split(os.pathsep) if place]
    path = {"PYTHONPATH": os.pathsep.join(places)}
    return {**os.environ, **path, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONUTF8": "1"}


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None
    return pipe
