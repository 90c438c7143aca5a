"""`tutor stats`: what is due, what is known, how it goes."""

from __future__ import annotations

import json

import click

from tutor.cli.practice import prepare


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def stats(as_json: bool) -> None:
    """Show what is due, how much was reviewed, and how well each concept is known.

    Retention is the share of due reviews in the last thirty days that were not rated again; recall is the chance of
    knowing a question a day from now, over the questions of a concept that you have met.
    """
    from tutor.study import Study

    study = Study(*prepare())
    try:
        found = study.statistics()
    finally:
        study.close()
    if as_json:
        click.echo(json.dumps(found.to_json(), indent=2, ensure_ascii=False))
        return
    click.echo(f"due now     {found.due}" + (f" and {found.waiting} waiting" if found.waiting else ""))
    click.echo(f"new today   {found.new}")
    click.echo(f"reviews     {found.reviews}")
    click.echo(f"streak      {found.streak} {'day' if found.streak == 1 else 'days'}")
    click.echo(f"retention   {_percent(found.retention)}\n")
    width = max((len(topic.title) for topic in found.by_concept), default=0)
    click.echo(f"{'concept'.ljust(width)}  recall  seen      due")
    for topic in found.by_concept:
        seen = f"{topic.seen}/{topic.questions}"
        click.echo(f"{topic.title.ljust(width)}  {_percent(topic.recall).rjust(6)}  {seen.ljust(7)} {topic.due:4}")


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{share * 100:.0f} %"
