"""Untrusted text, made text that can only print."""

from __future__ import annotations

import re

# A string sequence (OSC, DCS, SOS, PM, APC) ends at its terminator; one that has none loses its line and no more.
_STRING = r"(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c\n]*(?:\x07|\x9c|\x1b\\)?"
_CONTROL_SEQUENCE = r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?"
_OTHER_ESCAPE = r"\x1b(?:[ -/]+[0-~]?|[0-~])?"
_CONTROLS = r"\x00-\x08\x0b-\x1f\x7f-\x9f"
_BIDI = r"\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_INVISIBLE = r"\xad\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b\u200c\u2060-\u2065\u206a-\u206f\u3164\ufeff\uffa0"
_ANNOTATIONS = r"\ufff0-\ufffb\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
_TAGS = r"\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"
_NOT_TEXT = r"\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufffe\uffff\U000f0000-\U0010ffff"  # surrogates, private use, …
_UNPRINTABLE = f"{_CONTROLS}{_BIDI}{_INVISIBLE}{_ANNOTATIONS}{_TAGS}{_NOT_TEXT}"
_EMOJI = r"[\u2194\u2195\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff]"

_SUSPECT = re.compile(f"[{_UNPRINTABLE}\u200d\u2028\u2029]")
_LINE_ENDS = re.compile(r"[\u2028\u2029]")
_REMOVED = re.compile(f"{_STRING}|{_CONTROL_SEQUENCE}|{_OTHER_ESCAPE}|[{_UNPRINTABLE}]")
_LONE_JOINER = re.compile(rf"(?<!{_EMOJI})(?<!{_EMOJI}\ufe0f)\u200d|\u200d(?!{_EMOJI})")
_BLANK_LETTERS = "\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0"  # what is invisible though `isprintable`


def clean(s: str) -> str:
    """The text without what could do anything but print.

    Gone: escape sequences with what they carry, C0 and C1 controls (newline and tab stay), bidi and zero-width
    controls, tags, private use, lone surrogates. A joiner stays between two emoji; variation selectors stay; Unicode's
    line and paragraph separators become newlines. Markup such as `[red]` or `x[:, i]` is text, and untouched.
    Cleaning twice is cleaning once.

    >>> clean("safe\\x1b]52;c;ZXZpbA==\\x07 \\x1b[31mred")
    'safe red'
    """
    # Nearly every text leaves here; the pattern is 20 times slower.
    one_line = s.replace("\n", "").replace("\t", "")
    if one_line.isprintable() and (one_line.isascii() or not any(letter in s for letter in _BLANK_LETTERS)):
        return s
    if _SUSPECT.search(s) is None:
        return s
    return _LONE_JOINER.sub("", _REMOVED.sub("", _LINE_ENDS.sub("\n", s)))
