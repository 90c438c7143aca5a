"""Drawing in cells and dots."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from rich.style import Style
from textual.app import App, ComposeResult

from tutor.ui import glyphs
from tutor.ui.widgets.canvas import Canvas
from tutor.ui.widgets.plot import Line, Plot

INK, RED = Style(color="white"), Style(color="red")


class Drawing(App[None]):
    """A canvas and a plot of 6 and 12 rows."""

    CSS = "Canvas { height: 2; width: 6 } Plot { height: 12; width: 40 }"
    signs = glyphs.choose("unicode", {})

    def compose(self) -> ComposeResult:
        yield Canvas()
        yield Plot("step", log_y=True)


@pytest.fixture
async def drawing() -> AsyncIterator[Drawing]:
    app = Drawing()
    async with app.run_test(size=(40, 16)):
        app.query_one(Canvas).clear()
        yield app


def rows(canvas: Canvas) -> list[str]:
    return [canvas.render_line(y).text for y in range(canvas.size.height)]


async def test_a_stroke_goes_through_its_places_dot_by_dot(drawing: Drawing) -> None:
    canvas = drawing.query_one(Canvas)

    canvas.stroke([(0, 0), (2.5, 1.25), (2.5, 1.9)], INK)

    assert rows(canvas) == ["⠑⢄    ", "  ⢱   "]


async def test_dots_that_lie_outside_are_left_out_and_words_cut_off(drawing: Drawing) -> None:
    canvas = drawing.query_one(Canvas)

    canvas.dots([(-0.1, 0), (0, -0.1), (6, 0), (0, 2), (5.9, 1.9)], INK)
    canvas.write(-1, 0, "a word", INK)
    canvas.write(0, 2, "below", INK)

    assert rows(canvas) == [" word ", "     ⢀"]


async def test_what_is_drawn_later_takes_the_whole_cell(drawing: Drawing) -> None:
    canvas = drawing.query_one(Canvas)

    canvas.stroke([(0, 0), (2.9, 0)], INK)
    canvas.dots([(1, 0.9)], RED)

    assert rows(canvas)[0] == "⠉⡀⠉   "
    assert [segment.style.color for segment in canvas.render_line(0) if segment.style][1] == RED.color


async def test_a_log_axis_within_one_decade_is_drawn(drawing: Drawing) -> None:
    plot = drawing.query_one(Plot)

    plot.show([Line("loss", "focus", [(0, 2.0), (10, 8.0)])])

    assert any("⠔" in row for row in rows(plot))
