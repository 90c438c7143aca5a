"""Sizes: smaller than 50x16 says so, and everything is as it was when there is room again."""

from __future__ import annotations

import pytest

from tests.ui.conftest import Opened, Stage, lines, shown, sitting, until
from tests.ui.material import frames, run_of, told
from tests.ui.test_keys import SPOTS, app_at, at
from tutor.lab.events import Frames, Started
from tutor.ui.app import TutorApp
from tutor.ui.screens.running import RunningScreen
from tutor.ui.screens.source import SourceScreen
from tutor.ui.screens.too_small import TooSmallScreen
from tutor.ui.widgets.frame import Page

ASKED = "make me 60x20, or run `tutor practice --plain`"


@pytest.mark.parametrize("size", [(49, 24), (80, 15), (20, 5)])
async def test_below_the_smallest_size_one_sentence_says_what_to_do(opened: Opened, size: tuple[int, int]) -> None:
    async with opened(size=size) as pilot:
        await pilot.pause()
        assert " ".join(shown(pilot).split()) == ASKED


async def test_at_the_smallest_size_there_is_a_page(opened: Opened) -> None:
    async with opened(size=(50, 16)) as pilot:
        await until(pilot, "new to meet")


async def test_an_answer_half_typed_survives_a_terminal_that_was_too_small(opened: Opened) -> None:
    async with opened(sitting(kinds=("numeric",))) as pilot:
        await pilot.press(*"4 K".replace(" ", ""))
        screen = pilot.app.screen

        await pilot.resize_terminal(40, 10)
        await until(pilot, "make me 60x20")
        await pilot.press("x", "escape", "enter")
        await pilot.resize_terminal(80, 24)
        await until(pilot, "4K")
        assert pilot.app.screen is screen

        await pilot.press(*"iB")
        assert "reads as 4,096 B = 4 KiB" in shown(pilot)


async def test_a_page_whose_screen_was_left_before_it_could_tell_its_length_does_no_harm(opened: Opened) -> None:
    async with opened() as pilot:
        page = pilot.app.screen.query_one(Page)
        page._tell()
        await page.remove()

        page._tell_now()
        await pilot.press("question_mark")
        await until(pilot, "Keys everywhere")


async def test_a_source_that_was_left_before_it_could_tell_how_far_one_is_does_no_harm(stage: Stage) -> None:
    async with app_at(stage, "source").run_test(size=(80, 24)) as pilot:
        await at(stage, "source", pilot)
        source = pilot.app.screen
        assert isinstance(source, SourceScreen)
        await pilot.press("escape")
        await pilot.pause()

        source._how_far()

        assert pilot.app.screen is not source


async def test_nothing_opens_over_the_sentence_and_ctrl_q_still_leaves(opened: Opened) -> None:
    async with opened() as pilot:
        await pilot.resize_terminal(40, 10)
        await until(pilot, "make me 60x20")

        await pilot.press("question_mark", "ctrl+p", "d")
        await pilot.pause()
        assert isinstance(pilot.app.screen, TooSmallScreen)

        await pilot.press("ctrl+q")
        await pilot.pause()
    assert not pilot.app.is_running


async def test_a_run_that_ends_while_the_terminal_is_too_small_waits_for_room(stage: Stage) -> None:
    whole = told(run_of(stage.decay))
    stage.worker.script = [[Started(0, 1, 3), Frames(0, frames(0.843, 60))]]
    running = RunningScreen(stage.study, stage.decay, stage.decay.resolve(), (0, 1, 2), 0.95)

    async with TutorApp(stage.study, lambda _: running).run_test(size=(80, 24)) as pilot:
        await until(pilot, "60 of 128")
        await pilot.resize_terminal(40, 10)
        await until(pilot, "make me 60x20")
        running.post_message(RunningScreen.Heard(1, whole[-1]))
        await pilot.pause()
        assert isinstance(pilot.app.screen, TooSmallScreen)

        await pilot.resize_terminal(80, 24)
        await until(pilot, "→  the verdict")
        await pilot.press("enter")
        await until(pilot, "The claim held here.")


@pytest.mark.parametrize("size", [(60, 20), (120, 36), (200, 50)], ids=str)
@pytest.mark.parametrize("name", SPOTS)
async def test_every_screen_keeps_its_head_its_next_line_and_help(
    stage: Stage, name: str, size: tuple[int, int]
) -> None:
    async with app_at(stage, name).run_test(size=size, notifications=True) as pilot:
        await at(stage, name, pilot)

        rows = lines(pilot)
        assert len(rows) == size[1]
        assert max(len(row) for row in rows) <= size[0]
        assert any(row.rstrip().endswith(("? help", "f1 help")) for row in rows)
        assert name in ("note", "put off", "vary") or "→  " in shown(pilot)


async def test_the_side_says_how_the_session_goes_where_there_is_room(stage: Stage) -> None:
    async with TutorApp(stage.study, sitting(kinds=("choice",))).run_test(size=(120, 36)) as pilot:
        await until(pilot, "This session")

        await pilot.resize_terminal(100, 30)
        await pilot.pause()
        assert "This session" not in shown(pilot)
