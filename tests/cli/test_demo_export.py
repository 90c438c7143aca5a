"""`tutor demo run --out` and `tutor demo export`: a run as a file."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from click.testing import Result

Tutor = Callable[..., Result]


def test_one_run_is_written_in_each_format_that_is_asked_for(tutor: Tutor, tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("run.json", "run.csv", "run.svg")]

    result = tutor("run", "probe", "--seeds", "2", *(f"--out={file}" for file in files))

    assert (result.exit_code, result.stderr) == (0, "")
    written = json.loads(files[0].read_text())
    assert (written["seeds"], len(written["frames"]), len(written["frames"][0])) == ([0, 1], 2, 32 + 2)
    assert files[1].read_text().splitlines()[1] == "probe,n=32; task=reverse,0,point,line,,0.0,1.0"
    assert "<!-- How low does it go? -->" in files[2].read_text()


def test_a_run_that_was_kept_is_written_without_running_it_again(
    tutor: Tutor, write: Callable[[str], None], tmp_path: Path
) -> None:
    file = tmp_path / "run.csv"
    tutor("run", "probe", "--out", str(file))
    first = file.read_text()
    write("raise ValueError")

    result = tutor("export", "1", "--out", str(file))

    assert (result.stdout, result.stderr, result.exit_code, file.read_text()) == ("", "", 0, first)


def test_an_unknown_format_is_refused_before_anything_runs(tutor: Tutor, demos: Path, tmp_path: Path) -> None:
    for verb in (["run", "probe"], ["export", "1"]):
        result = tutor(*verb, "--out", "run.pdf")

        said = "'--out': `run.pdf` cannot be written: its name may end in .json, .csv, .svg, .png.\n"
        assert (result.stdout, result.exit_code) == ("", 2)
        assert result.stderr.endswith(said)
    assert not (tmp_path / "data" / "runs").exists()


def test_an_export_to_nowhere_says_where_it_could_go(tutor: Tutor) -> None:
    assert tutor("export", "1").stderr.endswith("Error: Say where to: --out run.svg, .png, .csv or .json.\n")
