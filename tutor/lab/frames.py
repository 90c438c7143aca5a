"""What a demo says while it runs: one frame at a time, as JSON lines.

A demo yields frames; the worker writes each as one line; the face and the run record read them back. Numbers go
through `float()`, so a demo may hand over a 0-d tensor. A number that is not finite travels as null, reads back as
NaN and fails every expectation.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any, SupportsFloat


@dataclass(frozen=True, slots=True)
class Point:
    """One point of a line: `series` names the line."""

    series: str
    x: float
    y: float

    def __init__(self, series: str, x: SupportsFloat, y: SupportsFloat) -> None:
        object.__setattr__(self, "series", str(series))
        object.__setattr__(self, "x", float(x))
        object.__setattr__(self, "y", float(y))


@dataclass(frozen=True, slots=True)
class Matrix:
    """A heatmap: `values[row][column]`, with a name for each row and column. The newest of a name replaces the last."""

    name: str
    values: tuple[tuple[float, ...], ...]
    rows: tuple[str, ...]
    columns: tuple[str, ...]

    def __init__(
        self,
        name: str,
        values: Sequence[Sequence[SupportsFloat]],
        rows: Sequence[object],
        columns: Sequence[object],
    ) -> None:
        object.__setattr__(self, "name", str(name))
        object.__setattr__(self, "values", tuple(tuple(float(v) for v in row) for row in values))
        object.__setattr__(self, "rows", tuple(str(r) for r in rows))
        object.__setattr__(self, "columns", tuple(str(c) for c in columns))


@dataclass(frozen=True, slots=True)
class Bars:
    """A bar a label. The newest of a name replaces the last."""

    name: str
    labels: tuple[str, ...]
    values: tuple[float, ...]

    def __init__(self, name: str, labels: Sequence[object], values: Sequence[SupportsFloat]) -> None:
        object.__setattr__(self, "name", str(name))
        object.__setattr__(self, "labels", tuple(str(label) for label in labels))
        object.__setattr__(self, "values", tuple(float(v) for v in values))


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of words and numbers. The newest of a name replaces the last."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str | float, ...], ...]

    def __init__(self, name: str, columns: Sequence[object], rows: Sequence[Sequence[str | SupportsFloat]]) -> None:
        object.__setattr__(self, "name", str(name))
        object.__setattr__(self, "columns", tuple(str(c) for c in columns))
        object.__setattr__(
            self, "rows", tuple(tuple(c if isinstance(c, str) else float(c) for c in row) for row in rows)
        )


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence about what is happening. The newest replaces the last."""

    text: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far: `done` of `total`, in whatever unit `of` names (steps, lags, arms)."""

    done: int
    total: int
    of: str = "steps"


@dataclass(frozen=True, slots=True)
class Measure:
    """A number the demo stands for; the manifest names its unit and what it must be."""

    name: str
    value: float

    def __init__(self, name: str, value: SupportsFloat) -> None:
        object.__setattr__(self, "name", str(name))
        object.__setattr__(self, "value", float(value))


Frame = Point | Matrix | Bars | Table | Text | Progress | Measure
KINDS: Mapping[str, type[Frame]] = {
    kind.__name__.lower(): kind for kind in (Point, Matrix, Bars, Table, Text, Progress, Measure)
}


def encode(frame: Frame) -> str:
    """The frame as one line of JSON, without its line end."""
    return json.dumps(
        {"frame": type(frame).__name__.lower(), **_nulled(asdict(frame))},
        ensure_ascii=False,
        allow_nan=False,
        separators=(",", ":"),
    )


def decode(data: Mapping[str, Any]) -> Frame:
    """The frame a parsed line describes; raises ValueError saying what is wrong with it."""
    kind = KINDS.get(str(data.get("frame")))
    if kind is None:
        raise ValueError(f"no frame is called {data.get('frame')!r}; there are {', '.join(KINDS)}")
    names = {f.name for f in fields(kind)}
    if missing := names - data.keys() - {"of"}:
        raise ValueError(f"a {data['frame']} frame needs {', '.join(sorted(missing))}")
    try:
        return kind(**{name: _nan(data[name]) for name in names if name in data})
    except (TypeError, ValueError) as error:
        raise ValueError(f"a {data['frame']} frame that cannot be read: {error}") from error


def _nulled(value: Any) -> Any:
    """`value` with each number that is not finite as None."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {k: _nulled(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_nulled(v) for v in value]
    return value


def _nan(value: Any) -> Any:
    """`value` with each None as NaN again."""
    if value is None:
        return math.nan
    if isinstance(value, list):
        return [_nan(v) for v in value]
    return value
