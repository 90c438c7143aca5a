"""Which files a demo is made of: its own two, and the parts of the kit that it imports."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Final

KIT: Final = "demos.kit"


def files_of(folder: Path) -> list[Path]:
    """demo.yaml, demo.py, and each file of the kit beside the folder that demo.py imports, directly or by another."""
    found: dict[Path, None] = {}
    waiting = [folder / "demo.py"]
    while waiting:
        file = waiting.pop()
        if file not in found:
            found[file] = None
            waiting += [part for name in kit_imports(file.read_bytes()) if (part := _file(folder.parent, name))]
    own, *kit = found
    return [folder / "demo.yaml", own, *sorted(kit)]


@lru_cache(maxsize=256)
def kit_imports(source: bytes) -> tuple[str, ...]:
    """The names under `demos.kit` that a Python file imports, anywhere in it, as `transformer`; it is only read.

    A name may be a module or something in one: `from demos.kit import nets` and `from demos.kit.nets import Net` both
    yield `nets`. A file that is no Python imports nothing.
    """
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return ()
    return tuple(dict.fromkeys(name for node in ast.walk(tree) for name in _names(node)))


def _names(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Import(names=names):
            modules = [alias.name for alias in names]
        case ast.ImportFrom(module=str(module), names=names, level=0):
            modules = [module, *(f"{module}.{alias.name}" for alias in names)]
        case _:
            return
    yield from (module.removeprefix(f"{KIT}.") for module in modules if module.startswith(f"{KIT}."))


def _file(demos: Path, name: str) -> Path | None:
    """The kit's file that holds the module `name`; None where `name` is something inside a module."""
    place = demos / "kit" / Path(*name.split("."))
    return next((file for file in (place.with_suffix(".py"), place / "__init__.py") if file.is_file()), None)
