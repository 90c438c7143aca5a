"""The lab on screen, through the real worker: predict, run, stop, run again, compare; and demos that go wrong."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.ui.conftest import shown, until
from tests.ui.material import write_demo
from tutor.lab.runner import Worker
from tutor.settings import Paths
from tutor.study import Filters, Study
from tutor.ui.app import TutorApp
from tutor.ui.screens.explanation import ExplanationScreen
from tutor.ui.screens.feedback import FeedbackScreen
from tutor.ui.screens.help import HelpScreen
from tutor.ui.screens.lab import LabScreen
from tutor.ui.screens.predict import PredictScreen
from tutor.ui.screens.question import QuestionScreen
from tutor.ui.screens.running import RunningScreen
from tutor.ui.screens.source import SourceScreen
from tutor.ui.screens.verdict import VerdictScreen

MANIFEST = """
id: halving
title: What is left after n halvings?
about: "We halve {{n}} times."
concepts: [gates]
source: arithmetic
seconds: 0.1
parameters:
  n: {kind: int, default: 3, range: [1, 20], step: 1, title: n, help: how often it is halved}
predict:
  ask: What is left of 1 after {{n}} halvings?
  measure: left
  range: [0, 1]
  step: 0.005
  low: nothing
  high: all
  atol: 0.001
  wrong: [{when: said > left, why: It is halved once more.}]
  because: Each halving leaves half.
measures:
  left: {title: left, meaning: what is left in the end}
expectations:
  - {that: left == 0.125, title: an eighth is left, when: n == 3, because: two to the three is eight}
plot:
  title: what is left
  x: {label: halvings}
  y: {label: left}
  focus: left
  series: {left: {title: left, measure: left}}
"""
CODE = '''
"""What is left after n halvings?"""

import time
from pathlib import Path

from tutor.lab.frames import Measure, Point, Progress

HERE = Path(__file__).parent


def run(*, seed, n):
    for i in range(n + 1):
        yield Point("left", i, 0.5**i)
    yield Progress(n, n, "halvings")
    while (HERE / "hold").exists():
        time.sleep(0.01)
    if n == 13:
        raise ValueError("unlucky [/x]")
    yield Measure("left", 0.5**n)
'''
QUESTION = """
- id: eighth
  kind: predict
  concepts: [gates]
  level: 1
  stem: What is left after three halvings?
  demo: {id: halving}
  measure: left
  choices:
    - {id: less, text: less than a fifth, when: left < 0.2, why: It is an eighth.}
    - {id: more, text: a fifth or more, when: left >= 0.2, why: That is two halvings.}
