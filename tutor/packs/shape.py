"""What pydantic found, in an author's words: one problem for each field, with its place and a remedy."""

from __future__ import annotations

import types
from collections.abc import Iterator
from difflib import get_close_matches
from math import isfinite
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from tutor.packs.model import Question
from tutor.packs.nodes import Path
from tutor.packs.parse import Document
from tutor.packs.problems import Problem, suggest

KINDS: dict[str, type[BaseModel]] = {
    get_args(model.model_fields["kind"].annotation)[0]: model for model in get_args(get_args(Question)[0])
}
"""The model of each kind of question."""

_CODES = {
    "missing": "P114",
    "extra_forbidden": "P104",
    "union_tag_invalid": "P119",
    "union_tag_not_found": "P114",
    "literal_error": "P120",
    "greater_than_equal": "P116",
    "less_than_equal": "P116",
    "finite_number": "P116",
    "string_pattern_mismatch": "P117",
    "string_too_short": "P118",
    "string_too_long": "P118",
    "too_short": "P118",
    "too_long": "P118",
    "no_tolerance": "P121",
    "exclusive": "P122",
}
_TYPES = {
    "string_type": "a text",
    "int_type": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "list_type": "a list",
    "dict_type": "a mapping, `name: value`",
    "model_type": "a mapping, `field: value`",
    "model_attributes_type": "a mapping, `field: value`",
}
_SCALARS = {str: "a text", int: "a number", float: "a number", bool: "or true or false"}


def shape_problems(error: ValidationError, model: type[BaseModel], document: Document, base: Path) -> list[Problem]:
    """The problems of the value at `base`; `model` is what it should be, BaseModel where its kind is not known."""
    found: dict[tuple[str, Path], Problem] = {}
    for details in error.errors(include_url=False):
        problem = _problem(details, model, document, base)
        found.setdefault((problem.code, (problem.line, problem.column, problem.message)), problem)
    return list(found.values())


def _problem(details: ErrorDetails, model: type[BaseModel], document: Document, base: Path) -> Problem:
    kind = details["type"]
    loc = details["loc"]
    if loc and isinstance(loc[0], str) and loc[0] in KINDS and KINDS[loc[0]] is model:
        loc = loc[1:]  # the tag of the union: no field of the file
    model, base, loc = _inside(model, base, loc)
    is_key = loc[-1:] == ("[key]",)
    loc = loc[:-1] if is_key else loc
    if kind == "missing":
        return _missing(str(loc[-1]), model, loc, document, base)
    if kind == "extra_forbidden":
        return _unknown(str(loc[-1]), model, loc, document, base)
    if kind in ("union_tag_invalid", "union_tag_not_found"):
        return _kind(details, document, (*base, *loc))

    path, value, is_branch = _follow(document.value, (*base, *loc), len(base))
    loc = path[len(base) :]
    name = _name(path)
    ctx: dict[str, Any] = details.get("ctx", {})
    place = document.key(path) if is_key else document.at(path)
    if isinstance(value, float) and not isfinite(value):
        kind = "finite_number"  # the whole-number branch of a union calls it a wrong type
    if kind in _TYPES:
        wanted = _union(model, loc) if is_branch else _TYPES[kind]
        message, remedy = f"{name} must be {wanted}, not {_what(value)}", _retype(kind, value)
        if value is None:
            message, remedy = f"{name} is empty", f"write {wanted}, or delete the line"
        return document.problem("P115", message, place, remedy)
    message, remedy = _constraint(kind, name, path[-1] if is_key else value, ctx, details["msg"])
    if kind in ("greater_than_equal", "less_than_equal"):
        remedy = _described(model, loc) or remedy
    return document.problem(_CODES.get(kind, "P115"), message, place, remedy)


