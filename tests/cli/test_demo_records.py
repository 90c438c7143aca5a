"""`tutor demo records` and `compare`: the runs that were kept."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Tutor = Callable[..., Result]
Write = Callable[[str], None]

VARIES = 'yield Measure("end", 0.9 ** n * (1 + seed / 10))'
"""What is left differs a little from seed to seed."""


def test_records_are_listed_in_order_each_with_the_command_that_makes_it_again(tutor: Tutor, write: Write) -> None:
    write(VARIES)
    tutor("run", "probe", "--seeds", "3")
    tutor("run", "probe", "--set", "task=copy", "--set", "n=4", "--seed", "7")
    tutor("run", "probe", "--preset", "small", "--seeds", "2,5")

    shown = re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d", "WHEN", tutor("records").stdout)

    assert shown.splitlines() == [
        "1  WHEN  probe  held          what is left .038 nats (.034 to .041)",
        "    tutor demo run probe --seeds 3",
        "2  WHEN  probe  not judged    what is left 1.115 nats",
        "    tutor demo run probe --set n=4 --set task=copy --seed 7",
        "3  WHEN  probe  did not hold  what is left .886 nats (.787 to .984)",
        "    tutor demo run probe --set n=4 --seeds 2,5",
    ]
    assert tutor("records", "probe").stdout == tutor("records").stdout


def test_the_command_of_a_record_makes_the_same_run_again(tutor: Tutor, write: Write) -> None:
    write(VARIES)
    tutor("run", "probe", "--set", "n=9", "--seeds", "5-7")
    (first,) = json.loads(tutor("records", "--json").stdout)

    tutor(*first["command"].split()[2:])
    _, second = json.loads(tutor("records", "--json").stdout)

    assert first["command"] == "tutor demo run probe --set n=9 --seeds 5-7"
    same = ("command", "changed", "headline", "same_code", "parameters", "seeds", "measures", "hash")
    assert [second[name] for name in same] == [first[name] for name in same]
    assert (first["number"], second["number"], first["changed"], first["headline"]) == (1, 2, {"n": 9}, "end")
    assert Path(first["file"]).is_file()


def test_without_a_run_records_say_how_to_make_one(tutor: Tutor) -> None:
    assert tutor("records").stdout == "no run was kept yet: `tutor demo run ID` makes one\n"
    assert tutor("records", "--json").stdout == "[]\n"
    assert tutor("records", "prob").stderr == "tutor: there is no demo `prob`\n   did you mean `probe`?\n"


def test_two_runs_are_compared_by_their_numbers(tutor: Tutor, write: Write) -> None:
    write(VARIES)
    tutor("run", "probe", "--seeds", "3")
    tutor("run", "probe", "--preset", "small", "--seed", "1")

    assert tutor("compare", "1", "2").stdout.splitlines() == [
        "       A       B",
        "run    1       2",
        "seeds  0 to 2  1",
        "n      32      4",
        "",
        "measured      A                         B          B less A  bands",
        "what is left  .038 nats (.034 to .041)  .722 nats     +.684  apart",
        "",
        "claims that came out differently  A     B",
        "end < 0.1                         held  did not hold",
        "",
        "Both were made by the same code.",
    ]


def test_a_run_is_compared_with_one_in_a_file_and_other_code_is_said_plainly(
    tutor: Tutor, write: Write, tmp_path: Path
) -> None:
    write(VARIES)
    file = tmp_path / "run.json"
    tutor("run", "probe", "--seeds", "3", "--out", str(file))
    write(VARIES.replace("10", "9"))
    tutor("run", "probe", "--seeds", "3")

    told = tutor("compare", str(file), "2").stdout
    facts = json.loads(tutor("compare", str(file), "2", "--json").stdout)

    assert "at the same parameters" in told
    assert "overlap" in told
    assert (
        "made by different code: demo.py, what it uses of the kit, or a\ndefault, measure or claim in demo.yaml was"
        in told
    )
    assert (facts["same_code"], facts["settings"], facts["claims"]) == (False, {}, {})
    assert facts["measures"]["end"]["overlap"] is True
    assert facts["measures"]["end"]["difference"] == pytest.approx(0.9**32 / 9 - 0.9**32 / 10)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("2", "there is no run number 2\n   they have the numbers 1 to 1: `tutor demo records`"),
        ("recorded:probe", "there is no run `recorded:probe`\n   there are recorded runs of: none"),
        ("nowhere.json", "there is no run `nowhere.json`\n   give the number that `tutor demo records` shows, a file"),
    ],
)
def test_a_run_that_is_not_there_is_refused_with_what_is(tutor: Tutor, name: str, said: str) -> None:
    tutor("run", "probe")

    result = tutor("compare", "1", name)

    assert (result.stdout, result.exit_code) == ("", 1)
    assert result.stderr.startswith(f"tutor: {said}")


def test_a_file_that_is_no_record_and_a_record_of_another_demo_are_refused(tutor: Tutor, tmp_path: Path) -> None:
    tutor("run", "probe")
    other = tmp_path / "other.json"
    (kept,) = json.loads(tutor("records", "--json").stdout)
    record = {name: kept[name] for name in list(kept)[6:]}
    other.write_text(json.dumps(record | {"demo": "another"}))
    wrong = tmp_path / "wrong.json"
    wrong.write_text(json.dumps(record | {"seeds": [1, 2]}))

    assert tutor("compare", "1", str(other)).stderr == (
        "tutor: one is a run of `probe`, the other of `another`\n   compare runs of one demo\n"
    )
    assert tutor("compare", "1", str(wrong)).stderr == (
        f"tutor: {wrong}  not the record of a run\n   `tutor demo run ID --out run.json` writes one\n"
    )
