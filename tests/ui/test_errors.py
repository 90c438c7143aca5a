"""Errors on screen: what a person can mend is a toast, and the screen lives on; leaving keeps everything."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from tests.ui.conftest import Opened, Stage, lines, shown, sitting, until
from tutor.errors import HistoryError, LabError, UsageError
from tutor.study import Study
from tutor.ui.app import TutorApp
from tutor.ui.screens.explanation import ExplanationScreen
from tutor.ui.screens.predict import PredictScreen
from tutor.ui.screens.question import QuestionScreen
from tutor.ui.screens.today import TodayScreen
from tutor.ui.widgets.answers.choices import Choice
from tutor.ui.widgets.frame import Keys

FULL = HistoryError("the disk is full", where="history.db", remedy="make room, then answer again")


def failing(error: Exception) -> Callable[..., Any]:
    def fail(*_: object, **__: object) -> Any:
        raise error

    return fail


def toast(pilot: Pilot[Any]) -> list[str]:
    """The two rows over the head, where a toast lies."""
    return [line.strip("▌ ") for line in lines(pilot)[:2]]


TOLD = ["history.db: the disk is full", "make room, then answer again"]


async def test_an_answer_that_cannot_be_kept_is_said_and_can_be_given_again(
    opened: Opened, study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(sitting(kinds=("choice",))) as pilot:
        with monkeypatch.context() as broken:
            broken.setattr(study.history, "append_all", failing(FULL))
            await pilot.press("1", "3")
            await until(pilot, "the disk is full")
        assert toast(pilot) == TOLD
        assert "Which gate came in 2000?" in shown(pilot)

        await pilot.press("1", "3")
        await until(pilot, "and you were fairly sure")
        assert len(list(study.history.events(kinds=["answered"]))) == 1


async def test_a_click_in_the_footer_that_fails_leaves_the_footer_alive(
    opened: Opened, study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(sitting(kinds=("choice",))) as pilot:
        at = lines(pilot)[-1].index("undo")
        with monkeypatch.context() as broken:
            broken.setattr(study.history, "last_undoable", failing(FULL))
            await pilot.click(Keys, offset=(at, 0))
            await until(pilot, "the disk is full")

        await pilot.click(Keys, offset=(lines(pilot)[-1].index("later"), 0))
        await until(pilot, "Put this question off?")


async def test_a_callback_that_fails_is_a_toast_and_the_screen_lives_on(opened: Opened) -> None:
    async with opened() as pilot:
        pilot.app.call_later(failing(FULL))
        await until(pilot, "the disk is full")
        assert toast(pilot) == TOLD

        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, QuestionScreen)


async def test_a_worker_that_fails_is_a_toast_and_the_app_goes_on(opened: Opened) -> None:
    async with opened() as pilot:
        pilot.app.run_worker(failing(FULL), thread=True)
        await until(pilot, "the disk is full")
        await pilot.press("e")
        await until(pilot, "Explanations")


async def test_what_is_not_there_is_said_where_it_was_asked_for(opened: Opened, study: Study) -> None:
    async with opened() as pilot:
        pilot.app.call_later(lambda: pilot.app.push_screen(PredictScreen(study, "gradient_decoy")))
        await until(pilot, "there is no demo `gradient_decoy`")
        pilot.app.call_later(lambda: pilot.app.push_screen(ExplanationScreen(study, "gatez")))
        await until(pilot, "gatez")
        assert isinstance(pilot.app.screen, TodayScreen)


async def test_markup_and_a_missing_remedy_in_an_error_are_only_shown(opened: Opened) -> None:
    async with opened() as pilot:
        pilot.app.call_later(failing(LabError("[@click=app.quit]no[/] [/x] x[:, i]")))
        await until(pilot, "[@click=app.quit]no[/] [/x] x[:, i]")
        assert toast(pilot)[1] == "nothing is lost"


async def test_a_long_error_is_shown_to_its_remedy(opened: Opened) -> None:
    async with opened() as pilot:
        pilot.app.call_later(failing(UsageError("word " * 40, remedy="this is what to do")))
        await until(pilot, "this is what to do")


async def test_our_own_bug_is_not_hidden_in_a_toast(study: Study) -> None:
    app = TutorApp(study)

    async def fail() -> None:
        async with app.run_test(size=(80, 24)) as pilot:
            app.call_later(lambda: 1 // 0)
            await pilot.pause()

    with pytest.raises(ZeroDivisionError):
        await fail()


async def test_a_number_that_cannot_be_read_is_explained_before_anything_is_graded(
    opened: Opened, study: Study
) -> None:
    async with opened(sitting(kinds=("numeric",))) as pilot:
        await pilot.press(*"so", "enter")
        await pilot.pause()

        assert "How sure" not in shown(pilot)
        assert [event.kind for event in study.history.events()] == ["session_begun"]
        assert isinstance(pilot.app.screen.focused, Input), "it can be typed at once"


@pytest.mark.parametrize("key", ["ctrl+c", "ctrl+q"])
@pytest.mark.parametrize(
    "steps", [(), ("n",), ("question_mark",), ("ctrl+p",)], ids=["screen", "note", "help", "palette"]
)
async def test_the_app_can_be_left_from_anywhere_and_keeps_what_was_answered(
    stage: Stage, key: str, steps: tuple[str, ...]
) -> None:
    app = TutorApp(stage.study, sitting(kinds=("choice",)))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.click(Choice)
        await pilot.press("3")
        await until(pilot, "and you were fairly sure")
        await pilot.press(*steps)
        await pilot.pause()

        await pilot.press(key)
        await pilot.pause()

    assert (app.return_code, app.is_running) == (0, False)
    assert [event.kind for event in stage.study.history.events()] == ["session_begun", "answered"]


async def test_ctrl_c_leaves_while_a_word_is_being_typed(opened: Opened) -> None:
    async with opened(sitting(kinds=("short",))) as pilot:
        await pilot.press(*"grad", "ctrl+c")
        await pilot.pause()

    assert not pilot.app.is_running


async def test_q_leaves_from_today_only(opened: Opened) -> None:
    async with opened(sitting(kinds=("choice",))) as pilot:
        await pilot.press("q")
        await pilot.pause()
        assert pilot.app.is_running

        await pilot.press("escape", "q")
        await pilot.pause()

    assert not pilot.app.is_running
