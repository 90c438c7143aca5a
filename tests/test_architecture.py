"""Who may import whom, kept by a machine: DESIGN's house rules as sentences."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = ["errors", "settings", "text", "expr", "packs", "grading", "scheduling", "history", "practice", "lab"]
ROOMS += ["authoring", "study", "ui", "cli"]
DOORS = {
    "textual": ("tutor/ui/",),
    "click": ("tutor/cli/",),
    "yaml": ("tutor/packs/parse.py", "tutor/packs/nodes.py"),
    "fsrs": ("tutor/scheduling.py",),
    "sqlite3": ("tutor/history/", "tutor/packs/library.py"),
    "torch": ("tutor/lab/worker.py", "tutor/lab/template/"),
    "matplotlib": ("tutor/lab/panels.py",),
}


def modules() -> Iterator[Path]:
    yield from sorted((ROOT / "tutor").rglob("*.py"))


def imports(file: Path) -> Iterator[tuple[int, str]]:
    """Each absolute module name that `file` imports, anywhere in it, with its line."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}:{node.lineno} imports relatively; this house imports one way"
            yield node.lineno, node.module or ""
            if node.module == "tutor":
                yield from ((node.lineno, f"tutor.{alias.name}") for alias in node.names)


def room_of(module: str) -> str | None:
    parts = module.split(".")
    return parts[1] if parts[0] == "tutor" and len(parts) > 1 and parts[1] in ROOMS else None


def test_a_room_imports_only_the_rooms_before_it() -> None:
    wrong = []
    for file in modules():
        here = room_of(".".join(file.relative_to(ROOT).with_suffix("").parts))
        for line, module in imports(file):
            there = room_of(module)
            if here and there and ROOMS.index(there) > ROOMS.index(here):
                wrong.append(f"{file.relative_to(ROOT)}:{line}: {here} imports {there}")
    assert wrong == []


@pytest.mark.parametrize("library", DOORS)
def test_a_library_has_one_door(library: str) -> None:
    wrong = []
    for file in modules():
        where = file.relative_to(ROOT).as_posix()
        for line, module in imports(file):
            if module.split(".")[0] == library and not where.startswith(DOORS[library]):
                wrong.append(f"{where}:{line}: {library} belongs to {', '.join(DOORS[library])}")
    assert wrong == []


def test_demos_import_only_torch_the_kit_and_frames() -> None:
    allowed = ("torch", "demos.kit", "tutor.lab.frames")
    wrong = []
    for file in sorted((ROOT / "demos").rglob("*.py")):
        for line, module in imports(file):
            known = module.split(".")[0] in sys.stdlib_module_names or module.startswith(allowed)
            if not known:
                wrong.append(f"{file.relative_to(ROOT)}:{line}: {module}")
    assert wrong == []


def test_help_loads_nothing_heavy() -> None:
    probe = (
        "import sys\n"
        "from tutor.cli import main\n"
        "main(['--help'], standalone_mode=False)\n"
        "heavy = {'textual', 'torch', 'numpy', 'pydantic', 'fsrs', 'yaml', 'sqlite3', 'pylatexenc', 'rich'}\n"
        "print('loaded:', *sorted(heavy & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, cwd=ROOT, check=False)
    assert (done.returncode, done.stdout.splitlines()[-1], done.stderr) == (0, "loaded:", "")