"""
SAID = (".", "1", "2", "5")
Lab = Callable[..., AbstractAsyncContextManager[Pilot[None]]]


@pytest.fixture
def laboratory(study: Study, paths: Paths) -> Iterator[Lab]:
    """The app at a prediction of `halving`, its worker a process of its own."""
    write_demo(paths.demos, "halving", MANIFEST, CODE)
    (paths.content / "small" / "questions" / "eighth.yaml").write_text(QUESTION)
    explanation = paths.content / "small" / "explanations" / "gates.md"
    explanation.write_text(explanation.read_text().replace("gradient_decay.rnn_factor", "halving.left"))
    worker = Worker(preload=False)
    study.lab.__dict__["worker"] = worker
    worker.start()

    @asynccontextmanager
    async def open_(opening: Any = None, text: str = "halv", **parameters: int) -> AsyncIterator[Pilot[None]]:
        app = TutorApp(study, opening or (lambda study: PredictScreen(study, "halving", parameters)))
        async with app.run_test(size=(80, 24), notifications=True) as pilot:
            while not worker.warm():
                await pilot.pause(0.02)
            await until(pilot, text)
            yield pilot

    yield open_
    worker.close()


@pytest.fixture
def hold(paths: Paths, laboratory: Lab) -> Path:
    """While this file is there, a run stays at its last halving."""
    file = paths.demos / "halving" / "hold"
    file.touch()
    return file


def kinds(study: Study) -> list[str]:
    return [event.kind for event in study.history.events()]


async def test_what_was_said_is_kept_before_the_run_and_the_verdict_compares_it(laboratory: Lab, study: Study) -> None:
    async with laboratory() as pilot:
        await pilot.press(*SAID, "enter")
        await until(pilot, "The claim held here.")

        screen = shown(pilot)
        assert "The claim held here. You saw it coming." in screen
        assert "◇ you said  .125" in screen
        assert "◆ measured  .125  what is left in the end" in screen
        assert "✓ held      an eighth is left  .125" in screen
        predicted, ran = study.history.events()
        assert (predicted.kind, predicted.body["said"]) == ("predicted", 0.125)
        assert (ran.kind, ran.body["held"], ran.body["seeds"]) == ("ran", True, [0, 1, 2])


@pytest.mark.parametrize(("named", "said"), [("", False), ("\n  theory: left", True)])
async def test_a_dotted_line_is_what_theory_gives_only_where_the_demo_says_so(
    laboratory: Lab, paths: Paths, named: str, said: bool
) -> None:
    dotted = MANIFEST.replace("measure: left}", "measure: left, style: dotted}")
    manifest = dotted.replace("  measure: left", f"  measure: left{named}")
    (paths.demos / "halving" / "demo.yaml").write_text(manifest)
    async with laboratory() as pilot:
        await pilot.press("z")
        await until(pilot, "The claim held here.")

        assert ("┊ theory    .125  what is left in the end" in shown(pilot)) is said


async def test_a_wrong_prediction_is_told_where_it_usually_comes_from(laboratory: Lab) -> None:
    async with laboratory() as pilot:
        await pilot.press("enter")
        await until(pilot, "You expected more.")

        await pilot.press(*["down"] * 10)
        assert "It is halved once more." in shown(pilot)
        assert "Each halving leaves half." in shown(pilot)


async def test_z_runs_without_a_prediction_and_none_is_kept(laboratory: Lab, study: Study) -> None:
    async with laboratory() as pilot:
        await pilot.press("z")
        await until(pilot, "The claim held here.")

        assert "you said" not in shown(pilot)
        assert kinds(study) == ["ran"]


async def test_c_stops_the_run_nothing_is_judged_and_r_runs_it_again(laboratory: Lab, study: Study, hold: Path) -> None:
    async with laboratory() as pilot:
        await pilot.press(*SAID, "enter")
        await until(pilot, "3 of 3 halvings")

        await pilot.press("c")
        await until(pilot, "→  run it again · stopped at 3 of 3 halvings; not judged")
        assert kinds(study) == ["predicted"]

        hold.unlink()
        await pilot.press("r")
        await until(pilot, "The claim held here. You saw it coming.")
        assert kinds(study) == ["predicted", "ran"]


async def test_escape_stops_the_run_first_and_then_leaves_it(laboratory: Lab, hold: Path) -> None:
    async with laboratory() as pilot:
        await pilot.press("enter")
        await until(pilot, "3 of 3 halvings")

        await pilot.press("escape")
        await until(pilot, "not judged")
        assert isinstance(pilot.app.screen, RunningScreen)
        await pilot.press("escape")
        await until(pilot, "Today")


async def test_a_demo_that_raises_is_a_toast_and_the_next_run_works(laboratory: Lab, study: Study) -> None:
    async with laboratory(n=13) as pilot:
        await pilot.press("enter")
        await until(pilot, "halving: the demo raised ValueError: unlucky [/x]")
        assert "mend demo.py, or choose other parameters; s shows its code" in shown(pilot)
        await until(pilot, "→  run it again · what it last showed is kept")
        assert kinds(study) == ["predicted"]

        await pilot.press("s", *["down"] * 3)
        await until(pilot, 'raise ValueError("unlucky [/x]")')
        assert isinstance(pilot.app.screen, SourceScreen)
        await pilot.press("escape", "v", "left", "enter")
        await until(pilot, "At this setting no claim is judged.")
        assert kinds(study) == ["predicted", "ran"]


async def test_what_is_varied_before_the_run_is_asked_about_run_and_repeatable(laboratory: Lab, study: Study) -> None:
    async with laboratory() as pilot:
        await pilot.press("v", "right", "right", "left", "enter")
        assert "We halve 4 times." in shown(pilot)
        assert "What is left of 1 after 4 halvings?" in shown(pilot)

        await pilot.press("enter")
        await until(pilot, "At this setting no claim is judged.")
        await pilot.press(*["down"] * 10)

        assert "tutor demo run halving --set n=4 --seeds 3" in shown(pilot)
        assert next(study.history.events(kinds=["ran"])).body["parameters"] == {"n": 4}


async def test_escape_leaves_the_parameters_as_they_were_and_backspace_takes_the_default(laboratory: Lab) -> None:
    async with laboratory(n=7) as pilot:
        await pilot.press("v", "right", "escape")
        assert "We halve 7 times." in shown(pilot)

        await pilot.press("v", "backspace", "enter")
        assert "We halve 3 times." in shown(pilot)


async def test_varying_a_run_that_is_on_restarts_it_with_the_new_parameters(
    laboratory: Lab, study: Study, hold: Path
) -> None:
    async with laboratory() as pilot:
        await pilot.press("enter")
        await until(pilot, "3 of 3 halvings")

        await pilot.press("v", "right", "enter")
        await until(pilot, "4 of 4 halvings")
        hold.unlink()
        await until(pilot, "At this setting no claim is judged.")

        assert next(study.history.events(kinds=["ran"])).body["parameters"] == {"n": 4}


async def test_t_shows_the_same_as_a_table_and_back(laboratory: Lab, hold: Path) -> None:
    async with laboratory() as pilot:
        await pilot.press("enter")
        await until(pilot, "3 of 3 halvings")

        await pilot.press("t")
        table = [line.split() for line in shown(pilot).splitlines()]
        assert ["line", "points", "first", "last", "lowest", "highest"] in table
        assert ["left", "4", "1.00", ".125", ".125", "1.00"] in table

        await pilot.press("t")
        assert "lowest" not in shown(pilot)
        assert "t table" in shown(pilot)


async def test_a_run_that_ends_under_help_waits_there_for_enter(laboratory: Lab, study: Study, hold: Path) -> None:
    async with laboratory() as pilot:
        await pilot.press(*SAID, "enter")
        await until(pilot, "3 of 3 halvings")
        running = pilot.app.screen

        await pilot.press("question_mark")
        await until(pilot, "Keys here")
        hold.unlink()
        while "ran" not in kinds(study):
            await pilot.pause(0.02)
        await pilot.pause()
        assert isinstance(pilot.app.screen, HelpScreen)

        await pilot.press("escape")
        await until(pilot, "→  the verdict")
        assert pilot.app.screen is running
        await pilot.press("enter")
        await until(pilot, "The claim held here. You saw it coming.")


@pytest.mark.parametrize("key", ["enter", "escape"])
async def test_the_plot_can_be_seen_again_from_the_verdict_and_is_left_again(
    laboratory: Lab, study: Study, key: str
) -> None:
    async with laboratory() as pilot:
        await pilot.press("z")
        await until(pilot, "The claim held here.")

        await pilot.press("left_square_bracket")
        await until(pilot, "→  back to the verdict")
        assert "median of seeds 0-2   measured ◆ .125" in shown(pilot)

        await pilot.press(key)
        await until(pilot, "The claim held here.")
        assert kinds(study) == ["ran"]

        await pilot.press("enter")
        await until(pilot, "Today")


async def test_one_thing_is_changed_while_looking_at_the_plot_and_the_run_before_stays_with_its_name(
    laboratory: Lab, study: Study, hold: Path
) -> None:
    async with laboratory() as pilot:
        await pilot.press(*SAID, "enter")
        await until(pilot, "3 of 3 halvings")
        hold.unlink()
        await until(pilot, "The claim held here.")
        await pilot.press("left_square_bracket")
        await until(pilot, "→  back to the verdict")
        hold.touch()

        await pilot.press("v", "right", "right", "enter")
        await until(pilot, "5 of 5 halvings")
        assert "n 3  .125" in shown(pilot)
        assert "you said" not in shown(pilot), "that was about another setting"

        hold.unlink()
        await until(pilot, "At this setting no claim is judged.")
        await pilot.press("left_square_bracket")
        await until(pilot, "→  back to the verdict")
        assert "n 3  .125" in shown(pilot)
        assert "left .031" in shown(pilot)


async def test_vary_at_the_verdict_runs_at_once_beside_the_run_before(
    laboratory: Lab, study: Study, hold: Path
) -> None:
    async with laboratory() as pilot:
        await pilot.press("z")
        await until(pilot, "3 of 3 halvings")
        hold.unlink()
        await until(pilot, "The claim held here.")
        hold.touch()

        await pilot.press("v", "left", "escape")
        assert isinstance(pilot.app.screen, VerdictScreen)
        await pilot.press("v", "left", "enter")
        await until(pilot, "2 of 2 halvings")
        assert "n 3  .125" in shown(pilot)
        assert isinstance(pilot.app.screen, RunningScreen)


async def test_plus_runs_it_on_more_seeds_and_shows_how_far_they_lie_apart(laboratory: Lab, study: Study) -> None:
    async with laboratory() as pilot:
        await pilot.press("plus")
        assert "seeds 0-4" in shown(pilot)
        await pilot.press("z")
        await until(pilot, "The claim held here.")
        await pilot.press("left_square_bracket")
        await until(pilot, "→  back to the verdict")

        await pilot.press("plus")
        await until(pilot, "10 seeds, .125 to .125")
        ran = study.history.events(kinds=["ran"])
        assert [len(event.body["seeds"]) for event in ran] == [5, 10]


async def test_the_command_that_runs_it_again_is_copied(laboratory: Lab) -> None:
    async with laboratory() as pilot:
        await pilot.press("v", "right", "enter", "z")
        await until(pilot, "At this setting no claim is judged.")

        await pilot.press("o")
        await until(pilot, "Copied, if this terminal lets programs copy")
        assert pilot.app.clipboard == "tutor demo run halving --set n=4 --seeds 3"


async def test_r_at_the_verdict_runs_more_seeds(laboratory: Lab, study: Study) -> None:
    async with laboratory() as pilot:
        await pilot.press("z")
        await until(pilot, "The claim held here.")

        await pilot.press("r")
        await until(pilot, "seeds  .125  .125  .125  .125  .125")

        assert [event.body["seeds"] for event in study.history.events(kinds=["ran"])] == [[0, 1, 2], [0, 1, 2, 3, 4]]


async def test_the_lab_list_says_what_came_out_and_enter_opens_a_prediction(laboratory: Lab) -> None:
    async with laboratory(LabScreen) as pilot:
        assert "What is left after n halvings?" in shown(pilot)
        assert "halvings?" + " " * 37 + "0.1 s" in shown(pilot)
        assert "→  halving · you say a number first, then it runs, about 0.1 s" in shown(pilot)

        await pilot.press("enter", "z")
        await until(pilot, "The claim held here.")
        await pilot.press("enter")
        await until(pilot, "✓ held   0.1 s")
        assert "1 of 1 seen" in shown(pilot)
        await pilot.resize_terminal(120, 36)
        await until(pilot, "✓ held 12 Nov")


async def test_a_question_longer_than_a_line_takes_two_and_its_demo_says_what_it_needs(
    laboratory: Lab, paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    title = "title: What is left after n halvings, if each leaves half of what the one before it left?\nneeds: semantic"
    manifest = MANIFEST.replace("title: What is left after n halvings?", title)
    (paths.demos / "halving" / "demo.yaml").write_text(manifest)
    monkeypatch.setattr("tutor.lab.extras.find_spec", lambda _name: None)

    async with laboratory(LabScreen) as pilot:
        rows = [line.strip() for line in shown(pilot).splitlines()]
        at = next(i for i, line in enumerate(rows) if line.startswith("▸"))
        assert rows[at : at + 2] == [
            "▸ What is left after n halvings, if each        needs real weights   0.1 s",
            "leaves half of what the one before it left?",
        ]
        assert "→  halving · pip install 'llm-tutor[semantic]'" in rows


async def test_the_explanation_carries_the_number_after_the_run(laboratory: Lab) -> None:
    async with laboratory(lambda study: ExplanationScreen(study, "gates"), "A gate adds.") as pilot:
        await pilot.press("right_square_bracket")
        await until(pilot, "not measured yet")
        assert "┊ not yet   halving · r runs it, 0.1 s" in shown(pilot)

        await pilot.press("r", "z")
        await until(pilot, "The claim held here.")
        await pilot.press("enter")
        await until(pilot, "◆ .125")

        assert "◆ measured  on this machine, 12 Nov, seeds 0-2" in shown(pilot)
        assert "halving · r runs it again, 0.1 s" in shown(pilot)
        assert "Numbers" in shown(pilot), "the same part as before"


async def test_a_prediction_question_is_graded_by_its_own_run(laboratory: Lab, study: Study) -> None:
    def ask(study: Study) -> QuestionScreen:
        return QuestionScreen(study, study.begin(Filters(kinds=("predict",)), seed=1))

    async with laboratory(ask) as pilot:
        line = next(line for line in shown(pilot).splitlines() if "less than a fifth" in line)
        await pilot.press(line.split("less")[0].split()[-1], "3")
        await until(pilot, "✓  Right, and you were fairly sure.")

        assert isinstance(pilot.app.screen, FeedbackScreen)
        assert kinds(study) == ["session_begun", "ran", "answered"]


async def test_a_prediction_question_whose_run_is_left_is_asked_again(
    laboratory: Lab, study: Study, hold: Path
) -> None:
    def ask(study: Study) -> QuestionScreen:
        return QuestionScreen(study, study.begin(Filters(kinds=("predict",)), seed=1))

    async with laboratory(ask) as pilot:
        await pilot.press("1", "3")
        await until(pilot, "3 of 3 halvings")
        await pilot.press("escape")
        await until(pilot, "not judged")
        await pilot.press("escape")
        await until(pilot, "pick what the run will show")

        assert kinds(study) == ["session_begun"]


async def test_code_is_as_wide_as_the_screen(study: Study, paths: Paths) -> None:
    line = f"LONG = '{'x' * 100}'"
    write_demo(paths.demos, "halving", MANIFEST, f"{CODE}\n{line}\n")
    app = TutorApp(study, lambda study: SourceScreen(study.lab.manifest("halving")))
    async with app.run_test(size=(160, 50)) as pilot:
        await until(pilot, line)


async def test_the_verdict_leads_to_the_explanation_the_code_and_another_setting(laboratory: Lab) -> None:
    async with laboratory() as pilot:
        await pilot.press("z")
        await until(pilot, "The claim held here.")
        assert isinstance(pilot.app.screen, VerdictScreen)

        await pilot.press("e")
        await until(pilot, "What gates do")
        await pilot.press("escape", "s")
        await until(pilot, "demo.py")
        await pilot.press("escape", "v")
        await until(pilot, "Change one thing, and run it again")
