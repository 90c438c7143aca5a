"""Which packs' demos may run: those the person has trusted by name, as long as their code is what it was then.

A pack is data, but for its demos: they are Python, and run with all that the person may do.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from tutor.errors import LabError
from tutor.lab.record import write_json


class Trust:
    """The packs that are trusted, by where they lie, each with the hash of its demos; kept in a file."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def check(self, pack: Path, name: str) -> None:
        """Raises LabError, saying what to do, unless the demos of the pack at `pack` may run."""
        known = self._read().get(_place(pack))
        if known is None:
            what = f"the pack `{name}` is not trusted: its demos are programs, and would run as you"
            raise LabError(
                what, remedy=f"read them with `tutor demo show ID --source`, then: `tutor pack trust {name}`"
            )
        if known != code_of(pack):
            what = f"the demos of the pack `{name}` have changed since you trusted it"
            raise LabError(what, remedy=f"read them again, then: `tutor pack trust {name}`")

    def give(self, pack: Path) -> None:
        """Lets the demos of a pack run, as they are now."""
        self._write(self._read() | {_place(pack): code_of(pack)})

    def withdraw(self, pack: Path) -> None:
        """Lets them run no more."""
        self._write({place: code for place, code in self._read().items() if place != _place(pack)})

    def _read(self) -> dict[str, str]:
        try:
            data = json.loads(self.file.read_text(encoding="utf-8"))
            return {str(place): str(code) for place, code in data.items()}
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, AttributeError) as error:
            remedy = "delete it: every pack is asked about again"
            raise LabError("it cannot be read which packs are trusted", where=str(self.file), remedy=remedy) from error

    def _write(self, trusted: dict[str, str]) -> None:
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            write_json(self.file, trusted)
        except OSError as error:
            remedy = "see who may write there"
            raise LabError(f"cannot be written: {error.strerror}", where=str(self.file), remedy=remedy) from error


def code_of(pack: Path) -> str:
    """SHA-256 over every file under the pack's `demos`, names and contents."""
    root = pack / "demos"
    digest = hashlib.sha256()
    for file in sorted(file for file in root.rglob("*") if file.is_file() and "__pycache__" not in file.parts):
        body = file.read_bytes()
        digest.update(f"{file.relative_to(root).as_posix()}\n{len(body)}\n".encode() + body)
    return digest.hexdigest()


def _place(pack: Path) -> str:
    return str(pack.resolve())