def _constraint(kind: str, name: str, value: Any, ctx: dict[str, Any], said: str) -> tuple[str, str]:
    """Message and remedy for a value of the right type that may not be what it is."""
    match kind:
        case "literal_error":
            options = [option.strip("' ") for option in ctx["expected"].replace(" or ", ", ").split(", ")]
            return f"{name} cannot be {_what(value)}", suggest(str(value), options)
        case "greater_than_equal":
            return f"{name} is {value}; the least is {ctx['ge']:g}", "mend the number"
        case "less_than_equal":
            return f"{name} is {value}; the most is {ctx['le']:g}", "mend the number"
        case "finite_number":
            return f"{name} is not a finite number", "write a number"
        case "string_too_short":
            return f"{name} is empty", "write it, or delete the line"
        case "string_too_long":
            return f"{name} has {len(value):,} characters; the most is {ctx['max_length']:,}", "say it shorter"
        case "too_short":
            return f"{name} has {_count(len(value))}; it needs {ctx['min_length']} or more", "add to it"
        case "too_long":
            return f"{name} has {_count(len(value))}; the most is {ctx['max_length']}", "take some away"
        case "string_pattern_mismatch":
            return _pattern(str(value), ctx["pattern"])
        case _:
            what, _, remedy = said.removeprefix("Value error, ").partition("; ")
            return what, remedy


def _pattern(value: str, pattern: str) -> tuple[str, str]:
    if pattern.startswith("^https"):
        return f"`{_short(value)}` is not a web address", "it begins with https:// and has no spaces"
    if "A-Z" in pattern:
        return f"`{_short(value)}` is not a name", "letters, digits and `_`, a letter first: formulas use it"
    plain = "-".join("".join(c if c.isalnum() and c.isascii() else " " for c in value.lower()).split())
    example = f": `{plain[:60]}`" if plain else ""
    return f"`{_short(value)}` is not an id", f"small letters and digits with `-` or `_` between them{example}"


def _missing(field: str, model: type[BaseModel], loc: Path, document: Document, base: Path) -> Problem:
    path = (*base, *loc[:-1])
    said = _described(model, loc)
    remedy = f"add `{field}: …`" + (f" – {said[0].lower()}{said[1:]}" if said else "")
    return document.problem("P114", f"`{field}` is missing", document.at(path), remedy)


def _unknown(field: str, model: type[BaseModel], loc: Path, document: Document, base: Path) -> Problem:
    inner = _model_at(model, loc[:-1])
    known = list(inner.model_fields) if inner else []
    others = [kind for kind, other in KINDS.items() if field in other.model_fields]
    if inner in KINDS.values() and others:
        remedy = f"it belongs to {' and '.join(others)}"
    else:
        remedy = suggest(field, known, f"there is: {', '.join(known)}")
    node = document.node((*base, *loc))
    if node.start == node.end and not remedy.startswith("did"):
        remedy = "a text with a comma in it needs quotes around it"
    return document.problem("P104", f"unknown field `{field}`", document.key((*base, *loc)), remedy)


def _kind(details: ErrorDetails, document: Document, base: Path) -> Problem:
    if details["type"] == "union_tag_not_found":
        fields = details["input"] if isinstance(details["input"], dict) else {}
        if near := get_close_matches("kind", [key for key in fields if isinstance(key, str)], 1, 0.7):
            place = document.key((*base, near[0]))
            return document.problem("P104", f"unknown field `{near[0]}`", place, "did you mean `kind`?")
        return document.problem("P114", "`kind` is missing", document.at(base), f"one of: {', '.join(KINDS)}")
    tag, known = details["ctx"]["tag"], [kind.strip("' ") for kind in details["ctx"]["expected_tags"].split(",")]
    return document.problem("P119", f"unknown kind `{_short(tag)}`", document.at((*base, "kind")), suggest(tag, known))


def _follow(value: Any, path: Path, least: int) -> tuple[Path, Any, bool]:
    """The part of `path` that exists in the data, its value, and whether a branch of a union was cut off the end."""
    for index, step in enumerate(path):
        inside = (isinstance(value, dict) and step in value) or (isinstance(value, list) and isinstance(step, int))
        if not inside:
            return path[: max(index, least)], value, True
        value = value[step]
    return path, value, False


def _name(path: Path) -> str:
    """What an author calls it: the nearest key, with its number in a list."""
    if not path:
        return "the file"
    if isinstance(path[-1], str):
        return f"`{path[-1]}`"
    outer = next((step for step in reversed(path) if isinstance(step, str)), None)
    return f"item {path[-1] + 1} of `{outer}`" if outer else f"item {path[-1] + 1}"


