"""Pictures on a sheet, fit for a slide: the only place that knows matplotlib.

A line is the median of the seeds in a band from the lowest to the highest, each seed faint behind it; theory is dashed;
what the figure is about has the one strong colour.
"""

from __future__ import annotations

import math
import textwrap
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import matplotlib.style
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, NullFormatter

from tutor.lab.bands import Line, band
from tutor.lab.expectations import Spread
from tutor.text.figures import short

if TYPE_CHECKING:
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
_ROOM_X, _ROOM_Y = 700.0, 330.0  # points that the sheet has for its pictures, across and down

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


def draw(file: Path, title: str, caption: str, panels: Sequence[Panel]) -> None:
    """Puts pictures on a sheet of 16:9 with a title above and a caption below."""
    with matplotlib.style.context(["default", STYLE]), _quiet():
        sheet = Figure(figsize=(12.8, 7.2), dpi=150, layout="constrained", facecolor="white")
        sheet.suptitle(textwrap.fill(title, 75), x=0.01, ha="left", fontsize=20, fontweight="bold")
        columns = len(panels) if len(panels) <= 3 else math.ceil(math.sqrt(len(panels)))
        rows = math.ceil(len(panels) / columns) if panels else 0
        places = [sheet.add_subplot(rows, columns, number) for number in range(1, len(panels) + 1)]
        for panel, place in zip(panels, places, strict=True):
            panel(place)
        sheet.supxlabel(textwrap.fill(caption, 170), x=0.01, ha="left", fontsize=10, color="#666666")
        sheet.savefig(file, metadata={"Date": None} if file.suffix.lower() == ".svg" else {})


def curves(title: str, x: Side, y: Side, lines: Sequence[Curve]) -> Panel:
    """A chart of lines."""

    def draw_in(axes: Axes) -> None:
        colours = cycle(OTHERS)
        for curve in lines:
            colour = FOCUS if curve.has_focus else INK if curve.is_theory else next(colours)
            _curve(axes, curve, colour)
        _title(axes, title)
        axes.set_xlabel(x.label)
        axes.set_ylabel(y.label)
        _scale(axes, "x", x, [point[0] for curve in lines for line in curve.seeds for point in line])
        _scale(axes, "y", y, [point[1] for curve in lines for line in curve.seeds for point in line])
        axes.grid(color="#e5e5e5")
        axes.set_axisbelow(True)
        if not any(curve.title for curve in lines):
            return
        if len(axes.figure.axes) == 1:
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


def heatmap(title: str, x: Side, y: Side, values: Sequence[Sequence[float]]) -> Panel:
    """A cell for each name of `y` and of `x`; shares from white to full, signed numbers from red to blue."""
    finite = [value for row in values for value in row if math.isfinite(value)] or [0.0]
    top = max(abs(value) for value in finite)
    colours, low, high = ("RdBu", -top, top) if min(finite) < 0 else ("Blues", 0.0, max(1.0, top) if top <= 1 else top)

    def draw_in(axes: Axes) -> None:
        image = axes.imshow(values, cmap=colours, vmin=low, vmax=high, aspect="auto")
        _names(axes, "x", x.names)
        _names(axes, "y", y.names)
        axes.set_xlabel(x.label)
        axes.set_ylabel(y.label)
        _title(axes, title)
        axes.figure.colorbar(image, ax=axes, shrink=0.8)

    return draw_in


def bars(title: str, x: Side, names: Sequence[str], spreads: Sequence[Spread], focus: str) -> Panel:
    """A bar for each name, as long as its median, with its reach from the lowest to the highest."""

    def draw_in(axes: Axes) -> None:
        places = range(len(names))
        middles, lows, highs = ([_number(s, end) for s in spreads] for end in ("median", "min", "max"))
        axes.barh(places, middles, color=[FOCUS if name == focus else OTHERS[0] for name in names])
        axes.hlines(places, lows, highs, color=INK, linewidth=3)
        axes.set_yticks(places, labels=list(names))
        axes.invert_yaxis()
        axes.set_xlabel(x.label)
        _scale(axes, "x", x, middles)
        _title(axes, title)

    return draw_in


def _names(axes: Axes, which: str, names: Sequence[str]) -> None:
    """The names along a side, in a size that they have room for, and only every so many where they have none."""
    place = axes.get_subplotspec()
    rows, columns = place.get_geometry()[:2] if place else (1, 1)
    room = (_ROOM_X / columns if which == "x" else _ROOM_Y / rows) / max(1, len(names))
    size = min(9.0, max(5.0, room))
    every = math.ceil(size / room)
    turned = 90 if which == "x" and max(map(len, names), default=0) * size * 0.6 > room else 0
    axis = axes.xaxis if which == "x" else axes.yaxis
    axis.set_ticks(range(0, len(names), every), labels=names[::every], fontsize=size, rotation=turned)


def _number(spread: Spread, end: str) -> float:
    found: float | None = getattr(spread, end)
    return math.nan if found is None else found


def _title(axes: Axes, title: str) -> None:
    """A heading no wider than its picture."""
    place = axes.get_subplotspec()
    columns = place.get_geometry()[1] if place else 1
    axes.set_title(textwrap.fill(title, 96 // columns), loc="left", fontsize=14)


@contextmanager
def _quiet() -> Iterator[None]:
    """Says nothing of a sign that the font lacks."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph ")
        yield
