"""`tutor demo records`, `compare` and `export`: the runs that were kept."""

from __future__ import annotations

from datetime import datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tutor.cli.demo.settings import run_out_option
from tutor.cli.demo.shared import open_study, outcome, print_json

if TYPE_CHECKING:
    from tutor.lab.archive import Filed
    from tutor.lab.manifest import Manifest
    from tutor.lab.record import RunRecord


@click.command(short_help="Show the runs that were kept.")
@click.argument("id_", metavar="[ID]", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list.")
def records(id_: str | None, as_json: bool) -> None:
    """Show the runs that were kept, of the demo ID or of all: the newest is the last.

    Each has its number, the measure that was predicted, whether its claims held, and the command that makes it again.
    """
    from tutor.lab.again import command
    from tutor.lab.archive import filed

    with open_study() as study:
        demos, zone = study.lab.demos, study.zone
        found = filed(study.paths.runs, study.lab.manifest(id_).id if id_ else None)
    if as_json:
        print_json([_facts(run, demos.get(run.record.demo)) for run in found])
    elif not found:
        click.echo("no run was kept yet: `tutor demo run ID` makes one")
    else:
        from tutor.lab.report import columns

        heads = columns([_row(run, demos.get(run.record.demo), zone) for run in found], right=(0,))
        for head, (_, _, run) in zip(heads, found, strict=True):
            click.echo(f"{head}\n    {command(run.demo, run.parameters, run.seeds, demos.get(run.demo))}")


@click.command(short_help="Show two runs side by side.")
@click.argument("a")
@click.argument("b")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def compare(a: str, b: str, as_json: bool) -> None:
    """Show two runs of one demo side by side: what was measured, and what was different when it was.

    A and B are numbers that `tutor demo records` shows, files, or `recorded:ID`, the run that ships with a demo.
    """
    from tutor.lab.archive import find
    from tutor.lab.compare import compare as hold
    from tutor.lab.compare import told

    with open_study() as study:
        demos = study.lab.demos
        one, two = (find(study.paths.runs, demos, name).record for name in (a, b))
    compared = hold(one, two)
    if as_json:
        print_json(compared.to_json())
    else:
        click.echo("\n".join(told(compared, demos.get(one.demo), (a, b))))


@click.command(short_help="Write a run to a file: a figure, a table, a record.")
@click.argument("run")
@run_out_option
def export(run: str, out: tuple[Path, ...]) -> None:
    """Write a run that was kept to a file: its record, its numbers or a figure.

    RUN is a number that `tutor demo records` shows, a file, or `recorded:ID`, the run that ships with a demo.
    """
    from tutor.lab.archive import find
    from tutor.lab.export import export as write

    if not out:
        raise click.UsageError("Say where to: --out run.svg, .png, .csv or .json.")
    with open_study() as study:
        demos = study.lab.demos
        stored = find(study.paths.runs, demos, run)
    for file in out:
        write(file, stored, demos.get(stored.record.demo))


def _row(filed: Filed, manifest: Manifest | None, zone: tzinfo) -> list[str]:
    """Number, when, demo, whether it held, and the measure that was predicted."""
    from tutor.lab.expectations import Spread
    from tutor.lab.report import spread_figure

    number, _, record = filed
    day = datetime.fromisoformat(record.at).astimezone(zone)
    row = [str(number), f"{day:%Y-%m-%d %H:%M}", record.demo, outcome(record)]
    if (name := _headline(record, manifest)) is None:
        return [*row, "nothing measured"]
    measured = record.measures[name]
    title, unit = (info.title, info.unit) if manifest and (info := manifest.measures.get(name)) else (name, "")
    return [*row, f"{title} {spread_figure(Spread(measured['median'], measured['min'], measured['max']), unit)}"]


def _facts(filed: Filed, manifest: Manifest | None) -> dict[str, Any]:
    from tutor.lab.again import changed, command

    number, file, record = filed
    return {
        "number": number,
        "file": str(file),
        "command": command(record.demo, record.parameters, record.seeds, manifest),
        "changed": changed(record.parameters, manifest),
        "headline": _headline(record, manifest),
        "same_code": record.hash == manifest.hash if manifest else None,
        **record.to_json(),
    }


def _headline(record: RunRecord, manifest: Manifest | None) -> str | None:
    """The measure that was predicted, or else the first."""
    predicted = manifest.predict.measure if manifest else ""
    return predicted if predicted in record.measures else next(iter(record.measures), None)
