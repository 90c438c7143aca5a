"""Keys: what the footer and help promise is bound, on every screen and in every state of it; a click does the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from textual.actions import parse
from textual.binding import Binding
from textual.pilot import Pilot
from textual.screen import Screen

from tests.ui.conftest import Opening, Seen, Stage, play, shown, sitting, until
from tests.ui.material import frames, run_of
from tutor.lab.events import Cancelled, Failed, Frames, Started
from tutor.lab.record import StoredRun
from tutor.study import Filters, Study
from tutor.ui.app import TutorApp
from tutor.ui.screens.explanation import ExplanationScreen
from tutor.ui.screens.explanations import ExplanationsScreen
from tutor.ui.screens.help import HelpScreen
from tutor.ui.screens.lab import LabScreen
from tutor.ui.screens.predict import PredictScreen
from tutor.ui.screens.question import QuestionScreen
from tutor.ui.screens.running import RunningScreen
from tutor.ui.screens.source import SourceScreen
from tutor.ui.screens.verdict import VerdictScreen
from tutor.ui.widgets.frame import HELP, HELP_TYPING, Keys, Row

WRITTEN = {
    "↑↓": ("up", "down"),
    "←→": ("left", "right"),
    "[ ]": ("left_square_bracket", "right_square_bracket"),
    "[": ("left_square_bracket",),
    "]": ("right_square_bracket",),
    "esc": ("escape",),
    "!": ("exclamation_mark",),
    "?": ("question_mark",),
    "+": ("plus",),
    "↑↓←→": ("up", "down", "left", "right"),
    "/": ("slash",),
    "↑": ("up",),
    "↓": ("down",),
    "←": ("left",),
    "→": ("right",),
    "shift+←": ("shift+left",),
    "shift+→": ("shift+right",),
}
STEPPED = [Started(0, 1, 3), Frames(0, frames(0.843, 91))]


@dataclass(frozen=True)
class Spot:
    """A screen in one of its states."""

    opening: Callable[[Stage], Opening | None]
    steps: Sequence[str | Seen] = ()
    script: Sequence[Any] = field(default=())


def question(kind: str, *steps: str | Seen) -> Spot:
    return Spot(lambda _: sitting(kinds=(kind,)), steps)


def verdict(stage: Stage) -> Opening:
    run = run_of(stage.decay)
    record = stage.study.lab.keep(stage.decay, run, 0.95)
    return lambda study: VerdictScreen(study, stage.decay, StoredRun(record, run.frames), 0.95)


def running(*script: Any, steps: Sequence[str | Seen] = ()) -> Spot:
    return Spot(lambda stage: _run(stage), steps, script)


def _run(stage: Stage) -> Opening:
    return lambda study: RunningScreen(study, stage.decay, stage.decay.resolve(), (0, 1, 2), 0.95)


def cramming(study: Study) -> QuestionScreen:
    return QuestionScreen(study, study.begin(Filters(kinds=("choice",)), mode="cram", seed=1))


WRONG = Seen("Not this one")
SPOTS = {
    "today": Spot(lambda _: None),
    **{kind: question(kind) for kind in ("choice", "multi", "numeric", "order", "match", "cloze", "short", "open")},
    "verdict question": question("verdict"),
    "predict question": question("predict"),
    "commands": question("numeric", "escape"),
    "carrying": question("order", "space"),
    "confidence": question("choice", "1", Seen("How sure")),
    "feedback": question("choice", "3", "3", WRONG),
    "open feedback": question("open", *"so", "ctrl+s", "3", Seen("Which of these")),
    "cramming": Spot(lambda _: cramming, ("i", Seen("the next question"))),
    "summary": question("choice", "2", "4", Seen("Right"), "enter", Seen("right at the first")),
    "note": question("choice", "n", Seen("Your note")),
    "put off": question("choice", "z", Seen("Put this question off?")),
    "explanations": Spot(lambda _: ExplanationsScreen),
    "explanation": Spot(lambda _: lambda study: ExplanationScreen(study, "vanishing")),
    "explanation without a demo": Spot(lambda _: lambda study: ExplanationScreen(study, "cache")),
    "lab": Spot(lambda _: LabScreen),
    "predict on a ruler": Spot(lambda _: lambda study: PredictScreen(study, "gradient_decay")),
    "predict by choices": Spot(lambda _: lambda study: PredictScreen(study, "serial_steps")),
    "vary": Spot(lambda _: lambda study: PredictScreen(study, "gradient_decay"), ("v", Seen("Change one thing"))),
    "waiting": running(),
    "running": running(*STEPPED, steps=[Seen("91 of 128")]),
    "stopped": running(*STEPPED, Cancelled(), steps=[Seen("not judged")]),
    "failed": running(*STEPPED, Failed("the demo raised KeyError", "mend it", ""), steps=[Seen("KeyError")]),
    "replay": Spot(verdict, ("left_square_bracket", Seen("back to the verdict"))),
    "verdict": Spot(verdict),
    "source": Spot(lambda stage: lambda _: SourceScreen(stage.decay)),
}


async def at(stage: Stage, name: str, pilot: Pilot[Any]) -> None:
    """Go to the spot."""
    await pilot.pause()
    await play(pilot, SPOTS[name].steps)


def app_at(stage: Stage, name: str) -> TutorApp:
    spot = SPOTS[name]
    if spot.script:
        stage.worker.script = [list(spot.script)]
    return TutorApp(stage.study, spot.opening(stage))


def keys_of(written: str) -> list[str]:
    """The keys that a footer or help names: `1-4`, `↑↓`, `h, ctrl+g`."""
    keys: list[str] = []
    for one in written.split(", "):
        first, dash, last = one.partition("-")
        if dash and first.isdecimal():
            keys += [str(n) for n in range(int(first), int(last) + 1)]
        else:
            keys += WRITTEN.get(one, (one,))
    return keys


def has_action(screen: Screen[Any], action: str) -> bool:
    """Whether a click that runs `action` would find it."""
    target, name, _ = parse(action)
    where: Any = {"app": screen.app, "screen": screen, "focused": screen.focused}[target]
    return hasattr(where, f"action_{name}") or hasattr(where, f"_action_{name}")


@pytest.mark.parametrize("name", SPOTS)
async def test_every_key_in_the_footer_is_bound_and_every_click_on_it_finds_its_action(stage: Stage, name: str) -> None:
    async with app_at(stage, name).run_test(size=(80, 24), notifications=True) as pilot:
        await at(stage, name, pilot)
        screen = pilot.app.screen

        for keys in screen.query(Keys):
            hints = [*keys.hints, HELP_TYPING if "f1 help" in shown(pilot) else HELP]
            missing = [k for hint in hints for k in keys_of(hint.key) if k not in screen.active_bindings]
            lost = [hint.action for hint in hints if hint.action and not has_action(screen, hint.action)]

            assert (missing, lost) == ([], []), f"in the footer {[hint.key for hint in hints]}"


@pytest.mark.parametrize(
    ("name", "footer"),
    [
        ("running", "c stop   v vary   + seeds   t table   s source   space freeze"),
        ("stopped", "enter run again   v vary   + seeds   t table   s source   esc back"),
        ("replay", "enter back   v vary   + seeds   t table   s source   esc back"),
        ("verdict", "enter back   v vary   r more seeds   [ plot   e explain   s source"),
    ],
)
async def test_at_80_columns_the_lab_names_what_is_done_most(stage: Stage, name: str, footer: str) -> None:
    async with app_at(stage, name).run_test(size=(80, 24), notifications=True) as pilot:
        await at(stage, name, pilot)

        assert [part.strip() for part in shown(pilot).splitlines()[-1].split("  ?")] == [footer, "help"]


@pytest.mark.parametrize("name", SPOTS)
async def test_help_lists_the_keys_that_are_bound_below_it_and_no_other(stage: Stage, name: str) -> None:
    async with app_at(stage, name).run_test(size=(80, 24), notifications=True) as pilot:
        await at(stage, name, pilot)
        screen = pilot.app.screen
        active = dict(screen.active_bindings)
        declared = {
            binding.key
            for binding in Binding.make_bindings(type(screen).BINDINGS)
            if binding.key in active and active[binding.key].node is screen
        }
        promised = {key for keys in screen.query(Keys) for hint in keys.hints for key in keys_of(hint.key)}
        # Textual's own: a field takes enter, and tab goes to the next one.
        promised -= {"tab"} | ({"enter"} if name in ("numeric", "cloze", "short") else set())

        await pilot.press("f1")
        await pilot.pause()

        assert isinstance(pilot.app.screen, HelpScreen)
        listed = [key for keys, _ in pilot.app.screen._here for key in keys_of(keys)]
        assert all(what for _, what in pilot.app.screen._here), "each key says what it does"
        assert len(listed) == len(set(listed)), "no key is listed twice"
        assert declared | promised <= set(listed) <= set(active)


@pytest.mark.parametrize("name", ["today", "choice", "feedback", "verdict", "vary"])
async def test_help_stands_whole_on_the_screen_and_escape_goes_back(stage: Stage, name: str) -> None:
    async with app_at(stage, name).run_test(size=(80, 24), notifications=True) as pilot:
        await at(stage, name, pilot)
        below = pilot.app.screen

        await pilot.press("question_mark")
        await until(pilot, "Keys here")
        assert isinstance(pilot.app.screen, HelpScreen)
        assert "quit; everything is already on disk" in shown(pilot)
        rows = list(pilot.app.screen.query(Row))
        assert len(rows) == len(pilot.app.screen._here) + 3

        await pilot.press("escape")
        await pilot.pause()
        assert pilot.app.screen is below
