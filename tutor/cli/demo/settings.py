"""How the command line says at which setting a demo runs: parameters, preset, seeds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import click

from tutor.errors import UsageError

MOST_SEEDS = 100


def seeds(_ctx: click.Context, _param: click.Parameter, text: str | None) -> tuple[int, ...] | None:
    """`5`: five seeds from 0 · `5-9`: from 5 to 9 · `5,9`: these two."""
    if text is None:
        return None
    found: Sequence[int] = ()
    if re.fullmatch(r"\d{1,9}", text):
        found = range(int(text))
    elif ends := re.fullmatch(r"(\d{1,9})-(\d{1,9})", text):
        found = range(int(ends[1]), int(ends[2]) + 1)
    elif re.fullmatch(r"\d{1,9}(,\d{1,9})+", text):
        found = list(dict.fromkeys(int(seed) for seed in text.split(",")))
    if not found:
        raise click.BadParameter(f"`{text}` is not 5 (five seeds from 0), 5-9 (from 5 to 9) or 5,9 (these two).")
    if len(found) > MOST_SEEDS:
        raise click.BadParameter(f"these are {len(found):,} seeds; the most is {MOST_SEEDS}.")
    return tuple(found)


def assignments(_ctx: click.Context, _param: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    """`NAME=VALUE` several times, as a mapping."""
    pairs = [value.partition("=") for value in values]
    if wrong := next((name for name, equals, _ in pairs if not (name.strip() and equals)), None):
        raise click.BadParameter(f"`{wrong}` is not NAME=VALUE, such as rho=0.5.")
    return {name.strip(): value.strip() for name, _, value in pairs}


def writable(_ctx: click.Context, _param: click.Parameter, files: tuple[Path, ...]) -> tuple[Path, ...]:
    """Files that can be written in the end, told by their names and folders before anything runs."""
    if files:
        from tutor.lab.export import check

        for file in files:
            try:
                check(file)
            except UsageError as error:
                raise click.BadParameter(f"{error.what}: {error.remedy}.") from error
    return files


set_option = click.option(
    "--set", "given", multiple=True, metavar="NAME=VALUE", callback=assignments, help="Give a parameter another value."
)
preset_option = click.option(
    "--preset", metavar="NAME", help="Start from these values; `tutor demo show ID` lists them."
)
seeds_option = click.option(
    "--seeds", metavar="N|FROM-TO|A,B", callback=seeds, help="So many seeds from 0, or just these."
)
out_option = click.option(
    "--out",
    multiple=True,
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    callback=writable,
    help="Write it to FILE too: .json the record, .csv its numbers, .svg or .png a figure.",
)
