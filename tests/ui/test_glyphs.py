"""Signs and colours: nothing is lost on a terminal that can draw neither."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.ui.conftest import Opened, Stage, lines, shown, sitting, until
from tests.ui.test_keys import SPOTS, app_at, at
from tutor.settings import Glyphs, Settings
from tutor.study import Study
from tutor.ui import glyphs
from tutor.ui.app import TutorApp
from tutor.ui.ascii import plain

LETTERS = set("ρσ²")
"""What only the words and the maths of the pack and the demo use."""


@pytest.fixture
def ascii_stage(stage: Stage) -> Stage:
    stage.study.settings = replace(stage.study.settings, glyphs="ascii")
    return stage


@pytest.mark.parametrize("name", SPOTS)
async def test_in_ascii_nothing_but_the_letters_of_a_pack_is_beyond_ascii(ascii_stage: Stage, name: str) -> None:
    async with app_at(ascii_stage, name).run_test(size=(80, 24), notifications=True) as pilot:
        await at(ascii_stage, name, pilot)

        assert {char for char in shown(pilot) if not char.isascii()} - LETTERS == set()


async def test_in_ascii_every_sign_still_says_what_it_means(ascii_stage: Stage) -> None:
    app = TutorApp(ascii_stage.study, sitting(kinds=("multi",)))
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, "Memory grows")
        await pilot.press("1")

        screen = shown(pilot)
        assert "> [x] 1 Memory grows with the source." in screen
        assert "  [ ] 2 The encoder no longer runs step by step." in screen
        assert "->  tick all that hold, then enter" in screen

        await pilot.press("enter", "2")
        await until(pilot, "~  Partly: 1 of 2 right")
        assert "x missed    The path between two tokens became short." in shown(pilot)
        assert "+ right     Memory grows with the source." in shown(pilot)


async def test_in_ascii_a_plot_is_drawn_and_its_axis_can_be_read(ascii_stage: Stage) -> None:
    async with app_at(ascii_stage, "running").run_test(size=(80, 24)) as pilot:
        await until(pilot, "91 of 128")

        screen = shown(pilot)
        assert "1e-2 +" in screen
        assert "you said o .95   so far * .843" in screen
        assert sum(char in "':." for line in lines(pilot)[6:20] for char in line) > 50


@pytest.mark.parametrize(
    ("drawn", "typed"),
    [
        ("1.57×10⁻⁶ │", "1.57e-6   |"),
        ("10⁻² ┤", "1e-2 +"),
        ("━━╸──", "-----"),
        ("⠉⣀⠿ ⠀", "'.:  "),
        ("a · b – c “d” …", 'a . b - c "d" .'),
        ("plain [/x] text", "plain [/x] text"),
        ("ρ é 漢", "ρ é 漢"),
    ],
)
def test_what_is_drawn_becomes_what_can_be_typed_in_as_many_cells(drawn: str, typed: str) -> None:
    assert (plain(drawn), len(plain(drawn))) == (typed, len(drawn))


@pytest.mark.parametrize(
    ("setting", "environ", "signs"),
    [
        ("auto", {"LANG": "C.UTF-8"}, glyphs.UNICODE),
        ("auto", {"LANG": "de_DE.UTF-8", "TERM": "xterm"}, glyphs.UNICODE),
        ("auto", {"LANG": "C"}, glyphs.ASCII),
        ("auto", {"LANG": "de_DE.ISO-8859-1"}, glyphs.ASCII),
        ("auto", {"LANG": "en_GB.UTF-8", "LC_ALL": "POSIX"}, glyphs.ASCII),
        ("auto", {"LANG": "en_GB.UTF-8", "TERM": "linux"}, glyphs.ASCII),
        ("auto", {}, glyphs.UNICODE),
        ("ascii", {"LANG": "en_GB.UTF-8"}, glyphs.ASCII),
        ("unicode", {"LANG": "C"}, glyphs.UNICODE),
    ],
)
def test_the_signs_are_those_the_terminal_can_draw(
    setting: Glyphs, environ: dict[str, str], signs: glyphs.Signs
) -> None:
    assert glyphs.choose(setting, environ) is signs


async def test_with_no_color_every_colour_is_a_grey_and_words_say_the_rest(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")

    async with app_at(stage, "feedback").run_test(size=(80, 24)) as pilot:
        await at(stage, "feedback", pilot)

        strips = pilot.app.screen._compositor.render_strips()
        styles = [segment.style for strip in strips for segment in strip if segment.style]
        colours = [c.get_truecolor() for style in styles for c in (style.color, style.bgcolor) if c]
        assert colours, "there are colours to look at"
        assert all(red == green == blue for red, green, blue in colours)
        assert "✗  Not this one, and you were fairly sure." in shown(pilot)
        assert "▸1 again today" in shown(pilot)


async def test_the_theme_that_is_set_is_used_and_one_that_does_not_exist_is_passed_over(opened: Opened) -> None:
    async with opened() as pilot:
        study: Study = pilot.app.study  # type: ignore[attr-defined]

    assert TutorApp(replace_settings(study, theme="nord")).theme == "nord"
    assert TutorApp(replace_settings(study, theme="no-such")).theme == "textual-dark"


def replace_settings(study: Study, theme: str) -> Study:
    study.settings = Settings(theme=theme)
    return study


@pytest.mark.parametrize(
    "theme", ["textual-dark", "textual-light", "atom-one-light", "nord", "gruvbox", "solarized-light"]
)
async def test_every_role_can_be_read_on_the_ground_of_its_theme(study: Study, theme: str) -> None:
    from textual.color import Color

    from tutor.ui.theme import FLOOR, contrast

    app = TutorApp(replace_settings(study, theme))
    colours = app.get_css_variables()
    ground = Color.parse(colours["background"])

    for role in ("quiet", "act", "said", "held", "unsure", "not"):
        assert contrast(Color.parse(colours[role]), ground) >= FLOOR, role
