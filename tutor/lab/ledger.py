"""What sweeps have measured: a line a cell, on disk at once, so that a kill costs only what was under way."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from tutor.errors import LabError
from tutor.lab.sweep import Cell, Measured


class Ledger:
    """The file of a demo's cells. Lines are only added; one that is broken off, or of other code, is passed over."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def of(self, cells: Iterable[Cell]) -> dict[str, Measured]:
        """Which of these cells were measured before, by their keys."""
        wanted = {cell.key: cell for cell in cells}
        found = {}
        try:
            lines = self.file.read_bytes().splitlines()
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise self._trouble(error) from error
        for line in lines:
            try:
                data = json.loads(line)
                if cell := wanted.get(data["key"]):
                    found[cell.key] = _measured(cell, data)
            except (ValueError, TypeError, KeyError, AttributeError):
                continue
        return found

    def add(self, measured: Measured, at: datetime) -> None:
        """Writes a cell down; when this returns it survives a kill."""
        cell = measured.cell
        line = {
            "key": cell.key,
            "hash": cell.hash,
            "parameters": dict(cell.parameters),
            "seed": cell.seed,
            "measures": {name: v if math.isfinite(v) else None for name, v in measured.measures.items()},
            "seconds": measured.seconds,
            "versions": dict(measured.versions),
            "at": at.isoformat(),
        }
        data = json.dumps(line, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode() + b"\n"
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            with self.file.open("a+b") as out:
                if out.tell() and self._is_broken_off():
                    data = b"\n" + data
                out.write(data)
                out.flush()
                os.fsync(out.fileno())
        except OSError as error:
            raise self._trouble(error) from error

    def _is_broken_off(self) -> bool:
        with self.file.open("rb") as file:
            file.seek(-1, os.SEEK_END)
            return file.read(1) != b"\n"

    def _trouble(self, error: OSError) -> LabError:
        return LabError(f"cannot be used: {error.strerror}", where=str(self.file), remedy="see who may write there")


def _measured(cell: Cell, data: dict[str, Any]) -> Measured:
    measures = {str(name): math.nan if v is None else float(v) for name, v in data["measures"].items()}
    return Measured(cell, measures, float(data["seconds"]), {str(k): str(v) for k, v in data["versions"].items()})
