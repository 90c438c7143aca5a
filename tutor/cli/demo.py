"""`tutor demo`: which demos there are, what one is, and what it measures here."""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tutor.cli.practice import prepare
from tutor.errors import DemoFailed

if TYPE_CHECKING:
    from tutor.lab.events import Event, Run
    from tutor.lab.frames import Frame
    from tutor.lab.manifest import Manifest
    from tutor.lab.record import RunRecord, StoredRun
    from tutor.packs.model import Scalar
    from tutor.study import Study

DID_NOT_HOLD = 4
"""Exit code of a run whose claims were judged, and one did not hold."""
STOPPED = 130
"""Exit code of a run that was stopped with ctrl+c."""


@click.group()
def demo() -> None:
    """Run live demos and see whether the claim holds here."""


@demo.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list.")
def list_(as_json: bool) -> None:
    """Show the demos: the question each answers, how long it takes, what came out last."""
    with _study() as study:
        demos = study.lab.demos
        last = {id_: study.lab.newest(id_) for id_ in demos}
    for problem in demos.problems:
        click.echo(problem.show(), err=True)
    if as_json:
        _print_json([_summary(manifest, last[id_]) for id_, manifest in demos.items()])
        return
    from tutor.lab.report import columns

    rows = [[id_, m.title, f"{m.seconds:g} s", _outcome(last[id_])] for id_, m in demos.items()]
    click.echo("\n".join(columns(rows, right=(2,))))


@demo.command()
@click.argument("id_", metavar="ID")
@click.option("--source", is_flag=True, help="Print the demo's code instead.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def show(id_: str, source: bool, as_json: bool) -> None:
    """Show what the demo ID sets up, what can be varied, what it measures and what it is expected to show."""
    with _study() as study:
        manifest = study.lab.manifest(id_)
        last = study.lab.newest(id_)
    if source:
        from tutor.text.clean import clean

        click.echo(clean(manifest.code), nl=False)
    elif as_json:
        _print_json(manifest.model_dump(exclude_none=True) | {"last": _last(last)})
    else:
        from tutor.lab.describe import describe

        click.echo("\n".join([*describe(manifest), "", f"last run: {_outcome(last)}"]))


def _assignments(_ctx: click.Context, _param: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    pairs = [value.partition("=") for value in values]
    if wrong := next((name for name, equals, _ in pairs if not (name and equals)), None):
        raise click.BadParameter(f"`{wrong}` is not NAME=VALUE, such as rho=0.5.")
    return {name.strip(): value.strip() for name, _, value in pairs}


def _writable(_ctx: click.Context, _param: click.Parameter, file: Path | None) -> Path | None:
    if file and not file.absolute().parent.is_dir():
        raise click.BadParameter(f"there is no folder {file.absolute().parent}.")
    return file


@demo.command()
@click.argument("id_", metavar="ID")
@click.option(
    "--set", "given", multiple=True, metavar="NAME=VALUE", callback=_assignments, help="Give a parameter another value."
)
@click.option("--preset", metavar="NAME", help="Start from these values; `tutor demo show ID` lists them.")
@click.option("--seed", type=click.IntRange(0), help="Which seed, 0 if nothing is said.")
@click.option("--seeds", type=click.IntRange(1, 100), help="So many seeds, from 0.")
@click.option("--json", "as_json", is_flag=True, help="Print one run record and nothing else.")
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), callback=_writable, help="Write the run record to a file."
)
def run(
    id_: str,
    given: dict[str, str],
    preset: str | None,
    seed: int | None,
    seeds: int | None,
    as_json: bool,
    out: Path | None,
) -> None:
    """Run the demo ID on this machine and say whether its claims hold here.

    In a terminal the prediction is asked first; an empty line skips it. Exit code 0 if every claim held that is about
    these parameters, 4 if one did not, 1 on an error.
    """
    if seed is not None and seeds is not None:
        raise click.UsageError("Give --seed or --seeds, not both.")
    chosen = tuple(range(seeds)) if seeds else (seed or 0,)
    with _study() as study:
        manifest = study.lab.manifest(id_)
        parameters = manifest.resolve(given, preset)
        study.lab.worker.start()  # it warms while the prediction is thought about
        try:
            said = None if as_json or not _is_asked() else _predict(study, manifest, parameters)
            measured = _measured(manifest, study.lab.run(manifest, parameters, chosen))
        except KeyboardInterrupt:
            study.lab.close()
            click.echo("Stopped; nothing is judged.", err=True)
            raise SystemExit(STOPPED) from None
        record = study.lab.keep(manifest, measured, said)
    if out:
        from tutor.lab.record import write_json

        write_json(out, record.to_json())
    if as_json:
        _print_json(record.to_json())
    else:
        click.echo("\n".join(_report(manifest, measured, record, said)))
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
    """The run that the events come to, its progress on stderr; raises DemoFailed if it went wrong."""
    from tutor.lab.events import Cancelled, Failed, Finished, Frames, Started

    live = Live()
    seed = ""
    try:
        for event in events:
            match event:
                case Started(number=number, of=of):
                    seed = f"seed {number} of {of}, " if of > 1 else ""
                    live.show(f"{manifest.id}: {seed}starting")
                case Frames(frames=frames):
                    if told := _progress(frames):
                        live.show(f"{manifest.id}: {seed}{told}")
                case Finished(run=run):
                    return run
                case Failed(reason=reason, remedy=remedy, output=output):
                    live.clear()
                    click.echo(output, err=True, nl=bool(output))
                    raise DemoFailed(reason, where=manifest.id, remedy=remedy)
                case Cancelled():
                    break
    finally:
        live.clear()
    raise KeyboardInterrupt


