"""`tutor doctor`: what this installation is, what is wrong with it, and how to mend it."""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Literal

import click

from tutor import __version__
from tutor.errors import TutorError
from tutor.settings import Paths, find_paths, read_settings

if TYPE_CHECKING:
    from tutor.study import Study

LIBRARIES = ("click", "textual", "pydantic", "pyyaml", "fsrs", "torch")
TORCH_START_S = 120
SMALLEST = (50, 16)
TORCH_REMEDY = "pip install torch; on Linux without a GPU choose Pip and CPU at https://pytorch.org/get-started/locally"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. `remedy` says how to mend it, or is empty."""

    what: str
    state: Literal["ok", "warning", "error"]
    found: str
    remedy: str = ""


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def doctor(as_json: bool) -> None:
    """Look at versions, paths, PyTorch, the terminal, the history and the packs; exit code 1 if something is broken."""
    findings = list(examine(find_paths()))
    if as_json:
        click.echo(json.dumps([asdict(finding) for finding in findings], indent=2, ensure_ascii=False))
    else:
        for finding in findings:
            click.echo(f"{finding.state.ljust(8)} {finding.what.ljust(9)} {finding.found}")
            if finding.remedy:
                click.echo(f"{' ' * 19}{finding.remedy}")
    if any(finding.state == "error" for finding in findings):
        raise SystemExit(1)


def examine(paths: Paths) -> Iterator[Finding]:
    """Everything that can be looked at, one after another; what breaks one look does not stop the next."""
    yield Finding("tutor", "ok", f"{__version__}, Python {platform.python_version()}, {platform.system()}")
    yield _libraries()
    yield _torch()
    yield _terminal()
    yield from _folders(paths)
    yield _settings(paths)
    for what, look in (("history", _history), ("packs", _packs), ("demos", _demos)):
        yield _with_study(paths, what, look)


def _libraries() -> Finding:
    found, missing = [], []
    for name in LIBRARIES:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            missing.append(name)
    if missing:
        return Finding("libraries", "error", f"missing: {', '.join(missing)}", f"pip install {' '.join(missing)}")
    return Finding("libraries", "ok", ", ".join(found))


def _torch() -> Finding:
    """PyTorch is started in a process of its own: a broken one can't break this."""
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-c", "import torch; print(torch.__version__)"],
            capture_output=True,
            text=True,
            timeout=TORCH_START_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Finding("torch", "error", f"does not start within {TORCH_START_S} s", TORCH_REMEDY)
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:] or ["it does not start"]
        return Finding("torch", "error", f"{last[0]}; questions work, demos do not", TORCH_REMEDY)
    return Finding("torch", "ok", f"{done.stdout.strip()} starts; demos can run")


def _terminal() -> Finding:
    size = shutil.get_terminal_size()
    term = os.environ.get("TERM", "")
    if not sys.stdout.isatty() or term in ("", "dumb"):
        return Finding("terminal", "ok", "none here: line mode (`tutor practice --plain`) is used")
    found = f"{term}, {size.columns}x{size.lines}, {sys.stdout.encoding}"
    if size.columns < SMALLEST[0] or size.lines < SMALLEST[1]:
        return Finding("terminal", "warning", found, "make it 60x20 or larger, or use `tutor practice --plain`")
    return Finding("terminal", "ok", found)


def _folders(paths: Paths) -> Iterator[Finding]:
    for what, folder in (("data", paths.data), ("config", paths.config), ("cache", paths.cache)):
        nearest = next(place for place in (folder, *folder.parents) if place.exists())
        if not nearest.is_dir() or not os.access(nearest, os.W_OK):
            yield Finding(what, "error", f"{folder} cannot be written", "set TUTOR_HOME to a folder of yours")
        else:
            yield Finding(what, "ok", str(folder))


def _settings(paths: Paths) -> Finding:
    try:
        read_settings(paths.settings_file)
    except TutorError as error:
        return Finding("settings", "error", error.what, error.remedy)
    return Finding("settings", "ok", str(paths.settings_file) if paths.settings_file.exists() else "the defaults")


def _with_study(paths: Paths, what: str, look: Callable[[Study], Finding]) -> Finding:
    from tutor.settings import Settings
    from tutor.study import Study

    study = Study(paths, Settings())
    try:
        return look(study)
    except TutorError as error:
        return Finding(what, "error", error.what, error.remedy)
    finally:
        study.close()


def _history(study: Study) -> Finding:
    if not study.paths.history.exists():
        return Finding("history", "ok", "nothing answered yet")
    problems = study.history.check()
    if problems:
        return Finding(
            "history", "error", "; ".join(problems), "tutor history export --out log.jsonl keeps what is there"
        )
    reviews = study.statistics().reviews
    return Finding("history", "ok", f"{reviews:,} answers, {study.paths.history.stat().st_size / 1e6:.1f} MB, whole")


def _packs(study: Study) -> Finding:
    packs = study.library.packs()
    problems = [problem for problem in study.library.problems() if problem.severity == "error"]
    found = ", ".join(f"{pack.id} ({pack.questions})" for pack in packs) or "none"
    if problems:
        files = sorted({problem.file for problem in problems})
        broken = f"{len(problems)} errors, their questions are left out"
        return Finding("packs", "warning", f"{found}; {broken}", f"tutor pack check {' '.join(files[:3])}")
    if not packs:
        return Finding("packs", "error", "none at hand", "install llm-tutor again: its packs come with it")
    return Finding("packs", "ok", found)


def _demos(study: Study) -> Finding:
    demos = study.lab.demos
    if demos.problems:
        return Finding("demos", "warning", f"{len(demos.problems)} problems", demos.problems[0].show())
    return Finding("demos", "ok" if demos else "error", ", ".join(demos) or "none at hand")
