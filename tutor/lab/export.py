"""A run as a file for something else: a record, a table, a figure."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from tutor.errors import LabError, UsageError
from tutor.lab.again import typed
from tutor.lab.frames import Bars, Frame, Matrix, Measure, Point, Table
from tutor.lab.manifest import Manifest
from tutor.lab.record import StoredRun, write_run

FIGURES: Final = (".svg", ".png")
COLUMNS: Final = ("demo", "settings", "seed", "frame", "series", "row", "x", "y")
"""Of the table. `series` is the frame's name; `row` and `x` are labels where the frame has labels."""

Row = tuple[str | float | int, ...]


def check(file: Path, formats: Iterable[str]) -> None:
    """Refuses, before anything runs, a file that could not be written in the end; raises UsageError or LabError."""
    if file.suffix.lower() not in formats:
        raise UsageError(f"`{file.name}` cannot be written", remedy=f"its name may end in {', '.join(formats)}")
    if not file.absolute().parent.is_dir():
        raise UsageError(f"there is no folder {file.absolute().parent}", remedy="make it first")
    if file.suffix.lower() in FIGURES:
        from importlib.util import find_spec

        if not find_spec("matplotlib"):
            remedy = "install it: `pip install 'llm-tutor[figures]'`; .csv and .json need nothing"
            raise LabError("figures need matplotlib, which is not installed", remedy=remedy)


def export(file: Path, stored: StoredRun, manifest: Manifest | None) -> None:
    """Writes a run into a file that `check` let pass, in the format its name ends in.

    raises  LabError if a figure is wanted and the demo is not at hand, or the file cannot be written
    """
    try:
        match file.suffix.lower():
            case ".json":
                write_run(file, stored)
            case ".csv":
                write_csv(file, COLUMNS, rows(stored))
            case _:
                from tutor.lab.figures import draw_run

                if manifest is None:
                    what = f"the demo `{stored.record.demo}` is not at hand, and its figure needs it"
                    raise LabError(what, remedy="a .csv can be written")
                draw_run(file, manifest, stored)
    except OSError as error:
        raise LabError(f"cannot be written: {error.strerror}", where=str(file), remedy="choose another file") from error


def write_csv(file: Path, columns: Iterable[str], body: Iterable[Row]) -> None:
    """Writes a table whose first line names its columns; what is not finite is an empty cell."""
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(columns)
        writer.writerows([_cell(cell) for cell in row] for row in body)


def rows(stored: StoredRun) -> Iterator[Row]:
    """Every number of a run with what it is: tidy, one a row, in the order of COLUMNS."""
    record = stored.record
    settings = "; ".join(f"{name}={typed(value)}" for name, value in record.parameters.items())
    for number, seed in enumerate(record.seeds):
        frames = stored.frames[number] if stored.frames else _measures(stored, number)
        for frame in frames:
            for row in _numbers(frame):
                yield (record.demo, settings, seed, type(frame).__name__.lower(), *row)


def _numbers(frame: Frame) -> Iterator[Row]:
    """Series, row, x and y of each number in a frame."""
    match frame:
        case Point():
            yield frame.series, "", frame.x, frame.y
        case Bars():
            for label, value in zip(frame.labels, frame.values, strict=True):
                yield frame.name, "", label, value
        case Matrix():
            for row, values in zip(frame.rows, frame.values, strict=True):
                for column, value in zip(frame.columns, values, strict=True):
                    yield frame.name, row, column, value
        case Table():
            for index, cells in enumerate(frame.rows, 1):
                for column, cell in zip(frame.columns, cells, strict=True):
                    yield frame.name, index, column, cell
        case Measure():
            yield frame.name, "", "", frame.value


def _measures(stored: StoredRun, number: int) -> Iterator[Frame]:
    """What is left of a seed whose frames were not kept."""
    for name, value in stored.record.by_seed[number].items():
        yield Measure(name, value)


def _cell(cell: str | float) -> str | float:
    return "" if isinstance(cell, float) and not math.isfinite(cell) else cell
