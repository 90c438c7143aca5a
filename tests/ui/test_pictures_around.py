"""Pictures of what lies around practice: Today, the explanations, help, the palette, errors."""

from __future__ import annotations

import pytest

from tests.ui.conftest import Opening, Seen, Shot, Stage, sitting
from tests.ui.material import run_of
from tutor.errors import LabError
from tutor.grading.response import GaveUp
from tutor.study import Filters, Study
from tutor.ui.screens.explanation import ExplanationScreen
from tutor.ui.screens.explanations import ExplanationsScreen

READING: Opening = lambda study: ExplanationScreen(study, "vanishing")  # noqa: E731


def practised(study: Study, count: int = 100) -> None:
    """A session in which nothing was known, left after so many answers, or when it is over."""
    session = study.begin(Filters(), seed=1)
    for _ in range(count):
        ask = session.current()
        if ask is None:
            break
        session.answer(ask, GaveUp(), ms=20_000, measured={"rnn_factor": 0.842})


def test_today_new(shot: Shot) -> None:
    assert shot(None)


def test_today_due(shot: Shot, stage: Stage) -> None:
    practised(stage.study)
    stage.clock.pass_(days=3)

    assert shot(None)


def test_today_nothing_due(shot: Shot, stage: Stage) -> None:
    practised(stage.study)

    assert shot(None)


def test_today_paused(shot: Shot, stage: Stage) -> None:
    practised(stage.study, count=4)

    assert shot(None)


@pytest.mark.parametrize("size", [(60, 20), (120, 36)], ids=["60x20", "120x36"])
def test_today_at(shot: Shot, stage: Stage, size: tuple[int, int]) -> None:
    practised(stage.study)
    stage.clock.pass_(days=3)

    assert shot(None, size=size)


def test_today_light(shot: Shot) -> None:
    assert shot(None, theme="atom-one-light")


def test_explanations(shot: Shot, stage: Stage) -> None:
    practised(stage.study, count=4)

    assert shot(ExplanationsScreen)


def test_explanation_recorded(shot: Shot) -> None:
    assert shot(READING)


def test_explanation_measured_here(shot: Shot, stage: Stage) -> None:
    stage.study.lab.keep(stage.decay, run_of(stage.decay))

    assert shot(READING)


def test_explanation_never_measured(shot: Shot, stage: Stage) -> None:
    (stage.decay.folder / "recorded.json").unlink()

    assert shot(READING)


def test_explanation_with_a_formula(shot: Shot) -> None:
    assert shot(READING, "right_square_bracket", Seen("Jacobian"))


def test_explanation_scrolled_to_its_end(shot: Shot) -> None:
    assert shot(READING, "right_square_bracket", Seen("Jacobian"), "pagedown", "pagedown", Seen("any distance"))


def test_explanation_sources(shot: Shot) -> None:
    assert shot(READING, "s", Seen("Read on"))


def test_explanation_at_60x20(shot: Shot) -> None:
    assert shot(READING, size=(60, 20))


def test_help(shot: Shot) -> None:
    assert shot(sitting(kinds=("choice",)), "question_mark", Seen("Keys here"))


def test_palette(shot: Shot) -> None:
    assert shot(None, "ctrl+p", Seen("Cram"))


def test_palette_found(shot: Shot) -> None:
    assert shot(None, "ctrl+p", Seen("Cram"), *"gradient", Seen("gradient_decay"))


def test_too_small(shot: Shot) -> None:
    assert shot(None, size=(48, 12))


def test_error_toast(shot: Shot, stage: Stage) -> None:
    def broken(study: Study) -> ExplanationScreen:
        screen = ExplanationScreen(study, "vanishing")
        error = LabError("not a recorded run", where="demos/x/recorded.json", remedy="make it again: `make recordings`")
        screen.call_later(lambda: screen.app.show(error))  # type: ignore[attr-defined]
        return screen

    assert shot(broken, Seen("not a recorded run"))
