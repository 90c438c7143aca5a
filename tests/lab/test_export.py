"""A run as a file for something else."""

from __future__ import annotations

import csv
import importlib.util
import math
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tutor.errors import LabError, UsageError
from tutor.lab.events import Run
from tutor.lab.export import COLUMNS, check, export
from tutor.lab.frames import Bars, Frame, Matrix, Measure, Point, Table, Text
from tutor.lab.manifest import Manifest
from tutor.lab.record import StoredRun, make_record, read_run

Write = Callable[..., Manifest]
ALL = (".json", ".csv", ".svg", ".png")
NOON = datetime(2026, 11, 12, 12, tzinfo=UTC)


def seed(number: int) -> tuple[Frame, ...]:
    return (
        Point("line", 1, 0.5 + number),
        Point("line", 2, math.nan),
        Point("theory $x_1$", 1, 0.25),
        Matrix("map", [[0.1, 0.9]], ["the"], ["cat", "sat"]),
        Bars("share", ["a", "b"], [1, 2 + number]),
        Table("words", ["word", "count"], [["cat", 2]]),
        Text("nothing to draw"),
        Measure("loss", number),
    )


@pytest.fixture
def manifest(demo: Write) -> Manifest:
    return demo("yield")


@pytest.fixture
def stored(manifest: Manifest) -> StoredRun:
    run = Run("probe", manifest.resolve(), (0, 1), ({"loss": 0.0}, {"loss": 1.0}), (seed(0), seed(1)), 0.1, {})
    return StoredRun(make_record(manifest, run, NOON), run.frames)


def test_the_table_has_every_number_with_what_it_is(tmp_path: Path, manifest: Manifest, stored: StoredRun) -> None:
    export(tmp_path / "run.csv", stored, manifest)

    with (tmp_path / "run.csv").open(newline="") as file:
        head, *rows = csv.reader(file)
    assert tuple(head) == COLUMNS
    assert {tuple(row[:2]) for row in rows} == {("probe", "n=3; rate=0.5; task=reverse; clip=true")}
    assert [row[2:] for row in rows if row[2] == "1"] == [
        ["1", "point", "line", "", "1.0", "1.5"],
        ["1", "point", "line", "", "2.0", ""],
        ["1", "point", "theory $x_1$", "", "1.0", "0.25"],
        ["1", "matrix", "map", "the", "cat", "0.1"],
        ["1", "matrix", "map", "the", "sat", "0.9"],
        ["1", "bars", "share", "", "a", "1.0"],
        ["1", "bars", "share", "", "b", "3.0"],
        ["1", "table", "words", "1", "word", "cat"],
        ["1", "table", "words", "1", "count", "2.0"],
        ["1", "measure", "loss", "", "", "1.0"],
    ]


def test_the_record_that_is_written_is_the_run_with_its_frames(
    tmp_path: Path, manifest: Manifest, stored: StoredRun
) -> None:
    export(tmp_path / "run.json", stored, manifest)

    read = read_run(tmp_path / "run.json")

    assert read.record == stored.record
    assert list(map(str, read.frames[1])) == list(map(str, stored.frames[1]))


def test_a_figure_says_the_question_the_names_and_how_it_was_made(
    tmp_path: Path, manifest: Manifest, stored: StoredRun
) -> None:
    export(tmp_path / "run.svg", stored, manifest)

    words = re.findall(r"<!-- (.*?) -->", (tmp_path / "run.svg").read_text(), re.DOTALL)  # what each outline says
    assert "What happens?" in words
    assert {"loss by step", "step", "loss", "the line  .500", "theory $x_1$", "map", "cat", "share", "a"} <= set(words)
    below = "n 3 · rate 0.5 · task reverse · clip yes · seeds 0 to 1 · median of the seeds and reach from lowest to "
    below += "highest · heatmaps of seed 0 · 12 Nov 2026"
    assert below in " ".join(words)


def test_a_picture_is_a_picture_and_the_same_run_gives_the_same_file(
    tmp_path: Path, manifest: Manifest, stored: StoredRun
) -> None:
    for name in ("one.png", "two.svg", "three.svg"):
        export(tmp_path / name, stored, manifest)

    assert (tmp_path / "one.png").read_bytes().startswith(b"\x89PNG")
    assert (tmp_path / "two.svg").read_bytes() == (tmp_path / "three.svg").read_bytes()


def test_a_run_without_frames_still_has_its_measures(tmp_path: Path, stored: StoredRun) -> None:
    export(tmp_path / "run.csv", StoredRun(stored.record, ()), None)

    lines = (tmp_path / "run.csv").read_text().splitlines()
    assert [line.split(",")[2:] for line in lines[1:]] == [
        ["0", "measure", "loss", "", "", "0.0"],
        ["1", "measure", "loss", "", "", "1.0"],
    ]


def test_what_could_not_be_written_is_refused_before_anything_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("run.json", "run.csv", "run.SVG", "run.png"):
        check(tmp_path / name, ALL)
    with pytest.raises(UsageError) as unknown:
        check(tmp_path / "run.pdf", ALL)
    with pytest.raises(UsageError) as nowhere:
        check(tmp_path / "no" / "run.csv", ALL)
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    check(tmp_path / "run.csv", ALL)
    with pytest.raises(LabError) as missing:
        check(tmp_path / "run.png", ALL)

    assert str(unknown.value) == "`run.pdf` cannot be written\n   its name may end in .json, .csv, .svg, .png"
    assert str(nowhere.value) == f"there is no folder {tmp_path}/no\n   make it first"
    assert str(missing.value) == (
        "figures need matplotlib, which is not installed\n"
        "   install it: `pip install 'llm-tutor[figures]'`; .csv and .json need nothing"
    )


def test_the_figure_of_a_demo_that_is_gone_is_refused(tmp_path: Path, stored: StoredRun) -> None:
    with pytest.raises(LabError) as caught:
        export(tmp_path / "run.svg", stored, None)

    assert str(caught.value) == ("the demo `probe` is not at hand, and its figure needs it\n   a .csv can be written")
