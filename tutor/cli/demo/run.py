"""`tutor demo run`: predict, run, and see whether the claims hold here."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tutor.cli.demo.live import follow
from tutor.cli.demo.settings import LARGEST_SEED, preset_option, run_out_option, seeds_option, set_option
from tutor.cli.demo.shared import DID_NOT_HOLD, STOPPED, find, open_study, print_json
from tutor.errors import DemoFailed

if TYPE_CHECKING:
    from tutor.lab.events import Event, Run
    from tutor.lab.manifest import Manifest
    from tutor.lab.record import RunRecord
    from tutor.packs.model import Scalar
    from tutor.study import Study


@click.command(short_help="Predict, run one, see whether its claims hold.")
@click.argument("id_", metavar="ID|PATH")
@set_option
@preset_option
@click.option("--seed", type=click.IntRange(0, LARGEST_SEED), help="Which seed, 0 if nothing is said.")
@seeds_option
@click.option("--json", "as_json", is_flag=True, help="Print one run record and nothing else.")
@run_out_option
def run(
    id_: str,
    given: dict[str, str],
    preset: str | None,
    seed: int | None,
    seeds: tuple[int, ...] | None,
    as_json: bool,
    out: tuple[Path, ...],
) -> None:
    """Run the demo ID on this machine and say whether its claims hold here.

    In a terminal the prediction is asked first; an empty line skips it. Exit code 0 if every claim held that is about
    these parameters, 4 if one did not, 1 on an error.
    """
    if seed is not None and seeds is not None:
        raise click.UsageError("Give --seed or --seeds, not both.")
    chosen = seeds or (seed or 0,)
    with open_study() as study:
        manifest = find(study, id_)
        parameters = manifest.resolve(given, preset)
        study.lab.allow(manifest)
        study.lab.worker.start()  # it warms while the prediction is thought about
        try:
            said = None if as_json or not _is_asked() else _predict(study, manifest, parameters)
            measured = _measured(manifest, study.lab.run(manifest, parameters, chosen))
        except KeyboardInterrupt:
            study.lab.close()
            click.echo("Stopped; nothing is judged.", err=True)
            raise SystemExit(STOPPED) from None
        record = study.lab.keep(manifest, measured, said)
    for file in out:
        from tutor.lab.export import export
        from tutor.lab.record import StoredRun

        export(file, StoredRun(record, measured.frames), manifest)
    if as_json:
        print_json(record.to_json())
    else:
        click.echo("\n".join(_report(manifest, measured, record, said, id_)))
    if any(claim["holds"] is False for claim in record.expectations):
        raise SystemExit(DID_NOT_HOLD)


def _is_asked() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


def _predict(study: Study, manifest: Manifest, parameters: Mapping[str, Scalar]) -> float | str | None:
    """What the person says the run will measure; None if they say nothing."""
    from tutor.lab.describe import about, answers, question, read_answer

    click.echo("\n".join([manifest.title, "", *about(manifest, parameters), "", *question(manifest, parameters)]))
    click.echo("\n".join(answers(manifest)))
    while True:
        click.echo("you say (enter runs it without): ", nl=False)
        line = sys.stdin.readline()
        if not line.strip():
            return None
        said = read_answer(manifest, line)
        if said is not None:
            study.lab.predict(manifest, parameters, said)
            return said
        click.echo("That can't be read as an answer.")


def _measured(manifest: Manifest, events: Iterator[Event]) -> Run:
    """The run that the events come to; raises DemoFailed if it went wrong."""
    from tutor.lab.events import Failed

    end = follow(manifest.id, events)
    if isinstance(end, Failed):
        click.echo(end.output, err=True, nl=bool(end.output))
        raise DemoFailed(end.reason, where=manifest.id, remedy=end.remedy)
    return end.run


def _report(manifest: Manifest, run: Run, record: RunRecord, said: float | str | None, demo: str) -> list[str]:
    """What was measured, as lines: the verdict, the prediction, the numbers, the chart, the claims."""
    from tutor.lab import report
    from tutor.lab.again import command
    from tutor.lab.expectations import judge, judge_prediction
    from tutor.lab.pictures import drawn

    judgements = judge(manifest, run.parameters, run.measures)
    lines = [manifest.title, report.setting(manifest, run.parameters, run.seeds), "", report.headline(judgements)]
    if said is not None:
        verdict = judge_prediction(manifest, run.parameters, run.measures, said)
        lines += ["", *report.predicted(manifest, verdict)]
    lines += ["", *report.measures(manifest, record), ""]
    lines += [f"What follows is seed {run.seeds[0]}'s.", ""] if len(run.seeds) > 1 else []
    levels = report.LEVELS if (sys.stdout.encoding or "").lower().startswith("utf") else report.ASCII_LEVELS
    shown = drawn(manifest.plot, run.frames[0], levels)
    lines += [*shown, ""] if shown else []
    lines += [*report.claims(judgements, len(run.seeds)), ""]
    lines += [*limits, ""] if (limits := report.limits(manifest)) else []
    lines.append(f"{record.seconds:g} s on {record.machine}")
    return [*lines, f"again: {command(demo, run.parameters, run.seeds, manifest)}"]
