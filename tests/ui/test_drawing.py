"""What a run draws besides lines: a heatmap that is read cell by cell, bars, a table; and medians over seeds."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from tests.ui.conftest import Stage, lines, shown, until
from tests.ui.drawn import BUDGET, COSTS, EXPERTS, HEADS, LOSSES, SENTENCE, WORD, attention, running
from tests.ui.material import RULER, frames
from tutor.lab.events import Frames, Started
from tutor.lab.frames import Bars, Matrix, Point
from tutor.ui.app import TutorApp
from tutor.ui.film import Film
from tutor.ui.screens.predict import PredictScreen
from tutor.ui.screens.running import RunningScreen
from tutor.ui.widgets.heatmap import Heatmap
from tutor.ui.widgets.plot import _dashes


async def test_the_cursor_begins_at_the_largest_cell_and_reads_the_cells_it_is_led_to(stage: Stage) -> None:
    async with TutorApp(stage.study, running(stage, HEADS, *WORD)).run_test(size=(80, 24)) as pilot:
        await until(pilot, "▸ cell    writing n at 1, reading n at 9  89 %")
        assert "▸ 89" in shown(pilot)

        await pilot.press("down", "left")
        await until(pilot, "writing o, reading o  69 %")
        await pilot.press(*["up"] * 3, *["right"] * 3)
        await until(pilot, "writing n at 1, reading n at 9  89 %")


async def test_the_matrix_in_focus_is_shown_first_and_brackets_lead_to_the_others(stage: Stage) -> None:
    async with TutorApp(stage.study, running(stage, HEADS, *WORD)).run_test(size=(80, 24)) as pilot:
        await until(pilot, "after training, 2 of 2 · where the decoder looks while it writes")

        await pilot.press("right_square_bracket")
        await until(pilot, "before training, 1 of 2")
        await until(pilot, "writing n at 1, reading n at 9  24 %")
        await pilot.press("left_square_bracket")
        await until(pilot, "after training, 2 of 2")


async def test_a_click_goes_to_a_cell(stage: Stage) -> None:
    async with TutorApp(stage.study, running(stage, HEADS, *WORD)).run_test(size=(80, 24)) as pilot:
        await until(pilot, "208 of 250")
        row = next(y for y, line in enumerate(lines(pilot)) if line.split()[:1] == ["e"])
        await pilot.click(offset=(lines(pilot)[row].index("52"), row))

        await until(pilot, "writing e, reading e  52 %")


async def test_beyond_sixteen_columns_there_are_no_numbers_but_the_cursors(stage: Stage) -> None:
    many = attention(SENTENCE.split(), sharp=0.9)
    async with TutorApp(stage.study, running(stage, HEADS, many)).run_test(size=(80, 24)) as pilot:
        await until(pilot, "writing the at 22, reading the at 1  69 %")
        assert shown(pilot).count("▀") == 11 * 22 * 3

        await pilot.press(*["up"] * 30)
        await until(pilot, "writing time, reading the at 1  0.0 %")


async def test_a_matrix_larger_than_the_screen_says_which_part_is_shown_and_follows_the_cursor(stage: Stage) -> None:
    names = [f"w{i}" for i in range(90)]
    many = Matrix("after", [[float(i == j) for j in range(90)] for i in range(90)], names, names)
    async with TutorApp(stage.study, running(stage, HEADS, many)).run_test(size=(60, 20)) as pilot:
        await until(pilot, "rows 1-18/90, columns 1-46/90")

        await pilot.press(*["down"] * 60)
        await until(pilot, "rows 51-68/90")


@pytest.mark.parametrize("rows", [["a"], []])
async def test_numbers_that_are_none_and_a_matrix_of_nothing_are_drawn_too(stage: Stage, rows: list[str]) -> None:
    odd = Matrix("after", [[math.nan, -2.0, 1e-9]] * len(rows), rows, ["x", "y", "z"])
    async with TutorApp(stage.study, running(stage, HEADS, odd)).run_test(size=(80, 24)) as pilot:
        await until(pilot, "208 of 250")
        await pilot.press("left", "left", "down")
        await pilot.pause()
        assert ("writing a, reading x  no number" in shown(pilot)) is bool(rows)


async def test_where_no_grounds_can_be_drawn_cells_are_digits(stage: Stage) -> None:
    stage.study.settings = replace(stage.study.settings, glyphs="ascii")
    many = attention(SENTENCE.split(), sharp=0.9)
    async with TutorApp(stage.study, running(stage, HEADS, many)).run_test(size=(80, 24)) as pilot:
        await until(pilot, "> cell")
        assert all(char.isascii() for char in shown(pilot))
        assert "bank 1 5 2 . . . ." in shown(pilot)
        assert "arrows another" in shown(pilot)


async def test_t_tells_the_heatmaps_by_their_largest_cells_and_arrows_scroll(stage: Stage) -> None:
    async with TutorApp(stage.study, running(stage, HEADS, *WORD)).run_test(size=(80, 24)) as pilot:
        await until(pilot, "208 of 250")

        await pilot.press("t")
        await until(pilot, "n at 1    n at 9 24 %, n at 5 18 %, e 14 %")
        await pilot.press(*["down"] * 9)
        await until(pilot, "t at 4    t at 6 70 %, i 18 %")


async def test_bars_have_their_figures_and_the_longest_the_largest(stage: Stage) -> None:
    async with TutorApp(stage.study, running(stage, EXPERTS, LOSSES)).run_test(size=(80, 24)) as pilot:
        await until(pilot, "loss per token, nats (lower is better)")
        drawn = {line.split()[0]: line for line in lines(pilot) if "█" in line}

        assert {name: line.split()[-1] for name, line in drawn.items()} == {
            "4-gram": "1.41", "transformer": "1.78", "LSTM": "1.83", "unigram": "2.87",
        }  # fmt: skip
        assert max(drawn, key=lambda name: drawn[name].count("█")) == "unigram"


async def test_bars_below_nought_grow_to_the_left_and_what_is_no_number_has_none(stage: Stage) -> None:
    odd = Bars("loss", ["gain", "less", "nothing", "none"], [2, -2, 0, math.nan])
    async with TutorApp(stage.study, running(stage, EXPERTS, odd)).run_test(size=(80, 24)) as pilot:
        await until(pilot, "208 of 250")
        gain, less = (next(line for line in lines(pilot) if line.split()[:1] == [name]) for name in ("gain", "less"))

        assert less.rindex("█") + 1 == gain.index("█")
        assert next(line for line in lines(pilot) if "none" in line).split() == ["none", "—"]


async def test_a_demo_without_a_plot_is_its_table_and_has_no_other_view(stage: Stage) -> None:
    async with TutorApp(stage.study, running(stage, BUDGET, COSTS)).run_test(size=(80, 24)) as pilot:
        await until(pilot, "GPT-2")
        table = [line.split() for line in lines(pilot)]
        assert ["GPT-2", "2.50×10⁸", "73,728"] in table

        await pilot.press("t")
        await pilot.pause()
        assert "bytes per token" in shown(pilot)
        assert "as a" not in shown(pilot)


async def test_a_frozen_picture_stays_while_the_run_goes_on(stage: Stage) -> None:
    demo = stage.decay
    stage.worker.script = [[Started(0, 1, 3), Frames(0, frames(0.843, 60))]]
    screen = RunningScreen(stage.study, demo, demo.resolve(), (0, 1, 2))
    async with TutorApp(stage.study, lambda _: screen).run_test(size=(80, 24)) as pilot:
        await until(pilot, "60 of 128")

        await pilot.press("space")
        await until(pilot, "→  the run goes on behind the picture · space shows it again")
        screen.post_message(RunningScreen.Heard(1, Frames(0, frames(0.843, 91))))
        await pilot.pause(0.3)
        assert "91 of 128" not in shown(pilot)

        await pilot.press("space")
        await until(pilot, "91 of 128")


async def test_a_text_is_typed_kept_and_told_in_what_is_asked(stage: Stage) -> None:
    running(stage, HEADS)
    app = TutorApp(stage.study, lambda study: PredictScreen(study, "cross_attention"))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await until(pilot, "learns to write attention backwards")

        await pilot.press("v", *" v *$x", "enter")
        await until(pilot, "learns to write attention v *$x backwards")
        assert "text attention v *$x   d 32" in shown(pilot)

        await pilot.press("v", *["backspace"] * 40, "enter")
        await until(pilot, "it may be a text of 1 to 60 characters")
        await pilot.press("escape")
        await until(pilot, "text attention v *$x   d 32")


def test_the_line_in_front_is_the_median_of_the_seeds_that_ended_and_the_one_that_grows_is_behind(stage: Stage) -> None:
    film = Film(stage.decay)
    for factor in (0.8, 0.9, 0.6):
        film.cut()
        film.add(frames(factor, 5))
    film.cut()
    film.add([Point("rnn", 0, 7.0)])

    behind = [line.points for line in film.lines() if line.look == "faint"]
    front = next(line for line in film.lines() if line.look == "focus")

    assert behind[-1] == [(0.0, 7.0)]
    assert len(behind) == 4
    assert [x for x, _ in front.points] == list(range(5))
    assert [y for _, y in front.points] == pytest.approx([0.8**k for k in range(5)])
    assert (front.figure, front.spread) == (".800", "[.600, .900]")


def test_one_seed_is_drawn_as_it_grows_without_a_spread(stage: Stage) -> None:
    film = Film(stage.decay)
    film.add(frames(0.8, 5))

    front = next(line for line in film.lines() if line.look == "focus")
    assert (len(front.points), front.figure, front.spread) == (5, ".800", "")
    assert [line.look for line in film.lines()] == ["ink", "dotted", "focus"]


def test_a_line_that_goes_back_and_forth_has_no_median_and_is_drawn_as_its_last_seed(stage: Stage) -> None:
    loop = [Point("rnn", x, x) for x in (0, 2, 1)]
    film = Film.of(stage.decay, [loop, [Point("rnn", x, 5) for x in (0, 2, 1)]])

    front = next(line for line in film.lines() if line.look == "focus")
    assert front.points == [(0, 5), (2, 5), (1, 5)]


def test_a_heatmap_that_was_never_shown_tells_nothing() -> None:
    assert Heatmap("writing", "reading").told() == ""


def test_bars_are_the_medians_of_the_seeds_that_ended_with_how_far_they_lie_apart(stage: Stage) -> None:
    seeds = [[Bars("loss", ["a", "b"], [value, 2])] for value in (1, 5, 3)]
    bars, spreads = Film.of(stage.decay, seeds).bars["loss"]

    assert (bars.labels, bars.values) == (("a", "b"), (3, 2))
    assert [(one.min, one.max) for one in spreads] == [(1, 5), (2, 2)]


def test_of_heatmaps_the_first_seeds_is_shown_once_all_have_ended(stage: Stage) -> None:
    film = Film.of(stage.decay, [[Matrix("m", [[seed]], ["r"], ["c"])] for seed in (0, 1, 2)])

    assert film.matrices["m"].values == ((0,),)


def test_a_dashed_line_is_drawn_between_its_points_however_few_they_are_and_not_over_a_gap() -> None:
    few = list(_dashes([(0.0, 0.0), (12.0, 0.0)]))
    many = list(_dashes([(x / 10, 0.0) for x in range(121)]))

    assert [x for x, _ in few] == [0, 0.5, 1, 3, 3.5, 4, 6, 6.5, 7, 9, 9.5, 10]
    assert [x for x, _ in many] == pytest.approx([x for x, _ in few])
    assert list(_dashes([(0.0, 0.0), None, (12.0, 0.0)])) == []


async def test_where_the_terminals_own_colours_are_used_cells_have_no_ground_and_their_numbers_stay(
    stage: Stage,
) -> None:
    app = TutorApp(stage.study, running(stage, HEADS, *WORD))
    app.theme = "ansi-dark"
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, "208 of 250")
        heatmap = app.screen.query_one(Heatmap)
        strip = next(strip for y in range(4, 12) if "52" in (strip := heatmap.render_line(y)).text)

        assert {str(segment.style.bgcolor) for segment in strip if segment.style} == {str(heatmap.rich_style.bgcolor)}


async def test_every_decade_of_a_log_axis_that_has_room_is_named(stage: Stage) -> None:
    manifest = RULER.replace("gradient_decay", "keys").replace(
        'x: {label: "k, steps back"}', "x: {label: keys, scale: log}"
    )
    points = [Point("rnn", x, 1 / x) for x in (16, 100, 1000, 8000)]
    async with TutorApp(stage.study, running(stage, manifest, *points)).run_test(size=(80, 24)) as pilot:
        await until(pilot, "208 of 250")
        axis = next(line for line in lines(pilot) if line.split()[-1:] == ["keys"])

        assert axis.split() == ["30", "100", "300", "1000", "3000", "keys"]
