"""The app over the small pack, at 80x24, with the time standing still."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.screen import Screen

from tutor.study import Filters, Study
from tutor.ui.app import TutorApp
from tutor.ui.screens.question import QuestionScreen

Opened = Callable[..., AbstractAsyncContextManager[Pilot[None]]]


def lines(pilot: Pilot[Any]) -> list[str]:
    """What stands on the screen, row by row, without trailing blanks."""
    strips = pilot.app.screen._compositor.render_strips()
    return ["".join(segment.text for segment in strip).rstrip() for strip in strips]


def shown(pilot: Pilot[Any]) -> str:
    """What stands on the screen."""
    return "\n".join(lines(pilot))


def sitting(**filters: Any) -> Callable[[Study], Screen[Any]]:
    """A session over the questions that fit, in the order the plan gives them, always drawn alike."""
    return lambda study: QuestionScreen(study, study.begin(Filters(**filters), count=4, seed=1))


@pytest.fixture
def opened(study: Study) -> Opened:
    @asynccontextmanager
    async def open_(
        opening: Callable[[Study], Screen[Any]] | None = None, size: tuple[int, int] = (80, 24)
    ) -> AsyncIterator[Pilot[None]]:
        app = TutorApp(study, opening)
        async with app.run_test(size=size, notifications=True) as pilot:
            await pilot.pause()
            yield pilot

    return open_
