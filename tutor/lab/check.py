"""Is a demo what it says it is? Its manifest is read, its code is run, its claims are judged."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from tutor.errors import UsageError
from tutor.lab.events import Failed, Finished, Run
from tutor.lab.expectations import Judgement, judge
from tutor.lab.frames import Bars, Matrix, Point
from tutor.lab.manifest import Manifest, read
from tutor.lab.model import LinePlot
from tutor.lab.record import RunRecord, make_record
from tutor.packs.model import Scalar
from tutor.packs.problems import Problem

SEEDS: Final = (0, 1, 2)
SMALL: Final = "small"
"""The preset that is run, if the demo has it."""

Runs = Callable[[Manifest, Mapping[str, Scalar], Sequence[int]], Finished | Failed]
"""Runs a demo at these parameters on these seeds."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A demo that was checked.

    problems    what is wrong with demo.yaml
    preset      at which it was run; None for the default setting
    record      of the run, if there was one and it came to an end
    judgements  of its claims
    faults      what was wrong with the run, each with its remedy
    output      what the demo printed last, if it went wrong
    """

    folder: Path
    problems: tuple[Problem, ...]
    preset: str | None = None
    record: RunRecord | None = None
    judgements: tuple[Judgement, ...] = ()
    faults: tuple[tuple[str, str], ...] = ()
    output: str = ""

    @property
    def is_sound(self) -> bool:
        """It is a demo, whether or not its claims hold."""
        return not self.faults and all(problem.severity == "warning" for problem in self.problems)

    @property
    def holds(self) -> bool:
        return all(judgement.holds is not False for judgement in self.judgements)


def demos_at(place: Path) -> list[Path]:
    """The folders of the demos at `place`: a demo's folder, its demo.yaml, or a folder of demos; raises UsageError."""
    if place.name == "demo.yaml" and place.is_file():
        return [place.parent]
    if (place / "demo.yaml").is_file():
        return [place]
    if found := sorted(file.parent for file in place.glob("*/demo.yaml")):
        return found
    raise UsageError("there is no demo", where=str(place), remedy="give the folder that holds a demo.yaml")


def check(folder: Path, run: Runs, at: datetime) -> Checked:
    """Checks the demo in `folder`; `run` runs it, if it can be run."""
    manifest, problems = read(folder)
    if manifest is None:
        return Checked(folder, tuple(problems))
    preset = SMALL if SMALL in manifest.presets else None
    end = run(manifest, manifest.resolve(preset=preset), SEEDS)
    if isinstance(end, Failed):
        return Checked(folder, tuple(problems), preset, faults=((end.reason, end.remedy),), output=end.output)
    judgements = judge(manifest, end.run.parameters, end.run.measures)
    faults = tuple(_faults(manifest, end.run, judgements))
    return Checked(folder, tuple(problems), preset, make_record(manifest, end.run, at), judgements, faults)


def _faults(manifest: Manifest, run: Run, judgements: tuple[Judgement, ...]) -> Iterator[tuple[str, str]]:
    """What a run must have and has not."""
    for name in manifest.measures:
        if any(name not in measured for measured in run.measures):
            yield f"it did not measure `{name}`", f'yield Measure("{name}", …), or take it out of `measures`'
    if manifest.plot:
        kinds = (Point,) if isinstance(manifest.plot, LinePlot) else (Matrix, Bars)
        drawn = {f.series if isinstance(f, Point) else f.name for f in run.frames[0] if isinstance(f, kinds)}
        for name in manifest.plot.series:
            if name not in drawn:
                yield f"it drew nothing called `{name}`", "yield a frame of that name, or take it out of `plot`"
    if all(judgement.holds is None for judgement in judgements):
        yield "no claim is judged at this setting", "have one claim whose `when` is true here"
