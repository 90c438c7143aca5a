"""What the verbs of `tutor demo` have in common."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from tutor.cli.practice import prepare
from tutor.errors import UsageError

if TYPE_CHECKING:
    from tutor.lab.manifest import Manifest
    from tutor.lab.record import RunRecord
    from tutor.study import Study

DID_NOT_HOLD: Final = 4
"""Exit code where claims were judged, and one did not hold."""
STOPPED: Final = 130
"""Exit code of what was stopped with ctrl+c."""


@contextlib.contextmanager
def open_study() -> Iterator[Study]:
    """The person's study, closed again afterwards: the worker has ended, the history is on disk."""
    from tutor.study import Study

    study = Study(*prepare())
    try:
        yield study
    finally:
        study.close()


def find(study: Study, demo: str) -> Manifest:
    """The demo that is meant: by its id, or by where its folder lies.

    raises  UsageError if there is none, LabError showing what is wrong with its manifest
    """
    if not any(mark in demo for mark in ("/", os.sep, ".")):
        return study.lab.manifest(demo)
    from tutor.lab.check import demos_at
    from tutor.lab.manifest import load

    first, *others = demos_at(Path(demo))
    if others:
        raise UsageError("that is a folder of demos", where=demo, remedy="give the folder of one of them")
    return load(first)


def outcome(record: RunRecord) -> str:
    """Whether its claims held, in words."""
    from tutor.study.lab import held

    return {True: "held", False: "did not hold", None: "not judged"}[held(record)]


def print_json(value: Any) -> None:
    click.echo(json.dumps(value, indent=2, ensure_ascii=False))
