"""The leaves of a formula: single characters, letters of an alphabet, accents, words and brackets."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable, Iterator

from tutor.errors import MathsError
from tutor.text.formula import Fence, Node, Row, Symbol
from tutor.text.latex import TAKES, Group, Macro, Token
from tutor.text.symbols import ACCENTS, CHARACTERS, OLDER_NAMES, OPERATORS, SPACES, SYMBOLS


def character(piece: str, alphabet: str) -> Symbol:
    """The symbol that a character or number of the source stands for."""
    if piece in CHARACTERS:
        text, kind = CHARACTERS[piece]
        return Symbol(text, kind)
    if piece == "~":
        return Symbol(" ", "space")
    if piece in ("&", "#"):
        raise MathsError(f"a bare `{piece}` in maths", remedy=f"write `\\{piece}`")
    return Symbol("".join(in_alphabet(_one_cell(char), alphabet) for char in piece))


def in_alphabet(char: str, alphabet: str) -> str:
    """The letter in bold, script, double-struck or Fraktur; what is no letter stays as it is."""
    if alphabet in ("", "word") or not char.isalnum():
        return char
    name = unicodedata.name(char).replace("LATIN ", "").replace("GREEK ", "").replace("LETTER ", "")
    for prefix in (alphabet, OLDER_NAMES.get(alphabet, alphabet)):
        try:
            return unicodedata.lookup(f"{prefix} {name}")
        except KeyError:
            continue
    raise MathsError(f"`{char}` has no form in {alphabet.lower()}", remedy="take it out of the macro's braces")


def prose(tokens: Iterable[Token]) -> Iterator[str]:
    """The words of `\\text{…}`, spaces and all."""
    for token in tokens:
        match token:
            case str():
                yield from (" " if char == "~" or char.isspace() else _one_cell(char) for char in token)
            case Group():
                yield from prose(token.inside)
            case Macro(name=name) if name in SPACES:
                yield " " * SPACES[name]
            case Macro(name="&" | "%" | "#" | "$" | "_" | "{" | "}" as name):
                yield name
            case Macro(name=name):
                raise MathsError(f"`\\{name}` among words", remedy="put it outside of the words' braces")
            case _:
                raise MathsError("maths among words", remedy="put it outside of the words' braces")


def accented(name: str, body: Row) -> Node:
    """An accent over one letter; over more, which a terminal cannot do, its name: `hat(ab)`."""
    match body.items:
        case (Symbol(text=letter),) if len(letter) == 1 and letter.isalnum():
            return Symbol(unicodedata.normalize("NFC", letter + ACCENTS[name]))
        case _:
            return Row((Symbol(name.removeprefix("wide")), Fence("(", body, ")")))


def bracket(name: str, token: Token | None) -> str:
    """What follows `\\left`, `\\middle` or `\\right`; a full stop is no bracket at all."""
    match token:
        case Macro(name=macro) if SYMBOLS.get(macro, ("", ""))[1] in ("open", "close") or macro in (
            "|",
            "vert",
            "Vert",
        ):
            return SYMBOLS[macro][0]
        case "(" | ")" | "[" | "]" | "|" | "/":
            return token
        case ".":
            return ""
        case _:
            raise MathsError(f"no bracket after `\\{name}`", remedy=f"name one; `\\{name}.` stands for none")


def unknown(name: str) -> MathsError:
    """The error for a macro that cannot be drawn."""
    near = difflib.get_close_matches(name, [*SYMBOLS, *OPERATORS, *TAKES], 1, cutoff=0.8)
    if near:
        remedy = f"did you mean `\\{near[0]}`?"
    elif name.isalpha() and len(name) > 2:
        remedy = f"if it is a function, write `\\operatorname{{{name}}}`; else say it in words"
    else:
        remedy = "say it in words"
    return MathsError(f"`\\{name}` cannot be drawn", remedy=remedy)


def _one_cell(char: str) -> str:
    """The character, if a terminal gives it exactly one cell."""
    wide = unicodedata.east_asian_width(char) in "WF"
    if wide or not char.isprintable() or unicodedata.category(char)[0] == "M":
        raise MathsError(f"the character {char!r} (U+{ord(char):04X}) in maths", remedy="say it outside of the formula")
    return char