def _what(value: Any) -> str:
    match value:
        case None:
            return "empty"
        case bool():
            return f"`{str(value).lower()}`"
        case int() | float():
            return f"the number {value}"
        case str():
            return f"the text `{_short(value)}`"
        case list():
            return "a list"
        case _:
            return "a mapping"


def _retype(kind: str, value: Any) -> str:
    """How to write a value so that it has the type that is wanted."""
    match kind, value:
        case "string_type", bool() | int() | float():
            return "put it in quotes"
        case "string_type", dict():
            return "a text with `: ` or `{` in it needs quotes around it"
        case "string_type", list():
            return "a text that begins with `[` or `- ` needs quotes around it"
        case (("int_type" | "float_type"), str()):
            return "write the digits without quotes and without a unit"
        case "int_type", bool() | float():
            return "write a whole number"
        case "bool_type", str() if value.lower() in ("yes", "no", "on", "off", "true", "false"):
            return f"write {'true' if value.lower() in ('yes', 'on', 'true') else 'false'}, without quotes"
        case "list_type", str() | int() | float():
            return f"write it as a list: [{_short(value)}]"
        case "list_type", dict():
            return "begin each item with `- `"
        case (("dict_type" | "model_type" | "model_attributes_type"), list()):
            return "write `name: value` lines without `- ` before them"
        case _:
            return "docs/packs.md shows how each kind is written"


def _union(model: type[BaseModel], loc: Path) -> str:
    """What a value may be whose field allows several types."""
    names = [_SCALARS[kind] for kind in _SCALARS if kind in _kinds_at(model, loc)]
    return ", ".join(dict.fromkeys(names)) or "another type"


def _described(model: type[BaseModel], loc: Path) -> str:
    inner = _model_at(model, loc[:-1])
    field = inner.model_fields.get(str(loc[-1])) if inner and loc else None
    return (field.description or "").rstrip(".") if field else ""


def _inside(model: type[BaseModel], base: Path, loc: Path) -> tuple[type[BaseModel], Path, Path]:
    """The three from the last union within the model on: its tag, a step of pydantic's, is no field of the file."""
    for index, step in enumerate(loc):
        kinds = _kinds_at(model, loc[:index])
        chosen = next((kind for kind in kinds if len(kinds) > 1 and _tag(kind) == step), None)
        if chosen:
            return _inside(chosen, (*base, *loc[:index]), loc[index + 1 :])
    return model, base, loc


def _tag(kind: Any) -> Any:
    """What a model of a union has as its `kind`; None for anything else."""
    fields = kind.model_fields if isinstance(kind, type) and issubclass(kind, BaseModel) else {}
    return get_args(fields["kind"].annotation)[0] if "kind" in fields else None


def _model_at(model: type[BaseModel], loc: Path) -> type[BaseModel] | None:
    """The model that the value at `loc` is described by."""
    here = next(iter(_kinds_at(model, loc)), None)
    return here if isinstance(here, type) and issubclass(here, BaseModel) else None


def _kinds_at(model: type[BaseModel], loc: Path) -> list[Any]:
    """What the value at `loc` may be: a model, a list, a mapping, a scalar, or several of these."""
    here: list[Any] = [model]
    for step in loc:
        if not here:
            return []
        if isinstance(here[0], type) and issubclass(here[0], BaseModel):
            field = here[0].model_fields.get(str(step))
            here = list(_bare(field.annotation)) if field else []
        else:
            here = list(_bare(get_args(here[0])[-1])) if get_args(here[0]) else []
    return here


def _bare(annotation: Any) -> Iterator[Any]:
    """The types of an annotation, without `Annotated` and `None`."""
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from _bare(get_args(annotation)[0])
    elif origin in (Union, types.UnionType):
        for part in get_args(annotation):
            if part is not type(None):
                yield from _bare(part)
    else:
        yield annotation


def _count(n: int) -> str:
    return "nothing in it" if n == 0 else f"{n} item" if n == 1 else f"{n} items"


def _short(value: Any) -> str:
    text = " ".join(str(value).split())
    return text if len(text) <= 40 else f"{text[:39]}…"
