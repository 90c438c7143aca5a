"""Line mode: a session from a pipe, as a script or a screen reader meets it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.conftest import write_small_pack
from tutor.cli import main

Run = Callable[..., Result]


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return write_small_pack(tmp_path / "small")


@pytest.fixture
def run(tmp_path: Path) -> Run:
    def invoke(*args: str, lines: str = "") -> Result:
        return CliRunner(env={"TUTOR_HOME": str(tmp_path / "home")}).invoke(main, [*args], input=lines)

    return invoke


def practise(run: Run, pack: Path, lines: str, *args: str) -> Result:
    return run("practice", "--plain", "--pack", str(pack), "--seed", "1", *args, lines=lines)


def events(run: Run) -> list[dict[str, object]]:
    return [json.loads(line) for line in run("history", "export").stdout.splitlines()]


def key(output: str, text: str) -> str:
    """The number under which `text` was shown."""
    found = re.search(rf"^ +(\d)\) {re.escape(text)}$", output, re.MULTILINE)
    assert found, output
    return found[1]


def test_a_pipe_answers_a_question_a_line_and_ends_with_a_summary(run: Run, pack: Path) -> None:
    shown = practise(run, pack, "", "--kind", "choice").output

    done = practise(run, pack, key(shown, "The forget gate") + "\n", "--kind", "choice")

    assert done.exit_code == 0
    assert "[1/1 new] A small pack: one answer · level 1, recall" in done.output
    assert "RIGHT: Right." in done.output
    assert "Sources: Hochreiter and Schmidhuber (1997). Long Short-Term Memory" in done.output
    assert "Explain: tutor explain gates" in done.output
    assert "Rated good: next 2 days." in done.output
    assert done.output.endswith("Session: 1 answer, 1 of 1 right at the first try, under a minute.\n")


def test_a_wrong_choice_is_told_why_and_what_is_right(run: Run, pack: Path) -> None:
    shown = practise(run, pack, "", "--kind", "choice").output

    done = practise(run, pack, key(shown, "The input gate") + "\n", "--kind", "choice")

    told = done.output[done.output.index("WRONG") :]
    assert "WRONG: Not this one.\nYou: " in told
    assert "The input gate\n     It was there in 1997." in told
    assert "The forget gate\n        The 1997 cell could not forget." in told


def test_a_line_that_cannot_be_read_is_explained_and_asked_again(run: Run, pack: Path) -> None:
    done = practise(run, pack, "seven\n9\n1\n", "--kind", "choice")

    assert done.output.count("Expected: one number from 1 to 2, as in `2`.") == 2
    assert [event["kind"] for event in events(run)] == ["session_begun", "answered"]


def test_skip_hint_undo_and_quit_are_colon_letters(run: Run, pack: Path) -> None:
    done = practise(run, pack, ":h\n:h\n1\n:u\n:s\n:q\n", "--count", "4")

    assert "Hint: It clears the cell.\n(each hint costs one rating)" in done.output
    assert "No more hints." in done.output
    assert "Undone: the last answer is taken back." in done.output
    assert "Skipped: it comes at the end." in done.output
    assert done.exit_code == 0
    assert [event["kind"] for event in events(run)] == ["session_begun", "answered", "retracted", "skipped"]


def test_end_of_input_ends_the_session_and_the_same_command_goes_on_where_it_was(run: Run, pack: Path) -> None:
    first = run("practice", "--plain", "--pack", str(pack), lines="1\n")
    again = run("practice", "--plain", "--pack", str(pack))

    assert first.exit_code == again.exit_code == 0
    assert "left: the same command goes on where you were." in first.output
    assert again.output.startswith("[2/")


def test_an_open_answer_takes_its_ticks_in_brackets(run: Run, pack: Path) -> None:
    done = practise(run, pack, "They add to the cell [1]\n", "--kind", "open")

    (answered,) = [event for event in events(run) if event["kind"] == "answered"]
    body = answered["body"]
    assert isinstance(body, dict)
    assert body["response"] == {"as": "ticked", "text": "They add to the cell", "points": ["additive"]}
    assert body["points"] == ["additive"]
    assert "In 30 seconds: They add." in done.output


def test_numbers_may_carry_any_unit_that_fits(run: Run, pack: Path) -> None:
    shown = practise(run, pack, "", "--kind", "numeric").output
    kib = re.search(r"How many bytes are (\d) KiB", shown)
    assert kib

    done = practise(run, pack, f"{kib[1]} KiB\n", "--kind", "numeric")

    assert "RIGHT" in done.output


def test_options_that_fit_nothing_are_an_error_with_a_remedy(run: Run, pack: Path) -> None:
    done = practise(run, pack, "", "--concept", "gate")

    assert done.exit_code == 1
    assert done.stderr == "tutor: there is no concept `gate`\n   did you mean `gates`?\n"
    assert practise(run, pack, "", "--kind", "essay").exit_code == 2


def test_a_pack_that_is_not_there_is_an_error_with_a_remedy(run: Run, tmp_path: Path) -> None:
    done = run("practice", "--plain", "--pack", str(tmp_path / "nowhere"))

    assert done.exit_code == 1
    assert done.stderr == f"tutor: {tmp_path / 'nowhere'}  there is no such file or folder\n   check the path\n"


def test_a_pack_in_which_nothing_can_be_read_is_an_error_and_no_other_pack_is_asked(run: Run, pack: Path) -> None:
    (pack / "pack.yaml").write_text("id: [small\n")

    done = practise(run, pack, "")

    assert done.exit_code == 1
    assert done.output == (
        f"tutor: {pack}  no question of this pack can be asked\n"
        f"   `tutor pack check {pack}` says what is wrong with it\n"
    )


@pytest.mark.parametrize("place", ["../small", "../small/questions/all.yaml", "."])
def test_a_pack_is_the_only_one_asked_however_its_place_is_written(
    run: Run, pack: Path, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(pack)

    assert practise(run, Path(place), "").output.startswith("[1/4 new] A small pack")


def test_stats_count_what_was_answered(run: Run, pack: Path) -> None:
    practise(run, pack, "1\n", "--kind", "choice")

    stats = json.loads(run("stats", "--json").stdout)

    assert {"due", "new", "reviews", "streak", "retention", "by_concept"} <= stats.keys()
    assert (stats["reviews"], stats["streak"], stats["retention"]) == (1, 1, None)


def test_a_reset_asks_first_and_does_nothing_when_refused(run: Run, pack: Path) -> None:
    practise(run, pack, "1\n", "--kind", "choice")

    refused = run("history", "reset", lines="n\n")
    done = run("history", "reset", "--yes")

    assert refused.exit_code == 1
    assert done.output == "1 question is new again.\n"
    assert [event["kind"] for event in events(run)] == ["session_begun", "answered", "reset"]


def test_history_check_reads_the_whole_log(run: Run, pack: Path) -> None:
    practise(run, pack, "1\n", "--kind", "choice")

    assert run("history", "check").output == "2 events: no problems\n"
    assert json.loads(run("history", "check", "--json").stdout) == {"events": 2, "problems": []}


def test_bytes_that_are_no_text_are_an_answer_that_cannot_be_read(pack: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tutor", "practice", "--plain", "--pack", str(pack), "--kind", "choice"],
        input=b"\xff\xfe\x00\n\x1b]52;c;ZXZpbA==\x07\n",
        capture_output=True,
        env=os.environ | {"TUTOR_HOME": str(tmp_path / "home")},
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.count(b"Expected: one number from 1 to 2") == 2
    assert b"\x1b" not in done.stdout
