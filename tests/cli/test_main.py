"""The command itself: help, errors, doctor, explain."""

from __future__ import annotations

import errno
import json
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tutor import __version__
from tutor.cli import VERBS, main


def tutor(*args: str, home: Path | None = None, lines: str = "") -> Result:
    env = {"TUTOR_HOME": str(home)} if home else {}
    return CliRunner(env=env).invoke(main, [*args], input=lines)


def test_every_verb_is_in_the_help_and_has_a_help_of_its_own() -> None:
    overview = tutor("--help").output

    for verb in VERBS:
        assert f"\n  {verb} " in overview
        own = tutor(verb, "--help")
        assert own.exit_code == 0
        assert own.output.startswith("Usage: ")


def test_the_version_is_the_package_s() -> None:
    assert tutor("--version").output == f"tutor {__version__}\n"


def test_a_misspelt_verb_is_a_wrong_use_with_a_suggestion() -> None:
    done = tutor("practise")

    assert done.exit_code == 2
    assert "No such command 'practise'. Did you mean `practice`?" in done.stderr


def test_without_a_terminal_tutor_alone_practises_in_plain_lines(tmp_path: Path) -> None:
    done = tutor(home=tmp_path)

    assert done.exit_code == 0
    assert done.output.startswith("[1/")
    assert done.output.endswith("Session: nothing was answered.\n")


def test_settings_that_cannot_be_read_are_an_error_with_its_place_and_remedy(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("new_per_day = 'ten'\n")

    done = tutor("stats", home=tmp_path)

    assert done.exit_code == 1
    assert done.stderr == (
        f"tutor: {tmp_path / 'config.toml'}  `new_per_day` must be a int, not 'ten'\n   mend the line\n"
    )


def test_a_history_that_is_no_database_is_an_error_and_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "history.db").write_text("these are my notes, not a database" * 50)
    before = (tmp_path / "history.db").read_bytes()

    done = tutor("practice", "--plain", home=tmp_path)

    assert done.exit_code == 1
    assert done.stderr.startswith("tutor: ")
    assert "Traceback" not in done.output + done.stderr
    assert (tmp_path / "history.db").read_bytes() == before


def test_explain_reads_every_part_and_names_the_sources(tmp_path: Path) -> None:
    text = tutor("explain", "seq2seq-vector-bottleneck", home=tmp_path).output

    for part in ("30 seconds", "2 minutes", "How it works", "Numbers", "Misconceptions", "When not", "Sources"):
        assert f"\n{part}\n" in text
    assert "https://arxiv.org/abs/1409.3215" in text
    assert "{{" not in text
    assert "$" not in text


def test_explain_without_a_concept_lists_them(tmp_path: Path) -> None:
    listed = json.loads(tutor("explain", "--json", home=tmp_path).stdout)

    assert {"id", "title", "pack"} == listed[0].keys()
    assert "bahdanau-attention" in {row["id"] for row in listed}


def test_an_unknown_concept_is_told_with_the_nearest(tmp_path: Path) -> None:
    done = tutor("explain", "bahdanau-atention", home=tmp_path)

    assert done.exit_code == 1
    assert done.stderr == ("tutor: no explanation of `bahdanau-atention`\n   did you mean `bahdanau-attention`?\n")


def test_doctor_looks_at_everything_and_says_where_it_lies(tmp_path: Path) -> None:
    done = tutor("doctor", "--json", home=tmp_path)

    findings = {finding["what"]: finding for finding in json.loads(done.stdout)}
    assert findings.keys() >= {
        "tutor",
        "libraries",
        "torch",
        "terminal",
        "data",
        "settings",
        "history",
        "packs",
        "demos",
    }
    assert findings["data"]["found"] == str(tmp_path)
    assert all(finding["state"] == "ok" for finding in findings.values()), done.stdout
    assert done.exit_code == 0


def test_doctor_says_what_is_broken_and_how_to_mend_it(tmp_path: Path) -> None:
    (tmp_path / "history.db").write_text("not a database" * 100)
    (tmp_path / "config.toml").write_text("theme = 3\n")

    done = tutor("doctor", home=tmp_path)

    assert done.exit_code == 1
    broken = [line for line in done.stdout.splitlines() if line.startswith("error")]
    assert [line.split()[1] for line in broken] == ["settings", "history"]


def test_doctor_without_pytorch_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "false")

    done = tutor("doctor", home=tmp_path)

    assert done.exit_code == 1
    assert "questions work, demos do not" in done.output
    assert "pytorch.org/get-started" in done.output


def test_a_folder_that_is_closed_is_an_error_with_its_place_and_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def exists(path: Path) -> bool:
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    monkeypatch.setattr(Path, "exists", exists)

    done = tutor("doctor", home=tmp_path)

    assert done.exit_code == 1
    assert done.stderr == f"tutor: {tmp_path} cannot be used: Permission denied\n   see who may read and write there\n"


def test_a_reset_of_an_unknown_concept_is_told_before_anything_is_asked(tmp_path: Path) -> None:
    done = tutor("history", "reset", "--concept", "bahdanau-atention", home=tmp_path)

    assert done.exit_code == 1
    assert done.output == "tutor: there is no concept `bahdanau-atention`\n   did you mean `bahdanau-attention`?\n"
