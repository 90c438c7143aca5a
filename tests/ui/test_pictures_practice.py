"""Pictures of practice: every kind of question, how sure one is, and what the answer earned.

Each is compared with the one kept beside this file; `make snapshots` keeps them anew, to be looked at before a commit.
"""

from __future__ import annotations

import pytest

from tests.ui.conftest import Seen, Shot, sitting

KINDS = ["choice", "multi", "numeric", "order", "match", "cloze", "short", "open", "verdict", "predict"]
WRONG, RIGHT = "3", "2"
BOTTLENECK = sitting(kinds=("choice",))


@pytest.mark.parametrize("kind", KINDS)
def test_question(shot: Shot, kind: str) -> None:
    assert shot(sitting(kinds=(kind,)))


ANSWERED = {
    "multi": ["1", "3", "down"],
    "numeric": ["1", "2", "8", "space", "K", "i", "B"],
    "order": ["down", "space", "up"],
    "match": ["2", "1"],
    "cloze": ["t", "o", "k", "e", "n", "s", "tab", "s", "e", "r"],
    "open": [*"They train in parallel"],
}


@pytest.mark.parametrize("kind", ANSWERED)
def test_question_half_answered(shot: Shot, kind: str) -> None:
    assert shot(sitting(kinds=(kind,)), *("space" if key == " " else key for key in ANSWERED[kind]))


def test_question_with_a_hint(shot: Shot) -> None:
    assert shot(BOTTLENECK, "h")


def test_confidence(shot: Shot) -> None:
    assert shot(BOTTLENECK, WRONG, Seen("How sure"))


def test_confidence_after_typing(shot: Shot) -> None:
    assert shot(sitting(kinds=("numeric",)), *"128", "space", *"KiB", "enter", Seen("How sure"))


def test_feedback_wrong(shot: Shot) -> None:
    assert shot(BOTTLENECK, WRONG, "3", Seen("Not this one"))


def test_feedback_right(shot: Shot) -> None:
    assert shot(BOTTLENECK, RIGHT, "4", Seen("Right, and"))


def test_feedback_with_its_sources(shot: Shot) -> None:
    assert shot(BOTTLENECK, RIGHT, "4", Seen("Right, and"), "s", Seen("arxiv.org"))


def test_feedback_partly(shot: Shot) -> None:
    assert shot(sitting(kinds=("multi",)), "1", "enter", "2", Seen("Partly"))


def test_feedback_numeric(shot: Shot) -> None:
    assert shot(sitting(kinds=("numeric",)), *"64", "space", *"KiB", "enter", "3", Seen("Not right"))


def test_feedback_order(shot: Shot) -> None:
    assert shot(sitting(kinds=("order",)), "enter", "2", Seen("and you were"))


def test_feedback_match(shot: Shot) -> None:
    assert shot(sitting(kinds=("match",)), "1", "2", "3", "enter", "2", Seen("and you were"))


def test_feedback_cloze(shot: Shot) -> None:
    assert shot(sitting(kinds=("cloze",)), *"tokens", "tab", *"fast", "enter", "2", Seen("and you were"))


def test_feedback_verdict(shot: Shot) -> None:
    assert shot(sitting(kinds=("verdict",)), "1", "3", Seen("and you were"))


def test_feedback_open(shot: Shot) -> None:
    assert shot(sitting(kinds=("open",)), *"parallel", "ctrl+s", "3", Seen("Which of these"))


def test_feedback_open_with_its_points_ticked(shot: Shot) -> None:
    ticks = ["space", "down", "space", Seen("Right")]
    assert shot(sitting(kinds=("open",)), *"parallel", "ctrl+s", "3", Seen("Which of these"), *ticks)


def test_summary(shot: Shot) -> None:
    partly = ["1", "enter", "2", Seen("Partly"), "enter", Seen("What was the bottleneck?")]
    assert shot(
        sitting(kinds=("choice", "multi")), *partly, RIGHT, "4", Seen("Right"), "enter", Seen("right at the first")
    )


@pytest.mark.parametrize("size", [(60, 20), (120, 36)], ids=["60x20", "120x36"])
def test_question_at(shot: Shot, size: tuple[int, int]) -> None:
    assert shot(BOTTLENECK, size=size)


@pytest.mark.parametrize("size", [(60, 20), (120, 36)], ids=["60x20", "120x36"])
def test_feedback_at(shot: Shot, size: tuple[int, int]) -> None:
    assert shot(BOTTLENECK, WRONG, "3", Seen("Not this one"), size=size)


def test_question_light(shot: Shot) -> None:
    assert shot(BOTTLENECK, theme="atom-one-light")


def test_feedback_light(shot: Shot) -> None:
    assert shot(BOTTLENECK, WRONG, "3", Seen("Not this one"), theme="atom-one-light")


def test_note(shot: Shot) -> None:
    assert shot(BOTTLENECK, "n", Seen("Your note"), *"heads")


def test_put_off(shot: Shot) -> None:
    assert shot(BOTTLENECK, "z", Seen("Put this question off?"))
