"""A small library, a clock that only moves when told to, and a study over both."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tutor.settings import Paths, Settings
from tutor.study import Study


def pytest_collection_finish() -> None:
    """What was read to collect the tests stays to the end: the app, tidying up after each screen, passes it over."""
    gc.collect()
    gc.freeze()


PACK = """
id: small
title: A small pack
version: 1.0.0
licence: MIT
authors: [Test]
concepts:
  - {id: gates, title: Gates}
  - {id: paths, title: Paths}
"""
SOURCES = """
hochreiter97: {authors: Hochreiter and Schmidhuber, year: 1997, title: Long Short-Term Memory,
               where: "Neural Computation 9(8)", url: "https://doi.org/10.1162/neco.1997.9.8.1735"}
"""
QUESTIONS = """
- id: first
  kind: choice
  concepts: [gates]
  level: 1
  stem: Which gate came in 2000?
  choices:
    - {id: forget, text: The forget gate, correct: true, why: Gers et al. added it.}
    - {id: input, text: The input gate, why: It was there in 1997.}
  hints: [It clears the cell.]
  explanation: The 1997 cell could not forget.
  cite: [hochreiter97]
  follow_ups: [open-one]
- id: second
  kind: numeric
  concepts: [gates]
  level: 3
  vars: {layers: [2, 3]}
  stem: "How many bytes are {{layers}} KiB?"
  answer: {expr: "layers * 1024", unit: B, rtol: 0}
- id: third
  kind: short
  concepts: [paths]
  level: 2
  stem: What do residual connections shorten?
  accept: [path, gradient path]
- id: open-one
  kind: open
  concepts: [paths]
  level: 4
  stem: Why do gates help?
  points:
    - {id: additive, says: The cell is updated by addition., required: true}
    - {id: product, says: The gradient is a product of gates.}
  answers: {short: They add., full: They add to the cell instead of rewriting it.}
"""
EXPLANATION = """---
concept: gates
title: What gates do
cite: [hochreiter97]
---
## 30 seconds
A gate adds.

## Numbers
The factor is {{measure gradient_decay.rnn_factor}}.
"""


class Clock:
    """Time that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 12, 18, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, **span: float) -> None:
        self.now += timedelta(**span)


@pytest.fixture
def clock() -> Clock:
    return Clock()


def write_small_pack(folder: Path) -> Path:
    """The small pack, written into `folder`."""
    (folder / "questions").mkdir(parents=True)
    (folder / "explanations").mkdir()
    (folder / "pack.yaml").write_text(PACK)
    (folder / "sources.yaml").write_text(SOURCES)
    (folder / "questions" / "all.yaml").write_text(QUESTIONS)
    (folder / "explanations" / "gates.md").write_text(EXPLANATION)
    return folder


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    write_small_pack(tmp_path / "content" / "small")
    (tmp_path / "demos").mkdir()
    home = tmp_path / "home"
    return Paths(home, home, home / "cache", tmp_path / "content", tmp_path / "demos")


@pytest.fixture
def study(paths: Paths, clock: Clock) -> Iterator[Study]:
    study = Study(paths, Settings(), clock=clock, zone=UTC)
    yield study
    study.close()
