"""Which code a demo is made of: its own two files, and the parts of the kit that it imports. Nothing here runs it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Final

from tutor.settings import find_paths

_KIT: Final = "demos.kit."


def root_of(folder: Path) -> Path:
    """What goes on `sys.path` for the demo in `folder`: the parent of the `demos` package whose kit it uses.

    That is the package it lies in, or the one that ships with the app. In a pack it is always ours: a pack is trusted
    for its demos' own files, and nothing else in it may be imported.
    """
    home = folder.absolute().parent.parent
    is_package = folder.absolute().parent.name == "demos" and (home / "demos" / "__init__.py").is_file()
    return home if is_package and not (home / "pack.yaml").exists() else find_paths().demos.parent


def files_of(folder: Path) -> list[Path]:
    """demo.py, and each file of its kit that it imports, directly or by another."""
    kit = root_of(folder) / "demos" / "kit"
    found: dict[Path, None] = {}
    waiting = [folder / "demo.py"]
    while waiting:
        file = waiting.pop()
        if file not in found:
            found[file] = None
            names = [name.removeprefix(_KIT) for name in _imports(file.read_bytes()) if name.startswith(_KIT)]
            waiting += [part for name in names if (part := _file(kit, name))]
    own, *parts = found
    return [own, *sorted(parts)]


def needs_torch(folder: Path) -> bool:
    """Whether the demo, or what it uses of the kit, imports PyTorch."""
    names = (name for file in files_of(folder) for name in _imports(file.read_bytes()))
    return any(name == "torch" or name.startswith("torch.") for name in names)


@lru_cache(maxsize=256)
def _imports(source: bytes) -> tuple[str, ...]:
    """What a Python file imports, anywhere in it; both `a.b` and `a.b.c` for `from a.b import c`, as c may be a module.

    A file that is no Python imports nothing.
    """
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return ()
    return tuple(dict.fromkeys(name for node in ast.walk(tree) for name in _names(node)))


def _names(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Import(names=names):
            yield from (alias.name for alias in names)
        case ast.ImportFrom(module=str(module), names=names, level=0):
            yield module
            yield from (f"{module}.{alias.name}" for alias in names)


def _file(kit: Path, name: str) -> Path | None:
    """The kit's file that holds the module `name`; None where `name` is something inside a module."""
    place = kit / Path(*name.split("."))
    return next((file for file in (place.with_suffix(".py"), place / "__init__.py") if file.is_file()), None)
