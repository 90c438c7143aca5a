"""A run, kept: what was measured, where, with which code, and whether the claims held.

One JSON shape for one seed or many; the thinned frames lie beside it. The same shape with its frames inside is a demo's
`recorded.json`, which is shown until this machine has measured something itself.
"""

from __future__ import annotations

import json
import math
import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from tutor.errors import LabError
from tutor.lab.events import Run
from tutor.lab.expectations import Judgement, judge, spread
from tutor.lab.frames import Frame, decode, to_json
from tutor.lab.manifest import Manifest
from tutor.packs.model import Scalar
from tutor.text.clean import clean


@dataclass(frozen=True, slots=True)
class RunRecord:
    """What one run of a demo measured, on all its seeds.

    measures      name to {median, min, max, values}, a value for each seed; None where it is no finite number
    expectations  {that, holds, measured, because} each; `holds` is None where the claim was not judged
    seconds       of all seeds together
    hash          of the code that ran, as `Manifest.hash`
    at            when it ended, UTC, ISO 8601
    """

    demo: str
    parameters: Mapping[str, Scalar]
    seeds: Sequence[int]
    measures: Mapping[str, Mapping[str, Any]]
    expectations: Sequence[Mapping[str, Any]]
    seconds: float
    versions: Mapping[str, str]
    machine: str
    hash: str
    at: str

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The record that plain values describe; raises TypeError or AttributeError if they describe none."""
        return cls(**{name: value for name, value in data.items() if name != "frames"})

    @property
    def by_seed(self) -> list[dict[str, float]]:
        """The measures of each seed, as `judge` takes them; NaN where nothing was measured."""
        found: list[dict[str, float]] = [{} for _ in self.seeds]
        for name, measure in self.measures.items():
            for values, value in zip(found, measure["values"], strict=True):
                values[name] = math.nan if value is None else value
        return found


@dataclass(frozen=True, slots=True)
class StoredRun:
    """A record with the frames to draw it from, for each seed."""

    record: RunRecord
    frames: tuple[tuple[Frame, ...], ...]


def make_record(manifest: Manifest, run: Run, at: datetime) -> RunRecord:
    """The record of a run that ended at `at`, its claims judged."""
    names = [name for name in manifest.measures if any(name in values for values in run.measures)]
    measures = {name: [values.get(name, math.nan) for values in run.measures] for name in names}
    judgements = judge(manifest, run.parameters, run.measures)
    return RunRecord(
        demo=run.demo,
        parameters=dict(run.parameters),
        seeds=list(run.seeds),
        measures={name: asdict(spread(values)) | {"values": _nulled(values)} for name, values in measures.items()},
        expectations=[_expectation(judgement) for judgement in judgements],
        seconds=run.seconds,
        versions=dict(run.versions),
        machine=machine(),
        hash=manifest.hash,
        at=at.astimezone(UTC).isoformat(),
    )


def machine() -> str:
    """The computer in words that name nobody: `2 CPUs, x86_64, Linux`."""
    return f"{os.cpu_count()} CPUs, {platform.machine()}, {platform.system()}"


def save(runs: Path, record: RunRecord, frames: Sequence[Sequence[Frame]]) -> Path:
    """Keeps a run under `runs/<demo>/`, its frames beside it; returns the record's file. LabError if it can't."""
    stem = datetime.fromisoformat(record.at).strftime("%Y%m%dT%H%M%S.%fZ")
    file = runs / record.demo / f"{stem}.json"
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        write_json(file.with_suffix(".frames.json"), _frames_to_json(frames))
        write_json(file, record.to_json())
    except OSError as error:
        remedy = "see that there is space and who may write there, then run it again"
        raise LabError(f"the run cannot be kept: {error.strerror}", where=str(file.parent), remedy=remedy) from error
    return file


def newest(runs: Path, demo: str, parameters: Mapping[str, Scalar] | None = None) -> StoredRun | None:
    """The last run of a demo that was kept, at these parameters if given; what cannot be read is passed over."""
    files = [file for file in (runs / demo).glob("*.json") if not file.name.endswith(".frames.json")]
    for file in sorted(files, reverse=True):
        try:
            record = read_record(file)
            if parameters is None or record.parameters == parameters:
                return StoredRun(record, _frames_from_json(_read(file.with_suffix(".frames.json"))))
        except (LabError, *_UNREADABLE):
            continue
    return None


def read_record(file: Path) -> RunRecord:
    """The record in a file; raises LabError if there is none."""
    try:
        record = RunRecord.from_json(_read(file))
        if [len(measure["values"]) for measure in record.measures.values()] != [len(record.seeds)] * len(
            record.measures
        ):
            raise ValueError("values without seeds")
    except _UNREADABLE as error:
        raise LabError(
            "not the record of a run", where=str(file), remedy="`tutor demo run ID --out run.json` writes one"
        ) from error
    return record


def read_run(file: Path) -> StoredRun:
    """The run in a file, its frames in it or beside it; none if they are in neither. Raises LabError."""
    record = read_record(file)
    beside = file.with_suffix(".frames.json")
    try:
        data = _read(file).get("frames")
        frames = _frames_from_json(data if data is not None else _read(beside) if beside.exists() else [])
        if len(frames) not in (0, len(record.seeds)):
            raise ValueError("frames without seeds")
        return StoredRun(record, frames)
    except _UNREADABLE as error:
        raise LabError("its frames cannot be read", where=str(file), remedy="run it again") from error


def recorded(manifest: Manifest) -> StoredRun | None:
    """The run that ships with a demo; None if it has none."""
    file = manifest.folder / "recorded.json"
    try:
        return read_run(file) if file.exists() else None
    except LabError as error:
        raise LabError("not a recorded run", where=str(file), remedy="make it again: `make recordings`") from error


def write_run(file: Path, stored: StoredRun) -> None:
    """Writes a run into one file, its frames inside."""
    write_json(file, stored.record.to_json() | {"frames": _frames_to_json(stored.frames)})


def write_recorded(manifest: Manifest, stored: StoredRun) -> Path:
    """Makes a run the one that ships with its demo."""
    file = manifest.folder / "recorded.json"
    write_run(file, stored)
    return file


def write_json(file: Path, value: Any) -> None:
    """Writes a file whole or not at all."""
    partial = file.with_name(f".{file.name}.{os.getpid()}")
    with partial.open("w", encoding="utf-8") as out:
        json.dump(value, out, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        out.write("\n")
    partial.replace(file)


_UNREADABLE = (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError)
"""What reading a file of this kind raises if somebody else wrote it."""


def _read(file: Path) -> Any:
    return _printable(json.loads(file.read_text(encoding="utf-8")))


def _printable(value: Any) -> Any:
    """`value` with each of its texts printable: a recorded run may be somebody else's."""
    match value:
        case str():
            return clean(value)
        case list():
            return [_printable(item) for item in value]
        case dict():
            return {clean(key): _printable(item) for key, item in value.items()}
    return value


def _expectation(judgement: Judgement) -> dict[str, Any]:
    return {
        "that": judgement.that,
        "holds": judgement.holds,
        "measured": {name: asdict(measured) for name, measured in judgement.measured.items()},
        "because": judgement.because,
    }


def _nulled(values: Sequence[float]) -> list[float | None]:
    return [value if math.isfinite(value) else None for value in values]


def _frames_to_json(frames: Sequence[Sequence[Frame]]) -> list[list[dict[str, Any]]]:
    return [[to_json(frame) for frame in seed] for seed in frames]


def _frames_from_json(data: Any) -> tuple[tuple[Frame, ...], ...]:
    return tuple(tuple(decode(frame) for frame in seed) for seed in data)
