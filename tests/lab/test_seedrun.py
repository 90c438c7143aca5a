"""How the face reads one seed's run: in batches, at a pace a screen can follow."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice, pairwise
from types import SimpleNamespace
from typing import Any

import pytest

from tutor.lab import seedrun
from tutor.lab.events import Failed
from tutor.lab.frames import Text, encode
from tutor.lab.manifest import Manifest
from tutor.lab.seedrun import BATCH, BATCH_S, Limits, SeedRun

Write = Callable[..., Manifest]


class Endless:
    """A process that always has another line, each `step` seconds after the last."""

    def __init__(self, clock: SimpleNamespace, step: float = 1e-6, text: str = "on") -> None:
        self.clock = clock
        self.step = step
        self.next = encode(Text(text)).encode()
        self.printed = SimpleNamespace(clear=lambda: None, text=lambda _: "")
        self.cancelled: list[int] = []

    def send(self, do: str, **body: Any) -> None:
        assert do == "run"

    def cancel(self, run: int) -> None:
        self.cancelled.append(run)
        self.next = b'{"event":"ended","run":1,"code":-9}\n'

    def line(self, timeout_s: float) -> bytes | None:
        self.clock.now += self.step
        return self.next


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """A clock that only the reader and what it reads from move."""
    clock = SimpleNamespace(now=100.0)

    def sleep(seconds: float) -> None:
        clock.now += seconds

    monkeypatch.setattr(seedrun, "time", SimpleNamespace(monotonic=lambda: clock.now, sleep=sleep))
    return clock


def begin(demo: Write, process: Endless) -> SeedRun:
    manifest = demo("yield")
    return SeedRun(process, 1, manifest, manifest.resolve(), 0, Limits(silent_s=2, total_s=5, factor=0))  # type: ignore[arg-type]


def test_a_flood_comes_in_batches_no_larger_and_no_faster_than_a_screen_can_follow(
    demo: Write, clock: SimpleNamespace
) -> None:
    reading = begin(demo, Endless(clock))
    came = []
    for batch in islice(reading.batches(), 6):
        came.append((len(batch), clock.now))

    assert [size for size, _ in came] == [1, *([BATCH] * 5)]
    gaps = [later - earlier for (_, earlier), (_, later) in pairwise(came)]
    assert min(gaps) >= BATCH_S - 1e-9


def test_a_flood_of_giants_comes_a_few_at_a_time(demo: Write, clock: SimpleNamespace) -> None:
    batches = begin(demo, Endless(clock, text="x" * 400_000)).batches()

    assert [len(batch) for batch in islice(batches, 4)] == [1, 3, 3, 3]


def test_a_slow_run_is_handed_over_frame_by_frame(demo: Write, clock: SimpleNamespace) -> None:
    batches = begin(demo, Endless(clock, step=2 * BATCH_S)).batches()

    assert [len(batch) for batch in islice(batches, 5)] == [1] * 5


def test_a_run_that_floods_for_too_long_is_stopped_too(demo: Write, clock: SimpleNamespace) -> None:
    process = Endless(clock)
    reading = begin(demo, process)

    frames = sum(len(batch) for batch in reading.batches())

    assert process.cancelled == [1]
    assert frames <= 5 / BATCH_S * BATCH + 1
    assert reading.failure() == Failed(
        "the demo was not done after 5 s and was stopped", "mend demo.py, or choose smaller parameters", ""
    )
