"""`tutor demo list` and `tutor demo show`: the demos before they run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from tutor.cli.demo.shared import find, open_study, outcome, print_json
from tutor.errors import LabError

if TYPE_CHECKING:
    from tutor.lab.manifest import Manifest
    from tutor.lab.record import StoredRun
    from tutor.study import Study


@click.command("list", short_help="Show the demos and what came out last.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list.")
def list_(as_json: bool) -> None:
    """Show the demos: the question each answers, how long it takes, what came out last."""
    with open_study() as study:
        demos = study.lab.demos
        last = {id_: study.lab.newest(id_) for id_ in demos}
        packs = {id_: pack[0] for id_, manifest in demos.items() if (pack := study.lab.pack_of(manifest))}
        barred = {id_ for id_ in packs if not _may_run(study, demos[id_])}
    for problem in demos.problems:
        click.echo(problem.show(), err=True)
    if as_json:
        origin = {id_: {"pack": packs.get(id_), "trusted": id_ not in barred} for id_ in demos}
        print_json([_summary(manifest, last[id_]) | origin[id_] for id_, manifest in demos.items()])
        return
    from tutor.lab.extras import lack
    from tutor.lab.report import columns

    ends = {id_: lack(m.needs) or _last_outcome(last[id_]) for id_, m in demos.items()}
    ends |= {id_: f"pack {packs[id_]}, not trusted" for id_ in barred}
    rows = [[id_, m.title, f"{m.seconds:g} s", ends[id_]] for id_, m in demos.items()]
    click.echo("\n".join(columns(rows, right=(2,))))


@click.command(short_help="Show all that one sets up, measures and claims.")
@click.argument("id_", metavar="ID|PATH")
@click.option("--source", is_flag=True, help="Print the demo's code instead.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def show(id_: str, source: bool, as_json: bool) -> None:
    """Show what the demo ID sets up, what can be varied, what it measures and what it is expected to show."""
    with open_study() as study:
        manifest = find(study, id_)
        last = study.lab.newest(manifest.id)
    if source:
        from tutor.text.clean import clean

        click.echo(clean(manifest.code), nl=False)
    elif as_json:
        print_json(manifest.model_dump(exclude_none=True) | {"last": _last(last)})
    else:
        from tutor.lab.describe import describe

        click.echo("\n".join([*describe(manifest), "", f"last run: {_last_outcome(last)}"]))


def _may_run(study: Study, manifest: Manifest) -> bool:
    try:
        study.lab.allow(manifest)
    except LabError:
        return False
    return True


def _summary(manifest: Manifest, last: StoredRun | None) -> dict[str, Any]:
    from tutor.lab.extras import is_there

    return {
        "id": manifest.id,
        "title": manifest.title,
        "concepts": manifest.concepts,
        "seconds": manifest.seconds,
        "needs": manifest.needs,
        "ready": is_there(manifest.needs),
        "parameters": {n: p.model_dump(exclude_none=True) for n, p in manifest.parameters.items()},
        "presets": manifest.presets,
        "measures": {name: measure.model_dump() for name, measure in manifest.measures.items()},
        "last": _last(last),
    }


def _last(stored: StoredRun | None) -> dict[str, Any] | None:
    return stored.record.to_json() if stored else None


def _last_outcome(stored: StoredRun | None) -> str:
    """What came out of the last run here, in words."""
    return f"{outcome(stored.record)}, {stored.record.at[:10]}" if stored else "not run"
