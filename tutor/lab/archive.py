"""The runs that were kept: all of them in order, and the one that somebody means."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from tutor.errors import LabError, UsageError
from tutor.lab.manifest import Manifest
from tutor.lab.record import RunRecord, StoredRun, read_record, read_run, recorded

RECORDED = "recorded:"
"""Begins the name of a run that ships with a demo."""


class Filed(NamedTuple):
    """A run that was kept; `number` counts from the oldest of all demos."""

    number: int
    file: Path
    record: RunRecord


def filed(runs: Path, demo: str | None = None) -> list[Filed]:
    """The kept runs, of one demo or of all, the oldest first; what cannot be read keeps its number and is left out."""
    found = []
    for number, file in enumerate(_files(runs), 1):
        if demo is None or file.parent.name == demo:
            try:
                found.append(Filed(number, file, read_record(file)))
            except LabError:
                continue
    return found


def find(runs: Path, demos: Mapping[str, Manifest], name: str) -> StoredRun:
    """The run that `name` means: its number, its file, or `recorded:` and a demo's id.

    raises  UsageError if there is none, LabError if it cannot be read
    """
    if name.startswith(RECORDED):
        manifest = demos.get(name.removeprefix(RECORDED))
        if manifest and (stored := recorded(manifest)):
            return stored
        there_are = [demo for demo, known in demos.items() if (known.folder / "recorded.json").exists()]
        remedy = f"there are recorded runs of: {', '.join(there_are) or 'none'}"
        raise UsageError(f"there is no run `{name}`", remedy=remedy)
    if name.isdecimal():
        files = _files(runs)
        if not 1 <= int(name) <= len(files):
            there_is = f"they have the numbers 1 to {len(files)}" if files else "none was kept yet"
            raise UsageError(f"there is no run number {name}", remedy=f"{there_is}: `tutor demo records`")
        return read_run(files[int(name) - 1])
    if not Path(name).is_file():
        remedy = "give the number that `tutor demo records` shows, a file, or `recorded:ID`"
        raise UsageError(f"there is no run `{name}`", remedy=remedy)
    return read_run(Path(name))


def _files(runs: Path) -> list[Path]:
    """The records, the oldest first: their names are times."""
    files = [file for file in runs.glob("*/*.json") if not file.name.endswith(".frames.json")]
    return sorted(files, key=lambda file: (file.name, file.parent.name))
