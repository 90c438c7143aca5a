"""Demos made for a test: folders with a demo.yaml and a demo.py that need no PyTorch."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from tutor.lab.manifest import Manifest, load

MANIFEST = """\
id: {id}
title: What happens?
about: A demo with n = {{{{n}}}}.
concepts: [something]
source: nobody
seconds: 0.1
parameters:
  n: {{kind: int, default: 3, range: [1, 2000000], title: n, help: how many}}
  rate: {{kind: float, default: 0.5, range: [0.1, 2.0], step: 0.1, title: rate, help: how fast}}
  task: {{kind: choice, default: reverse, options: [reverse, copy], title: task, help: what to do}}
  clip: {{kind: bool, default: true, title: clip, help: cut gradients}}
presets:
  small: {{n: 1, task: copy}}
predict:
  ask: How much of {{{{n}}}}?
  measure: loss
  range: [0, 10]
  step: 1
  low: none
  high: all
  atol: 0.5
  wrong:
    - {{when: said > 5, why: That is too much.}}
  because: It is always so.
measures:
  loss: {{title: loss, unit: nats, meaning: how wrong it is}}
expectations:
  - {{that: loss < n, title: loss below n, when: task == reverse, because: theory}}
plot:
  title: loss by step
  x: {{label: step}}
  y: {{label: loss, scale: log}}
  focus: line
  series:
    line: {{title: the line, measure: loss}}
"""

Write = Callable[..., Manifest]


@pytest.fixture
def demo(tmp_path: Path) -> Write:
    """Writes a demo whose `run` has the given body, and loads it."""

    def write(body: str, *, name: str = "probe", head: str = "") -> Manifest:
        folder = tmp_path / "demos" / name
        folder.mkdir(parents=True, exist_ok=True)
        (folder.parent / "__init__.py").touch()
        (folder / "demo.yaml").write_text(MANIFEST.format(id=name))
        lines = ["from tutor.lab.frames import *", dedent(head), "def run(*, seed, n, rate, task, clip):"]
        lines += ["    " + line for line in dedent(body).strip().splitlines()]
        (folder / "demo.py").write_text("\n".join(lines) + "\n")
        return load(folder)

    return write
