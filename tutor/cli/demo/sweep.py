"""`tutor demo sweep`: a demo at every setting of a grid, on several seeds."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tutor.cli.demo.live import Live
from tutor.cli.demo.settings import out_option, preset_option, seeds_option, set_option
from tutor.cli.demo.shared import STOPPED, find, open_study, print_json

if TYPE_CHECKING:
    from tutor.lab.ledger import Ledger
    from tutor.lab.manifest import Manifest
    from tutor.lab.sweep import Broken, Cell, Measured
    from tutor.lab.swept import Swept
    from tutor.study import Study


def read_grid(_ctx: click.Context, _param: click.Parameter, values: tuple[str, ...]) -> dict[str, list[str]]:
    """`NAME=VALUE,VALUE` several times, as a mapping."""
    pairs = [value.partition("=") for value in values]
    if wrong := next((name for name, _, listed in pairs if not (name.strip() and listed.strip(", "))), None):
        raise click.BadParameter(f"`{wrong}` is not NAME=VALUE,VALUE, such as width=16,32,64.")
    return {name.strip(): [v.strip() for v in listed.split(",") if v.strip()] for name, _, listed in pairs}


@click.command(short_help="Run one at every setting of a grid.")
@click.argument("id_", metavar="ID|PATH")
@click.option(
    "--grid",
    multiple=True,
    required=True,
    metavar="NAME=V,V,…",
    callback=read_grid,
    help="Vary a parameter; with several, every combination is run.",
)
@set_option
@preset_option
@seeds_option
@click.option("--measure", "measures", multiple=True, metavar="NAME", help="Show this one, not the one predicted.")
@click.option("--jobs", type=click.IntRange(1, 256), help="So many at once; as many as there are CPUs.")
@out_option(".csv", ".svg", ".png", words="Write it to FILE: .csv every run, .svg or .png a figure.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object: a run record for each setting.")
def sweep(
    id_: str,
    grid: dict[str, list[str]],
    given: dict[str, str],
    preset: str | None,
    seeds: tuple[int, ...] | None,
    measures: tuple[str, ...],
    jobs: int | None,
    out: tuple[Path, ...],
    as_json: bool,
) -> None:
    """Run the demo ID at every combination of a grid's values, on each of several seeds (three, if not said).

    Every run is kept as soon as it is measured: stopped or killed, the same command runs only what is missing. A run
    that fails is tried once more and reported in the end. Exit code 1 if one failed.
    """
    from tutor.lab.ledger import Ledger
    from tutor.lab.report import setting
    from tutor.lab.sweep import cells, read_grid, settings
    from tutor.lab.swept import gather, table

    with open_study() as study:
        manifest = find(study, id_)
        study.lab.allow(manifest)
        shown = _shown(manifest, measures)
        values = read_grid(manifest, grid)
        wanted = cells(manifest, settings(manifest, manifest.resolve(given, preset), values), seeds or (0, 1, 2))
        ledger = Ledger(study.paths.data / "sweeps" / f"{manifest.id}.jsonl")
        measured, broken = _run(study, manifest, ledger, wanted, jobs or os.cpu_count() or 1)
        swept = gather(manifest, values, wanted, measured, broken, study.clock())
    _write(out, swept, shown)
    if as_json:
        print_json(swept.to_json())
    else:
        fixed = {name: v for name, v in wanted[0].parameters.items() if name not in values}
        click.echo("\n".join([manifest.title, setting(manifest, fixed, swept.seeds), "", *table(swept, shown)]))
    if broken:
        click.echo("\n".join(_failures(swept)), err=True)
        raise SystemExit(1)


def _shown(manifest: Manifest, measures: tuple[str, ...]) -> list[str]:
    """The measures that are shown: those named, or the one that is predicted."""
    from tutor.errors import ParameterError
    from tutor.packs.problems import suggest

    for name in measures:
        if name not in manifest.measures:
            remedy = suggest(name, manifest.measures)
            raise ParameterError(f"no measure is called `{name}`", where=manifest.id, remedy=remedy)
    return list(measures) or [manifest.predict.measure]


def _run(
    study: Study, manifest: Manifest, ledger: Ledger, wanted: list[Cell], jobs: int
) -> tuple[dict[str, Measured], list[Broken]]:
    """Runs what was not measured before, and keeps it."""
    from tutor.lab.sweep import Measured, end_pools, local_pool, run_cell
    from tutor.lab.sweep import sweep as outcomes

    measured = ledger.of(wanted)
    missing = [cell for cell in wanted if cell.key not in measured]
    broken: list[Broken] = []
    at_once = min(jobs, max(1, len(missing)))
    live, began = Live(), time.monotonic()
    try:
        live.show(_progress(manifest.id, len(wanted), len(missing), 0, 0.0))
        for outcome in outcomes(missing, lambda: local_pool(at_once), at_once, run_cell):
            if isinstance(outcome, Measured):
                ledger.add(outcome, study.clock())
                measured[outcome.cell.key] = outcome
            else:
                broken.append(outcome)
            done = len(measured) + len(broken) - (len(wanted) - len(missing))
            live.show(_progress(manifest.id, len(wanted), len(missing), done, time.monotonic() - began))
    except KeyboardInterrupt:
        live.clear()
        kept = f"{len(measured)} of {len(wanted)} runs are kept"
        click.echo(f"Stopped: {kept}. The same command goes on with the others.", err=True)
        raise SystemExit(STOPPED) from None
    finally:
        end_pools()
        live.clear()
    return measured, broken


def _progress(demo: str, wanted: int, missing: int, done: int, elapsed: float) -> str:
    """`probe  ██████░░░░  12 of 24 runs, 1:40 left`: what was kept from before takes no time and is done already."""
    full, empty = ("█", "░") if (sys.stderr.encoding or "").lower().startswith("utf") else ("#", "-")
    ready = wanted - missing + done
    filled = 20 * ready // wanted
    left = round(elapsed / done * (missing - done)) if done else None
    told = f", {left // 60}:{left % 60:02} left" if left is not None else ""
    return f"{demo}  {full * filled}{empty * (20 - filled)}  {ready} of {wanted} runs{told}"


def _write(out: tuple[Path, ...], swept: Swept, shown: list[str]) -> None:
    """The files that were asked for; nothing can be drawn where every run failed."""
    from tutor.lab.export import write_csv
    from tutor.lab.swept import rows

    for file in out:
        if file.suffix.lower() == ".csv":
            write_csv(file, *rows(swept))
        elif swept.records:
            from tutor.lab.figures import draw_sweep

            draw_sweep(file, swept, shown)


def _failures(swept: Swept) -> list[str]:
    """What failed, and how to try it again."""
    from tutor.lab.again import typed

    count = len(swept.broken)
    lines = ["", f"{count} run failed twice:" if count == 1 else f"{count} runs failed twice each:"]
    for one in swept.broken:
        where = ", ".join(f"{name} {typed(one.cell.parameters[name])}" for name in swept.grid)
        lines += [f"  {where}, seed {one.cell.seed}: {one.reason}", f"     {one.remedy}"]
    return [*lines, "The others are kept; the same command tries these again."]
