"""Figures of runs, fit for a slide: the only place that knows matplotlib.

A line is the median of the seeds in a band from the lowest to the highest, each seed faint behind it; theory is dashed;
the one line that the plot is about has the strong colour. Below stands how it was made.
"""

from __future__ import annotations

import math
import textwrap
import warnings
from collections.abc import Callable, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import cycle
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Final, NamedTuple

import matplotlib.style
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, NullFormatter

from tutor.lab.bands import Line, band
from tutor.lab.frames import Bars, Matrix, Point
from tutor.lab.manifest import Manifest
from tutor.lab.model import BarsPlot, HeatmapPlot, LinePlot
from tutor.lab.record import RunRecord, StoredRun
from tutor.lab.report import figure, setting
from tutor.text.figures import short

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.axes import Axes

FOCUS: Final = "#d55e00"
OTHERS: Final = ("#0072b2", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#7f7f7f", "#332288", "#882255", "#117733")
"""Okabe and Ito's colours, then three of Tol's: a colour-blind reader can tell them apart."""
INK: Final = "#333333"
STYLE: Final = {
    "font.size": 13,
    "text.parse_math": False,  # a title may hold a dollar
    "text.color": INK,
    "figure.constrained_layout.w_pad": 0.12,
    "figure.constrained_layout.h_pad": 0.1,
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "svg.hashsalt": "tutor",  # the same run draws the same file
}
PANELS: Final = 12
"""More pictures than these do not fit on a slide."""
_LABELS: Final = 40  # more names along an axis cannot be read

Panel = Callable[["Axes"], None]
"""Draws one picture into its place."""


class Curve(NamedTuple):
    """A line of a chart with each of its seeds."""

    title: str
    seeds: Sequence[Line]
    has_focus: bool = False
    is_theory: bool = False


class Side(NamedTuple):
    """What is along a side of a chart."""

    label: str
    is_log: bool = False
    names: Sequence[str] = ()  # of the places 0, 1, …, where they are words


def draw_run(file: Path, manifest: Manifest, stored: StoredRun) -> None:
    """Draws all that a run showed into one figure, in the format that the file's name ends in."""
    record = stored.record
    pictures: dict[tuple[type, str], list[Matrix | Bars]] = {}
    for frames in stored.frames:
        for frame in frames:
            if isinstance(frame, Matrix | Bars):
                pictures.setdefault((type(frame), frame.name), []).append(frame)
    panels = [chart(manifest, stored)] if any(isinstance(f, Point) for seed in stored.frames for f in seed) else []
    panels += [_picture(manifest, seeds) for seeds in pictures.values()]
    made = [setting(manifest, record.parameters, record.seeds), *_spread(record), *_makings(record)]
    made += [f"the first {PANELS} of {len(panels)} pictures"] if len(panels) > PANELS else []
    draw(file, manifest.title, " · ".join(made), panels[:PANELS])


def draw(file: Path, title: str, caption: str, panels: Sequence[Panel]) -> None:
    """Puts pictures on a sheet of 16:9 with a title above and a caption below."""
    with matplotlib.style.context(["default", STYLE]), _quiet():
        sheet = Figure(figsize=(12.8, 7.2), dpi=150, layout="constrained", facecolor="white")
        sheet.suptitle(textwrap.fill(title, 75), x=0.01, ha="left", fontsize=20, fontweight="bold")
        columns = math.ceil(math.sqrt(len(panels)))
        rows = math.ceil(len(panels) / columns) if panels else 0
        places = [sheet.add_subplot(rows, columns, number) for number in range(1, len(panels) + 1)]
        for panel, place in zip(panels, places, strict=True):
            panel(place)
        sheet.supxlabel(textwrap.fill(caption, 170), x=0.01, ha="left", fontsize=10, color="#666666")
        sheet.savefig(file, metadata={"Date": None} if file.suffix.lower() == ".svg" else {})


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
    curves = []
    for name, seeds in found.items():
        known = plot.series.get(name) if plot else None
        measure = stored.record.measures.get(known.measure or "") if known else None
        end = f"  {figure(measure['median'])}" if measure else ""
        title = f"{known.title if known else name}{end}"
        is_theory = known is not None and known.style == "dotted"
        curves.append(Curve(title, seeds, plot is not None and name == plot.focus, is_theory))
    x = Side(plot.x.label, plot.x.scale == "log") if plot else Side("")
    y = Side(plot.y.label, plot.y.scale == "log") if plot else Side("")
    return curves_panel(plot.title if plot else "", x, y, [curve for curve in curves if curve.seeds])


def curves_panel(title: str, x: Side, y: Side, curves: Sequence[Curve]) -> Panel:
    """A chart of lines."""

    def draw_in(axes: Axes) -> None:
        colours = cycle(OTHERS)
        for curve in curves:
            colour = FOCUS if curve.has_focus else INK if curve.is_theory else next(colours)
            _curve(axes, curve, colour)
        axes.set_title(title, loc="left", fontsize=14)
        axes.set_xlabel(x.label)
        axes.set_ylabel(y.label)
        _scale(axes, "x", x, [point[0] for curve in curves for line in curve.seeds for point in line])
        _scale(axes, "y", y, [point[1] for curve in curves for line in curve.seeds for point in line])
        axes.grid(color="#e5e5e5")
        axes.set_axisbelow(True)
        is_alone = len(axes.figure.axes) == 1
        if is_alone:
            axes.legend(frameon=False, loc="center left", bbox_to_anchor=(1.0, 0.5))
        else:
            axes.legend(frameon=False, loc="best", fontsize=10)

    return draw_in


def _curve(axes: Axes, curve: Curve, colour: str) -> None:
    style = "--" if curve.is_theory else "-"
    width = 3.0 if curve.has_focus else 1.8
    above = 4 if curve.has_focus else 3
    found = band(curve.seeds)
    for line in curve.seeds:
        if len(curve.seeds) > 1 or found is None:
            faint = 0.25 if found else 0.8
            axes.plot([x for x, _ in line], [y for _, y in line], color=colour, alpha=faint, linewidth=0.8, zorder=2)
    if found is None:
        axes.plot([], [], color=colour, linewidth=width, label=curve.title)
        return
    dot = "o" if len(found.x) < 20 and not curve.is_theory else ""
    axes.plot(found.x, found.median, style + dot, color=colour, linewidth=width, label=curve.title, zorder=above)
    if len(curve.seeds) > 1 and not curve.is_theory:
        axes.fill_between(found.x, found.low, found.high, color=colour, alpha=0.15, linewidth=0)


def _scale(axes: Axes, which: str, side: Side, values: Sequence[float]) -> None:
    """Logarithmic only where every value can be shown so."""
    axis = axes.xaxis if which == "x" else axes.yaxis
    if side.names:
        axis.set_ticks(range(len(side.names)), labels=list(side.names))
    elif side.is_log and all(value > 0 for value in values if math.isfinite(value)):
        (axes.set_xscale if which == "x" else axes.set_yscale)("log")
        axis.set_major_formatter(FuncFormatter(lambda value, _: short(value).removeprefix("1×")))
        axis.set_minor_formatter(NullFormatter())


def _picture(manifest: Manifest, seeds: Sequence[Matrix | Bars]) -> Panel:
    """A heatmap or bars: the median of the seeds where they name the same things, else the first seed."""
    first = seeds[0]
    same = [one for one in seeds if _names(one) == _names(first)]
    plot = manifest.plot
    known = plot.series.get(first.name) if plot else None
    title = (known.title if known else first.name) + (", first seed" if len(same) < len(seeds) else "")
    same = same if len(same) == len(seeds) else [first]
    if isinstance(first, Matrix):
        cells = [one.values for one in same if isinstance(one, Matrix)]
        values = [[_middle(column)[0] for column in zip(*rows, strict=True)] for rows in zip(*cells, strict=True)]
        sides = (plot.columns.label, plot.rows.label) if isinstance(plot, HeatmapPlot) else ("", "")
        return lambda axes: _heatmap(axes, title, sides, first, values)
    bars = [one.values for one in same if isinstance(one, Bars)]
    spreads = [_middle(values) for values in zip(*bars, strict=True)]
    value, focus = (plot.y.label, plot.focus) if isinstance(plot, BarsPlot) else ("", "")
    return lambda axes: _bars(axes, title, value, first.labels, spreads, focus)


def _heatmap(axes: Axes, title: str, sides: tuple[str, str], matrix: Matrix, values: Sequence[Sequence[float]]) -> None:
    finite = [value for row in values for value in row if math.isfinite(value)] or [0.0]
    is_signed = min(finite) < 0
    top = max(abs(value) for value in finite) if is_signed else max(1.0 if max(finite) <= 1 else 0.0, max(finite))
    image = axes.imshow(values, cmap="RdBu" if is_signed else "Blues", vmin=-top if is_signed else 0, vmax=top)
    image.axes.set_aspect("auto")
    if len(matrix.columns) <= _LABELS:
        turned = 90 if max(map(len, matrix.columns), default=0) > 3 else 0
        axes.set_xticks(range(len(matrix.columns)), labels=list(matrix.columns), fontsize=9, rotation=turned)
    if len(matrix.rows) <= _LABELS:
        axes.set_yticks(range(len(matrix.rows)), labels=list(matrix.rows), fontsize=9)
    axes.set_xlabel(sides[0])
    axes.set_ylabel(sides[1])
    axes.set_title(title, loc="left", fontsize=14)
    axes.figure.colorbar(image, ax=axes, shrink=0.8)


def _bars(
    axes: Axes, title: str, value: str, labels: Sequence[str], spreads: Sequence[tuple[float, float, float]], focus: str
) -> None:
    middles = [middle for middle, _, _ in spreads]
    reach = [[middle - low for middle, low, _ in spreads], [high - middle for middle, _, high in spreads]]
    colours = [FOCUS if label == focus else OTHERS[0] for label in labels]
    axes.barh(range(len(labels)), middles, color=colours)
    if any(below or above for below, above in zip(*reach, strict=True)):
        axes.errorbar(middles, range(len(labels)), xerr=reach, fmt="none", ecolor=INK, capsize=4)
    axes.set_yticks(range(len(labels)), labels=list(labels))
    axes.invert_yaxis()
    axes.set_xlabel(value)
    axes.set_title(title, loc="left", fontsize=14)


def _names(picture: Matrix | Bars) -> tuple[object, ...]:
    return (picture.rows, picture.columns) if isinstance(picture, Matrix) else (picture.labels,)


def _middle(values: Sequence[float]) -> tuple[float, float, float]:
    """Median, lowest and highest of the finite values."""
    finite = [value for value in values if math.isfinite(value)]
    return (median(finite), min(finite), max(finite)) if finite else (math.nan, math.nan, math.nan)


def _spread(record: RunRecord) -> list[str]:
    return ["median of the seeds, band from lowest to highest"] if len(record.seeds) > 1 else []


def _makings(record: RunRecord) -> list[str]:
    versions = ", ".join(f"{name} {version}" for name, version in record.versions.items())
    return [f"{datetime.fromisoformat(record.at):%d %b %Y}".lstrip("0"), *([versions] if versions else [])]


@contextmanager
def _quiet() -> Iterator[None]:
    """Says nothing of a sign that the font lacks."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph ")
        yield
