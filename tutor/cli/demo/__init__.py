"""`tutor demo`: which demos there are, what one is, and what it measures here."""

from __future__ import annotations

import click

from tutor.cli.demo.look import list_, show
from tutor.cli.demo.records import compare, export, records
from tutor.cli.demo.run import run
from tutor.cli.demo.sweep import sweep
from tutor.cli.demo.write import check, new


@click.group()
def demo() -> None:
    """Run live demos and see whether the claim holds here."""


for command in (list_, show, run, records, compare, export, sweep, new, check):
    demo.add_command(command)
