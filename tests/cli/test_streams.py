"""What is behind stdin and stdout may be closed, full or gone."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import IO

import pytest

PROGRAM = [sys.executable, "-m", "tutor"]


def run(home: Path, *args: str, stdout: IO[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*PROGRAM, *args],
        env={**os.environ, "TUTOR_HOME": str(home)},
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("verb", ["explain", "--help", "practice --plain", "history export"])
def test_a_full_disk_behind_stdout_is_an_error_without_a_traceback(verb: str, tmp_path: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = run(tmp_path, *verb.split(), stdout=full)
        if verb == "history export":  # nothing to say before there is a session, which the practice begins
            run(tmp_path, "practice", stdout=full)
            done = run(tmp_path, *verb.split(), stdout=full)

    assert done.stderr == (
        "tutor: what is printed cannot be written: No space left on device\n"
        "   free some space, or choose another place\n"
    )
    assert done.returncode == 1


@pytest.mark.parametrize("verb", ["doctor", "practice", "history export", "stats"])
def test_streams_that_are_closed_do_no_harm(verb: str, tmp_path: Path) -> None:
    done = subprocess.run(
        ["/bin/sh", "-c", f'exec "$0" -m tutor {verb} <&- >&-', sys.executable],
        env={**os.environ, "TUTOR_HOME": str(tmp_path)},
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")


def test_a_reader_who_leaves_early_hears_nothing_of_it(tmp_path: Path) -> None:
    read, write = os.pipe()
    os.close(read)

    with os.fdopen(write, "w") as pipe:
        run(tmp_path, "practice", stdout=pipe)
        done = run(tmp_path, "history", "export", stdout=pipe)

    assert (done.returncode, done.stderr) == (1, "")
