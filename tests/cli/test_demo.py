"""`tutor demo`: what a person sees, what a program reads, and how it ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pexpect
import pytest
from click.testing import Result

LOOPS = """\
import os, pathlib
pathlib.Path(__file__).with_name("pid").write_text(str(os.getpid()))
while True: yield Progress(1, 2)
"""

Tutor = Callable[..., Result]
Write = Callable[[str], None]
Program = Callable[..., list[str]]


def test_a_demo_that_never_ran_is_listed_with_its_question_and_its_time(tutor: Tutor) -> None:
    result = tutor("list")

    assert (result.stdout, result.exit_code) == ("probe  How low does it go?  0.1 s  not run\n", 0)


def test_the_list_says_what_came_out_last(tutor: Tutor) -> None:
    tutor("run", "probe")
    shown = tutor("list").stdout
    tutor("run", "probe", "--preset", "small")

    assert shown.startswith("probe  How low does it go?  0.1 s  held, 2")
    assert "did not hold, 2" in tutor("list").stdout


def test_the_list_says_what_a_demo_needs_that_is_not_here(
    tutor: Tutor, demos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = demos / "probe" / "demo.yaml"
    file.write_text(file.read_text().replace("seconds: 0.1", "seconds: 0.1\nneeds: semantic"))
    monkeypatch.setattr("tutor.lab.extras.find_spec", lambda _name: None)

    assert tutor("list").stdout == "probe  How low does it go?  0.1 s  needs real weights\n"
    (listed,) = json.loads(tutor("list", "--json").stdout)
    assert (listed["needs"], listed["ready"]) == ("semantic", False)


def test_the_json_list_has_all_a_program_needs(tutor: Tutor) -> None:
    tutor("run", "probe", "--seeds", "2")

    (listed,) = json.loads(tutor("list", "--json").stdout)

    assert (listed["id"], listed["title"], listed["seconds"]) == ("probe", "How low does it go?", 0.1)
    assert listed["concepts"] == ["vanishing-exploding-gradients"]
    assert listed["parameters"]["n"]["range"] == [2, 200]
    assert listed["presets"] == {"small": {"n": 4}}
    assert listed["last"]["seeds"] == [0, 1]


def test_a_broken_demo_is_reported_beside_the_list_of_the_others(tutor: Tutor, demos: Path) -> None:
    (demos / "broken").mkdir()
    (demos / "broken" / "demo.yaml").write_text("id: [")

    result = tutor("list")

    assert result.stdout.startswith("probe")
    assert f"{demos}/broken/demo.yaml" in result.stderr


def test_show_says_everything_the_manifest_says(tutor: Tutor) -> None:
    assert tutor("show", "probe").stdout == dedent(
        """\
        How low does it go?

        A line falls for 32 steps.

        probe · 0.1 s a seed · vanishing-exploding-gradients
        source: nobody, 2026

        parameters
          name  on screen  default  may be
          n     steps      32       a whole number from 2 to 200  how long it falls
          task  task       reverse  one of reverse, copy          what to do

        presets
          small  n=4

        predict
          Where is it after 32 steps?
          a number from 0 (gone) to 1 (where it began)

        measures
          end  what is left, nats  the last value of the line

        expected
          less than .1 is left
            end < 0.1 where task == reverse
            0.9³² is small.

        limits
          Past n = 200 nobody looked.

        drawn
          as lines: what is left (the line)

        last run: not run
        """
    )


def test_show_prints_the_code_as_it_is_but_for_what_drives_a_terminal(tutor: Tutor, demos: Path) -> None:
    file = demos / "probe" / "demo.py"
    code = file.read_text()
    file.write_text(code + "# \x1b]0;title\x07end\n")

    assert tutor("show", "probe", "--source").stdout == code + "# end\n"


def test_show_as_json_is_the_manifest(tutor: Tutor) -> None:
    shown = json.loads(tutor("show", "probe", "--json").stdout)

    assert shown["predict"]["ask"] == "Where is it after {{n}} steps?"
    assert shown["last"] is None


def test_a_run_is_told_as_a_verdict_its_numbers_a_table_and_its_claims(tutor: Tutor) -> None:
    result = tutor("run", "probe", "--seeds", "2")

    *told, where, again = result.stdout.splitlines()
    assert result.exit_code == 0
    assert told == [
        "How low does it go?",
        "steps 32 · task reverse · seeds 0 to 1",
        "",
        "The claim held here.",
        "",
        "what is left  .034 nats",
        "  the last value of the line",
        "",
        "What follows is seed 0's.",
        "",
        "what is left: the line falls from 1.000 to .038 over step 0 to 31, on a log",
        "scale.",
        "",
        "          first  last  lowest  highest",
        "the line  1.000  .038    .038    1.000  █▇▇▇▆▆▅▅▄▄▃▃▂▂▂▁",
        "",
        "held          less than .1 is left",
        "              end < 0.1; measured end .034",
        "              0.9³² is small.",
        "",
        "Where it breaks down: Past n = 200 nobody looked.",
        "",
    ]
    assert where.split(" s on ")[1].split(" CPUs, ")[0] == str(os.cpu_count())
    assert again == "again: tutor demo run probe --seeds 2"


def test_a_claim_that_does_not_hold_ends_with_exit_code_4(tutor: Tutor) -> None:
    result = tutor("run", "probe", "--preset", "small")

    assert result.exit_code == 4
    assert "The claim did not hold here." in result.stdout
    assert "did not hold  less than .1 is left\n              end < 0.1; measured end .656\n" in result.stdout


def test_a_claim_about_other_settings_is_not_judged_and_is_no_failure(tutor: Tutor) -> None:
    result = tutor("run", "probe", "--set", "task=copy", "--set", "n=2")

    assert result.exit_code == 0
    assert "No claim is judged at these parameters." in result.stdout
    assert (
        "not judged    less than .1 is left\n              end < 0.1; judged only where task == reverse\n"
        in result.stdout
    )


def test_json_is_one_run_record_and_nothing_else(tutor: Tutor, tmp_path: Path) -> None:
    result = tutor("run", "probe", "--json", "--seed", "7", "--out", str(tmp_path / "record.json"))

    record = json.loads(result.stdout)
    assert record["seeds"] == [7]
    assert record["measures"]["end"]["values"] == [pytest.approx(0.9**32)]
    assert list(record) == [
        "demo", "parameters", "seeds", "measures", "expectations", "seconds", "versions", "machine", "hash", "at",
    ]  # fmt: skip
    written = json.loads((tmp_path / "record.json").read_text())
    assert written.pop("frames")[0][0] == {"frame": "point", "series": "line", "x": 0.0, "y": 1.0}
    assert written == record
    assert (result.stderr, result.exit_code) == ("", 0)


def test_a_run_from_the_command_line_is_kept(tutor: Tutor, tmp_path: Path) -> None:
    record = json.loads(tutor("run", "probe", "--json").stdout)

    (file,) = (tmp_path / "data" / "runs" / "probe").glob("*Z.json")
    assert json.loads(file.read_text()) == record
    assert len(json.loads(file.with_suffix(".frames.json").read_text())[0]) == 32 + 2


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (["prob"], 1, "tutor: there is no demo `prob`\n   did you mean `probe`?\n"),
        (["probe", "--set", "n=1"], 1, "tutor: probe  `n` cannot be 1\n   it may be a whole number from 2 to 200\n"),
        (["probe", "--set", "m=1"], 1, "tutor: probe  no parameter is called `m`\n   there is: n, task\n"),
        (["probe", "--preset", "smal"], 1, "tutor: probe  no preset is called `smal`\n   did you mean `small`?\n"),
        (["probe", "--set", "n"], 2, "Error: Invalid value for '--set': `n` is not NAME=VALUE, such as rho=0.5.\n"),
        (
            ["probe", "--seed", "9" * 20],
            2,
            f"Error: Invalid value for '--seed': {'9' * 20} is not in the range 0<=x<=999999999.\n",
        ),
        (["probe", "--seed", "1", "--seeds", "2"], 2, "Error: Give --seed or --seeds, not both.\n"),
        (["probe", "--out", "/nowhere/x.csv"], 2, "there is no folder /nowhere: make it first.\n"),
        (["probe", "--seeds", "0"], 2, "`0` is not 5 (five seeds from 0), 5-9 (from 5 to 9) or 5,9 (these two).\n"),
        (["probe", "--seeds", "9-5"], 2, "`9-5` is not 5 (five seeds from 0), 5-9 (from 5 to 9) or 5,9 (these two).\n"),
        (["probe", "--seeds", "101"], 2, "these are 101 seeds; the most is 100.\n"),
    ],
)
def test_what_cannot_be_run_is_refused_with_the_remedy(tutor: Tutor, args: list[str], code: int, said: str) -> None:
    result = tutor("run", *args)

    assert (result.stdout, result.exit_code) == ("", code)
    assert result.stderr.endswith(said)


def test_a_demo_that_goes_wrong_is_an_error_with_its_last_lines(tutor: Tutor, demos: Path, write: Write) -> None:
    write('print("thinking")\nraise ValueError("no")\nyield')

    result = tutor("run", "probe", "--json")

    assert (result.stdout, result.exit_code) == ("", 1)
    assert result.stderr == dedent(
        f"""\
        thinking
        Traceback (most recent call last):
          File "{demos}/probe/demo.py", line 4, in run
            raise ValueError("no")
        ValueError: no
        tutor: probe  the demo raised ValueError: no
           mend demo.py, or choose other parameters
        """
    )


def test_ctrl_c_stops_the_run_says_so_and_leaves_no_process(demos: Path, write: Write, program: Program) -> None:
    write(LOOPS)
    pid = demos / "probe" / "pid"
    with subprocess.Popen(
        program("demo", "run", "probe"), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        deadline = time.monotonic() + 30
        while not (pid.exists() and pid.read_text()) and time.monotonic() < deadline:
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)

    assert (out, err, process.returncode) == ("", "Stopped; nothing is judged.\n", 130)
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid.read_text()), 0)


def test_in_a_terminal_the_prediction_is_asked_first_and_judged(program: Program) -> None:
    command, *args = program("demo", "run", "probe")
    child = pexpect.spawn(command, args, encoding="utf-8", timeout=30)
    child.expect_exact("Where is it after 32 steps?\r\na number from 0 (gone) to 1 (where it began)\r\n")
    child.expect_exact("you say (enter runs it without): ")
    child.sendline("half")
    child.expect_exact("That can't be read as an answer.\r\nyou say (enter runs it without): ")
    child.sendline(".9")
    child.expect_exact(
        "Not right: you said .900 nats, measured was .034 nats.\r\n"
        "It falls faster than that.\r\nEach step takes a tenth.\r\n"
    )
    child.expect(pexpect.EOF)
    child.close()

    assert child.exitstatus == 0
