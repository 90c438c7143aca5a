"""`tutor explain`: the explanation of a concept in plain text, or what is explained."""

from __future__ import annotations

import json
import textwrap
from typing import TYPE_CHECKING

import click

from tutor.cli.practice import prepare

if TYPE_CHECKING:
    from tutor.study import Study

WIDTH = 78


@click.command()
@click.argument("concept", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def explain(concept: str | None, as_json: bool) -> None:
    """Read the explanation of CONCEPT; without it, list what is explained.

    Numbers that a demo measured on this machine stand in the text with where they come from.
    """
    from tutor.study import Study

    study = Study(*prepare())
    try:
        if concept is None:
            _list(study, as_json)
        else:
            _show(study, concept, as_json)
    finally:
        study.close()


def _list(study: Study, as_json: bool) -> None:
    rows = [row for row in study.concepts if row.explained]
    if as_json:
        click.echo(json.dumps([{"id": r.id, "title": r.title, "pack": r.pack} for r in rows], indent=2))
        return
    width = max((len(row.id) for row in rows), default=0)
    for row in rows:
        click.echo(f"{row.id.ljust(width)}  {row.title}")


def _show(study: Study, concept: str, as_json: bool) -> None:
    from tutor.study.reading import source_line
    from tutor.text.markup import to_plain

    reading = study.reading(concept)
    parts = [(part.title, to_plain(part.text, study.lab.spoken)) for part in reading.parts]
    sources = [to_plain(source_line(source)) for source in reading.sources]
    further = [{"title": item.title, "url": item.url, "kind": item.kind} for item in reading.further]
    if as_json:
        data = {
            "concept": reading.concept,
            "title": reading.title,
            "parts": [{"title": title, "text": text} for title, text in parts],
            "sources": sources,
            "further": further,
            "demos": list(reading.demos),
        }
        click.echo(json.dumps(data, indent=2, ensure_ascii=False))
        return
    blocks = [reading.title, *(f"{title}\n\n{_wrapped(text)}" for title, text in parts)]
    if sources:
        blocks.append("Sources\n\n" + "\n".join(_wrapped(f"- {line}") for line in sources))
    if further:
        blocks.append(
            "Read on\n\n" + "\n".join(f"- {item['title']} ({item['kind']}): {item['url']}" for item in further)
        )
    if reading.demos:
        blocks.append("Demos\n\n" + "\n".join(f"- tutor demo run {demo}" for demo in reading.demos))
    click.echo("\n\n".join(blocks))


def _wrapped(text: str) -> str:
    """Each line wrapped; what is indented, a formula or code, stays as it is."""
    lines = []
    for line in text.split("\n"):
        if len(line) <= WIDTH or line.startswith("    ") or "|" in line:
            lines.append(line)
        else:
            indent = "  " if line.lstrip().startswith("- ") else ""
            lines += textwrap.wrap(
                line, WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
            )
    return "\n".join(lines)
