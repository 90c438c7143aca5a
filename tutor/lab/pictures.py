"""Heatmaps, bars and tables in words: the largest cells of each row, numbers by name, rows as they are."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence

from tutor.lab.frames import Bars, Frame, Matrix, Table, Text
from tutor.lab.model import BarsPlot, HeatmapPlot, LinePlot, Plot
from tutor.lab.report import LEVELS, chart, columns, figure, wrapped

LARGEST = 3
"""Cells told of each row of a heatmap."""


def drawn(plot: Plot | None, frames: Sequence[Frame], levels: str = LEVELS) -> list[str]:
    """All that a seed has drawn: its lines, then its pictures."""
    lines = chart(plot, frames, levels) if isinstance(plot, LinePlot) else []
    rest = pictures(frames, plot)
    return [*lines, *([""] if lines and rest else []), *rest]


def pictures(frames: Iterable[Frame], plot: Plot | None = None) -> list[str]:
    """What is no line: what the plot names in its order, then the rest under their own names, then what was said."""
    newest: dict[tuple[type[Frame], str], Frame] = {(type(f), getattr(f, "name", "")): f for f in frames}
    parts: list[list[str]] = []
    if isinstance(plot, HeatmapPlot):
        found = {name: newest.pop((Matrix, name), None) for name in plot.series}
        parts += [_heatmap(plot, name, matrix) for name, matrix in found.items() if isinstance(matrix, Matrix)]
    elif isinstance(plot, BarsPlot):
        parts += _bars(plot, {name: newest.pop((Bars, name), None) for name in plot.series})
    for frame in newest.values():
        match frame:
            case Matrix():
                parts.append([f"{frame.name}, the largest of each row:", *columns(largest(frame))])
            case Bars():
                parts.append([f"{frame.name}:", *columns(_rows(frame), right=(1,))])
            case Table():
                body = [[c if isinstance(c, str) else figure(c) for c in row] for row in frame.rows]
                numbers = [i for i in range(len(frame.columns)) if not any(isinstance(r[i], str) for r in frame.rows)]
                parts.append([f"{frame.name}:", *columns([list(frame.columns), *body], right=numbers)])
            case Text():
                parts.append(wrapped(frame.text))
    return [line for part in parts for line in (*part, "")][:-1]


def is_share(matrix: Matrix) -> bool:
    """Whether every cell is a share of something, 0 to 1, and so is told in percent."""
    return all(0 <= value <= 1.0005 for row in matrix.values for value in row if math.isfinite(value))


def places(names: Sequence[str]) -> list[str]:
    """Names of rows or columns that can be told apart: one that comes again has its place, from 1, behind it.

    >>> places(["t", "h", "t"])
    ['t at 1', 'h', 't at 3']
    """
    counts = Counter(names)
    return [f"{name} at {place}" if counts[name] > 1 else name for place, name in enumerate(names, 1)]


def cell(value: float, *, share: bool) -> str:
    """A number of a heatmap: `49 %`, `3.2 %`, or as it is."""
    if not share or not math.isfinite(value):
        return figure(value)
    return f"{100 * value:.{0 if value >= 0.0995 else 1}f} %"


def _heatmap(plot: HeatmapPlot, name: str, matrix: Matrix) -> list[str]:
    head = [plot.rows.label, f"{plot.columns.label}, the largest first"]
    title = plot.series[name].title
    return [*wrapped(f"{plot.title}: {title}"), "", *columns([head, *largest(matrix)])]


def largest(matrix: Matrix) -> list[list[str]]:
    """Each row's name and its largest cells, each with its column: `["t", "h 50 %, t at 3 30 %"]`."""
    share, names = is_share(matrix), places(matrix.columns)
    rows = []
    for label, row in zip(places(matrix.rows), matrix.values, strict=True):
        order = sorted(range(len(row)), key=lambda i: -math.inf if math.isnan(row[i]) else row[i], reverse=True)
        rows.append([label, ", ".join(f"{names[i]} {cell(row[i], share=share)}" for i in order[:LARGEST])])
    return rows


def _bars(plot: BarsPlot, frames: dict[str, Frame | None]) -> list[list[str]]:
    """One table where all sets have the same labels, else one a set."""
    sets = {plot.series[name].title: bars for name, bars in frames.items() if isinstance(bars, Bars)}
    if not sets:
        return []
    labels = {bars.labels for bars in sets.values()}
    if len(labels) == 1 and len(sets) > 1:
        numbers = zip(*(bars.values for bars in sets.values()), strict=True)
        rows = [[label, *map(figure, values)] for label, values in zip(*labels, numbers, strict=True)]
        table = columns([["", *sets], *rows], right=range(1, len(sets) + 1))
        return [[*wrapped(f"{plot.title}: {plot.y.label}"), "", *table]]
    return [
        [*wrapped(f"{plot.title}: {title}"), "", *columns([["", plot.y.label], *_rows(bars)], right=(1,))]
        for title, bars in sets.items()
    ]


def _rows(bars: Bars) -> list[list[str]]:
    return [[label, figure(value)] for label, value in zip(bars.labels, bars.values, strict=True)]
