"""Several processes at one history, and a process that is killed: nothing acknowledged is lost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.history.conftest import Clock
from tutor.history import History

ROOT = Path(__file__).parents[2]
WRITER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from tests.history.conftest import Say
from tutor.history import History

with History.open(Path(sys.argv[1]), clock=lambda: datetime.now(UTC)) as history:
    for number in range(int(sys.argv[2])):
        print(history.append(Say.answered(f"pack/q{number % 7}")).id, flush=True)
"""


def start_writer(file: Path, events: int) -> subprocess.Popen[str]:
    """A process that appends as fast as it can and prints the id of each event once it is acknowledged."""
    command = [sys.executable, "-c", WRITER, str(file), str(events)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT)


def test_three_tutors_at_one_history_write_without_a_gap(tmp_path: Path, clock: Clock) -> None:
    writers = [start_writer(tmp_path / "history.db", 40) for _ in range(3)]
    outputs = [writer.communicate(timeout=120) for writer in writers]

    assert [errors for _, errors in outputs] == ["", "", ""]
    with History.open(tmp_path / "history.db", clock=clock) as history:
        events = list(history.events())
        assert [event.seq for event in events] == list(range(1, 121))
        assert {event.device for event in events} == {history.device}
        assert {event.id for event in events} == {name for output, _ in outputs for name in output.split()}
        assert history.check() == []


@pytest.mark.skipif(os.name != "posix", reason="kill -9 is POSIX")
def test_after_kill_9_every_acknowledged_event_is_found(tmp_path: Path, clock: Clock) -> None:
    file = tmp_path / "history.db"
    acknowledged: list[str] = []
    for after in (1, 17, 43):
        with start_writer(file, 1_000_000) as writer:
            assert writer.stdout is not None
            acknowledged += [writer.stdout.readline().strip() for _ in range(after)]
            writer.send_signal(signal.SIGKILL)
            acknowledged += [line.strip() for line in writer.stdout if line.endswith("\n")]

        with History.open(file, clock=clock) as history:
            found = {event.id for event in history.events()}
            assert [event for event in acknowledged if event not in found] == []
            assert history.check() == []
    assert len(acknowledged) >= 61
