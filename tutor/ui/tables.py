"""A run as numbers to read: the same as its plot, for those who would rather read, and what no plot shows."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from tutor.text.figures import figure
from tutor.ui.film import Film


def in_numbers(film: Film) -> Content:
    """Each line of the newest seed in numbers, the table the demo sent, and what it last said."""
    blocks: list[Content] = []
    if summaries := film.summaries():
        rows = [
            (s.title, str(s.points), figure(s.first), figure(s.last), figure(s.low), figure(s.high)) for s in summaries
        ]
        blocks.append(grid([("line", "points", "first", "last", "lowest", "highest"), *rows]))
    if film.table:
        cells = [[figure(c) if isinstance(c, float) else c for c in row] for row in film.table.rows]
        blocks.append(Content("\n").join([Content(film.table.name), grid([film.table.columns, *cells])]))
    if film.text:
        blocks.append(Content(film.text))
    return Content("\n\n").join(blocks)


def grid(rows: Sequence[Sequence[str]]) -> Content:
    """Columns under their quiet heads: the first to the left, the others to the right, as numbers stand."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [
        "   ".join(cell.rjust(width) if column else cell.ljust(width) for column, (cell, width) in enumerate(cells))
        for cells in (list(zip(row, widths, strict=True)) for row in rows)
    ]
    return Content.assemble((lines[0], "$quiet"), *(f"\n{line}" for line in lines[1:]))
