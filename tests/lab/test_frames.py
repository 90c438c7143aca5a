"""Frames: what goes over the wire comes back, and what cannot be shown is refused where it is made."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.lab.frames import Bars, Frame, Matrix, Measure, Point, Progress, Table, Text, decode, encode

words = st.text(
    st.characters(min_codepoint=32, max_codepoint=0x24F, exclude_characters="\x7f\xad", exclude_categories=["Cc"])
)
numbers = st.floats(allow_nan=False, allow_infinity=False)
frames = st.one_of(
    st.builds(Point, words, numbers, numbers),
    st.builds(Measure, words, numbers),
    st.builds(Text, words),
    st.builds(Progress, st.integers(0, 10**6), st.integers(0, 10**6), words),
    st.builds(lambda n, v: Bars(n, ["a"] * len(v), v), words, st.lists(numbers)),
    st.builds(lambda n, v: Matrix(n, [v, v], ["r", "s"], ["c"] * len(v)), words, st.lists(numbers)),
    st.builds(lambda n, w, v: Table(n, ["a", "b"], [[w, v]]), words, words, numbers),
)


@given(frames)
def test_a_frame_comes_back_as_it_was_sent(frame: Frame) -> None:
    assert decode(json.loads(encode(frame))) == frame


def test_a_line_is_one_line_of_plain_json() -> None:
    assert encode(Point("a\nρ", 1, 0.5)) == '{"frame":"point","series":"a\\nρ","x":1.0,"y":0.5}'


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_a_number_that_is_not_finite_travels_as_null_and_comes_back_as_nan(value: float) -> None:
    line = encode(Measure("loss", value))

    back = decode(json.loads(line))

    assert line == '{"frame":"measure","name":"loss","value":null}'
    assert isinstance(back, Measure)
    assert math.isnan(back.value)


def test_text_that_would_drive_the_terminal_comes_back_as_text_that_only_prints() -> None:
    line = encode(Text("safe\x1b]52;c;ZXZpbA==\x07 \x1b[31mred"))

    assert decode(json.loads(line)) == Text("safe red")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"frame": "dot"}, "no frame is called 'dot'; there are point, matrix, bars, table, text, progress, measure"),
        ({"frame": "point", "x": 1}, "a point frame needs series, y"),
        ({"frame": "point", "series": "a", "x": "one", "y": 1}, "a point frame that cannot be read: "),
        ({"frame": "progress", "done": None, "total": 1}, "a progress frame that cannot be read: "),
        ({"frame": "matrix", "name": "m", "values": [[1]], "rows": [], "columns": ["c"]}, "a matrix frame that cannot"),
    ],
)
def test_what_is_no_frame_is_refused_with_what_is_wrong(data: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError) as caught:
        decode(data)
    assert str(caught.value).startswith(message)


def test_a_picture_whose_names_do_not_fit_its_numbers_is_refused_where_it_is_made() -> None:
    with pytest.raises(ValueError, match="the Matrix `m` needs a name for each of its rows and columns"):
        Matrix("m", [[1, 2]], ["r"], ["c"])
    with pytest.raises(ValueError, match="the Bars `b` need a label for each value"):
        Bars("b", ["one"], [1, 2])
    with pytest.raises(ValueError, match="the Table `t` needs a cell for each column in every row"):
        Table("t", ["a", "b"], [["x"]])
