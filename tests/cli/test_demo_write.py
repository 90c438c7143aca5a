"""`tutor demo new` and `tutor demo check`: for whoever writes a demo."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Tutor = Callable[..., Result]
Write = Callable[[str], None]

SMALL_HOLDS = 'yield Point("line", 0, 1)\nyield Measure("end", seed / 100)'


def test_a_new_demo_passes_its_own_check_and_runs_from_where_it_lies(
    tutor: Tutor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    made = tutor("new", "my_demo", "--dir", "mine")
    checked = tutor("check", "mine")

    assert made.stdout.splitlines()[:4] == [
        "mine/my_demo is a demo that works. What to do next:",
        "",
        "  tutor demo run ./mine/my_demo     to see it as a reader does",
        "  tutor demo check ./mine/my_demo   after each change",
    ]
    assert checked.stdout.splitlines()[0] == "my_demo at the preset `small`, seeds 0 to 2"
    assert checked.stdout.splitlines()[-1] == "1 demo, sound; 1 of 1 claims held"
    assert (checked.exit_code, checked.stderr) == (0, "")


def test_a_demo_is_shown_and_run_by_its_folder_and_says_how_to_run_it_again(
    tutor: Tutor, demos: Path, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "else where"
    elsewhere.mkdir()
    (demos / "probe").rename(elsewhere / "probe")

    shown = tutor("show", f"{elsewhere}/probe")
    ran = tutor("run", f"{elsewhere}/probe/demo.yaml")

    assert shown.stdout.startswith("How low does it go?\n")
    assert (ran.exit_code, ran.stderr) == (0, "")
    assert ran.stdout.endswith(f"again: tutor demo run '{elsewhere}/probe/demo.yaml' --seed 0\n")
    assert "last run: held, 2" in tutor("show", f"{elsewhere}/probe").stdout
    assert tutor("run", str(elsewhere / "no")).stderr == (
        f"tutor: {elsewhere}/no  there is no demo\n   give the folder that holds a demo.yaml\n"
    )


@pytest.mark.parametrize("name", ["My", "a-b", "1st", "class", "kit", "x" * 41, "../up"])
def test_an_id_that_python_could_not_import_is_refused(tutor: Tutor, tmp_path: Path, name: str) -> None:
    result = tutor("new", name, "--dir", str(tmp_path))

    assert (result.exit_code, result.stderr) == (
        1,
        f"tutor: `{name}` cannot be the id of a demo\n"
        "   small letters and digits with `_` between them, such as `my_first_demo`\n",
    )


def test_a_new_demo_never_writes_over_anything(tutor: Tutor, demos: Path) -> None:
    assert tutor("new", "probe", "--dir", str(demos)).stderr == (
        f"tutor: {demos}/probe  there is something already\n   choose another id, or another --dir\n"
    )


def test_every_problem_of_a_manifest_is_shown_like_a_compiler_and_nothing_runs(
    tutor: Tutor, demos: Path, write: Write
) -> None:
    file = demos / "probe" / "demo.yaml"
    text = file.read_text().replace("measure: end\n  range", "measure: ende\n  range")
    file.write_text(text.replace("focus: line", "focus: lin"))
    write("raise SystemExit")

    result = tutor("check", str(demos))

    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        f"{file}:14:12  P304  no measure is called `ende`",
        "   14 |   measure: ende",
        "      |            ^^^^ did you mean `end`?",
        "",
        f"{file}:32:10  P122  no series is called `lin`",
        "   32 |   focus: lin",
        "      |          ^^^ did you mean `line`?",
        "",
        "1 demo, not sound; 0 of 0 claims held",
    ]


def test_a_claim_that_does_not_hold_is_shown_beside_what_was_measured_and_ends_with_4(
    tutor: Tutor, demos: Path
) -> None:
    result = tutor("check", str(demos / "probe"))

    assert result.exit_code == 4
    assert result.stdout.splitlines() == [
        "probe at the preset `small`, seeds 0 to 2",
        "did not hold  less than .1 is left",
        "              end < 0.1; measured end .656",
        "              0.9³² is small.",
        "",
        "1 demo, sound; 0 of 1 claims held",
    ]


@pytest.mark.parametrize(
    ("body", "said", "remedy"),
    [
        ("1 / 0\nyield", "the demo raised ZeroDivisionError: division by zero", "mend demo.py, or choose other"),
        ('yield Measure("end", 0)', "it drew nothing called `line`", "yield a frame of that name, or take it out"),
        ('yield Point("line", 0, 1)', "it did not measure `end`", 'yield Measure("end", …), or take it out of'),
    ],
)
def test_code_that_does_not_do_what_the_manifest_says_is_a_fault(
    tutor: Tutor, demos: Path, write: Write, body: str, said: str, remedy: str
) -> None:
    write(body)

    result = tutor("check", str(demos))

    assert result.exit_code == 1
    assert f"{demos}/probe/demo.py  {said}\n   {remedy}" in result.stdout
    assert "1 demo, not sound; " in result.stdout


def test_a_demo_that_claims_nothing_at_its_small_setting_is_not_sound(tutor: Tutor, demos: Path, write: Write) -> None:
    write(SMALL_HOLDS)
    file = demos / "probe" / "demo.yaml"
    file.write_text(file.read_text().replace("task == reverse", "n == 99"))

    assert (
        "no claim is judged at this setting\n   have one claim whose `when` is true here"
        in tutor("check", str(demos)).stdout
    )


def test_the_check_as_json_has_all_a_program_needs(tutor: Tutor, demos: Path, write: Write) -> None:
    write(SMALL_HOLDS)
    (demos / "other").mkdir()
    (demos / "other" / "demo.yaml").write_text("id: [")

    result = tutor("check", str(demos), "--format", "json")

    broken, sound = json.loads(result.stdout)
    assert (result.exit_code, result.stderr) == (1, "")
    assert (broken["folder"], broken["sound"], broken["problems"][0]["code"]) == (f"{demos}/other", False, "P101")
    assert (sound["sound"], sound["holds"], sound["preset"], sound["problems"], sound["faults"]) == (
        True,
        True,
        "small",
        [],
        [],
    )
    assert sound["record"]["measures"]["end"]["values"] == [0.0, 0.01, 0.02]
    assert [claim["holds"] for claim in sound["claims"]] == [True]


def test_where_there_is_no_demo_that_is_said(tutor: Tutor, tmp_path: Path) -> None:
    assert tutor("check", str(tmp_path / "nowhere")).stderr == (
        f"tutor: {tmp_path}{os.sep}nowhere  there is no demo\n   give the folder that holds a demo.yaml\n"
    )
