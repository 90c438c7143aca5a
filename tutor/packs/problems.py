"""What is wrong with a pack, where, and what to do about it.

Codes: P1xx the YAML and its shape, P2xx what a question means, P3xx what it refers to, P4xx
how it is written. docs/packs.md lists them all.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

from tutor.text.clean import clean

Severity = Literal["error", "warning"]

CODES: dict[str, str] = {
    "P101": "not valid YAML",
    "P102": "not UTF-8",
    "P103": "a file over the size cap",
    "P104": "an unknown field",
    "P105": "nesting over the cap",
    "P106": "a key given twice",
    "P107": "an anchor or an alias",
    "P108": "a tag",
    "P109": "a second document in one file",
    "P110": "a key that is not text",
    "P111": "a control character",
    "P112": "invisible characters were taken out",
    "P113": "an empty file",
    "P114": "a missing field",
    "P115": "a value of the wrong type",
    "P116": "a number out of range",
    "P117": "an id, name or address that is not written as one",
    "P118": "too short or too long",
    "P119": "an unknown kind of question",
    "P120": "not one of the values a field can have",
    "P121": "a number with no tolerance",
    "P122": "fields that exclude each other, or none of them",
    "P123": "a file that cannot be read",
    "P124": "an explanation without front matter",
    "P125": "a file that nothing reads",
    "P126": "too many problems in one file",
    "P201": "a question id given twice in a pack",
    "P202": "an id given twice in a question",
    "P203": "a concept id given twice",
    "P204": "a pack id given twice",
    "P205": "a second explanation of a concept",
    "P206": "an explanation in a file of another name",
    "P210": "no correct choice",
    "P211": "more than one correct choice",
    "P212": "the same text twice",
    "P213": "a blank that is not in the text",
    "P214": "a `[[blank]]` with no answer",
    "P215": "an answer both accepted and rejected",
    "P216": "a sample that marks a point that is not there",
    "P218": "nothing to show as the answer",
    "P220": "an expression that cannot be read",
    "P221": "an expression that has no value",
    "P222": "an unknown name in an expression",
    "P223": "a wrong answer that equals the right one",
    "P224": "an unknown `{{name}}`",
    "P225": "a variable that nothing uses",
    "P230": "maths that cannot be drawn",
    "P231": "an address that cannot be opened",
    "P240": "a pattern that cannot be read",
    "P241": "a pattern that takes too long",
    "P250": "concepts that need each other in a circle",
    "P301": "an unknown citation",
    "P302": "an unknown concept",
    "P303": "an unknown demo",
    "P304": "an unknown measure",
    "P305": "an unknown follow-up",
    "P306": "a demo parameter or value that does not exist",
    "P310": "a concept without an explanation",
    "P311": "a pack without questions",
    "P401": "a choice about other choices, as in *all of the above*",
    "P402": "a negative that is easily read over",
    "P403": "absolutes in the wrong choices only",
    "P404": "a question asked twice: nearly all its words are another's",
    "P405": "a statement without a source, in a pack where nearly all have one",
    "P410": "keys longer or shorter than chance would have them, over all packs checked",
    "P411": "absolutes in wrong choices beyond chance, over all packs checked",
}
WARNINGS = frozenset(code for code in CODES if code.startswith("P4")) | {"P112", "P125", "P206", "P225", "P310", "P311"}
"""What does not keep a question from being asked."""

SHOWN_COLUMNS = 96
"""How much of a long line is shown around the caret."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong in one place; problems sort by file and line.

    line, column  1-based, in characters; 0 if the problem is the file itself
    excerpt       the line it stands on, as written
    width         how many characters of it are meant
    """

    file: str
    line: int
    column: int
    code: str
    message: str
    help: str = ""
    excerpt: str = ""
    width: int = 1

    @property
    def severity(self) -> Severity:
        return "warning" if self.code in WARNINGS else "error"

    def __str__(self) -> str:
        return f"{self._headline()}\n   {clean(self.help)}" if self.help else self._headline()

    def show(self) -> str:
        """The form people read: the line itself, a caret under what is meant, the remedy beside it."""
        if not self.excerpt.strip():
            return str(self)
        text, column, width = _clip(self.excerpt, self.column - 1, self.width)
        before, meant = clean(text[:column]), clean(text[column : column + width])
        caret = " " * _cells(before) + "^" * max(1, _cells(meant))
        shown = before + meant + clean(text[column + width :])
        gap = " " if len(caret) + len(self.help) < SHOWN_COLUMNS else "\n      | "
        return f"{self._headline()}\n{self.line:>5} | {shown}\n      | {caret}{gap}{clean(self.help)}".rstrip()

    def _headline(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        mark = "" if self.severity == "error" else "warning: "
        return clean(f"{place}  {self.code}  {mark}{self.message}")


def suggest(word: str, known: Iterable[str], otherwise: str = "") -> str:
    """`did you mean …?` where something known looks like `word`, else a list of what there is if it is short."""
    names = sorted(known) if isinstance(known, set | frozenset) else list(dict.fromkeys(known))
    if near := get_close_matches(word, names, 1, 0.6):
        return f"did you mean `{near[0]}`?"
    if 0 < len(names) <= 12:
        return f"there is: {', '.join(names)}"
    return otherwise


def _clip(text: str, column: int, width: int) -> tuple[str, int, int]:
    text = text.expandtabs(1)
    if len(text) <= SHOWN_COLUMNS:
        return text, column, max(1, min(width, len(text) - column))
    start = max(0, min(column - SHOWN_COLUMNS // 3, len(text) - SHOWN_COLUMNS))
    end = start + SHOWN_COLUMNS
    head, tail = ("…" if start else ""), ("…" if end < len(text) else "")
    return head + text[start:end] + tail, column - start + len(head), max(1, min(width, end - column))


def _cells(text: str) -> int:
    """How many terminal cells `text` takes: wide characters two, combining marks none."""
    wide = sum(unicodedata.east_asian_width(c) in "WF" for c in text)
    none = sum(unicodedata.combining(c) != 0 or c in "\u200d\ufe0f" for c in text)
    return len(text) + wide - none
