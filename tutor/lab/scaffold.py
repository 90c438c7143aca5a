"""A demo to begin with: it works, and shows each part with a comment."""

from __future__ import annotations

import keyword
import re
from pathlib import Path

from tutor.errors import UsageError

TEMPLATE = Path(__file__).parent / "template"
_ID = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")


def write_demo(demo: str, folder: Path) -> Path:
    """Writes the demo `folder/demo` and returns its path; raises UsageError if it has no such name, or is there."""
    if not _ID.fullmatch(demo) or len(demo) > 40 or keyword.iskeyword(demo) or demo == "kit":
        remedy = "small letters and digits with `_` between them, such as `my_first_demo`"
        raise UsageError(f"`{demo}` cannot be the id of a demo", remedy=remedy)
    root = folder / demo
    if root.exists():
        raise UsageError("there is something already", where=str(root), remedy="choose another id, or another --dir")
    try:
        root.mkdir(parents=True)
        for name in ("demo.yaml", "demo.py"):
            text = (TEMPLATE / name).read_text(encoding="utf-8")
            (root / name).write_text(text.replace("DEMO", demo), encoding="utf-8")
    except OSError as error:
        raise UsageError(
            f"cannot be written: {error.strerror}", where=str(root), remedy="choose another --dir"
        ) from error
    return root
