"""What a demo says while it runs: one frame at a time, as JSON lines.

A demo yields frames; the worker writes each as one line; the face and the run record read them back. Numbers go
through `float()`, so a demo may hand over a 0-d tensor, with its gradient or without. A number that is not finite
travels as null, reads back as NaN and fails every expectation. Text is made printable where it is read back: a demo is
not ours.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Final, SupportsFloat, SupportsInt

from tutor.text.clean import clean


def _number(value: SupportsFloat) -> float:
    """`value` as a float; a tensor that carries a gradient is let go of first, or PyTorch would warn."""
    if type(value) is float:
        return value
    detach = getattr(value, "detach", None)
    return float(detach() if detach else value)


@dataclass(frozen=True, slots=True)
class Point:
    """One point of a line: `series` names the line."""

    series: str
    x: float
    y: float

    def __init__(self, series: str, x: SupportsFloat, y: SupportsFloat) -> None:
        object.__setattr__(self, "series", str(series))
        object.__setattr__(self, "x", _number(x))
        object.__setattr__(self, "y", _number(y))


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
        object.__setattr__(self, "values", tuple(tuple(_number(v) for v in row) for row in values))
        object.__setattr__(self, "rows", tuple(str(r) for r in rows))
        object.__setattr__(self, "columns", tuple(str(c) for c in columns))
        if len(self.values) != len(self.rows) or any(len(row) != len(self.columns) for row in self.values):
            raise ValueError(f"the Matrix `{name}` needs a name for each of its rows and columns")


@dataclass(frozen=True, slots=True)
class Bars:
    """A bar a label. The newest of a name replaces the last."""

    name: str
    labels: tuple[str, ...]
    values: tuple[float, ...]

    def __init__(self, name: str, labels: Sequence[object], values: Sequence[SupportsFloat]) -> None:
        object.__setattr__(self, "name", str(name))
        object.__setattr__(self, "labels", tuple(str(label) for label in labels))
        object.__setattr__(self, "values", tuple(_number(v) for v in values))
        if len(self.values) != len(self.labels):
            raise ValueError(f"the Bars `{name}` need a label for each value")


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
            self, "rows", tuple(tuple(c if isinstance(c, str) else _number(c) for c in row) for row in rows)
        )
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError(f"the Table `{name}` needs a cell for each column in every row")


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence about what is happening. The newest replaces the last."""

    text: str

    def __init__(self, text: object) -> None:
        object.__setattr__(self, "text", str(text))


@dataclass(frozen=True, slots=True)
class Progress:
    """How far: `done` of `total`, in whatever unit `of` names (steps, lags, arms)."""

    done: int
    total: int
    of: str = "steps"

    def __init__(self, done: SupportsInt, total: SupportsInt, of: str = "steps") -> None:
        object.__setattr__(self, "done", int(done))
        object.__setattr__(self, "total", int(total))
        object.__setattr__(self, "of", str(of))


@dataclass(frozen=True, slots=True)
class Measure:
    """A number the demo stands for; the manifest names its unit and what it must be."""

    name: str
    value: float

    def __init__(self, name: str, value: SupportsFloat) -> None:
        object.__setattr__(self, "name", str(name))
        object.__setattr__(self, "value", _number(value))


Frame = Point | Matrix | Bars | Table | Text | Progress | Measure
KINDS: Final[Mapping[str, type[Frame]]] = {
    kind.__name__.lower(): kind for kind in (Point, Matrix, Bars, Table, Text, Progress, Measure)
}
_FIELDS: Final = {kind: tuple(field.name for field in fields(kind)) for kind in KINDS.values()}


def encode(frame: Frame) -> str:
    """The frame as one line of JSON, without its line end."""
    return json.dumps(to_json(frame), ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def to_json(frame: Frame) -> dict[str, Any]:
    """The frame as plain values: its name under `frame`, then its fields."""
    kind = type(frame)
    return {"frame": kind.__name__.lower(), **{name: _nulled(getattr(frame, name)) for name in _FIELDS[kind]}}


def decode(data: Mapping[str, Any]) -> Frame:
    """The frame a parsed line describes; raises ValueError saying what is wrong with it."""
    kind = KINDS.get(str(data.get("frame")))
    if kind is None:
        raise ValueError(f"no frame is called {data.get('frame')!r}; there are {', '.join(KINDS)}")
    names = _FIELDS[kind]
    if missing := set(names) - data.keys() - {"of"}:
        raise ValueError(f"a {data['frame']} frame needs {', '.join(sorted(missing))}")
    try:
        return kind(**{name: _read(data[name]) for name in names if name in data})
    except (TypeError, ValueError, OverflowError) as error:
        raise ValueError(f"a {data['frame']} frame that cannot be read: {error}") from error


def _nulled(value: Any) -> Any:
    """`value` with each number that is not finite as None."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, tuple):
        return [_nulled(v) for v in value]
    return value


def _read(value: Any) -> Any:
    """`value` with each None as NaN again, and each text printable."""
    if value is None:
        return math.nan
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [_read(v) for v in value]
    return value
