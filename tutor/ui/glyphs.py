"""The few signs the screens use, and what stands in for them where a terminal can't draw them.

No sign stands alone: a word beside it says the same.
"""

from __future__ import annotations

from collections.abc import Mapping

from tutor.settings import Glyphs


class Signs:
    """One sign a meaning; each is one cell wide unless its ASCII form can't be."""

    cursor = "▸"
    next = "→"
    said = "◇"
    measured = "◆"
    theory = "┊"
    right = "✓"
    wrong = "✗"
    partly = "≈"
    one_off = "○"
    one_on = "●"
    many_off = "□"
    many_on = "■"
    carried = "↕"
    heavy = "━"
    light = "─"
    heavy_end = "╸"
    dot = "·"
    up_down = "↑↓"
    left_right = "←→"
    arrows = "↑↓←→"
    down = "↓"
    rule = "▌"
    ellipsis = "…"
    axis_left = "│"
    axis_corner = "└"
    tick = "┬"
    tick_left = "┤"


class AsciiSigns(Signs):
    """The same in letters and punctuation."""

    cursor = ">"
    next = "->"
    said = "o"
    measured = "*"
    theory = ":"
    right = "+"
    wrong = "x"
    partly = "~"
    one_off = "( )"
    one_on = "(*)"
    many_off = "[ ]"
    many_on = "[x]"
    carried = "^v"
    heavy = "="
    light = "-"
    heavy_end = "="
    dot = "."
    up_down = "up/down"
    left_right = "left/right"
    arrows = "arrows"
    down = "v"
    rule = "|"
    ellipsis = "..."
    axis_left = "|"
    axis_corner = "+"
    tick = "+"
    tick_left = "+"


UNICODE = Signs()
ASCII = AsciiSigns()


def choose(setting: Glyphs, environ: Mapping[str, str]) -> Signs:
    """The signs for this terminal: ASCII where asked for, on the Linux console, or where the locale is not UTF-8."""
    if setting != "auto":
        return ASCII if setting == "ascii" else UNICODE
    locale = next((environ[name] for name in ("LC_ALL", "LC_CTYPE", "LANG") if environ.get(name)), "")
    language, _, charset = locale.partition(".")
    plain = "utf" not in charset.lower() if charset else language in ("C", "POSIX")
    return ASCII if plain or environ.get("TERM") == "linux" else UNICODE
