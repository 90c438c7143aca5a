"""How the command line says at which setting a demo runs: parameters, preset, seeds."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from tutor.errors import UsageError

MOST_SEEDS = 100
LARGEST_SEED = 999_999_999
Command = TypeVar("Command", bound=Callable[..., Any])


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


set_option = click.option(
    "--set", "given", multiple=True, metavar="NAME=VALUE", callback=assignments, help="Give a parameter another value."
)
preset_option = click.option(
    "--preset", metavar="NAME", help="Start from these values; `tutor demo show ID` lists them."
)
seeds_option = click.option(
    "--seeds", metavar="N|FROM-TO|A,B", callback=seeds, help="So many seeds from 0, or just these."
)


def out_option(*formats: str, words: str) -> Callable[[Command], Command]:
    """`--out FILE`, several times: refused before anything runs where FILE could not be written in the end."""

    def writable(_ctx: click.Context, _param: click.Parameter, files: tuple[Path, ...]) -> tuple[Path, ...]:
        if files:
            from tutor.lab.export import check

            for file in files:
                try:
                    check(file, formats)
                except UsageError as error:
                    raise click.BadParameter(f"{error.what}: {error.remedy}.") from error
        return files

    kind = click.Path(path_type=Path, dir_okay=False)
    return click.option("--out", multiple=True, metavar="FILE", type=kind, callback=writable, help=words)


run_out_option = out_option(
    *(".json", ".csv", ".svg", ".png"),
    words="Write it to FILE: .json the record, .csv its numbers, .svg or .png a figure.",
)
