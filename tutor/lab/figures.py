"""Figures of runs and sweeps: what is drawn, with its names, and below it how it was made."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from tutor.lab.again import typed
from tutor.lab.expectations import spread
from tutor.lab.frames import Bars, Matrix, Point
from tutor.lab.manifest import Manifest
from tutor.lab.model import BarsPlot, HeatmapPlot, LinePlot
from tutor.lab.panels import Curve, Panel, Side, bars, curves, draw, heatmap
from tutor.lab.record import RunRecord, StoredRun
from tutor.lab.report import figure, setting
from tutor.lab.swept import Swept

PANELS: Final = 12
"""More pictures than these do not fit on a slide."""
WIDE, STEEP = 16, 1000
"""How many times the lowest value the highest is, of what is varied and of what is measured, for a log axis to help."""


def draw_run(file: Path, manifest: Manifest, stored: StoredRun) -> None:
    """Draws all that a run showed into one figure, in the format that the file's name ends in.

    A heatmap is the first seed's: what a trained head looks at differs from seed to seed, and a mean of that is none's.
    """
    record = stored.record
    shown = [frame for frames in stored.frames for frame in frames]
    heatmaps = [frame for frames in stored.frames[:1] for frame in frames if isinstance(frame, Matrix)]
    sets: dict[str, list[Bars]] = {}
    for frame in shown:
        if isinstance(frame, Bars):
            sets.setdefault(frame.name, []).append(frame)
    has_lines = any(isinstance(frame, Point) for frame in shown)
    panels = [*([chart(manifest, stored)] if has_lines else []), *(_heatmap(manifest, one) for one in heatmaps)]
    panels += [_bars(manifest, seeds) for seeds in sets.values()]
    made = [setting(manifest, record.parameters, record.seeds)]
    if len(record.seeds) > 1:
        made += ["median of the seeds and reach from lowest to highest"] if has_lines or sets else []
        made += [f"heatmaps of seed {record.seeds[0]}"] if heatmaps else []
    made += [f"the first {PANELS} of {len(panels)} pictures"] if len(panels) > PANELS else []
    draw(file, manifest.title, " · ".join([*made, *_makings(record)]), panels[:PANELS])


def draw_sweep(file: Path, swept: Swept, measures: Sequence[str]) -> None:
    """Draws measures against the parameter that was varied first, a line for each setting of the others."""
    first, *others = swept.grid
    records = list(swept.records.values())
    fixed = {name: value for name, value in records[0].parameters.items() if name not in swept.grid}
    made = [setting(swept.manifest, fixed, swept.seeds), "median of the seeds and reach from lowest to highest"]
    panels = [_swept(swept, records, name, first, others) for name in measures]
    draw(file, swept.manifest.title, " · ".join([*made, *_makings(records[0])]), panels[:PANELS])


def _swept(swept: Swept, records: Sequence[RunRecord], name: str, first: str, others: Sequence[str]) -> Panel:
    parameter, measure = swept.manifest.parameters[first], swept.manifest.measures[name]
    values = list(swept.grid[first])
    numbers = [float(value) for value in values if not isinstance(value, str | bool)]
    found: dict[str, dict[int, list[tuple[float, float]]]] = {}
    for record in records:
        title = ", ".join(f"{swept.manifest.parameters[o].title} {typed(record.parameters[o])}" for o in others)
        place = record.parameters[first]
        x = float(place) if numbers and not isinstance(place, str) else float(values.index(place))
        for seed, measured in zip(record.seeds, record.by_seed, strict=True):
            found.setdefault(title, {}).setdefault(seed, []).append((x, measured.get(name, math.nan)))
    lines = [Curve(title, [sorted(line) for line in seeds.values()], len(found) == 1) for title, seeds in found.items()]
    ys = [y for line in lines for seed in line.seeds for _, y in seed]
    unit = f", {measure.unit}" if measure.unit else ""
    x_side = Side(parameter.title, _spans(numbers, WIDE), () if numbers else [typed(value) for value in values])
    return curves(measure.meaning, x_side, Side(f"{measure.title}{unit}", _spans(ys, STEEP)), lines)


def _spans(values: Sequence[float], times: float) -> bool:
    """Whether the highest is so many times the lowest, and all are above 0."""
    finite = [value for value in values if math.isfinite(value)]
    return bool(finite) and min(finite) > 0 and max(finite) >= times * min(finite)


def chart(manifest: Manifest, stored: StoredRun) -> Panel:
    """The lines of a run."""
    plot = manifest.plot if isinstance(manifest.plot, LinePlot) else None
    found: dict[str, list[list[tuple[float, float]]]] = {name: [] for name in (plot.series if plot else ())}
    for frames in stored.frames:
        mine: dict[str, list[tuple[float, float]]] = {}
        for frame in frames:
            if isinstance(frame, Point):
                mine.setdefault(frame.series, []).append((frame.x, frame.y))
        for name, line in mine.items():
            found.setdefault(name, []).append(line)
    lines = []
    for name, seeds in found.items():
        known = plot.series.get(name) if plot else None
        measure = stored.record.measures.get(known.measure or "") if known else None
        end = f"  {figure(measure['median'])}" if measure else ""
        title = f"{known.title if known else name}{end}"
        is_theory = known is not None and known.style == "dotted"
        lines.append(Curve(title, seeds, plot is not None and name == plot.focus, is_theory))
    x = Side(plot.x.label, plot.x.scale == "log") if plot else Side("")
    y = Side(plot.y.label, plot.y.scale == "log") if plot else Side("")
    return curves(plot.title if plot else "", x, y, [line for line in lines if line.seeds])


def _heatmap(manifest: Manifest, matrix: Matrix) -> Panel:
    plot = manifest.plot
    x, y = (plot.columns.label, plot.rows.label) if isinstance(plot, HeatmapPlot) else ("", "")
    title = _title(manifest, matrix.name)
    return heatmap(title, Side(x, names=matrix.columns), Side(y, names=matrix.rows), matrix.values)


def _bars(manifest: Manifest, seeds: Sequence[Bars]) -> Panel:
    """Bars over the seeds; where one has other bars than the first, the first seed's alone."""
    labels = seeds[0].labels
    same = seeds if all(one.labels == labels for one in seeds) else seeds[:1]
    spreads = [spread(values) for values in zip(*(one.values for one in same), strict=True)]
    plot = manifest.plot
    side, focus = Side(""), ""
    if isinstance(plot, BarsPlot):
        side, focus = Side(plot.y.label, plot.y.scale == "log"), plot.focus
    title = _title(manifest, seeds[0].name) + (", first seed" if len(same) < len(seeds) else "")
    return bars(title, side, labels, spreads, focus)


def _title(manifest: Manifest, name: str) -> str:
    known = manifest.plot.series.get(name) if manifest.plot else None
    return known.title if known else name


def _makings(record: RunRecord) -> list[str]:
    versions = ", ".join(f"{name} {version}" for name, version in record.versions.items())
    return [f"{datetime.fromisoformat(record.at):%d %b %Y}".lstrip("0"), *([versions] if versions else [])]
