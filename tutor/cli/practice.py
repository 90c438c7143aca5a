"""`tutor practice`, and `tutor` alone: the app in a terminal, plain lines in a pipe or with --plain."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tutor.errors import PackError
from tutor.settings import Paths, Settings, find_paths, read_settings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tutor.practice.queue import Mode
    from tutor.study import Study

KINDS = ["choice", "multi", "numeric", "order", "match", "cloze", "short", "open", "verdict", "predict"]


@click.command()
@click.option("--pack", "packs", multiple=True, metavar="ID|PATH", help="Only this pack: its id, or where it lies.")
@click.option("--concept", "concepts", multiple=True, metavar="ID", help="Only questions about this concept.")
@click.option("--kind", "kinds", multiple=True, type=click.Choice(KINDS), help="Only this kind of question.")
@click.option(
    "--level", "levels", multiple=True, type=click.IntRange(1, 5), help="Only this level, 1 recall to 5 design."
)
@click.option("--count", type=click.IntRange(1, 500), help="So many questions, going on through new, ahead and cram.")
@click.option("--mode", type=click.Choice(["due", "new", "ahead", "cram"]), help="Only questions in this mode.")
@click.option("--seed", type=int, help="Fixes the shuffles and the drawn numbers.")
@click.option("--plain", is_flag=True, help="Plain lines instead of the full screen.")
def practice(
    packs: tuple[str, ...],
    concepts: tuple[str, ...],
    kinds: tuple[str, ...],
    levels: tuple[int, ...],
    count: int | None,
    mode: Mode | None,
    seed: int | None,
    plain: bool,
) -> None:
    """Practise questions: what is due first, then new ones.

    A session that was left in the middle goes on: the last one, or with options the one begun with the same. In a
    pipe each line answers one question: `2`, `1,3`, `3 1 2`, `1b 2a`, or words; `:s` skips, `:u` undoes, `:h` hints,
    `:q` quits.
    """
    from tutor.study import Filters, Study

    paths, settings = prepare()
    local = {pack: packs_at(pack) for pack in packs if is_path(pack)}
    study = Study(paths, settings, packs=[found for places in local.values() for found in places])
    names = tuple(pack for pack in packs if pack not in local)
    try:
        filters = Filters((*names, *_ids_of(study, local)), concepts, kinds, levels)
        sitting = study.paused(filters, count=count, mode=mode, seed=seed)
        sitting = sitting or study.begin(filters, count=count, mode=mode, seed=seed)
        if plain or not is_terminal():
            from tutor.cli.lines import Lines

            Lines(study, sitting).run()
        else:
            from tutor.ui.app import TutorApp
            from tutor.ui.screens.question import QuestionScreen

            session = sitting
            TutorApp(study, lambda study: QuestionScreen(study, session)).run()
    finally:
        study.close()


def open_app(ctx: click.Context) -> None:
    """`tutor` without a command: the app, or line mode where there is no terminal for it."""
    if not is_terminal():
        ctx.invoke(practice)
        return
    from tutor.study import Study
    from tutor.ui.app import TutorApp

    TutorApp(Study(*prepare())).run()


def prepare() -> tuple[Paths, Settings]:
    """The app's folders and what the person has set."""
    paths = find_paths()
    return paths, read_settings(paths.settings_file)


def is_terminal() -> bool:
    """Whether a full screen can be drawn."""
    return sys.stdin.isatty() and sys.stdout.isatty() and os.environ.get("TERM", "dumb") != "dumb"


def is_path(pack: str) -> bool:
    """Whether `--pack` names a place rather than an id."""
    return any(mark in pack for mark in ("/", os.sep, ".")) or (Path(pack) / "pack.yaml").is_file()


def packs_at(path: str) -> list[Path]:
    """The packs at a place that a person names."""
    from tutor.packs.places import find_packs

    return [Path(os.path.abspath(found)) for found in find_packs(Path(path))]  # noqa: PTH100  resolve() follows links


def _ids_of(study: Study, local: Mapping[str, list[Path]]) -> list[str]:
    """The ids of the packs that lie at these places; raises PackError where none of them has a question."""
    rows, ids = study.library.packs() if local else [], list[str]()
    for place, found in local.items():
        here = [row.id for row in rows if row.path in found and row.questions]
        if not here:
            remedy = f"`tutor pack check {place}` says what is wrong with it"
            raise PackError("no question of this pack can be asked", where=place, remedy=remedy)
        ids += here
    return ids
