"""`tutor demo new` and `tutor demo check`: for whoever writes a demo."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tutor.cli.demo.live import follow
from tutor.cli.demo.shared import DID_NOT_HOLD, STOPPED, print_json

if TYPE_CHECKING:
    from tutor.lab.check import Checked, Runs
    from tutor.lab.events import Failed, Finished
    from tutor.lab.manifest import Manifest
    from tutor.lab.runner import Worker
    from tutor.packs.model import Scalar
    from tutor.packs.problems import Problem


@click.command(short_help="Write a small demo to begin with.")
@click.argument("id_", metavar="ID")
@click.option(
    "--dir", "folder", type=click.Path(path_type=Path), default=Path(), help="Where to put it.", show_default="."
)
def new(id_: str, folder: Path) -> None:
    """Write a small demo to begin with: it runs, passes `check`, and has a comment at each part."""
    from tutor.lab.scaffold import write_demo

    root = write_demo(id_, folder)
    here = root if root.is_absolute() else f"./{root.as_posix()}"
    click.echo(f"{root} is a demo that works. What to do next:\n")
    click.echo(f"  tutor demo run {here}     to see it as a reader does")
    click.echo(f"  tutor demo check {here}   after each change")
    click.echo("\nBegin with the question in demo.yaml, then measure it in demo.py.")


@click.command(short_help="Find what is wrong with a demo, run it, judge its claims.")
@click.argument("paths", nargs=-1, required=True, metavar="PATH…", type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to print the result.")
def check(paths: tuple[Path, ...], form: str) -> None:
    """Find what is wrong with the demos at PATH…, run them, and judge their claims on seeds 0 to 2.

    PATH is a demo's folder or a folder of demos. Each runs at its preset `small`, or else at its default setting. Exit
    code 1 if one is not sound, 4 if all are and a claim did not hold, 0 if all is well.
    """
    from tutor.lab.check import check as look_at
    from tutor.lab.check import demos_at
    from tutor.lab.code import needs_torch
    from tutor.lab.runner import Worker

    folders = list(dict.fromkeys(folder for path in paths for folder in demos_at(path)))
    found = []
    has_torch = any(needs_torch(folder) for folder in folders if (folder / "demo.py").is_file())
    try:
        with contextlib.closing(Worker(preload=has_torch)) as worker:
            for folder in folders:
                found.append(look_at(folder, _runner(worker), datetime.now(UTC)))
                if form == "text":
                    click.echo("\n".join([*_told(found[-1]), ""]))
    except KeyboardInterrupt:
        click.echo("Stopped.", err=True)
        raise SystemExit(STOPPED) from None
    if form == "json":
        print_json([_facts(one) for one in found])
    else:
        click.echo(_summary(found))
    if not all(one.is_sound for one in found):
        raise SystemExit(1)
    if not all(one.holds for one in found):
        raise SystemExit(DID_NOT_HOLD)


def _runner(worker: Worker) -> Runs:
    def run(manifest: Manifest, parameters: Mapping[str, Scalar], seeds: Sequence[int]) -> Finished | Failed:
        return follow(manifest.id, worker.run(manifest, parameters, seeds))

    return run


def _told(checked: Checked) -> list[str]:
    """What is wrong, like a compiler; then what came out."""
    from tutor.lab import report

    lines = [line for problem in checked.problems for line in [*problem.show().splitlines(), ""]]
    lines += checked.output.splitlines()
    for what, remedy in checked.faults:
        lines += [f"{checked.folder / 'demo.py'}  {what}", f"   {remedy}", ""]
    if checked.record:
        where = f"the preset `{checked.preset}`" if checked.preset else "the default setting"
        lines += [f"{checked.record.demo} at {where}, {report.seed_words(checked.record.seeds)}"]
        lines += report.claims(checked.judgements, len(checked.record.seeds))
    while lines and not lines[-1]:
        lines.pop()
    return lines


def _summary(found: list[Checked]) -> str:
    broken = sum(not one.is_sound for one in found)
    judged = [j.holds for one in found for j in one.judgements if j.holds is not None]
    demos = f"{len(found)} demo" if len(found) == 1 else f"{len(found)} demos"
    sound = "sound" if not broken else "not sound" if len(found) == 1 else f"{broken} not sound"
    return f"{demos}, {sound}; {sum(judged)} of {len(judged)} claims held"


def _facts(checked: Checked) -> dict[str, Any]:
    return {
        "folder": str(checked.folder),
        "problems": [_problem(problem) for problem in checked.problems],
        "faults": [{"message": what, "help": remedy} for what, remedy in checked.faults],
        "output": checked.output,
        "preset": checked.preset,
        "record": checked.record.to_json() if checked.record else None,
        "claims": [asdict(judgement) for judgement in checked.judgements],
        "sound": checked.is_sound,
        "holds": checked.holds,
    }


def _problem(problem: Problem) -> dict[str, str | int]:
    return {name: getattr(problem, name) for name in ("code", "severity", "file", "line", "column", "message", "help")}
