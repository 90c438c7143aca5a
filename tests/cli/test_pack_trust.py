"""Demos that come with a pack: they run only once the pack is trusted, and only as they were then."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tutor.cli import main
from tutor.lab.runner import Worker
from tutor.settings import Paths, Settings

Tutor = Callable[..., Result]

PACK = """\
id: theirs
title: Somebody else's pack
version: 1.0.0
licence: MIT
authors: [Somebody]
concepts: [{id: falling, title: Falling}]
"""
QUESTION = """\
- id: low
  kind: predict
  concepts: [falling]
  level: 2
  stem: Where does it end?
  demo: {id: probe}
  measure: end
  rtol: 0.1
  explanation: It falls.
"""


@pytest.fixture
def pack(demos: Path, tmp_path: Path) -> Path:
    """An installed pack with the demo `probe`."""
    pack = tmp_path / "data" / "packs" / "theirs"
    (pack / "questions").mkdir(parents=True)
    (pack / "pack.yaml").write_text(PACK)
    (pack / "questions" / "one.yaml").write_text(QUESTION)
    (pack / "demos").mkdir()
    shutil.move(demos / "probe", pack / "demos" / "probe")
    return pack


@pytest.fixture
def tutor(pack: Path, demos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tutor:
    """Runs `tutor` with a home of its own that has the pack, and no demos but its."""
    paths = Paths(tmp_path / "data", tmp_path / "config", tmp_path / "cache", tmp_path / "content", demos)
    monkeypatch.setattr("tutor.cli.practice.find_paths", lambda: paths)
    monkeypatch.setattr("tutor.cli.practice.read_settings", lambda _: Settings())
    monkeypatch.setattr("tutor.cli.pack.find_paths", lambda: paths)
    monkeypatch.setattr("tutor.study.lab.Worker", partial(Worker, preload=False))
    return lambda *args: CliRunner().invoke(main, args, prog_name="tutor")


NOT_TRUSTED = (
    "tutor: the pack `theirs` is not trusted: its demos are programs, and would run as you\n"
    "   read them with `tutor demo show ID --source`, then: `tutor pack trust theirs`\n"
)
CHANGED = (
    "tutor: the demos of the pack `theirs` have changed since you trusted it\n"
    "   read them again, then: `tutor pack trust theirs`\n"
)


def test_a_packs_demo_is_listed_and_can_be_read_before_it_is_trusted_but_not_run(tutor: Tutor, pack: Path) -> None:
    (pack / "demos" / "probe" / "demo.py").write_text("open('ran', 'w')\ndef run(*, seed, n, task): yield\n")

    listed = tutor("demo", "list")
    (facts,) = json.loads(tutor("demo", "list", "--json").stdout)

    assert listed.stdout == "probe  How low does it go?  0.1 s  pack theirs, not trusted\n"
    assert (facts["pack"], facts["trusted"]) == ("theirs", False)
    assert tutor("demo", "show", "probe", "--source").stdout.startswith("open('ran', 'w')\n")
    for command in (["run", "probe"], ["run", f"{pack}/demos/probe"], ["sweep", "probe", "--grid", "n=2"]):
        result = tutor("demo", *command)
        assert (result.stdout, result.stderr, result.exit_code) == ("", NOT_TRUSTED, 1)


def test_a_question_does_not_run_it_either(tutor: Tutor) -> None:
    result = CliRunner().invoke(main, ["practice", "--kind", "predict"], input="0.03\n:q\n", prog_name="tutor")

    assert "the pack `theirs` is not trusted" in result.output


@pytest.mark.parametrize("way", ["demos/../../theirs/demos/probe", "aside/probe"])
def test_no_way_around_leads_to_a_packs_demo(tutor: Tutor, pack: Path, way: str) -> None:
    (pack / "aside").mkdir()
    (pack / "aside" / "probe").symlink_to(pack / "demos" / "probe")

    result = tutor("demo", "run", str(pack / way))

    assert result.exit_code == 1
    assert "the pack `theirs` is not trusted" in result.output


def test_trusted_by_name_it_runs_until_a_file_of_its_demos_is_changed(tutor: Tutor, pack: Path) -> None:
    given = tutor("pack", "trust", "theirs")
    ran = tutor("demo", "run", "probe")
    (pack / "pack.yaml").write_text(PACK.replace("1.0.0", "1.0.1"))
    with_another_text = tutor("demo", "run", "probe")
    (pack / "demos" / "probe" / "helper.py").write_text("")
    changed = tutor("demo", "run", "probe")
    tutor("pack", "trust", "theirs")
    again = tutor("demo", "run", "probe")

    assert given.stdout == f"These programs of the pack `theirs` may run now:\n  {pack}/demos/probe/demo.py\n"
    assert (ran.exit_code, with_another_text.exit_code, again.exit_code) == (0, 0, 0)
    assert "The claim held here." in ran.stdout
    assert (changed.stdout, changed.stderr, changed.exit_code) == ("", CHANGED, 1)


def test_a_trusted_demo_can_import_nothing_that_could_be_changed_unseen(tutor: Tutor, pack: Path) -> None:
    (pack / "demos" / "__init__.py").touch()
    (pack / "unseen.py").touch()
    (pack / "demos" / "probe" / "demo.py").write_text("import demos.kit\nimport unseen\n")
    tutor("pack", "trust", "theirs")

    assert "the demo raised ModuleNotFoundError: No module named 'unseen'" in tutor("demo", "run", "probe").stderr


def test_trust_can_be_withdrawn_and_belongs_to_the_place_the_pack_lies_in(
    tutor: Tutor, pack: Path, tmp_path: Path
) -> None:
    tutor("pack", "trust", str(pack))
    elsewhere = tmp_path / "elsewhere"
    shutil.copytree(pack, elsewhere)
    shutil.move(pack, tmp_path / "moved")
    shutil.move(elsewhere, pack)

    assert tutor("demo", "run", "probe").exit_code == 0  # the same programs at the same place
    assert tutor("pack", "trust", "theirs", "--withdraw").stdout == "Demos of the pack `theirs` do not run any more.\n"
    assert tutor("demo", "run", "probe").stderr == NOT_TRUSTED


def test_a_pack_that_is_not_there_or_has_no_demos_is_said(tutor: Tutor, pack: Path, tmp_path: Path) -> None:
    shutil.rmtree(pack / "demos")

    assert tutor("pack", "trust", "their").stderr == "tutor: there is no pack `their`\n   did you mean `theirs`?\n"
    assert tutor("pack", "trust", "theirs").stdout == "The pack `theirs` has no demos: there is nothing to trust.\n"
    assert not (tmp_path / "data" / "trusted.json").exists()


def test_what_is_trusted_cannot_be_read_is_an_error_and_not_a_yes(tutor: Tutor, tmp_path: Path) -> None:
    (tmp_path / "data" / "trusted.json").write_text("[")

    result = tutor("demo", "run", "probe")

    assert (result.stdout, result.exit_code) == ("", 1)
    assert result.stderr == (
        f"tutor: {tmp_path}/data/trusted.json  it cannot be read which packs are trusted\n"
        "   delete it: every pack is asked about again\n"
    )


def test_pack_check_looks_at_the_packs_own_demos_and_runs_none(tutor: Tutor, pack: Path) -> None:
    sound = tutor("pack", "check", str(pack))
    file = pack / "demos" / "probe" / "demo.yaml"
    file.write_text(file.read_text().replace("focus: line", "focus: lin"))
    broken = tutor("pack", "check", str(pack))

    assert "demos/" not in sound.stdout
    assert "P303" not in sound.stdout
    assert f"{file}:32:10  P122  no series is called `lin`" in broken.stdout
    assert broken.exit_code == 1


def test_a_packs_demo_cannot_take_the_place_of_one_that_ships(tutor: Tutor, pack: Path, demos: Path) -> None:
    shutil.copytree(pack / "demos" / "probe", demos / "probe")

    result = tutor("demo", "list")

    assert result.stdout == "probe  How low does it go?  0.1 s  not run\n"
    assert result.stderr == (
        f"{pack}/demos/probe/demo.yaml  P117  there is another demo `probe`, in {demos}/probe\n"
        "   give this one another id\n"
    )


def test_a_pack_can_be_trusted_by_any_spelling_of_its_place(
    tutor: Tutor, pack: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(pack)

    done = tutor("pack", "trust", "../theirs")

    assert done.output.startswith("These programs of the pack `theirs` may run now:\n")


def test_a_pack_that_cannot_be_read_cannot_be_trusted(tutor: Tutor, pack: Path) -> None:
    (pack / "pack.yaml").write_text("id: [theirs\n")

    done = tutor("pack", "trust", str(pack))

    assert done.exit_code == 1
    assert done.output == (
        f"tutor: {pack}  the pack cannot be read\n   `tutor pack check {pack}` says what is wrong with it\n"
    )
