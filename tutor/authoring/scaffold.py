"""A pack to begin with: one question of each kind that can be graded, with comments, ready to be changed."""

from __future__ import annotations

import re
from pathlib import Path

from tutor.authoring.schema import schema_text
from tutor.errors import UsageError

TEMPLATE = Path(__file__).parent / "template"
_ID = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")


def write_pack(pack: str, folder: Path) -> Path:
    """Write the pack `folder/pack` and return its path; raises UsageError if the id is none, or the folder is there."""
    if not _ID.fullmatch(pack) or len(pack) > 40:
        remedy = "small letters and digits with `-` or `_` between them, such as `my-first-pack`"
        raise UsageError(f"`{pack}` cannot be the id of a pack", remedy=remedy)
    root = folder / pack
    if root.exists():
        raise UsageError("there is something already", where=str(root), remedy="choose another id, or another --dir")
    try:
        for file in sorted(TEMPLATE.rglob("*.*")):
            place = root / str(file.relative_to(TEMPLATE)).replace("PACK", pack)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(file.read_text(encoding="utf-8").replace("PACK", pack), encoding="utf-8")
        (root / "questions.schema.json").write_text(schema_text(), encoding="utf-8")
    except OSError as error:
        raise UsageError(
            f"cannot be written: {error.strerror}", where=str(root), remedy="choose another --dir"
        ) from error
    return root
