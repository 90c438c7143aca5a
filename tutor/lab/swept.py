"""What a sweep measured: a run record for each setting, and the same as a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tutor.lab.again import typed
from tutor.lab.events import Run
from tutor.lab.expectations import Spread
from tutor.lab.export import Row
from tutor.lab.manifest import Manifest
from tutor.lab.record import RunRecord, make_record
from tutor.lab.report import columns, figure
from tutor.lab.sweep import Broken, Cell, Grid, Measured
from tutor.packs.model import Scalar


@dataclass(frozen=True, slots=True)
class Swept:
    """A sweep that has ended.

    records  of each setting, on the seeds that ran; none for a setting of which no seed did
    broken   the cells that failed
    """

    manifest: Manifest
    grid: Grid
    settings: Sequence[Mapping[str, Scalar]]
    seeds: Sequence[int]
    records: Mapping[int, RunRecord]
    broken: Sequence[Broken]

    def to_json(self) -> dict[str, Any]:
        failed = [
            {"parameters": dict(b.cell.parameters), "seed": b.cell.seed, "reason": b.reason, "help": b.remedy}
            for b in self.broken
        ]
        return {
            "demo": self.manifest.id,
            "grid": {name: list(values) for name, values in self.grid.items()},
            "seeds": list(self.seeds),
            "records": [record.to_json() for record in self.records.values()],
            "failed": failed,
        }


def gather(
    manifest: Manifest,
    grid: Grid,
    wanted: Sequence[Cell],
    measured: Mapping[str, Measured],
    broken: Sequence[Broken],
    at: datetime,
) -> Swept:
    """The outcomes of a sweep, setting by setting, the claims judged.

    wanted    its cells, the seeds of a setting one after the other
    measured  those that ran, by their keys
    """
    seeds = list(dict.fromkeys(cell.seed for cell in wanted))
    settings = [wanted[first : first + len(seeds)] for first in range(0, len(wanted), len(seeds))]
    records = {}
    for number, cells in enumerate(settings):
        if ran := [measured[cell.key] for cell in cells if cell.key in measured]:
            run = Run(
                demo=manifest.id,
                parameters=cells[0].parameters,
                seeds=tuple(one.cell.seed for one in ran),
                measures=tuple(one.measures for one in ran),
                frames=((),) * len(ran),
                seconds=round(sum(one.seconds for one in ran), 3),
                versions=ran[-1].versions,
            )
            records[number] = make_record(manifest, run, at)
    return Swept(manifest, grid, [cells[0].parameters for cells in settings], seeds, records, broken)


def table(swept: Swept, measures: Sequence[str]) -> list[str]:
    """A line a setting: what is varied, each measure as `median [lowest, highest]`, how many of the claims held."""
    infos = swept.manifest.measures
    titles = [f"{infos[name].title}{f', {infos[name].unit}' if infos[name].unit else ''}" for name in measures]
    rows = [[*swept.grid, *titles, "claims"]]
    for number, parameters in enumerate(swept.settings):
        varied = [typed(parameters[name]) for name in swept.grid]
        record = swept.records.get(number)
        rows.append([*varied, *(_cell(record, name) for name in measures), _claims(record, len(swept.seeds))])
    numbers = [i for i, name in enumerate(swept.grid) if swept.manifest.parameters[name].range]
    return columns(rows, right=numbers)


def rows(swept: Swept) -> tuple[list[str], Iterator[Row]]:
    """The columns and the rows of a table for a program: a row a cell, a column a parameter and a measure."""
    names = [*swept.manifest.parameters], [*swept.manifest.measures]

    def each() -> Iterator[Row]:
        for record in swept.records.values():
            for seed, values in zip(record.seeds, record.by_seed, strict=True):
                settings = (typed(record.parameters[name]) for name in names[0])
                yield (record.demo, *settings, seed, *(values.get(name, "") for name in names[1]))

    return ["demo", *names[0], "seed", *names[1]], each()


def _cell(record: RunRecord | None, name: str) -> str:
    if record is None:
        return "failed"
    measure = record.measures.get(name, {"median": None, "min": None, "max": None})
    found = Spread(measure["median"], measure["min"], measure["max"])
    if found.median is None or len(record.seeds) == 1:
        return figure(found.median)
    return f"{figure(found.median)} [{figure(found.min)}, {figure(found.max)}]"


def _claims(record: RunRecord | None, seeds: int) -> str:
    """`3 of 3 held`, and on how many seeds where some failed."""
    if record is None:
        return ""
    judged = [claim["holds"] for claim in record.expectations if claim["holds"] is not None]
    told = f"{sum(judged)} of {len(judged)} held" if judged else "not judged"
    return told if len(record.seeds) == seeds else f"{told}, on {len(record.seeds)} of {seeds} seeds"
