"""`tutor history`: take the log out, check it, or start afresh."""

from __future__ import annotations

import json
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tutor.cli.practice import prepare
from tutor.errors import HistoryError, UsageError

if TYPE_CHECKING:
    from tutor.study import Study


@click.group()
def history() -> None:
    """Export, check or reset what you have answered."""


@history.command()
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write to this file instead of stdout.")
def export(out: Path | None) -> None:
    """Write every event as a line of JSON: nothing is left out, and it can be read back."""
    from tutor.study import Study

    study = Study(*prepare())
    try:
        if out is None:
            study.history.export(sys.stdout)
            sys.stdout.flush()
        else:
            _export_to(out, study)
    finally:
        study.close()


@history.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def check(as_json: bool) -> None:
    """Read the whole log and compare what is kept beside it; exit code 1 if anything is wrong."""
    from tutor.study import Study

    study = Study(*prepare())
    try:
        problems = study.history.check()
        events = sum(1 for _ in study.history.events())
    finally:
        study.close()
    if as_json:
        click.echo(json.dumps({"events": events, "problems": problems}, indent=2))
    else:
        for problem in problems:
            click.echo(problem)
        click.echo(f"{events:,} events: {'no problems' if not problems else f'{len(problems)} problems'}")
    if problems:
        raise SystemExit(1)


@history.command()
@click.option("--concept", metavar="ID", help="Only the questions about this concept.")
@click.option("--yes", is_flag=True, help="Don't ask.")
def reset(concept: str | None, yes: bool) -> None:
    """Forget how well questions are known, and start afresh with them; the log keeps every answer."""
    from tutor.study import Filters, Study

    study = Study(*prepare())
    try:
        study.check(Filters(concepts=(concept,) if concept else ()))
        what = f"the questions about {concept}" if concept else "all questions"
        if not yes:
            click.confirm(f"Start afresh with {what}? The log keeps every answer.", abort=True, err=True)
        count = study.reset(concept)
        click.echo(f"{count:,} {'question is' if count == 1 else 'questions are'} new again.")
    finally:
        study.close()


def _export_to(out: Path, study: Study) -> None:
    if not out.absolute().parent.is_dir():
        raise UsageError("there is no such folder", where=str(out.parent), remedy="make it first")
    partial = out.with_name(f".{out.name}.partial")
    try:
        with partial.open("w", encoding="utf-8") as file:
            count = study.history.export(file)
        partial.replace(out)
    except OSError as error:
        with suppress(OSError):
            partial.unlink()
        raise HistoryError(
            f"cannot be written: {error.strerror}", where=str(out), remedy="choose another place"
        ) from error
    click.echo(f"{count:,} events in {out}", err=True)
