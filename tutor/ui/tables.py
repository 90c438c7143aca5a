"""A run as numbers to read: the same as its plot, for those who would rather read, and what no plot shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

from textual.content import Content

from tutor.lab.expectations import Spread
from tutor.lab.frames import Bars, Matrix, Table
from tutor.lab.model import LinePlot
from tutor.lab.pictures import largest
from tutor.text.cells import cells
from tutor.text.figures import figure
from tutor.ui.film import Film

T = TypeVar("T")


def in_numbers(film: Film) -> Content:
    """Each line in numbers, every picture and table the demo sent, and what it last said."""
    blocks: list[Content] = []
    if summaries := film.summaries():
        rows = [
            (s.title, str(s.points), figure(s.first), figure(s.last), figure(s.low), figure(s.high)) for s in summaries
        ]
        blocks.append(grid([("line", "points", "first", "last", "lowest", "highest"), *rows]))
    titles = _titles(film)
    blocks += [_named(titles[name], _cells(matrix, *_edges(film))) for name, matrix in _sorted(film.matrices, titles)]
    blocks += [_named(titles[name], _bars(*bars)) for name, bars in _sorted(film.bars, titles)]
    blocks += [_named(table.name, _table(table)) for table in film.tables.values()]
    if film.text:
        blocks.append(Content(film.text))
    return Content("\n\n").join(blocks)


def grid(rows: Sequence[Sequence[str]], words: Sequence[int] = (0,)) -> Content:
    """Columns under their quiet heads: `words` to the left, the others to the right, as numbers stand."""
    widths = [max(cells(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = []
    for row in rows:
        gaps = [" " * (width - cells(cell)) for cell, width in zip(row, widths, strict=True)]
        aligned = [c + gap if i in words else gap + c for i, (c, gap) in enumerate(zip(row, gaps, strict=True))]
        lines.append("   ".join(aligned).rstrip())
    return Content.assemble((lines[0], "$quiet"), *(f"\n{line}" for line in lines[1:]))


def _titles(film: Film) -> dict[str, str]:
    """What each picture is called: as the plot says, else by its own name."""
    plot = film.manifest.plot
    known = {} if plot is None or isinstance(plot, LinePlot) else {n: one.title for n, one in plot.series.items()}
    return known | {name: name for name in (*film.matrices, *film.bars) if name not in known}


def _edges(film: Film) -> tuple[str, str]:
    plot = film.manifest.plot
    return (plot.rows.label, plot.columns.label) if plot and plot.kind == "heatmap" else ("row", "column")


def _sorted(found: Mapping[str, T], titles: Mapping[str, str]) -> list[tuple[str, T]]:
    """The pictures in the order of the manifest."""
    return [(name, found[name]) for name in titles if name in found]


def _named(title: str, body: Content) -> Content:
    return Content("\n").join([Content.styled(title, "bold"), body])


def _cells(matrix: Matrix, rows: str, columns: str) -> Content:
    """The largest cells of each row: a whole matrix is wider than a screen."""
    return grid([(rows, f"{columns}, the largest first"), *largest(matrix)], words=(0, 1))


def _bars(bars: Bars, spreads: Sequence[Spread]) -> Content:
    rows = [
        (label, figure(value), *((figure(one.min), figure(one.max)) if one.min != one.max else ("", "")))
        for label, value, one in zip(bars.labels, bars.values, spreads, strict=True)
    ]
    return grid([("", "", "lowest", "highest") if any(row[2] for row in rows) else ("",) * 4, *rows])


def _table(table: Table) -> Content:
    body = [[cell if isinstance(cell, str) else figure(cell) for cell in row] for row in table.rows]
    words = [i for i in range(len(table.columns)) if any(isinstance(row[i], str) for row in table.rows)]
    return grid([table.columns, *body], words)
