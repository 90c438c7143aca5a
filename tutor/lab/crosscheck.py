"""What a manifest says in one place must agree with what it says in another; each disagreement is a problem there."""

from __future__ import annotations

import contextlib
import keyword
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from tutor import expr
from tutor.errors import ExpressionError
from tutor.packs.nodes import Path
from tutor.packs.parse import Document
from tutor.packs.problems import Problem, suggest
from tutor.text import markup

if TYPE_CHECKING:
    from tutor.lab.manifest import Manifest

RESERVED = ("seed", "said")
"""Names that mean something everywhere: what every demo is given, and what was predicted."""


class Fault(NamedTuple):
    """A problem before its place is looked up; `part` is the piece of the text at `path` that is meant."""

    code: str
    path: Path
    message: str
    help: str
    part: str = ""


def cross_problems(manifest: Manifest, document: Document) -> list[Problem]:
    """What is wrong with a manifest whose shape is right."""
    checks = (_files, _names, _parameters, _presets, _prediction, _expectations, _plot, _texts)
    return [_placed(fault, document) for check in checks for fault in check(manifest)]


def _placed(fault: Fault, document: Document) -> Problem:
    place = document.at(fault.path)
    if fault.part:
        text = document.value
        for step in fault.path:
            text = text[step]
        if found := re.search(rf"(?<!\w){re.escape(fault.part)}(?!\w)", text):
            place = document.inside(fault.path, found.start(), len(fault.part))
    return document.problem(fault.code, fault.message, place, fault.help)


def _files(manifest: Manifest) -> Iterator[Fault]:
    folder = manifest.folder
    if manifest.id != folder.name:
        yield Fault("P117", ("id",), f"`id` is `{manifest.id}`, the folder is `{folder.name}`", "give both one name")
    if not (folder / "demo.py").is_file():
        yield Fault("P123", (), "there is no demo.py beside it", "write `run(*, seed, …)` there")


def _names(manifest: Manifest) -> Iterator[Fault]:
    taken = dict.fromkeys(RESERVED, "has a meaning of its own")
    places: list[tuple[str, Path]] = [(name, ("parameters", name)) for name in manifest.parameters]
    places += [(option, ("parameters",)) for option in manifest.options]
    places += [(name, ("measures", name)) for name in manifest.measures]
    for name, path in places:
        if keyword.iskeyword(name):
            yield Fault("P117", path, f"`{name}` is a word of Python", "call it something else")
        elif name in taken:
            yield Fault("P117", path, f"`{name}` {taken[name]}", "formulas would confuse them: call it something else")
        taken[name] = "already names a parameter or one of its options"


def _parameters(manifest: Manifest) -> Iterator[Fault]:
    for name, parameter in manifest.parameters.items():
        path = ("parameters", name)
        if parameter.range and parameter.range[0] >= parameter.range[1]:
            yield Fault("P116", (*path, "range"), "the range holds nothing to vary", "the lower end comes first")
            continue
        steps = [*(parameter.range or ()), parameter.step]
        if parameter.kind == "int" and any(isinstance(number, float) for number in steps):
            yield Fault(
                "P115", (*path, "range"), "a whole number has a whole range and step", "leave out the fractions"
            )
        elif parameter.multiple and any((number or 1) % parameter.multiple for number in steps):
            message = f"`{name}` goes over numbers that are no multiples of {parameter.multiple}"
            yield Fault("P115", (*path, "multiple"), message, "both ends of its range and its `step` must be multiples")
        is_words = parameter.kind in ("choice", "text")
        if parameter.take(parameter.default) is None or isinstance(parameter.default, str) != is_words:
            message = f"`{name}` cannot be {parameter.default}, its own default"
            yield Fault("P306", (*path, "default"), message, parameter.remedy(parameter.default))


