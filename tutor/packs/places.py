"""Where packs lie: what is one, and those of a folder in the order in which they are offered."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tutor.errors import PackError

ORDER = "order.txt"
"""Beside packs: their names, one a line, as they should follow each other."""
HEAD_BYTES = 64 * 1024
"""How far into a YAML file `pack:` is looked for."""
_HEAD = re.compile(rb"^(?:\A\xef\xbb\xbf)?pack\s*:", re.MULTILINE)


def is_pack(path: Path) -> bool:
    """Whether `path` is a pack's folder, or a pack in one file; one that cannot be read may be one."""
    try:
        if path.is_dir():
            return (path / "pack.yaml").is_file()
        if not _is_yaml(path):
            return False
        with path.open("rb") as file:
            return _HEAD.search(file.read(HEAD_BYTES)) is not None
    except OSError:
        return True


def find_packs(path: Path) -> list[Path]:
    """The packs at `path`: itself, the one it is a file of, or those in the folder; PackError if there is none.

    A YAML file that belongs to no pack counts as one: what it lacks is told when it is read.
    """
    with _looking_into(path):
        is_there = path.exists()
    if not is_there:
        raise PackError("there is no such file or folder", where=str(path), remedy="check the path")
    around = [folder for folder in (path.parent, path.parent.parent) if is_pack(folder)]
    if is_pack(path):
        return [path]
    if packs := around[:1] or packs_in(path) or ([path] if _is_yaml(path) else []):
        return packs
    remedy = "a pack is a folder with a pack.yaml, or a file with `pack:`; `tutor pack new ID` writes one"
    raise PackError("there is no pack here", where=str(path), remedy=remedy)


def packs_in(folder: Path) -> list[Path]:
    """The packs that lie in `folder`: those its order.txt names, then the others by name; none if it does not exist.

    raises  PackError if nobody may look into it
    """
    with _looking_into(folder):
        if not folder.is_dir():
            return []
        file = folder / ORDER
        names = file.read_text("utf-8", "replace").split() if file.is_file() else []
        packs = [inner for inner in folder.iterdir() if is_pack(inner)]
    places = {name: place for place, name in enumerate(names)}
    return sorted(packs, key=lambda pack: (places.get(pack.name, len(names)), pack.name))


@contextmanager
def _looking_into(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        remedy = "check who may read it"
        raise PackError(f"cannot be read: {error.strerror}", where=str(path), remedy=remedy) from error


def _is_yaml(path: Path) -> bool:
    return path.suffix in (".yaml", ".yml") and path.is_file()
