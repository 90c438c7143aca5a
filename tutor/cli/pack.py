"""`tutor pack`: what packs there are, what is wrong with one, how to begin a new one."""

from __future__ import annotations

import gc
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tutor.errors import PackError
from tutor.settings import find_paths

if TYPE_CHECKING:
    from tutor.authoring.check import Report
    from tutor.packs.library import PackRow
    from tutor.packs.problems import Problem
    from tutor.study import Study


@click.group()
def pack() -> None:
    """List, check and write question packs."""


@pack.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list.")
def list_(as_json: bool) -> None:
    """Show the packs at hand: those that came with tutor, and your own."""
    from tutor.packs.library import Library
    from tutor.packs.places import packs_in

    paths = find_paths()
    library = Library.open([*packs_in(paths.content), *packs_in(paths.packs)], paths.cache)
    rows = library.packs()
    library.close()
    click.echo(json.dumps([_plain(row) for row in rows], indent=2, ensure_ascii=False) if as_json else _table(rows))


@pack.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH…", type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to print the result.")
def check(paths: tuple[Path, ...], form: str) -> None:
    """Find everything that is wrong with the packs at PATH….

    PATH is a pack's folder, a pack in one file, or a folder of packs. Exit code 1 if there is an error; a warning
    alone is no error. docs/packs.md explains each code.
    """
    with _collecting_nothing():
        from tutor.authoring.check import check as check_packs

        ours = find_paths()
        report = check_packs(paths, content=ours.content, demos=ours.demos)
    click.echo(_as_json(report) if form == "json" else _as_text(report))
    if report.errors:
        raise SystemExit(1)


@contextmanager
def _collecting_nothing() -> Iterator[None]:
    """Packs are large trees without cycles: looking for some in 10,000 questions takes as long as half the check."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


@pack.command(short_help="Write a small pack to begin with.")
@click.argument("id_", metavar="ID")
@click.option(
    "--dir", "folder", type=click.Path(path_type=Path), default=Path(), help="Where to put it.", show_default="."
)
def new(id_: str, folder: Path) -> None:
    """Write a small pack to begin with: it passes `check` and shows each kind of question."""
    from tutor.authoring.scaffold import write_pack

    root = write_pack(id_, folder)
    here = root if root.is_absolute() else f"./{root.as_posix()}"
    click.echo(f"{root} has one question of each kind. What to do next:\n")
    click.echo(f"  tutor practice --pack {here}   to see it as a learner does")
    click.echo(f"  tutor pack check {here}        after each change")
    click.echo(f"\nBegin with {root / 'questions' / 'kinds.yaml'}: make its questions your own.")


@pack.command(short_help="Let the demos of a pack run.")
@click.argument("id_", metavar="ID|PATH")
@click.option("--withdraw", is_flag=True, help="Let them run no more.")
def trust(id_: str, withdraw: bool) -> None:
    """Let the demos of the pack ID run, as they are now.

    A pack is data, except for its demos: they are Python programs and can do all that you can. Read them first, with
    `tutor demo show DEMO --source`. If one is changed later, you are asked again.
    """
    from tutor.cli.practice import is_path, packs_at, prepare
    from tutor.study import Study

    local = packs_at(id_)[:1] if is_path(id_) else []
    study = Study(*prepare(), packs=local)
    try:
        name, place = _pack(study, id_, local)
        demos = sorted(file.parent / "demo.py" for file in place.glob("demos/*/demo.yaml"))
        if withdraw:
            study.lab.trust.withdraw(place)
        elif demos:
            study.lab.trust.give(place)
    finally:
        study.close()
    if withdraw:
        click.echo(f"Demos of the pack `{name}` do not run any more.")
    elif demos:
        click.echo("\n".join([f"These programs of the pack `{name}` may run now:", *(f"  {file}" for file in demos)]))
    else:
        click.echo(f"The pack `{name}` has no demos: there is nothing to trust.")


@pack.command()
def schema() -> None:
    """Print the JSON Schema (draft-07) of question files, for editors."""
    from tutor.authoring.schema import schema_text

    click.echo(schema_text(), nl=False)


def _pack(study: Study, name: str, local: Sequence[Path]) -> tuple[str, Path]:
    """The id of the pack at a place or of this name, and where it lies; raises TutorError if there is none."""
    from tutor.study import Filters

    if not local:
        study.check(Filters(packs=(name,)))
    for row in study.library.packs():
        if row.path in local or (row.id == name and not local):
            return row.id, row.path
    raise PackError(
        "the pack cannot be read", where=name, remedy=f"`tutor pack check {name}` says what is wrong with it"
    )


def _plain(row: PackRow) -> dict[str, Any]:
    return {key: value for key, value in asdict(row).items() if key != "path"}


def _table(rows: list[PackRow]) -> str:
    if not rows:
        return "no packs yet: `tutor pack new ID` writes one"
    cells = [("pack", "version", "questions", "concepts", "explained", "title")]
    cells += [
        (row.id, row.version, str(row.questions), str(row.concepts), str(row.explanations), row.title) for row in rows
    ]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if column in (2, 3, 4) else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in cells
    )


def _as_text(report: Report) -> str:
    return "\n\n".join([*(problem.show() for problem in report.problems), str(report)])


def _as_json(report: Report) -> str:
    data = {
        "packs": report.packs,
        "questions": report.questions,
        "problems": [_facts(problem) for problem in report.problems],
    }
    return json.dumps(data, indent=2, ensure_ascii=False)


def _facts(problem: Problem) -> dict[str, str | int]:
    return {name: getattr(problem, name) for name in ("code", "severity", "file", "line", "column", "message", "help")}