def _presets(manifest: Manifest) -> Iterator[Fault]:
    for preset, values in manifest.presets.items():
        for name, value in values.items():
            path = ("presets", preset, name)
            parameter = manifest.parameters.get(name)
            if parameter is None:
                yield Fault("P306", path, f"no parameter is called `{name}`", suggest(name, manifest.parameters))
            elif parameter.take(value) is None:
                yield Fault("P306", path, f"`{name}` cannot be {value}", parameter.remedy(value))


def _prediction(manifest: Manifest) -> Iterator[Fault]:
    predict, known = manifest.predict, [*manifest.measures, *manifest.parameters, *manifest.options]
    yield from _measure(manifest, predict.measure, ("predict", "measure"))
    if predict.theory is not None:
        yield from _measure(manifest, predict.theory, ("predict", "theory"))
    if predict.range and predict.range[0] >= predict.range[1]:
        yield Fault("P116", ("predict", "range"), "the ruler has no length", "the lower end comes first")
    ids = [choice.id for choice in predict.choices or ()]
    for index, choice in enumerate(predict.choices or ()):
        path = ("predict", "choices", index)
        if choice.id in ids[:index]:
            yield Fault("P202", (*path, "id"), f"`{choice.id}` is given twice", "each choice has an id of its own")
        yield from _condition(manifest, choice.when, (*path, "when"), known)
    for index, wrong in enumerate(predict.wrong):
        yield from _condition(manifest, wrong.when, ("predict", "wrong", index, "when"), ["said", *known])


def _expectations(manifest: Manifest) -> Iterator[Fault]:
    settings = [*manifest.parameters, *manifest.options]
    for index, expectation in enumerate(manifest.expectations):
        path = ("expectations", index)
        yield from _condition(manifest, expectation.that, (*path, "that"), [*manifest.measures, *settings])
        if expectation.when is not None:
            yield from _condition(manifest, expectation.when, (*path, "when"), settings)


def _plot(manifest: Manifest) -> Iterator[Fault]:
    plot = manifest.plot
    if plot is None or plot.kind == "bars":  # the bar in focus is a label, known when it runs
        return
    if plot.focus not in plot.series:
        help_ = suggest(plot.focus, plot.series, "name one of `series`")
        yield Fault("P122", ("plot", "focus"), f"no series is called `{plot.focus}`", help_)
    for name, series in plot.series.items() if plot.kind == "lines" else ():
        if series.measure is not None:
            yield from _measure(manifest, series.measure, ("plot", "series", name, "measure"))


def _texts(manifest: Manifest) -> Iterator[Fault]:
    texts: dict[Path, str] = {("about",): manifest.about, ("predict", "ask"): manifest.predict.ask}
    for path, text in texts.items():
        for span in markup.spans(text):
            if span.kind == "var" and span.text not in manifest.parameters:
                message = f"no parameter is called `{span.text}`"
                yield Fault("P224", path, message, suggest(span.text, manifest.parameters), span.text)


def _measure(manifest: Manifest, name: str, path: Path) -> Iterator[Fault]:
    if name not in manifest.measures:
        yield Fault("P304", path, f"no measure is called `{name}`", suggest(name, manifest.measures))


def _condition(manifest: Manifest, text: str, path: Path, known: Iterable[str]) -> Iterator[Fault]:
    """The faults of an expression that must be true or false and may use the names `known`."""
    try:
        parsed = expr.parse(text)
    except ExpressionError as error:
        yield Fault("P220", path, error.what, error.remedy)
        return
    names = [name for name in known if name not in manifest.texts]
    for name in sorted(parsed.names - set(names)):
        if name in manifest.texts:
            yield Fault("P222", path, f"`{name}` is a text; formulas know numbers", "measure what is meant by it", name)
        else:
            yield Fault("P222", path, f"`{name}` means nothing here", suggest(name, names), name)
    with contextlib.suppress(ExpressionError):  # it may have no value just there
        if not isinstance(parsed.evaluate(dict.fromkeys(parsed.names, 1.0)), bool):
            yield Fault("P115", path, "a number stands here, not true or false", "compare it with something")
