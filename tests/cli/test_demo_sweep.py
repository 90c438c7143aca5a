"""`tutor demo sweep`: what a person sees, what is on disk, and what a kill costs."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pexpect
import pytest
from click.testing import Result

Tutor = Callable[..., Result]
Write = Callable[[str], None]
Program = Callable[..., list[str]]

LOGS = """\
import pathlib
with pathlib.Path(__file__).with_name("log").open("a") as log: log.write(f"{n} {seed}\\n")
yield Measure("end", n + seed / 10)
"""
WAITS = """\
import pathlib, time
with pathlib.Path(__file__).with_name("log").open("a") as log: log.write(f"{n} {seed}\\n")
while n == 5 and not pathlib.Path(__file__).with_name("go").exists(): yield Progress(0, 1); time.sleep(0.01)
yield Measure("end", n + seed / 10)
"""


def ran(demos: Path) -> list[str]:
    """Which cells ran, in their order: `n seed`."""
    log = demos / "probe" / "log"
    return log.read_text().splitlines() if log.exists() else []


def wait_for(done: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not done() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert done()


def test_a_sweep_is_a_line_a_setting_and_what_was_measured_is_not_run_again(
    tutor: Tutor, demos: Path, write: Write, tmp_path: Path
) -> None:
    write(LOGS)

    first = tutor("sweep", "probe", "--grid", "n=2,4", "--seeds", "2", "--jobs", "1")
    again = tutor("sweep", "probe", "--grid", "n=2,4", "--seeds", "2", "--jobs", "1")
    more = tutor("sweep", "probe", "--grid", "n=4,2,8", "--set", "task=copy", "--grid", "task=reverse", "--seeds", "1")

    assert (first.exit_code, first.stderr) == (0, "")
    assert first.stdout.splitlines() == [
        "How low does it go?",
        "task reverse · seeds 0 to 1",
        "",
        "n  what is left, nats    claims",
        "2  2.050 [2.000, 2.100]  0 of 1 held",
        "4  4.050 [4.000, 4.100]  0 of 1 held",
    ]
    assert again.stdout == first.stdout
    assert more.stdout.splitlines()[-1] == "8  reverse  8.000               0 of 1 held"
    assert ran(demos) == ["2 0", "2 1", "4 0", "4 1", "8 0"]


def test_a_sweep_is_written_as_a_table_and_as_a_figure(tutor: Tutor, write: Write, tmp_path: Path) -> None:
    write(LOGS)
    files = [tmp_path / "sweep.csv", tmp_path / "sweep.svg"]
    grid = ["--grid", "n=2,64", "--grid", "task=reverse,copy"]

    result = tutor("sweep", "probe", *grid, "--seeds", "3,5", "--json", *(f"--out={file}" for file in files))

    assert (result.exit_code, result.stderr) == (0, "")
    told = json.loads(result.stdout)
    assert [record["parameters"] for record in told["records"]] == [
        {"n": n, "task": task} for n in (2, 64) for task in ("reverse", "copy")
    ]
    assert told["records"][0]["measures"]["end"]["values"] == [2.3, 2.5]
    assert (told["grid"], told["seeds"], told["failed"]) == ({"n": [2, 64], "task": ["reverse", "copy"]}, [3, 5], [])
    with files[0].open(newline="") as file:
        rows = list(csv.reader(file))
    assert rows[:2] == [["demo", "n", "task", "seed", "end"], ["probe", "2", "reverse", "3", "2.3"]]
    assert len(rows) == 1 + 2 * 2 * 2
    for words in ("How low does it go?", "steps", "what is left, nats", "task reverse", "task copy"):
        assert f"<!-- {words} -->" in files[1].read_text()


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (["--grid", "n=2,1"], 1, "tutor: probe  `n` cannot be 1\n   it may be a whole number from 2 to 200\n"),
        (["--grid", "m=2"], 1, "tutor: probe  no parameter is called `m`\n   there is: n, task\n"),
        (["--grid", "n=2", "--set", "task=no"], 1, "`task` cannot be no\n   it may be one of reverse, copy\n"),
        (["--grid", "n=2", "--measure", "ende"], 1, "no measure is called `ende`\n   did you mean `end`?\n"),
        (["--grid", "n="], 2, "`n` is not NAME=VALUE,VALUE, such as width=16,32,64.\n"),
        (["--grid", "n=2", "--out", "x.pdf"], 2, "`x.pdf` cannot be written: its name may end in .csv, .svg, .png.\n"),
        ([], 2, "Error: Missing option '--grid'.\n"),
    ],
)
def test_what_cannot_be_swept_is_refused_before_anything_runs(
    tutor: Tutor, demos: Path, write: Write, args: list[str], code: int, said: str
) -> None:
    write(LOGS)

    result = tutor("sweep", "probe", *args)

    assert (result.stdout, result.exit_code) == ("", code)
    assert result.stderr.endswith(said)
    assert ran(demos) == []


def test_a_cell_that_fails_is_tried_twice_and_reported_and_the_others_are_kept(
    tutor: Tutor, demos: Path, write: Write
) -> None:
    write(LOGS.replace("yield", 'if (n, seed) == (4, 1): raise ValueError("no")\nyield'))

    failed = tutor("sweep", "probe", "--grid", "n=2,4", "--seeds", "2", "--jobs", "1")

    assert failed.exit_code == 1
    assert failed.stdout.splitlines()[-2:] == [
        "2  2.050 [2.000, 2.100]  0 of 1 held",
        "4  4.000                 0 of 1 held, on 1 of 2 seeds",
    ]
    assert failed.stderr.splitlines() == [
        "",
        "1 run failed twice:",
        "  n 4, seed 1: the demo raised ValueError: no",
        "     mend demo.py, or choose other parameters",
        "The others are kept; the same command tries these again.",
    ]
    assert ran(demos) == ["2 0", "2 1", "4 0", "4 1", "4 1"]


def test_a_process_of_the_pool_that_dies_loses_nothing(tutor: Tutor, demos: Path, write: Write) -> None:
    dies = 'status = pathlib.Path(f"/proc/{os.getppid()}/stat").read_text()\n'
    dies += "if n == 4 and seed == 0: os.kill(int(status.split()[3]), 9); time.sleep(60)\n"
    write("import os, time\n" + LOGS.replace("yield", dies + "yield"))

    result = tutor("sweep", "probe", "--grid", "n=2,4,8", "--seeds", "2", "--jobs", "1")

    assert result.exit_code == 1
    assert [line.split()[:2] for line in result.stdout.splitlines()[-3:]] == [
        ["2", "2.050"], ["4", "4.100"], ["8", "8.050"],
    ]  # fmt: skip
    assert "  n 4, seed 0: the process that ran it died\n" in result.stderr


def test_killed_in_the_middle_it_goes_on_with_what_is_missing_and_leaves_no_process(
    demos: Path, write: Write, program: Program, tmp_path: Path
) -> None:
    write(WAITS)
    command = program("demo", "sweep", "probe", "--grid", "n=2,3,4,5,6", "--seeds", "1", "--jobs", "1", "--json")
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        wait_for(lambda: "5 0" in ran(demos))
        processes = below(process.pid)
        process.send_signal(signal.SIGKILL)
    (demos / "probe" / "go").touch()
    wait_for(lambda: not any(map(is_alive, processes)))
    ledger = tmp_path / "home" / "sweeps" / "probe.jsonl"
    with ledger.open("a") as file:
        file.write('{"key":"brok')  # as a kill within a write leaves it

    finished = subprocess.run(command, capture_output=True, text=True, check=True)

    assert len(processes) >= 3  # the pool's process, its worker, the run
    assert ran(demos) == ["2 0", "3 0", "4 0", "5 0", "5 0", "6 0"]
    records = json.loads(finished.stdout)["records"]
    assert [record["measures"]["end"]["median"] for record in records] == [2.0, 3.0, 4.0, 5.0, 6.0]


def below(pid: int) -> list[int]:
    """The processes that a process has started, and those that they have."""
    parents = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    found, new = set[int](), {pid}
    while new:
        new = {child for child, parent in parents.items() if parent in new} - found
        found |= new
    return sorted(found)


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_in_a_terminal_there_is_a_bar_with_the_time_left_and_ctrl_c_keeps_what_is_done(
    demos: Path, write: Write, program: Program
) -> None:
    write(WAITS)
    command, *args = program("demo", "sweep", "probe", "--grid", "n=2,3,5,6", "--seeds", "1", "--jobs", "1")
    environment: dict[str, str] = {**os.environ, "TERM": "xterm", "PYTHONUTF8": "1"}
    child = pexpect.spawn(command, args, encoding="utf-8", timeout=60, env=environment)
    child.expect_exact("probe  ░░░░░░░░░░░░░░░░░░░░  0 of 4 runs")
    child.expect("probe  ██████████░░░░░░░░░░  2 of 4 runs, \\d+:\\d\\d left")
    wait_for(lambda: "5 0" in ran(demos))
    child.sendintr()
    child.expect_exact("Stopped: 2 of 4 runs are kept. The same command goes on with the others.\r\n")
    child.expect(pexpect.EOF)
    child.close()

    assert child.exitstatus == 130
    assert "Traceback" not in child.before
