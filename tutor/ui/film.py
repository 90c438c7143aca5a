"""What a run has shown so far, as lines to draw and as a table to read."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from tutor.lab.frames import Frame, Matrix, Measure, Point, Progress, Table, Text
from tutor.lab.manifest import Manifest
from tutor.lab.model import LinePlot
from tutor.text.figures import figure
from tutor.ui.widgets.plot import Line, Look


@dataclass(frozen=True, slots=True)
class Summary:
    """A line in numbers."""

    title: str
    points: int
    first: float
    last: float
    low: float
    high: float


class Film:
    """The frames of one run, one seed after another; the newest seed is in front, the others are faint."""

    def __init__(self, manifest: Manifest) -> None:
        self.manifest = manifest
        self.measures: dict[str, float] = {}
        self.progress: Progress | None = None
        self.text = ""
        self.matrix: Matrix | None = None
        self.table: Table | None = None
        self._seeds: list[dict[str, list[tuple[float, float]]]] = []

    def cut(self) -> None:
        """The next seed begins."""
        self._seeds.append({})
        self.progress = None

    def add(self, frames: Iterable[Frame]) -> None:
        """Take in what the run says."""
        if not self._seeds:
            self.cut()
        for frame in frames:
            match frame:
                case Point():
                    self._seeds[-1].setdefault(frame.series, []).append((frame.x, frame.y))
                case Measure():
                    self.measures[frame.name] = frame.value
                case Progress():
                    self.progress = frame
                case Text():
                    self.text = frame.text
                case Matrix():
                    self.matrix = frame
                case Table():
                    self.table = frame

    def done(self) -> float:
        """How far the present seed is, 0 to 1."""
        return self.progress.done / self.progress.total if self.progress and self.progress.total else 0.0

    def lines(self, earlier: Iterable[Line] = ()) -> list[Line]:
        """The lines as they are drawn; `earlier` are those of runs before this one, drawn faint."""
        lines = [Line("", "faint", line.points) for line in earlier]
        plot = self.manifest.plot if isinstance(self.manifest.plot, LinePlot) else None
        focus = plot.focus if plot else ""
        for seed in self._seeds[:-1]:
            lines += [Line("", "faint", points) for series, points in seed.items() if series == focus]
        for series, points in (self._seeds[-1] if self._seeds else {}).items():
            known = plot.series.get(series) if plot else None
            look: Look = "focus" if series == focus else "dotted" if known and known.style == "dotted" else "ink"
            measured = self.measures.get(known.measure) if known and known.measure else None
            lines.append(
                Line(known.title if known else series, look, points, "" if measured is None else figure(measured))
            )
        return lines

    def focus(self) -> list[Line]:
        """The line in question of each seed: what stays behind, faint, when the run is made again."""
        return [line for line in self.lines() if line.look == "focus"]

    def summaries(self) -> list[Summary]:
        """Each line of the newest seed in numbers."""
        found = []
        for line in self.lines():
            values = [y for _, y in line.points if math.isfinite(y)]
            if line.title and values:
                found.append(Summary(line.title, len(line.points), values[0], values[-1], min(values), max(values)))
        return found
