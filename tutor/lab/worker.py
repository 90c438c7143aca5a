"""The process that demos run in: warm, so that a run starts at once, and apart, so that a run can be killed.

    python -P -m tutor.lab.worker fork    forks a child for each run
    python -P -m tutor.lab.worker once    is itself the child of one run (where fork is unsafe)

Commands come as JSON lines on stdin: `warm`, `run`, `cancel`. The end of stdin kills the run and ends the worker: the
face is gone, however it went. Frames and events leave as JSON lines on a private copy of stdout; what a demo prints
goes where stderr goes, and a line with END in it marks the end of a run there.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import json
import os
import random
import select
import signal
import sys
import threading
import time
from typing import Any, Final

from tutor.lab import child
from tutor.lab.outlet import END, ChannelLost, Outlet

_PDEATHSIG: Final = 1  # prctl: the signal a process gets when its parent dies


def main() -> None:
    """Serves the face until it is gone."""
    commands, out = _private(0), _private(1)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)  # a demo's input() reads nothing
    os.dup2(2, 1)  # a demo's print() is no frame
    if hasattr(os, "nice"):
        os.nice(5)  # the face paints first
    server = ForkServer(commands, out) if sys.argv[1:] == ["fork"] else OnceServer(commands, out)
    with contextlib.suppress(ChannelLost):
        server.serve()
    os._exit(0)  # at once: PyTorch's own goodbye takes a third of a second


def warm(outlet: Outlet) -> None:
    """Loads what every run needs and says so, or says why it cannot."""
    started = time.perf_counter()
    try:
        import torch

        torch.set_num_threads(1)
        weights = torch.nn.Linear(2, 2)
        optimizer = torch.optim.AdamW(weights.parameters())  # the first one loads torch._dynamo
        weights(torch.zeros(1, 2)).sum().backward()
        optimizer.step()
    except Exception as error:  # a broken installation raises anything
        outlet.event("broken", missing=isinstance(error, ModuleNotFoundError), text=f"{type(error).__name__}: {error}")
        return
    gc.collect()
    gc.freeze()  # a child's collector leaves alone, and so shares, what is loaded here
    outlet.event("warm", seconds=round(time.perf_counter() - started, 3))


class ForkServer:
    """Forks a child for each run and stays warm; single-threaded, so that forking is safe."""

    def __init__(self, commands: int, out: int) -> None:
        self._commands = commands
        self._outlet = Outlet(out)
        self._out = out
        self._child: int | None = None
        self._run: Any = None

    def serve(self) -> None:
        """Waits for commands and for the child, whichever comes first."""
        woken, waker = os.pipe()
        os.set_blocking(woken, False)
        os.set_blocking(waker, False)
        signal.set_wakeup_fd(waker, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        rest = b""
        while True:
            ready, _, _ = select.select([self._commands, woken], [], [])
            if woken in ready:
                os.read(woken, 512)
                self._reap()
            if self._commands in ready:
                data = os.read(self._commands, 65536)
                if not data:
                    self._kill()
                    return
                *lines, rest = (rest + data).split(b"\n")
                for line in lines:
                    self._obey(json.loads(line))

    def _obey(self, command: dict[str, Any]) -> None:
        match command["do"]:
            case "warm":
                warm(self._outlet)
            case "run" if self._child is None:
                self._fork(command)
            case "cancel" if command["run"] == self._run:
                self._kill()

    def _fork(self, command: dict[str, Any]) -> None:
        parent = os.getpid()
        pid = os.fork()
        if pid == 0:
            code = 1
            try:
                os.setpgid(0, 0)
                signal.set_wakeup_fd(-1)
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                os.close(self._commands)
                _die_with(parent)
                code = child.run(command, self._out)
            finally:
                os._exit(code)
        with contextlib.suppress(OSError):  # whichever of the two comes first
            os.setpgid(pid, pid)
        self._child, self._run = pid, command["run"]

    def _kill(self) -> None:
        if self._child is not None:
            with contextlib.suppress(OSError):
                os.killpg(self._child, signal.SIGKILL)

    def _reap(self) -> None:
        """Says how the child ended, once it has, and ends what it left behind."""
        if self._child is None or not os.waitid(os.P_PID, self._child, os.WEXITED | os.WNOHANG | os.WNOWAIT):
            return
        self._kill()  # while the dead child still holds its number, nobody else can have it
        _, status = os.waitpid(self._child, 0)
        run, self._child, self._run = self._run, None, None
        os.write(2, END)
        os.write(self._out, b"\n")  # the dead may have left half a line
        self._outlet.event("ended", run=run, code=os.waitstatus_to_exitcode(status))


class OnceServer:
    """Is itself the child of one run: the face keeps a spare."""

    def __init__(self, commands: int, out: int) -> None:
        self._commands = os.fdopen(commands, "rb")
        self._outlet = Outlet(out)
        self._out = out

    def serve(self) -> None:
        """Waits for the run, does it and ends."""
        for line in self._commands:
            command = json.loads(line)
            if command["do"] == "warm":
                warm(self._outlet)
            elif command["do"] == "run":
                threading.Thread(target=self._watch, daemon=True).start()
                code = child.run(command, self._out)
                with contextlib.suppress(OSError, ChannelLost):  # a demo may have closed them
                    os.write(2, END)
                    self._outlet.event("ended", run=command["run"], code=code)
                os._exit(code)

    def _watch(self) -> None:
        """Ends the run, and what it started, when the face is gone."""
        self._commands.read()
        if hasattr(os, "killpg"):
            os.killpg(0, signal.SIGKILL)
        os._exit(1)


def _private(descriptor: int) -> int:
    """A copy where no demo looks for one, closed in what a demo starts."""
    try:
        import fcntl
    except ImportError:
        return os.dup(descriptor)
    return fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, random.randrange(100, 200))


def _die_with(parent: int) -> None:
    """Has the kernel end this process when `parent` dies, where there is such a call."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)


if __name__ == "__main__":
    main()
