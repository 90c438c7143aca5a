"""What a run has shown so far: lines to draw, pictures by name, and the numbers of both."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tutor.lab.bands import band
from tutor.lab.expectations import Spread, spread
from tutor.lab.frames import Bars, Frame, Matrix, Measure, Point, Progress, Table, Text
from tutor.lab.kept import thin
from tutor.lab.manifest import Manifest
from tutor.lab.model import LinePlot
from tutor.packs.model import Scalar
from tutor.text.cells import clipped
from tutor.text.figures import figure
from tutor.ui.prose import written
from tutor.ui.widgets.plot import Line, Look

SMOOTH = 400
"""Points of a line that its median over the seeds is made of: more than a screen has columns."""
KEPT = 3
"""Earlier runs that stay on screen."""
ROOM = 16  # columns for the name of one
Points = list[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Summary:
    """A line in numbers."""

    title: str
    points: int
    first: float
    last: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Earlier:
    """A run before this one: where it ran, and its line in question, which stays on screen to compare."""

    parameters: Mapping[str, Scalar]
    line: Line

    def drawn(self, manifest: Manifest, parameters: Mapping[str, Scalar]) -> Line:
        """Faint, and named by what was other than in the run at `parameters`."""
        other = [
            f"{manifest.parameters[n].title} {written(v)}" for n, v in self.parameters.items() if parameters[n] != v
        ]
        return Line(clipped(", ".join(other) or "before", ROOM), "faint", self.line.points, self.line.figure)


class Film:
    """The frames of one run, one seed after another.

    The first seed is drawn as it grows. From the second on the line in front is the median of the seeds that have
    ended, each of them faint behind it, and so is the one that grows.
    """

    def __init__(self, manifest: Manifest) -> None:
        self.manifest = manifest
        self.progress: Progress | None = None
        self.text = ""
        self.matrices: dict[str, Matrix] = {}
        self.tables: dict[str, Table] = {}
        self._seeds: list[dict[str, Points]] = []
        self._measures: list[dict[str, float]] = []
        self._bars: list[dict[str, Bars]] = []
        self._ended = 0
        self._medians: dict[str, Points] = {}

    @classmethod
    def of(cls, manifest: Manifest, seeds: Sequence[Sequence[Frame]]) -> Film:
        """A run that has ended; of pictures that have no median the first seed's are shown."""
        film = cls(manifest)
        for frames in seeds:
            film.cut()
            film.add(frames)
        film.end()
        film.add(frame for frames in seeds[:1] for frame in frames if isinstance(frame, Matrix | Table | Text))
        return film

    def cut(self) -> None:
        """The next seed begins."""
        self.end()
        self._seeds.append({})
        self._measures.append({})
        self._bars.append({})
        self.progress = None

    def end(self) -> None:
        """The present seed has ended."""
        self._ended = len(self._seeds)
        names = dict.fromkeys(name for seed in self._seeds for name in seed)
        self._medians = {name: _median([seed[name] for seed in self._seeds if name in seed]) for name in names}

    def add(self, frames: Iterable[Frame]) -> None:
        """Take in what the run says."""
        if not self._seeds:
            self.cut()
        for frame in frames:
            match frame:
                case Point():
                    self._seeds[-1].setdefault(frame.series, []).append((frame.x, frame.y))
                case Measure():
                    self._measures[-1][frame.name] = frame.value
                case Progress():
                    self.progress = frame
                case Text():
                    self.text = frame.text
                case Matrix():
                    self.matrices[frame.name] = frame
                case Bars():
                    self._bars[-1][frame.name] = frame
                case Table():
                    self.tables[frame.name] = frame

    def done(self) -> float:
        """How far the present seed is, 0 to 1."""
        return self.progress.done / self.progress.total if self.progress and self.progress.total else 0.0

    def measured(self, name: str) -> Spread | None:
        """A measure over the seeds that have ended, or of the first as long as it runs."""
        found = [measures[name] for measures in self._measures[: max(1, self._ended)] if name in measures]
        return spread(found) if found else None

    @property
    def bars(self) -> dict[str, tuple[Bars, list[Spread]]]:
        """Each set of bars: its medians over the seeds that have ended, and how far these lie apart.

        Of seeds that do not have the same bars, the newest one's.
        """
        seeds = self._bars[: max(1, self._ended)]
        found = {}
        for name in dict.fromkeys(name for seed in self._bars for name in seed):
            sets = [seed[name] for seed in seeds if name in seed] or [self._bars[-1][name]]
            sets = sets if len({bars.labels for bars in sets}) == 1 else sets[-1:]
            spreads = [spread(values) for values in zip(*(bars.values for bars in sets), strict=True)]
            medians = [math.nan if one.median is None else one.median for one in spreads]
            found[name] = (Bars(name, sets[0].labels, medians), spreads)
        return found

    # ---- as lines

    def lines(self) -> list[Line]:
        """The lines as they are drawn, those behind first."""
        plot = self.manifest.plot if isinstance(self.manifest.plot, LinePlot) else None
        focus = plot.focus if plot else ""
        behind = self._seeds if len(self._seeds) > 1 else []
        lines = [Line("", "faint", seed[focus]) for seed in behind if focus in seed]
        for name, points in self._front().items():
            known = plot.series.get(name) if plot else None
            look: Look = "focus" if name == focus else "dotted" if known and known.style == "dotted" else "ink"
            measured = self.measured(known.measure) if known and known.measure else None
            line = Line(known.title if known else name, look, points, figure(measured.median) if measured else "")
            if measured and look == "focus" and figure(measured.min) != figure(measured.max):
                line.spread = f"[{figure(measured.min)}, {figure(measured.max)}]"
            lines.append(line)
        return lines

    def focus(self) -> Line | None:
        """The line in question."""
        return next((line for line in self.lines() if line.look == "focus"), None)

    def summaries(self) -> list[Summary]:
        """Each line in numbers."""
        found = []
        for line in self.lines():
            values = [y for _, y in line.points if math.isfinite(y)]
            if line.title and values:
                found.append(Summary(line.title, len(line.points), values[0], values[-1], min(values), max(values)))
        return found

    def _front(self) -> dict[str, Points]:
        if self._ended:
            return self._medians
        return self._seeds[-1] if self._seeds else {}


def _median(seeds: Sequence[Points]) -> Points:
    """The median of a line over its seeds; the newest seed where it has none, because it goes back and forth."""
    if len(seeds) == 1:
        return seeds[0]
    thinned = [[(p.x, p.y) for p in thin([Point("", *place) for place in seed], SMOOTH)] for seed in seeds]
    middle = band(thinned)
    return list(zip(middle.x, middle.median, strict=True)) if middle else seeds[-1]
