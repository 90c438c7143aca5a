"""The app over a small pack, at 80x24, with the time standing still and the terminal always the same."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.screen import Screen

from tests.conftest import Clock
from tests.ui import material
from tutor.lab.manifest import Manifest
from tutor.settings import Paths, Settings
from tutor.study import Filters, Study
from tutor.ui.app import TutorApp
from tutor.ui.screens.question import QuestionScreen

Opening = Callable[[Study], Screen[Any]]
Opened = Callable[..., AbstractAsyncContextManager[Pilot[None]]]

DEADLINE_S = 15
"""How long a test waits for what must come; on a machine that does nothing else it takes a moment."""


def lines(pilot: Pilot[Any]) -> list[str]:
    """What stands on the screen, row by row, without trailing blanks."""
    strips = pilot.app.screen._compositor.render_strips()
    return ["".join(segment.text for segment in strip).rstrip() for strip in strips]


def shown(pilot: Pilot[Any]) -> str:
    """What stands on the screen."""
    return "\n".join(lines(pilot))


async def until(pilot: Pilot[Any], text: str) -> None:
    """Wait until `text` stands on the screen; fails with what stands there instead."""
    deadline = time.monotonic() + DEADLINE_S
    while text not in shown(pilot):
        assert time.monotonic() < deadline, f"no `{text}` in\n{shown(pilot)}"
        await pilot.pause(0.02)


@dataclass(frozen=True)
class Seen:
    """A step: go on when this stands on the screen."""

    text: str


async def play(pilot: Pilot[Any], steps: Sequence[str | Seen]) -> None:
    """Press keys, and wait for what they bring."""
    for step in steps:
        if isinstance(step, Seen):
            await until(pilot, step.text)
        else:
            await pilot.press(step)
    await pilot.pause()


def sitting(**filters: Any) -> Opening:
    """A session over the questions that fit, in the order the plan gives them, always drawn alike."""
    return lambda study: QuestionScreen(study, study.begin(Filters(**filters), count=4, seed=1))


@pytest.fixture(autouse=True)
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal that can draw everything, whatever the tests are run in."""
    for name in ("NO_COLOR", "LC_ALL", "LC_CTYPE", "TEXTUAL_ANIMATIONS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.setenv("TERM", "xterm-256color")


@pytest.fixture
def opened(study: Study) -> Opened:
    @asynccontextmanager
    async def open_(opening: Opening | None = None, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Pilot[None]]:
        app = TutorApp(study, opening)
        async with app.run_test(size=size, notifications=True) as pilot:
            await pilot.pause()
            yield pilot

    return open_


@dataclass
class Stage:
    """The study of the pictures: a question of each kind, two demos, and a worker that says what it is told to."""

    study: Study
    clock: Clock
    worker: material.StageWorker

    @property
    def decay(self) -> Manifest:
        return self.study.lab.demos["gradient_decay"]


@pytest.fixture
def stage(tmp_path: Path, clock: Clock) -> Iterator[Stage]:
    home, demos = tmp_path / "home", tmp_path / "demos"
    material.write_pack(tmp_path / "content" / "seq")
    code = '"""How much gradient is left?"""\n\n\ndef run(*, seed, rho):\n    yield Point("rnn", 0, rho)  # [/x]\n'
    material.write_demo(demos, "gradient_decay", material.RULER, code)
    material.write_demo(demos, "serial_steps", material.CHOICES, code)
    study = Study(
        Paths(home, home, home / "cache", tmp_path / "content", demos),
        Settings(glyphs="unicode"),
        clock=clock,
        zone=UTC,
    )
    material.record(study.lab.demos["gradient_decay"])
    worker = material.StageWorker()
    study.lab.__dict__["worker"] = worker
    yield Stage(study, clock, worker)
    study.close()


Shot = Callable[..., bool]


@pytest.fixture
def shot(snap_compare: Callable[..., bool], stage: Stage) -> Shot:
    """Whether the screen looks as in the picture that is kept of it, after keys were pressed and texts waited for."""

    def take(
        opening: Opening | None, *steps: str | Seen, size: tuple[int, int] = (80, 24), theme: str = "textual-dark"
    ) -> bool:
        app = TutorApp(stage.study, opening)
        app.theme = theme

        async def before(pilot: Pilot[Any]) -> None:
            await pilot.pause()
            await play(pilot, steps)

        return snap_compare(app, run_before=before, terminal_size=size)

    return take
