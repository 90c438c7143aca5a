"""Untrusted text can only print."""

from __future__ import annotations

import io
import json
import unicodedata

import pyte
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.text.clean import clean

FRAGMENTS = [
    *["\x1b", "\x9b", "\x9d", "\x90", "\x9c", "\x07", "\x1b\\", "\x1b[", "\x1b]52;c;", "\x1bP", "\x1bX", "\x1b^"],
    *["31m", "2J", "\r", "\n", "\t", "\x00", "\x08", "\x7f", "\x85", "\x18", "\x1a", "(B", "]8;;http://evil.example"],
    *["\u202e", "\u2066", "\u200b", "\u200d", "\ufeff", "\u2060", "\xad", "\ufe0f", "\U000e0041", "\U000e0100"],
    *["😀", "❤", "👩", "💻", "a", " ", "é", "√", "ᵀ", "注", "[red]", "x[:, i]", "\ue000", "\ud800", "\u2028", "\ufdd0"],
]
hostile = st.lists(st.sampled_from(FRAGMENTS), max_size=30).map("".join) | st.text()


@pytest.mark.parametrize(
    ("dirty", "printed"),
    [
        ("a\x1b]52;c;ZXZpbA==\x07b", "ab"),
        ("a\x1b]52;c;ZXZpbA==\x1b\\b", "ab"),
        ("a\x9d52;c;ZXZpbA==\x9cb", "ab"),
        ("\x1b]8;;http://evil.example\x07click\x1b]8;;\x07", "click"),
        ("a\x1b[31mred\x1b[0m", "ared"),
        ("a\x9b31mred", "ared"),
        ("\x1b[2J\x1b[1;1Hgone", "gone"),
        ("a\x1bP1$qm\x1b\\b", "ab"),
        ("a\x90sixel\x9cb", "ab"),
        ("a\x1b_apc\x1b\\\x1b^pm\x1b\\\x1bXsos\x1b\\b", "ab"),
        ("\x1bcreset \x1b(Bcharset", "reset charset"),
    ],
    ids=ascii,
)
def test_an_escape_sequence_goes_with_what_it_carries(dirty: str, printed: str) -> None:
    assert clean(dirty) == printed


@pytest.mark.parametrize(
    ("dirty", "printed"),
    [
        ("a\x1b]52;c;never ends\nnext line", "a\nnext line"),
        ("a\x1bPnever ends\nnext line", "a\nnext line"),
        ("a\x1b[31;\nnext line", "a\nnext line"),
        ("ends in escape\x1b", "ends in escape"),
        ("\x1b]0;title\x1b]52;c;eA==\x07after", "after"),
        ("\x1bPtmux;\x1b\x1b]52;c;eA==\x07\x1b\\after", "after"),
        ("\x1b\x1b[31mred", "red"),
    ],
    ids=ascii,
)
def test_a_sequence_that_never_ends_takes_no_more_than_its_line(dirty: str, printed: str) -> None:
    assert clean(dirty) == printed


def test_controls_bidi_and_invisible_characters_go() -> None:
    assert clean("a\x00\x08\x7f\x80\x85b") == "ab"
    assert clean("\u202egnp.exe\u202c \u2066x\u2069\u200f") == "gnp.exe x"
    assert clean("pass\u200bword\u2060\ufeff\xad\u200c\u034f\u3164") == "password"
    assert clean("ask\U000e0069\U000e0067\U000e006e me") == "ask me"
    assert clean("\ue000\uf8ff\U000f0000\ud800\ufdd0\uffffx") == "x"


def test_newlines_and_tabs_stay_and_windows_line_ends_become_newlines() -> None:
    assert clean("a\tb\nc\r\nd") == "a\tb\nc\nd"
    assert clean("safe\rEVIL") == "safeEVIL"
    assert clean("one\u2028two\u2029three") == "one\ntwo\nthree"


def test_a_joiner_stays_between_emoji_only() -> None:
    assert clean("👩‍💻 ❤️‍🔥 🏳️‍🌈 👩🏽‍🚀") == "👩‍💻 ❤️‍🔥 🏳️‍🌈 👩🏽‍🚀"
    assert clean("pay\u200dpal \u200d😀\u200d \u200d") == "paypal 😀 "
    assert clean("a\ufe0f\u200d😀") == "a\ufe0f😀"


@pytest.mark.parametrize(
    "text",
    [
        "x[:, i] and q[..., None]",
        "[red]not red[/red] [@click=app.quit]not a link[/]",
        "$W_Q^{(i)}$ costs \\$5 · é√ᵀ注意 ❤️ ✓ ▂▄▆█",
        "",
    ],
)
def test_text_that_can_only_print_is_returned_as_it_is(text: str) -> None:
    assert clean(text) is text


@given(hostile)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(hostile)
def test_no_control_or_format_character_is_left_but_newline_tab_and_joiner(text: str) -> None:
    left = {char for char in clean(text) if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")}

    visible_marks = {char for char in left if unicodedata.name(char, "").startswith(("ARABIC", "SYRIAC", "KAITHI"))}
    assert left - visible_marks <= {"\n", "\t", "\u200d"}


@given(hostile)
def test_a_terminal_does_nothing_with_it_but_print(text: str) -> None:
    log = io.StringIO()

    pyte.Stream(pyte.DebugScreen(to=log)).feed(clean(text))  # type: ignore[arg-type]

    assert {json.loads(line)[0] for line in log.getvalue().splitlines()} <= {"draw", "linefeed", "tab"}
