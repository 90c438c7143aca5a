"""The runs that ship with the demos."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from tutor.errors import DemoFailed, LabError
from tutor.lab.manifest import Manifest
from tutor.lab.record import recorded
from tutor.lab.recordings import record_all
from tutor.lab.runner import Worker

Write = Callable[..., Manifest]
NOON = datetime(2026, 11, 12, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with Worker(preload=False) as worker:
        yield worker


def test_every_demo_is_recorded_at_its_default_on_three_seeds(demo: Write, worker: Worker) -> None:
    one = demo("yield Point('line', seed, n)\nyield Measure('loss', seed)", name="one")
    two = demo("yield Measure('loss', seed)", name="two")

    files = record_all(one.folder.parent, [], worker, NOON)

    assert files == [one.folder / "recorded.json", two.folder / "recorded.json"]
    stored = recorded(one)
    assert stored is not None
    assert (stored.record.seeds, stored.record.measures["loss"]["values"]) == ([0, 1, 2], [0.0, 1.0, 2.0])
    assert stored.record.parameters == one.resolve()
    assert stored.record.hash == one.hash
    assert len(stored.frames) == 3


def test_only_what_was_named_is_recorded(demo: Write, worker: Worker) -> None:
    one, two = (demo("yield Measure('loss', seed)", name=name) for name in ("one", "two"))

    record_all(one.folder.parent, ["two"], worker, NOON)

    assert (recorded(one), recorded(two) is None) == (None, False)


def test_a_run_that_does_not_show_its_claim_is_not_shipped(demo: Write, worker: Worker) -> None:
    manifest = demo("yield Measure('loss', 3 * seed)")

    with pytest.raises(LabError) as caught:
        record_all(manifest.folder.parent, [], worker, NOON)

    assert str(caught.value) == "probe  `loss < n` does not hold\n   mend the demo or the claim"
    assert recorded(manifest) is None


def test_a_demo_that_fails_or_does_not_exist_is_reported(demo: Write, worker: Worker) -> None:
    manifest = demo("1 / 0\nyield")

    with pytest.raises(DemoFailed, match="the demo raised ZeroDivisionError: division by zero"):
        record_all(manifest.folder.parent, [], worker, NOON)
    with pytest.raises(LabError, match="there is no demo `prob`"):
        record_all(manifest.folder.parent, ["prob"], worker, NOON)
