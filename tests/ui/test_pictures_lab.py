"""Pictures of the lab: the list, the prediction, the run in each of its states, the verdict, the code."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ui.conftest import Opening, Seen, Shot, Stage
from tests.ui.drawn import BUDGET, COSTS, EXPERTS, HEADS, LOSSES, SENTENCE, WORD, attention, running
from tests.ui.material import frames, run_of, told
from tutor.lab.events import Cancelled, Event, Failed, Frames, Started
from tutor.lab.manifest import load
from tutor.lab.record import StoredRun
from tutor.ui.screens.lab import LabScreen
from tutor.ui.screens.predict import PredictScreen
from tutor.ui.screens.running import RunningScreen
from tutor.ui.screens.source import SourceScreen
from tutor.ui.screens.verdict import VerdictScreen

RULER: Opening = lambda study: PredictScreen(study, "gradient_decay")  # noqa: E731
CHOICES: Opening = lambda study: PredictScreen(study, "serial_steps")  # noqa: E731
"""Both demos to predict: one on a ruler, one by choices."""


def run(stage: Stage, said: float | str | None = 0.95) -> Opening:
    """The running screen over all three seeds."""
    return lambda study: RunningScreen(study, stage.decay, stage.decay.resolve(), (0, 1, 2), said)


def verdict(stage: Stage, factors: tuple[float, ...], said: float | None = 0.95, **parameters: float) -> Opening:
    """The verdict of a run that measured `factors`."""
    kept = run_of(stage.decay, factors, parameters)
    record = stage.study.lab.keep(stage.decay, kept, said)
    return lambda study: VerdictScreen(study, stage.decay, StoredRun(record, kept.frames), said)


def test_lab_list(shot: Shot) -> None:
    assert shot(LabScreen)


def test_lab_list_after_a_run(shot: Shot, stage: Stage) -> None:
    stage.study.lab.keep(stage.decay, run_of(stage.decay))

    assert shot(LabScreen, "down")


def test_lab_list_narrow(shot: Shot) -> None:
    assert shot(LabScreen, size=(60, 20))


def test_predict_on_a_ruler(shot: Shot) -> None:
    assert shot(RULER, *".95")


def test_predict_by_choices(shot: Shot) -> None:
    assert shot(CHOICES, "down")


def test_predict_at_60x20(shot: Shot) -> None:
    assert shot(RULER, *".95", size=(60, 20))


def test_predict_wide(shot: Shot) -> None:
    assert shot(RULER, *".95", size=(120, 36))


def test_vary(shot: Shot) -> None:
    assert shot(RULER, "v", Seen("Change one thing"), "down", "right", "down", "right")


def test_running(shot: Shot, stage: Stage) -> None:
    stage.worker.script = [[Started(0, 1, 3), Frames(0, frames(0.843)), Started(1, 2, 3), Frames(1, frames(0.839, 91))]]

    assert shot(run(stage), Seen("91 of 128"))


def test_running_light(shot: Shot, stage: Stage) -> None:
    stage.worker.script = [[Started(0, 1, 3), Frames(0, frames(0.843, 91))]]

    assert shot(run(stage), Seen("91 of 128"), theme="atom-one-light")


def test_running_wide(shot: Shot, stage: Stage) -> None:
    stage.worker.script = [[Started(0, 1, 3), Frames(0, frames(0.843, 91))]]

    assert shot(run(stage), Seen("91 of 128"), size=(120, 36))


def test_running_at_60x20(shot: Shot, stage: Stage) -> None:
    stage.worker.script = [[Started(0, 1, 3), Frames(0, frames(0.843, 91))]]

    assert shot(run(stage), Seen("91 of 128"), size=(60, 20))


def test_running_as_a_table(shot: Shot, stage: Stage) -> None:
    stage.worker.script = [[Started(0, 1, 3), Frames(0, frames(0.843, 91))]]

    assert shot(run(stage), Seen("91 of 128"), "t", Seen("lowest"))


def test_recorded(shot: Shot, stage: Stage) -> None:
    stage.worker.is_warm = False

    assert shot(run(stage), Seen("RECORDED"))


def test_stopped(shot: Shot, stage: Stage) -> None:
    stage.worker.script = [[Started(0, 1, 3), Frames(0, frames(0.843, 91)), Cancelled()]]

    assert shot(run(stage), Seen("not judged"))


def test_failed(shot: Shot, stage: Stage) -> None:
    failed = Failed("the demo raised ValueError: no [/x]", "mend demo.py, or choose other parameters", "")
    stage.worker.script = [[Started(0, 1, 3), Frames(0, frames(0.843, 91)), failed]]

    assert shot(run(stage), Seen("the demo raised"))


def test_run_again_over_the_earlier_one(shot: Shot, stage: Stage) -> None:
    first: list[Event] = [Started(0, 1, 3), Frames(0, frames(0.7, 91)), Cancelled()]
    stage.worker.script = [first, [Started(0, 1, 3), Frames(0, frames(0.843, 60))]]

    assert shot(run(stage), Seen("not judged"), "r", Seen("60 of 128"))


def test_verdict_held(shot: Shot, stage: Stage) -> None:
    assert shot(verdict(stage, (0.839, 0.842, 0.846)))


def test_verdict_after_a_run(shot: Shot, stage: Stage) -> None:
    stage.worker.script = [told(run_of(stage.decay))]

    assert shot(run(stage), Seen("The claim held here"))


def test_verdict_did_not_hold(shot: Shot, stage: Stage) -> None:
    assert shot(verdict(stage, (0.79, 0.842, 0.91), 0.8))


def test_verdict_not_judged(shot: Shot, stage: Stage) -> None:
    assert shot(verdict(stage, (1.13,), None, rho=1.5))


def test_verdict_at_60x20(shot: Shot, stage: Stage) -> None:
    assert shot(verdict(stage, (0.839, 0.842, 0.846)), size=(60, 20))


def test_verdict_wide(shot: Shot, stage: Stage) -> None:
    assert shot(verdict(stage, (0.839, 0.842, 0.846)), size=(120, 36))


def test_replay(shot: Shot, stage: Stage) -> None:
    assert shot(verdict(stage, (0.839, 0.842, 0.846)), "left_square_bracket", Seen("back to the verdict"))


def test_seeds_while_they_run(shot: Shot, stage: Stage) -> None:
    ended: list[Event] = [Started(0, 1, 3), Frames(0, frames(0.80)), Started(1, 2, 3), Frames(1, frames(0.87))]
    stage.worker.script = [[*ended, Started(2, 3, 3), Frames(2, frames(0.84, 91))]]

    assert shot(run(stage), Seen("91 of 128"))


@pytest.mark.parametrize("size", [(80, 24), (60, 20), (160, 50)], ids=str)
def test_seeds_that_ended(shot: Shot, stage: Stage, size: tuple[int, int]) -> None:
    opening = verdict(stage, (0.80, 0.842, 0.87, 0.83, 0.85))

    assert shot(opening, "left_square_bracket", Seen("back to the verdict"), size=size)


def test_one_thing_changed(shot: Shot, stage: Stage) -> None:
    first: list[Event] = [Started(0, 1, 3), Frames(0, frames(0.7)), Cancelled()]
    stage.worker.script = [first, [Started(0, 1, 3), Frames(0, frames(0.843, 100))]]

    steps = (Seen("not judged"), "v", Seen("Change one thing"), "left", "enter", Seen("100 of 128"))
    assert shot(run(stage), *steps)


@pytest.mark.parametrize("size", [(80, 24), (60, 20), (160, 50)], ids=str)
def test_heatmap(shot: Shot, stage: Stage, size: tuple[int, int]) -> None:
    assert shot(running(stage, HEADS, *WORD), Seen("208 of 250"), "down", "down", "left", size=size)


def test_heatmap_light(shot: Shot, stage: Stage) -> None:
    assert shot(running(stage, HEADS, *WORD), Seen("208 of 250"), theme="atom-one-light")


@pytest.mark.parametrize("size", [(80, 24), (60, 20), (160, 50)], ids=str)
def test_heatmap_of_many(shot: Shot, stage: Stage, size: tuple[int, int]) -> None:
    many = attention(SENTENCE.split(), sharp=0.9)

    assert shot(running(stage, HEADS, many), Seen("208 of 250"), *["up"] * 4, *["right"] * 4, size=size)


def test_heatmap_as_a_table(shot: Shot, stage: Stage) -> None:
    assert shot(running(stage, HEADS, *WORD), Seen("208 of 250"), "t", Seen("the largest first"))


@pytest.mark.parametrize("size", [(80, 24), (60, 20)], ids=str)
def test_bars(shot: Shot, stage: Stage, size: tuple[int, int]) -> None:
    assert shot(running(stage, EXPERTS, LOSSES), Seen("208 of 250"), size=size)


def test_a_demo_that_is_its_table(shot: Shot, stage: Stage) -> None:
    assert shot(running(stage, BUDGET, COSTS), Seen("208 of 250"))


def test_vary_a_text(shot: Shot, stage: Stage) -> None:
    opening = running(stage, HEADS, *WORD)

    assert shot(opening, Seen("208 of 250"), "v", Seen("Change one thing"), *"s")


def test_source(shot: Shot, stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(stage.decay.folder.parent.parent)
    manifest = load(Path("demos/gradient_decay"))

    assert shot(lambda _: SourceScreen(manifest))
