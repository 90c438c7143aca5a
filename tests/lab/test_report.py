"""A run in words: numbers as they are written on screen, charts as tables, everything within its columns."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest

from tutor.lab.describe import answers, read_answer
from tutor.lab.expectations import Judgement, judge, judge_prediction
from tutor.lab.frames import Frame, Point, Progress, Text
from tutor.lab.manifest import Manifest, load
from tutor.lab.model import LinePlot
from tutor.lab.report import ASCII_LEVELS, chart, claims, columns, figure, headline, predicted, setting

Write = Callable[..., Manifest]


@pytest.fixture
def manifest(demo: Write) -> Manifest:
    return demo("yield")


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (0.8421, "", ".842"),
        (-0.5, "", "-.500"),
        (1, "", "1.000"),
        (0.9999, "", "1.000"),
        (12.44, "s", "12.4 s"),
        (64, "", "64"),
        (1536.2, "KiB", "1,536 KiB"),
        (0, "", "0"),
        (0.001, "", ".001"),
        (3.14e-10, "", "3.1e-10"),
        (2.5e9, "FLOP", "2.5e9 FLOP"),
        (-4e-4, "", "-4.0e-4"),
        (math.nan, "s", "no number"),
        (None, "s", "no number"),
    ],
)
def test_a_figure_is_written_as_on_screen(value: float | None, unit: str, said: str) -> None:
    assert figure(value, unit) == said


def test_a_setting_names_the_parameters_as_the_screen_does(manifest: Manifest) -> None:
    assert setting(manifest, manifest.resolve({"rate": 1}), (0, 1, 2)) == (
        "n 3 · rate 1 · task reverse · clip yes · seeds 0 to 2"
    )
    assert setting(manifest, {}, (7,)) == "seed 7"
    assert setting(manifest, {}, (1, 5)) == "seeds 1, 5"


@pytest.mark.parametrize(
    ("holds", "said"),
    [
        ([True], "The claim held here."),
        ([False, None], "The claim did not hold here."),
        ([True, True], "All 2 claims held here."),
        ([True, False, None], "1 of 2 claims held here."),
        ([False, False], "None of the 2 claims held here."),
        ([None], "No claim is judged at these parameters."),
    ],
)
def test_the_headline_counts_what_was_judged(holds: list[bool | None], said: str) -> None:
    assert headline([Judgement("", "", held, 0, {}, "", "") for held in holds]) == said


def test_a_claim_that_held_on_some_seeds_says_on_how_many(manifest: Manifest) -> None:
    judged = judge(manifest, manifest.resolve(), [{"loss": 1.0}, {"loss": 2.0}, {"loss": 4.0}])

    assert claims(judged, 3) == [
        "did not hold  loss below n",
        "              loss < n; measured loss 2.000 (1.000 to 4.000); true on 2 of 3",
        "              seeds",
        "              theory",
    ]


def test_a_chart_says_how_its_line_went_and_shows_the_others_beside_it(manifest: Manifest) -> None:
    assert isinstance(manifest.plot, LinePlot)
    frames: list[Frame] = [Progress(1, 2)]
    for x in range(8):
        frames += [Point("other", x, 1.0), Point("line", x, 10.0**-x), Point("line", x, math.nan)]

    assert chart(manifest.plot, frames, ASCII_LEVELS) == [
        "loss by step: the line falls from 1.000 to 1.0e-7 over step 0 to 7, on a log",
        "scale.",
        "",
        "          first    last  lowest  highest",
        "the line  1.000  1.0e-7  1.0e-7    1.000  87654321",
        "other     1.000   1.000   1.000    1.000  88888888",
    ]


def test_a_chart_with_a_zero_on_its_log_axis_is_told_on_a_plain_one(manifest: Manifest) -> None:
    assert isinstance(manifest.plot, LinePlot)
    lines = chart(manifest.plot, [Point("line", 0, 0), Point("line", 1, 4)])

    assert lines[0] == "loss by step: the line rises from 0 to 4.000 over step 0 to 1."
    assert lines[-1].endswith("▁█")


def test_a_chart_without_points_is_nothing(manifest: Manifest) -> None:
    assert isinstance(manifest.plot, LinePlot)
    assert chart(manifest.plot, [Text("nothing")]) == []


def test_columns_count_the_room_a_text_takes_not_its_characters() -> None:
    assert columns([["注意", "a"], ["x̂", "b"]]) == ["注意  a", "x̂     b"]


def test_a_prediction_is_told_beside_what_was_measured(manifest: Manifest) -> None:
    verdict = judge_prediction(manifest, manifest.resolve(), [{"loss": 2.0}], 7.0)

    assert predicted(manifest, verdict) == [
        "Not right: you said 7.000 nats, measured was 2.000 nats.",
        "That is too much.",
        "It is always so.",
    ]


def test_choices_are_asked_by_number_and_told_by_their_text(demo: Write) -> None:
    manifest = demo("yield")
    file = manifest.folder / "demo.yaml"
    text = file.read_text()
    ruler = text[text.index("  range: [0, 10]") : text.index("  because:")]
    choices = "  choices:\n    - {id: less, text: less than $n$, when: loss < n}\n"
    choices += "    - {id: more, text: more, when: loss >= n}\n"
    file.write_text(text.replace(ruler, choices))
    manifest = load(manifest.folder)

    assert answers(manifest) == ["1) less than n", "2) more"]
    assert [read_answer(manifest, line) for line in ("2", "0", "3", "more", "")] == ["more", None, None, None, None]
    verdict = judge_prediction(manifest, manifest.resolve(), [{"loss": 2.0}], "less")
    assert predicted(manifest, verdict)[0] == "Right: you said less than n, measured was 2.000 nats."


def test_a_number_is_read_as_people_type_it(manifest: Manifest) -> None:
    read = [read_answer(manifest, line) for line in (" .5 ", "1e-3", "7", "seven", "nan", "inf")]

    assert read == [0.5, 0.001, 7.0, None, None, None]
