"""A program in a pseudo-terminal of 80 columns and 24 rows: keys go in, what it paints comes out. Linux only."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.bench.framed import plain
from tests.bench.measure import ROOT

PATIENCE_S = 60.0


class Terminal:
    """A running program; leaving the block kills it."""

    def __init__(self, *command: str | Path, **environ: str) -> None:
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self._process = subprocess.Popen(
            [str(part) for part in command],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
            cwd=ROOT,
            env={**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", **environ},
        )
        os.close(slave)
        self._painted = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.kill()

    def press(self, keys: str) -> float:
        """Types the keys, forgets what was painted before, and returns when that was."""
        self._painted = b""
        now = time.perf_counter()
        os.write(self._master, keys.encode())
        return now

    def wait_for(self, text: str) -> float:
        """The moment at which `text` has been painted since the last key."""
        until = time.monotonic() + PATIENCE_S
        while text not in (shown := self.shown()):
            ready, _, _ = select.select([self._master], [], [], max(0.0, until - time.monotonic()))
            try:
                chunk = os.read(self._master, 65536) if ready else b""
            except OSError:  # it has ended
                chunk = b""
            if not chunk:
                raise AssertionError(f"`{text}` was never painted; this was: {shown[-2_000:]}")
            self._painted += chunk
        return time.perf_counter()

    def rest(self, quiet_s: float = 0.3) -> None:
        """Waits until nothing has been painted for a while."""
        while select.select([self._master], [], [], quiet_s)[0]:
            os.read(self._master, 65536)

    def peak_mb(self) -> float:
        """The most memory that it has had resident so far, without its child processes."""
        status = Path(f"/proc/{self._process.pid}/status").read_text()
        (kib,) = re.findall(r"VmHWM:\s+(\d+) kB", status)
        return int(kib) * 1024 / 1e6

    def kill(self) -> float:
        """Ends it at once; returns the CPU seconds that it took, without its child processes."""
        if self._process.returncode is not None:
            return 0.0
        os.kill(self._process.pid, signal.SIGKILL)
        _, status, usage = os.wait4(self._process.pid, 0)
        self._process.returncode = os.waitstatus_to_exitcode(status)
        os.close(self._master)
        return usage.ru_utime + usage.ru_stime

    def shown(self) -> str:
        """What has been painted since the last key."""
        return plain(self._painted)
