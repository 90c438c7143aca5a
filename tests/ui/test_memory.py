"""A long session holds no more than a short one."""

from __future__ import annotations

import gc
import weakref

from tests.ui.conftest import Opened, shown, sitting
from tutor.ui.widgets.answers.choices import Choice


async def test_what_an_answered_question_painted_is_let_go_of(opened: Opened) -> None:
    async with opened(sitting(kinds=("choice",))) as pilot:
        assert "1 of 1" in shown(pilot)  # looking at it paints it
        painted = [weakref.ref(choice._styles_cache) for choice in pilot.app.screen.query(Choice)]
        await pilot.press("1", "3", "enter")
        await pilot.pause()

        gc.collect()

        assert painted
        assert [painter() for painter in painted] == [None] * len(painted)
