"""Reading on screen: parts, scrolling, living numbers, practising from the page."""

from __future__ import annotations

from tests.ui.conftest import Stage, lines, shown, until
from tests.ui.material import run_of
from tutor.ui.app import TutorApp
from tutor.ui.screens.explanation import ExplanationScreen
from tutor.ui.screens.explanations import ExplanationsScreen
from tutor.ui.screens.question import QuestionScreen
from tutor.ui.widgets.frame import Page


def reading(stage: Stage, concept: str = "vanishing") -> TutorApp:
    return TutorApp(stage.study, lambda study: ExplanationScreen(study, concept))


async def test_brackets_go_from_part_to_part_and_the_head_says_how_far(stage: Stage) -> None:
    async with reading(stage).run_test(size=(80, 24)) as pilot:
        await until(pilot, "1 of 4")
        assert "Going back k steps" in shown(pilot)
        assert "→  How it works" in shown(pilot)

        await pilot.press("right_square_bracket", "right_square_bracket")
        await until(pilot, "3 of 4")
        assert "“" not in shown(pilot)
        assert "Gates cured it." in shown(pilot)

        await pilot.press("left_square_bracket")
        await until(pilot, "2 of 4")
        assert "A recurrent net applies one Jacobian" in shown(pilot)


async def test_enter_reads_on_to_the_end_and_then_goes_back(stage: Stage) -> None:
    async with reading(stage).run_test(size=(80, 24)) as pilot:
        for part in ("2 of 4", "3 of 4", "4 of 4"):
            await pilot.press("enter")
            await until(pilot, part)
        assert "→  back where you were" in shown(pilot)

        await pilot.press("enter")
        await until(pilot, "Today")


async def test_before_the_first_part_there_is_none(stage: Stage) -> None:
    async with reading(stage).run_test(size=(80, 24)) as pilot:
        await pilot.press("left_square_bracket")
        await until(pilot, "1 of 4")


async def test_a_long_part_says_how_many_lines_are_below_until_they_are_read(stage: Stage) -> None:
    async with reading(stage).run_test(size=(80, 20)) as pilot:
        await pilot.press("enter")
        await until(pilot, "→  Misconceptions · ↓ 5 more lines")

        await pilot.press("down")
        await until(pilot, "↓ 4 more lines")
        await pilot.press("j", "j", "j")
        await until(pilot, "↓ 1 more line")
        await pilot.press("pagedown")
        await until(pilot, "Attention has one hop")
        assert "more line" not in shown(pilot)

        await pilot.press("k")
        await until(pilot, "↓ 1 more line")


async def test_formulas_lists_tables_and_code_are_drawn(stage: Stage) -> None:
    async with reading(stage).run_test(size=(80, 40)) as pilot:
        await pilot.press("enter")
        await until(pilot, "2 of 4")

        screen = [line.strip() for line in lines(pilot)]
        at = screen.index("∂hₜ    k-1")
        assert screen[at + 1] == "───── =  ∏  diag(tanh′(aₜ₋ᵢ)) W"
        assert "• With a largest singular value below one it vanishes." in screen
        assert ["RNN", ".84"] in [line.split() for line in screen]
        assert "g = g @ W.T * (1 - h**2)  # (B, d)" in screen


async def test_a_number_says_where_it_was_measured_and_a_run_here_replaces_the_recorded_one(stage: Stage) -> None:
    async with reading(stage).run_test(size=(80, 24)) as pilot:
        await until(pilot, "shrinks to ◆ .851 of itself")
        assert "◆ recorded  RECORDED 9 Nov, 8 CPUs, arm64, Darwin, seed 0" in shown(pilot)

        stage.study.lab.keep(stage.decay, run_of(stage.decay))
        await pilot.press("question_mark", "escape")
        await until(pilot, "shrinks to ◆ .842 of itself")

        assert "◆ measured  on this machine, 12 Nov, seeds 0-2" in shown(pilot)
        assert "RNN at ρ .842, .839 to .846" in shown(pilot)


async def test_a_recorded_number_of_an_older_demo_says_so(stage: Stage) -> None:
    async with reading(stage).run_test(size=(80, 24)) as pilot:
        await until(pilot, "◆ recorded  RECORDED 9 Nov")
        assert "measured before the demo changed" not in shown(pilot)

    with (stage.decay.folder / "demo.py").open("a") as code:
        code.write("# another demo\n")
    async with reading(stage).run_test(size=(80, 24)) as pilot:
        await until(pilot, "≈ measured before the demo changed")


async def test_a_number_that_was_never_measured_says_so_and_how_to_get_it(stage: Stage) -> None:
    (stage.decay.folder / "recorded.json").unlink()

    async with reading(stage).run_test(size=(80, 24)) as pilot:
        await until(pilot, "shrinks to — (not measured yet) of itself")
        assert "┊ not yet   gradient_decay · r runs it, 1 s" in shown(pilot)


async def test_the_page_stays_where_it_was_when_help_closes(stage: Stage) -> None:
    async with reading(stage).run_test(size=(80, 20)) as pilot:
        await pilot.press("enter")
        await until(pilot, "↓ 5 more lines")
        await pilot.press("down", "down", "question_mark")
        await until(pilot, "Keys here")
        await pilot.press("escape")

        await until(pilot, "↓ 3 more lines")
        assert pilot.app.screen.query_one(Page).scroll_offset.y == 2


async def test_p_practises_the_concept_and_comes_back_to_the_page(stage: Stage) -> None:
    async with reading(stage).run_test(size=(80, 24)) as pilot:
        await pilot.press("p")
        await until(pilot, "1 of 3 · new")
        assert isinstance(pilot.app.screen, QuestionScreen)
        (begun,) = stage.study.history.events()
        assert begun.body["filters"] == {"concepts": ["vanishing"]}

        await pilot.press("escape", "escape")
        await until(pilot, "Going back k steps")


async def test_s_shows_the_sources_with_their_addresses(stage: Stage) -> None:
    async with reading(stage).run_test(size=(80, 24)) as pilot:
        await pilot.press("s")
        await until(pilot, "4 of 4")

        assert "Sutskever, Vinyals, Le (2014). Sequence to Sequence Learning" in shown(pilot)
        assert "https://arxiv.org/abs/1409.3215" in shown(pilot)
        assert "Understanding LSTM Networks · article" in shown(pilot)


async def test_d_does_nothing_where_there_is_no_demo(stage: Stage) -> None:
    async with reading(stage, "cache").run_test(size=(80, 24)) as pilot:
        await until(pilot, "Keys and values of every token")
        await pilot.press("d")
        await pilot.pause()

        assert isinstance(pilot.app.screen, ExplanationScreen)
        assert "d demo" not in shown(pilot)


async def test_the_list_says_how_well_each_concept_is_known_and_opens_it(stage: Stage) -> None:
    async with TutorApp(stage.study, ExplanationsScreen).run_test(size=(80, 24)) as pilot:
        await until(pilot, "· not met yet")
        assert "2 concepts" in shown(pilot)

        await pilot.press("down", "enter")
        await until(pilot, "What the KV cache holds")


async def test_without_an_explanation_the_list_says_so(stage: Stage) -> None:
    folder = stage.study.paths.content / "seq" / "explanations"
    for file in folder.iterdir():
        file.unlink()

    async with TutorApp(stage.study, ExplanationsScreen).run_test(size=(80, 24)) as pilot:
        await until(pilot, "No pack explains anything yet.")
        await pilot.press("enter", "escape")
        await until(pilot, "Today")
