"""Two runs of one demo, side by side: what came out, and what could have made the difference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from tutor.errors import UsageError
from tutor.lab.again import typed
from tutor.lab.expectations import Spread, spread
from tutor.lab.manifest import Manifest
from tutor.lab.record import RunRecord
from tutor.lab.report import columns, figure, seed_words, spread_figure, wrapped
from tutor.packs.model import Scalar

Pair = tuple[Any, Any]


@dataclass(frozen=True, slots=True)
class Pairing:
    """A measure in both runs.

    difference  of the medians, second less first; None unless both have one
    overlap     whether the bands from lowest to highest meet; None unless there is a band and both have a number
    """

    a: Spread
    b: Spread
    difference: float | None
    overlap: bool | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """What two runs measured, and every way in which they were made differently.

    settings   parameters that differ, first and second; None where a run has no such parameter
    versions   of the software, those that differ
    claims     whether each claim held, those that differ
    same_code  the demo is the same, to the letter
    """

    a: RunRecord
    b: RunRecord
    measures: Mapping[str, Pairing]
    settings: Mapping[str, Pair]
    versions: Mapping[str, Pair]
    claims: Mapping[str, Pair]
    same_code: bool

    def to_json(self) -> dict[str, Any]:
        return asdict(self) | {"a": self.a.to_json(), "b": self.b.to_json()}


def compare(a: RunRecord, b: RunRecord) -> Comparison:
    """Holds two runs against each other; raises UsageError if they are of different demos."""
    if a.demo != b.demo:
        raise UsageError(f"one is a run of `{a.demo}`, the other of `{b.demo}`", remedy="compare runs of one demo")
    names = dict.fromkeys([*a.measures, *b.measures])
    return Comparison(
        a,
        b,
        {name: _pairing(a, b, name) for name in names},
        _differing(a.parameters, b.parameters),
        _differing(a.versions, b.versions),
        _differing({c["that"]: c["holds"] for c in a.expectations}, {c["that"]: c["holds"] for c in b.expectations}),
        a.hash == b.hash,
    )


def told(compared: Comparison, manifest: Manifest | None, names: tuple[str, str]) -> list[str]:
    """The comparison in words; `names` are what the two runs are called."""
    a, b = compared.a, compared.b
    rows = [["", "A", "B"], ["run", *names], ["seeds", *(seed_words(run.seeds).split(" ", 1)[1] for run in (a, b))]]
    rows += [[name, _value(x), _value(y)] for name, (x, y) in compared.settings.items()]
    lines = [*columns(rows), *([] if compared.settings else ["at the same parameters"]), ""]
    table = [["measured", "A", "B", "B less A", "bands"]]
    for name, pair in compared.measures.items():
        bands = {True: "overlap", False: "apart", None: "no band"}[pair.overlap]
        title, unit = _named(manifest, name)
        table.append([title, *(spread_figure(s, unit) for s in (pair.a, pair.b)), _signed(pair.difference), bands])
    lines += columns(table, right=(3,))
    if compared.claims:
        words = {True: "held", False: "did not hold", None: "not judged"}
        claims = [[that, words[x], words[y]] for that, (x, y) in compared.claims.items()]
        lines += ["", *columns([["claims that came out differently", "A", "B"], *claims])]
    return [*lines, "", *_makings(compared)]


def _makings(compared: Comparison) -> list[str]:
    """How the two were made: with which code, versions, machine."""
    a, b = compared.a, compared.b
    if compared.same_code:
        lines = ["Both were made by the same code."]
    else:
        lines = wrapped(
            "They were made by different code: demo.py, what it uses of the kit, or a default, measure or claim in "
            "demo.yaml was changed in between, so a difference may come from there."
        )
    for name, (x, y) in compared.versions.items():
        lines += [f"{name}: {_value(x)} and {_value(y)}"]
    if a.machine != b.machine:
        lines += wrapped(f"machine: {a.machine}; and {b.machine}")
    return lines


def _pairing(a: RunRecord, b: RunRecord, name: str) -> Pairing:
    one, two = _values(a, name), _values(b, name)
    x, y = spread(one), spread(two)
    if x.median is None or y.median is None:
        return Pairing(x, y, None, None)
    has_band = len(one) > 1 or len(two) > 1
    return Pairing(x, y, y.median - x.median, min(one) <= max(two) and min(two) <= max(one) if has_band else None)


def _values(run: RunRecord, name: str) -> list[float]:
    """The numbers of a measure, those that are finite."""
    return [value for value in run.measures.get(name, {"values": []})["values"] if value is not None]


def _differing(a: Mapping[str, Any], b: Mapping[str, Any]) -> dict[str, Pair]:
    return {name: (a.get(name), b.get(name)) for name in dict.fromkeys([*a, *b]) if a.get(name) != b.get(name)}


def _named(manifest: Manifest | None, name: str) -> tuple[str, str]:
    known = manifest.measures.get(name) if manifest else None
    return (known.title, known.unit) if known else (name, "")


def _signed(difference: float | None) -> str:
    if difference is None:
        return ""
    return f"{'+' if difference > 0 else ''}{figure(difference)}"


def _value(value: Scalar | None) -> str:
    return "none" if value is None else typed(value)
