"""A demo in words, before it runs: what it sets up, what can be varied, what is predicted, measured and expected."""

from __future__ import annotations

import math
from collections.abc import Mapping

from tutor.lab.extras import is_there, what_is_missing
from tutor.lab.manifest import Manifest
from tutor.lab.report import columns, wrapped
from tutor.packs.model import Scalar
from tutor.text.markup import escape, fill, to_plain

_KINDS = {"lines": "lines", "heatmap": "heatmaps", "bars": "bars"}
_ROOM = 28  # characters of a default in its column


def describe(manifest: Manifest) -> list[str]:
    """Everything the manifest says, as lines."""
    parameters = manifest.resolve()
    lines = [manifest.title, "", *about(manifest, parameters), ""]
    lines += wrapped(f"{manifest.id} · {manifest.seconds:g} s a seed · {', '.join(manifest.concepts)}")
    lines += [*wrapped(f"source: {manifest.source}"), ""]
    if manifest.needs and not is_there(manifest.needs):
        lines += [*wrapped(" · ".join(what_is_missing(manifest.needs))), ""]
    if manifest.parameters:
        rows = [[n, p.title, _short(_plain(p.default)), p.allowed, p.help] for n, p in manifest.parameters.items()]
        lines += ["parameters", *_indented(columns([["name", "on screen", "default", "may be", ""], *rows])), ""]
    if manifest.presets:
        presets = [[name, ", ".join(f"{n}={_plain(v)}" for n, v in p.items())] for name, p in manifest.presets.items()]
        lines += ["presets", *_indented(columns(presets)), ""]
    lines += ["predict", *_indented([*question(manifest, parameters), *answers(manifest)]), ""]
    named = [[name, f"{m.title}{f', {m.unit}' if m.unit else ''}", m.meaning] for name, m in manifest.measures.items()]
    lines += ["measures", *_indented(columns(named)), "", "expected"]
    for claim in manifest.expectations:
        where = f" where {claim.when}" if claim.when else ""
        lines += [*_indented(wrapped(claim.title)), *_indented([f"  {claim.that}{where}"])]
        lines += _indented(wrapped(to_plain(claim.because), "  "))
    if manifest.limits:
        lines += ["", "limits", *_indented(wrapped(to_plain(manifest.limits)))]
    if plot := manifest.plot:
        titles = ", ".join(one.title for one in plot.series.values())
        lines += ["", "drawn", *_indented(wrapped(f"as {_KINDS[plot.kind]}: {plot.title} ({titles})"))]
    return lines


def about(manifest: Manifest, parameters: Mapping[str, Scalar]) -> list[str]:
    """What is set up and run, at these parameters."""
    return _filled(manifest, manifest.about, parameters)


def question(manifest: Manifest, parameters: Mapping[str, Scalar]) -> list[str]:
    """What is to be predicted, at these parameters."""
    return _filled(manifest, manifest.predict.ask, parameters)


def answers(manifest: Manifest) -> list[str]:
    """What may be answered: the ends of the ruler in words, or the choices by number."""
    predict = manifest.predict
    if predict.choices:
        return [
            line
            for number, choice in enumerate(predict.choices, 1)
            for line in wrapped(to_plain(choice.text), f"{number}) ")
        ]
    assert predict.range
    low, high = predict.range
    return wrapped(f"a number from {low:g} ({predict.low}) to {high:g} ({predict.high})")


def read_answer(manifest: Manifest, line: str) -> float | str | None:
    """The prediction in a line, as `judge_prediction` takes it: a number, or a choice's id; None if there is none."""
    text = line.strip()
    if choices := manifest.predict.choices:
        return choices[int(text) - 1].id if text.isdecimal() and 1 <= int(text) <= len(choices) else None
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _filled(manifest: Manifest, prose: str, parameters: Mapping[str, Scalar]) -> list[str]:
    """Prose with the parameters in it; a text of the reader's own is no Markdown."""
    values = {name: escape(str(v)) if name in manifest.texts else v for name, v in parameters.items()}
    return wrapped(to_plain(fill(prose, values)))


def _indented(lines: list[str]) -> list[str]:
    return [f"  {line}" for line in lines]


def _short(text: str) -> str:
    return text if len(text) <= _ROOM else f"{text[: _ROOM - 1]}…"


def _plain(value: Scalar) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
