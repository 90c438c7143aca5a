"""One small demo that needs no PyTorch, and `tutor` on it: in this process, or in one of its own."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from textwrap import dedent

import pytest
from click.testing import CliRunner, Result

from tutor.cli import main
from tutor.lab.runner import Worker
from tutor.settings import Paths, Settings

MANIFEST = """\
id: probe
title: How low does it go?
about: A line falls for {{n}} steps.
concepts: [vanishing-exploding-gradients]
source: nobody, 2026
seconds: 0.1
parameters:
  n: {kind: int, default: 32, range: [2, 200], title: steps, help: how long it falls}
  task: {kind: choice, default: reverse, options: [reverse, copy], title: task, help: what to do}
presets:
  small: {n: 4}
predict:
  ask: Where is it after {{n}} steps?
  measure: end
  range: [0, 1]
  step: 0.1
  low: gone
  high: where it began
  atol: 0.05
  wrong:
    - {when: said > 0.5, why: It falls faster than that.}
  because: Each step takes a tenth.
measures:
  end: {title: what is left, unit: nats, meaning: the last value of the line}
expectations:
  - {that: end < 0.1, title: less than .1 is left, when: task == reverse, because: "$0.9^{32}$ is small."}
limits: Past $n = 200$ nobody looked.
plot:
  title: what is left
  x: {label: step}
  y: {label: left, scale: log}
  focus: line
  series:
    line: {title: the line, measure: end}
"""
FALLS = """\
for step in range(n):
    yield Point("line", step, 0.9 ** step)
    yield Progress(step + 1, n)
yield Measure("end", 0.9 ** n)
"""

Tutor = Callable[..., Result]
Write = Callable[[str], None]
Program = Callable[..., list[str]]


@pytest.fixture
def demos(tmp_path: Path) -> Path:
    """A folder with one demo."""
    folder = tmp_path / "demos" / "probe"
    folder.mkdir(parents=True)
    (tmp_path / "demos" / "__init__.py").touch()
    (folder / "demo.yaml").write_text(MANIFEST)
    (folder / "demo.py").write_text(code(FALLS))
    return tmp_path / "demos"


def code(body: str) -> str:
    lines = ["from tutor.lab.frames import *", "def run(*, seed, n, task):", *("    " + x for x in body.splitlines())]
    return "\n".join(lines) + "\n"


@pytest.fixture
def write(demos: Path) -> Write:
    """Gives that demo another body."""

    def write(body: str) -> None:
        (demos / "probe" / "demo.py").write_text(code(body))

    return write


@pytest.fixture
def tutor(demos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tutor:
    """Runs `tutor demo` on that folder, with a home of its own and no PyTorch."""
    paths = Paths(tmp_path / "data", tmp_path / "config", tmp_path / "cache", tmp_path / "content", demos)
    monkeypatch.setattr("tutor.cli.demo.shared.prepare", lambda: (paths, Settings()))
    monkeypatch.setattr("tutor.study.lab.Worker", partial(Worker, preload=False))
    return lambda *args: CliRunner().invoke(main, ["demo", *args], prog_name="tutor")


@pytest.fixture
def program(demos: Path, tmp_path: Path) -> Program:
    """The command of a whole `tutor` in a process of its own, on that folder."""
    script = dedent(
        f"""
        import functools, pathlib, sys
        import tutor.cli.demo.shared, tutor.study.lab
        from tutor.cli import main
        from tutor.lab.runner import Worker
        from tutor.settings import Paths, Settings
        paths = Paths(*(pathlib.Path({str(tmp_path / "home")!r}) for _ in range(4)), pathlib.Path({str(demos)!r}))
        tutor.cli.demo.shared.prepare = lambda: (paths, Settings())
        tutor.study.lab.Worker = functools.partial(Worker, preload=False)
        main(sys.argv[1:])
        """
    )
    return lambda *args: [sys.executable, "-c", script, *args]
