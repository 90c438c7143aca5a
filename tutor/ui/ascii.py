"""A screen that is ASCII to its last cell, for terminals that can draw nothing else.

The signs of `glyphs` are chosen where a line is written. What others draw is replaced here, cell for cell, so that
nothing moves: Textual's borders and bullets, braille plots, big digits, raised exponents, the dashes and quotes of a
pack. Letters stay what they are.
"""

from __future__ import annotations

import re

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

_ALIKE = {
    "-": "‐‑‒–—−─━╌╍┄┅╴╶╸╺╼╾▔▀⎺",
    "|": "│┃┊┋╎╏╵╷╹╻▌▐▎▏▍▋▊▉║",
    "+": "┌┍┎┏┐┑┒┓└┕┖┗┘┙┚┛├┝┞┟┠┡┢┣┤┥┦┧┨┩┪┫┬┭┮┯┰┱┲┳┴┵┶┷┸┹┺┻┼┽┾┿╀╁╂╃╄╅╆╇╈╉╊╋╭╮╯╰✓",
    "_": "▁▂▃▄▅▆▇",
    "#": "█■▣",
    "*": "•▪‣⭑◦●◆∗",
    "o": "○◇□",
    ">": "→▸▶›⇒",
    "<": "←◂◀‹⇐",
    "^": "↑⌃",
    "v": "↓↕⌄",
    ".": "·…⋅",
    "~": "≈∼",
    "x": "×✗✕",
    '"': "“”„«»",
    "'": "‘’‚′",
    " ": "\u00a0\u2007\u2009\u202f",
}
_UPPER, _LOWER = 0b00011011, 0b11100100
"""The dots of a braille cell's two upper and two lower rows."""


def _braille(dots: int) -> str:
    upper, lower = bool(dots & _UPPER), bool(dots & _LOWER)
    return ":" if upper and lower else "'" if upper else "." if lower else " "


_TABLE = {ord(drawn): plain for plain, all_drawn in _ALIKE.items() for drawn in all_drawn}
_TABLE |= {0x2800 + dots: _braille(dots) for dots in range(256)}
_RAISED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
_POWER = re.compile(r"(?P<times>[×·])?10(?P<power>[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)")


class Ascii(LineFilter):
    """Replaces what is drawn by what is typed."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        return [
            segment if segment.text.isascii() else Segment(plain(segment.text), segment.style, segment.control)
            for segment in segments
        ]


def plain(text: str) -> str:
    """The text in as many cells, without drawn signs: `1.5×10⁻⁶` as `1.5e-6  `, `─●─` as `-*-`."""
    return _POWER.sub(_exponent, text).translate(_TABLE).translate(_RAISED)


def _exponent(power: re.Match[str]) -> str:
    written = ("e" if power["times"] else "1e") + power["power"].translate(_RAISED)
    return written.ljust(len(power[0]))
