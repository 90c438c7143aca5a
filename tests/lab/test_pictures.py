"""What is no line, in words: heatmaps, bars, tables, as the plot names them."""

from __future__ import annotations

import math

from tutor.lab.frames import Bars, Frame, Matrix, Point, Table, Text
from tutor.lab.model import Axis, BarsPlot, HeatmapPlot, LinePlot, Picture, Plot, Series, Side
from tutor.lab.pictures import cell, drawn, pictures

HEADS: Plot = HeatmapPlot(
    kind="heatmap",
    title="what each head looks at",
    rows=Side(label="writing"),
    columns=Side(label="reading"),
    focus="b",
    series={"b": Picture(title="head B"), "a": Picture(title="head A")},
)
LOSSES: Plot = BarsPlot(
    kind="bars",
    title="who predicts best",
    y=Axis(label="nats"),
    focus="net",
    series={"before": Picture(title="before"), "after": Picture(title="after")},
)


def test_pictures_are_told_by_their_numbers() -> None:
    frames: list[Frame] = [
        Matrix("norms", [[1, math.nan, 7, 2]], ["it"], ["the", "cat", "sat", "down"]),
        Bars("experts", ["one", "two"], [3, 40]),
        Table("heads", ["head", "score"], [["first", 0.5], ["second", 12]]),
        Text("done"),
    ]

    assert pictures(frames) == [
        "norms, the largest of each row:",
        "it  sat 7.000, down 2.000, the 1.000",
        "",
        "experts:",
        "one  3.000",
        "two     40",
        "",
        "heads:",
        "head    score",
        "first    .500",
        "second     12",
        "",
        "done",
    ]


def test_a_heatmap_is_told_in_the_plots_words_its_shares_in_percent_and_names_that_come_twice_by_their_place() -> None:
    a = Matrix("a", [[0.9, 0.06, 0.04]], ["t"], ["t", "h", "t"])
    b = Matrix("b", [[0.2, 0.5, 0.3], [0, 0.004, 0.996]], ["t", "t"], ["t", "h", "t"])

    assert pictures([a, Matrix("c", [[2]], ["x"], ["y"]), b], HEADS) == [
        "what each head looks at: head B",
        "",
        "writing  reading, the largest first",
        "t at 1   h 50 %, t at 3 30 %, t at 1 20 %",
        "t at 2   t at 3 100 %, h 0.4 %, t at 1 0.0 %",
        "",
        "what each head looks at: head A",
        "",
        "writing  reading, the largest first",
        "t        t at 1 90 %, h 6.0 %, t at 3 4.0 %",
        "",
        "c, the largest of each row:",
        "x  y 2.000",
    ]


def test_bars_with_the_same_labels_are_one_table_others_one_each() -> None:
    before, after = Bars("before", ["net", "table"], [4.5, 2]), Bars("after", ["net", "table"], [1.5, math.nan])

    assert pictures([after, before], LOSSES) == [
        "who predicts best: nats",
        "",
        "       before      after",
        "net     4.500      1.500",
        "table   2.000  no number",
    ]
    assert pictures([before, Bars("after", ["net"], [1.5])], LOSSES) == [
        "who predicts best: before",
        "",
        "        nats",
        "net    4.500",
        "table  2.000",
        "",
        "who predicts best: after",
        "",
        "      nats",
        "net  1.500",
    ]
    assert pictures([], LOSSES) == []


def test_a_number_of_a_heatmap_is_a_percentage_only_where_all_of_it_are_shares() -> None:
    assert [cell(value, share=True) for value in (0.096, 0.0996, 1, math.nan)] == [
        "9.6 %",
        "10 %",
        "100 %",
        "no number",
    ]
    assert cell(0.5, share=False) == ".500"


def test_everything_that_was_drawn_comes_lines_first() -> None:
    plot = LinePlot(
        title="loss",
        x=Axis(label="step"),
        y=Axis(label="nats"),
        focus="l",
        series={"l": Series(title="loss", measure=None)},
    )
    frames: list[Frame] = [Text("done"), Point("l", 0, 2), Point("l", 1, 1)]

    assert drawn(plot, frames)[0] == "loss: loss falls from 2.000 to 1.000 over step 0 to 1."
    assert drawn(plot, frames)[-2:] == ["", "done"]
    assert drawn(None, frames) == ["done"]
    assert drawn(plot, frames[1:])[-1].startswith("loss")
