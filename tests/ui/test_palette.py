"""The palette: whatever one thinks of is found by a few letters, and names in it are only names."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.ui.conftest import Seen, Stage, play, shown, until
from tests.ui.material import write_demo
from tutor.study import Study
from tutor.ui.app import TutorApp
from tutor.ui.screens.explanation import ExplanationScreen
from tutor.ui.screens.explanations import ExplanationsScreen
from tutor.ui.screens.lab import LabScreen
from tutor.ui.screens.predict import PredictScreen
from tutor.ui.screens.question import QuestionScreen

HOSTILE = "[@click=app.quit]x[/] [/x]"


@asynccontextmanager
async def searched(study: Study, words: str, found: str) -> AsyncIterator[Pilot[Any]]:
    """The app after `words` were typed into the palette and `found` stands in it."""
    async with TutorApp(study).run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.pause()
        await play(pilot, ["ctrl+p", Seen("Practise"), *("space" if char == " " else char for char in words)])
        await until(pilot, found)
        yield pilot


@pytest.mark.parametrize(
    ("words", "found", "screen"),
    [
        ("lab", "demos: predict, run, compare", LabScreen),
        ("explanations", "read", ExplanationsScreen),
        ("cram", "the schedule stays as it is", QuestionScreen),
        ("cache", "The KV cache", ExplanationScreen),
        ("serial", "Serial steps or parallel?", PredictScreen),
        ("residual", "What do residual connections shorten?", QuestionScreen),
    ],
)
async def test_actions_explanations_demos_and_questions_are_found_and_opened(
    stage: Stage, words: str, found: str, screen: type
) -> None:
    async with searched(stage.study, words, found) as pilot:
        await pilot.press("enter")
        await pilot.pause()
        await pilot.pause()

        assert isinstance(pilot.app.screen, screen)


async def test_a_question_that_is_found_is_the_one_that_is_asked(stage: Stage) -> None:
    async with searched(stage.study, "residual", "What do residual connections shorten?") as pilot:
        await pilot.press("enter")
        await until(pilot, "1 of 1 · new")
        assert "What do residual connections shorten?" in shown(pilot)


async def test_escape_leaves_the_palette_and_nothing_has_changed(stage: Stage) -> None:
    async with searched(stage.study, "lab", "demos: predict") as pilot:
        await pilot.press("escape")
        await pilot.pause()

        assert "→  meet 10 questions" in shown(pilot)


async def test_what_is_not_there_says_so(stage: Stage) -> None:
    async with searched(stage.study, "zzzz", "No matches found"):
        pass


async def test_the_theme_can_be_changed(stage: Stage) -> None:
    async with searched(stage.study, "theme", "colours of the app") as pilot:
        await pilot.press("enter")
        await until(pilot, "Search for themes")
        await pilot.press(*"nord")
        await until(pilot, "nord")
        await pilot.press("enter")
        await pilot.pause()

        assert pilot.app.theme == "nord"


async def test_markup_in_the_names_of_a_pack_and_a_demo_is_inert(stage: Stage) -> None:
    content, demos = stage.study.paths.content / "seq", stage.study.paths.demos
    pack = content / "pack.yaml"
    pack.write_text(pack.read_text().replace("title: The KV cache", f"title: '{HOSTILE} concept'"))
    questions = content / "questions" / "all.yaml"
    questions.write_text(questions.read_text().replace("stem: What do residual", f"stem: >-\n    {HOSTILE} question"))
    manifest = (demos / "serial_steps" / "demo.yaml").read_text()
    hostile = manifest.replace("Serial steps or parallel? What does it cost?", f"'{HOSTILE} demo'")
    write_demo(demos, "hostile", hostile.replace("serial_steps", "hostile"), "")

    for name in ("concept", "demo", "question"):
        async with searched(stage.study, f"x {name}", f"{HOSTILE} {name}") as pilot:
            await pilot.click(offset=(40, 3))
            await pilot.pause()
            assert pilot.app.is_running