class Live:
    """One line on stderr that is written over; silent where nobody watches, or where a line can't be written over."""

    def __init__(self) -> None:
        self._is_on = sys.stderr.isatty() and os.environ.get("TERM", "dumb") != "dumb"
        self._width = 0

    def show(self, text: str) -> None:
        """Replaces the line."""
        if self._is_on:
            text = text[:78]
            click.echo(f"\r{text.ljust(self._width)}", err=True, nl=False)
            self._width = len(text)

    def clear(self) -> None:
        """Leaves nothing of it."""
        if self._width:
            self.show("")
            click.echo("\r", err=True, nl=False)
            self._width = 0


def _progress(frames: tuple[Frame, ...]) -> str:
    """The newest frame that says how far it is; nothing where none does."""
    from tutor.lab.frames import Progress, Text

    for frame in reversed(frames):
        if isinstance(frame, Progress):
            return f"{frame.done} of {frame.total} {frame.of}"
        if isinstance(frame, Text):
            return frame.text
    return ""


def _report(manifest: Manifest, run: Run, record: RunRecord, said: float | str | None) -> list[str]:
    """What was measured, as lines: the verdict, the prediction, the numbers, the chart, the claims."""
    from tutor.lab import report
    from tutor.lab.expectations import judge, judge_prediction

    judgements = judge(manifest, run.parameters, run.measures)
    lines = [manifest.title, report.setting(manifest, run.parameters, run.seeds), "", report.headline(judgements)]
    if said is not None:
        verdict = judge_prediction(manifest, run.parameters, run.measures, said)
        lines += ["", *report.predicted(manifest, verdict)]
    lines += ["", *report.measures(manifest, record), ""]
    lines += [f"What follows is seed {run.seeds[0]}'s.", ""] if len(run.seeds) > 1 else []
    levels = report.LEVELS if (sys.stdout.encoding or "").lower().startswith("utf") else report.ASCII_LEVELS
    parts = [
        report.chart(manifest.plot, run.frames[0], levels) if manifest.plot else [],
        report.pictures(run.frames[0]),
    ]
    for part in parts:
        lines += [*part, ""] if part else []
    return [*lines, *report.claims(judgements, len(run.seeds)), "", f"{record.seconds:g} s on {record.machine}"]


def _summary(manifest: Manifest, last: StoredRun | None) -> dict[str, Any]:
    return {
        "id": manifest.id,
        "title": manifest.title,
        "concepts": manifest.concepts,
        "seconds": manifest.seconds,
        "parameters": {n: p.model_dump(exclude_none=True) for n, p in manifest.parameters.items()},
        "presets": manifest.presets,
        "measures": {name: measure.model_dump() for name, measure in manifest.measures.items()},
        "last": _last(last),
    }


def _last(stored: StoredRun | None) -> dict[str, Any] | None:
    return stored.record.to_json() if stored else None


def _outcome(stored: StoredRun | None) -> str:
    """What came out of the last run here, in words."""
    if stored is None:
        return "not run"
    from tutor.study.lab import held

    word = {True: "held", False: "did not hold", None: "not judged"}[held(stored.record)]
    return f"{word}, {stored.record.at[:10]}"


def _print_json(value: Any) -> None:
    click.echo(json.dumps(value, indent=2, ensure_ascii=False))


@contextlib.contextmanager
def _study() -> Iterator[Study]:
    """The person's study, closed again afterwards: the worker has ended, the history is on disk."""
    from tutor.study import Study

    study = Study(*prepare())
    try:
        yield study
    finally:
        study.close()
