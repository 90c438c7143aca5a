"""The mouse: what a key does, a click does too."""

from __future__ import annotations

from typing import Any

from textual.pilot import Pilot

from tests.ui.conftest import Opened, Seen, Stage, lines, play, shown, sitting, until
from tutor.study import Study
from tutor.ui.app import TutorApp
from tutor.ui.screens.explanation import ExplanationScreen
from tutor.ui.screens.explanations import ExplanationsScreen
from tutor.ui.screens.lab import LabScreen
from tutor.ui.screens.predict import PredictScreen


async def click(pilot: Pilot[Any], text: str) -> None:
    """Click the first cell of `text` as it stands on the screen."""
    await until(pilot, text)
    row, line = next((row, line) for row, line in enumerate(lines(pilot)) if text in line)
    await pilot.click(offset=(line.index(text), row))
    await pilot.pause()


async def test_the_footer_can_be_clicked_key_by_key(opened: Opened) -> None:
    async with opened() as pilot:
        await click(pilot, "explanations")
        await until(pilot, "enter read")

        await click(pilot, "Today")
        await click(pilot, "enter start")
        await until(pilot, "1 of 4 · new")

        await click(pilot, "help")
        await until(pilot, "Keys here")


async def test_a_whole_answer_is_given_by_clicks(opened: Opened, study: Study) -> None:
    async with opened(sitting(kinds=("choice",))) as pilot:
        await click(pilot, "The forget gate")
        await click(pilot, "fairly sure")
        await until(pilot, "✓  Right, and you were fairly sure.")

        await click(pilot, "2 hard")
        assert "▸2 hard" in shown(pilot)
        await click(pilot, "enter next")
        await until(pilot, "right at the first try")

    (answered,) = study.history.events(kinds=["answered"])
    assert (answered.body["response"]["ids"], answered.body["confidence"]) == (["forget"], 3)
    assert next(study.history.events(kinds=["rated"])).body["rating"] == 2


async def test_rows_are_opened_by_a_click(stage: Stage) -> None:
    async with TutorApp(stage.study, LabScreen).run_test(size=(80, 24)) as pilot:
        await click(pilot, "Serial steps or parallel?")
        assert isinstance(pilot.app.screen, PredictScreen)
        assert "Which is faster to train here" in shown(pilot)

    async with TutorApp(stage.study, ExplanationsScreen).run_test(size=(80, 24)) as pilot:
        await click(pilot, "The KV cache")
        assert isinstance(pilot.app.screen, ExplanationScreen)


async def test_several_answers_are_ticked_by_clicks(stage: Stage) -> None:
    async with TutorApp(stage.study, sitting(kinds=("multi",))).run_test(size=(80, 24)) as pilot:
        await click(pilot, "Memory grows")
        await click(pilot, "The path between")
        await click(pilot, "Each output step")
        await click(pilot, "Each output step")
        assert [line.split()[0] for line in shown(pilot).splitlines() if "■" in line] == ["■", "■"]

        await click(pilot, "enter answer")
        await click(pilot, "certain")
        await until(pilot, "✓  Right, and you were certain.")


async def test_lines_are_put_in_order_by_clicks(stage: Stage) -> None:
    async with TutorApp(stage.study, sitting(kinds=("order",))).run_test(size=(80, 24)) as pilot:
        await click(pilot, "Hand the sum")  # the cursor is there, so it is picked up
        await until(pilot, "↕ 1")
        await click(pilot, "Sum the values")  # the last line: it is put down there
        assert [line.split("  ")[-1].strip() for line in lines(pilot) if line.strip()[:1].isdecimal()][:3] == [
            "Score the query against every key.",
            "Turn the scores into weights that sum to 1.",
            "Sum the values by those weights.",
        ]

        await click(pilot, "enter answer")
        await click(pilot, "certain")
        await until(pilot, "✓  Right")


async def test_pairs_are_made_by_clicks(stage: Stage) -> None:
    async with TutorApp(stage.study, sitting(kinds=("match",))).run_test(size=(80, 24)) as pilot:
        await click(pilot, "a transformer")
        await click(pilot, "keys and values of every token")
        await click(pilot, "keys and values of the last w")
        await click(pilot, "one state")
        await click(pilot, "enter answer")
        await click(pilot, "certain")
        await until(pilot, "✓  Right")


async def test_key_points_are_ticked_by_clicks(stage: Stage) -> None:
    async with TutorApp(stage.study, sitting(kinds=("open",))).run_test(size=(80, 24)) as pilot:
        await play(pilot, [*"so", "ctrl+s", "3", Seen("Which of these did you say?")])
        await click(pilot, "In training, every position")
        await click(pilot, "Any two tokens")
        await until(pilot, "✓  Right")


async def test_a_question_is_put_off_by_clicks(opened: Opened, study: Study) -> None:
    async with opened(sitting(kinds=("choice",))) as pilot:
        await click(pilot, "later")
        await click(pilot, "suspend it")

        assert [event.kind for event in study.history.events()] == ["session_begun", "put_off"]


async def test_a_click_on_the_ruler_says_that_number(stage: Stage) -> None:
    def predict(study: Study) -> PredictScreen:
        return PredictScreen(study, "gradient_decay")

    async with TutorApp(stage.study, predict).run_test(size=(80, 24)) as pilot:
        await until(pilot, ".9")
        row, line = next((row, line) for row, line in enumerate(lines(pilot)) if "┬" in line)
        ticks = [column for column, sign in enumerate(line) if sign == "┬"]
        await pilot.click(offset=(ticks[4], row))
        await pilot.pause()

        screen = pilot.app.screen
        assert isinstance(screen, PredictScreen)
        assert screen.said == 0.9


async def test_a_click_on_a_parameter_goes_to_it(stage: Stage) -> None:
    def predict(study: Study) -> PredictScreen:
        return PredictScreen(study, "gradient_decay")

    async with TutorApp(stage.study, predict).run_test(size=(80, 24)) as pilot:
        await pilot.press("v")
        await click(pilot, "one of gaussian, orthogonal")
        await pilot.press("right", "enter")

        assert "matrix orthogonal" in shown(pilot)


async def test_a_key_in_the_footer_shows_that_it_can_be_clicked_only_under_the_pointer(opened: Opened) -> None:
    async with opened() as pilot:
        row = len(lines(pilot)) - 1
        column = lines(pilot)[row].index("explanations")

        def looks() -> tuple[Any, Any]:
            style = pilot.app.screen.get_style_at(column, row)
            return style.color, style.bgcolor

        before = looks()
        await pilot.hover(offset=(column, row))
        await pilot.pause()

        assert looks() != before
