"""Runs, kept: one JSON shape, written whole, found again."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tutor.errors import LabError
from tutor.lab.events import Run
from tutor.lab.frames import Measure, Point, Text
from tutor.lab.manifest import Manifest
from tutor.lab.record import (
    RunRecord,
    StoredRun,
    machine,
    make_record,
    newest,
    recorded,
    save,
    write_recorded,
)

Write = Callable[..., Manifest]
NOON = datetime(2026, 11, 12, 12, tzinfo=UTC)


@pytest.fixture
def manifest(demo: Write) -> Manifest:
    return demo("yield")


def run(manifest: Manifest, *losses: float, **given: object) -> Run:
    return Run(
        demo=manifest.id,
        parameters=manifest.resolve(given),
        seeds=tuple(range(len(losses))),
        measures=tuple({"loss": loss} for loss in losses),
        frames=tuple((Point("line", 0, loss), Text("done"), Measure("loss", loss)) for loss in losses),
        seconds=1.5,
        versions={"tutor": "0.1.0", "python": "3.11", "torch": "2.13.0"},
    )


def test_a_record_has_the_shape_the_design_gives_it(manifest: Manifest) -> None:
    record = make_record(manifest, run(manifest, 1.0, 2.0, math.nan), NOON)

    assert record.to_json() == {
        "demo": "probe",
        "parameters": {"n": 3, "rate": 0.5, "task": "reverse", "clip": True},
        "seeds": [0, 1, 2],
        "measures": {"loss": {"median": 1.5, "min": 1.0, "max": 2.0, "values": [1.0, 2.0, None]}},
        "expectations": [
            {
                "that": "loss < n",
                "holds": False,
                "measured": {"loss": {"median": 1.5, "min": 1.0, "max": 2.0}},
                "because": "theory",
            }
        ],
        "seconds": 1.5,
        "versions": {"tutor": "0.1.0", "python": "3.11", "torch": "2.13.0"},
        "machine": machine(),
        "hash": manifest.hash,
        "at": "2026-11-12T12:00:00+00:00",
    }


def test_a_record_names_the_machine_and_nobody(manifest: Manifest) -> None:
    assert re.fullmatch(r"\d+ CPUs, \w+, \w+", machine())


def test_a_record_gives_back_the_measures_of_each_seed(manifest: Manifest) -> None:
    record = make_record(manifest, run(manifest, 1.0, math.nan), NOON)

    first, second = record.by_seed
    assert first == {"loss": 1.0}
    assert math.isnan(second["loss"])


def test_the_newest_run_is_found_with_its_frames(manifest: Manifest, tmp_path: Path) -> None:
    for hours, loss in enumerate((1.0, 2.0)):
        made = run(manifest, loss)
        save(tmp_path / "runs", make_record(manifest, made, NOON + timedelta(hours=hours)), made.frames)

    stored = newest(tmp_path / "runs", "probe")

    assert stored == StoredRun(make_record(manifest, made, NOON + timedelta(hours=1)), made.frames)
    assert sorted(file.name for file in (tmp_path / "runs" / "probe").iterdir()) == [
        "20261112T120000.000000Z.frames.json",
        "20261112T120000.000000Z.json",
        "20261112T130000.000000Z.frames.json",
        "20261112T130000.000000Z.json",
    ]


def test_the_newest_run_at_given_parameters_is_found_behind_newer_ones(manifest: Manifest, tmp_path: Path) -> None:
    for hours, n in enumerate((7, 8)):
        made = run(manifest, n - 7.0, n=n)
        save(tmp_path, make_record(manifest, made, NOON + timedelta(hours=hours)), made.frames)

    stored = newest(tmp_path, "probe", manifest.resolve({"n": 7}))

    assert stored is not None
    assert stored.record.parameters["n"] == 7
    assert newest(tmp_path, "probe", manifest.resolve({"n": 9})) is None


def test_a_record_nobody_can_read_is_passed_over(manifest: Manifest, tmp_path: Path) -> None:
    made = run(manifest, 1.0)
    good = save(tmp_path, make_record(manifest, made, NOON), made.frames)
    for number, text in enumerate(["", "[]", "{}", '{"demo": 1}', "\x00", "[" * 100_000]):
        (good.parent / f"2027010{number}T000000.000000Z.json").write_text(text)

    stored = newest(tmp_path, "probe")

    assert stored is not None
    assert stored.record.at == "2026-11-12T12:00:00+00:00"


def test_a_run_that_cannot_be_kept_is_told_with_its_place_and_remedy(manifest: Manifest, tmp_path: Path) -> None:
    (tmp_path / "runs").write_text("a file where the folder should be")
    made = run(manifest, 1.0)

    with pytest.raises(LabError) as caught:
        save(tmp_path / "runs", make_record(manifest, made, NOON), made.frames)

    assert str(caught.value) == (
        f"{tmp_path}/runs/probe  the run cannot be kept: Not a directory\n"
        "   see that there is space and who may write there, then run it again"
    )


def test_there_is_no_newest_run_where_none_was_kept(tmp_path: Path) -> None:
    assert newest(tmp_path / "nowhere", "probe") is None


def test_the_run_that_ships_with_a_demo_is_one_file(manifest: Manifest) -> None:
    made = run(manifest, 1.0, 2.0)
    stored = StoredRun(make_record(manifest, made, NOON), made.frames)
    assert recorded(manifest) is None

    file = write_recorded(manifest, stored)

    assert recorded(manifest) == stored
    assert file == manifest.folder / "recorded.json"
    assert [path.name for path in manifest.folder.iterdir() if path.name.startswith(".")] == []


def test_a_shipped_run_that_is_no_run_is_reported_with_the_remedy(manifest: Manifest) -> None:
    (manifest.folder / "recorded.json").write_text("{}")

    with pytest.raises(LabError) as caught:
        recorded(manifest)
    assert str(caught.value) == (
        f"{manifest.folder}/recorded.json  not a recorded run\n   make it again: `make recordings`"
    )


def test_a_shipped_run_can_only_print(manifest: Manifest) -> None:
    made = run(manifest, 1.0)
    file = write_recorded(manifest, StoredRun(make_record(manifest, made, NOON), made.frames))
    data = json.loads(file.read_text())
    data["machine"] = "\x1b]0;mine\x07a laptop"
    file.write_text(json.dumps(data))

    stored = recorded(manifest)

    assert stored is not None
    assert stored.record.machine == "a laptop"


def test_a_record_comes_back_from_its_own_json(manifest: Manifest) -> None:
    record = make_record(manifest, run(manifest, 1.0), NOON)

    assert RunRecord.from_json(json.loads(json.dumps(record.to_json()))) == record
