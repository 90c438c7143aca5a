"""Beside a demo's page, where there is room: what can be varied, and all that was measured."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from textual.containers import Vertical
from textual.content import Content

from tutor.lab.manifest import Manifest
from tutor.lab.record import RunRecord
from tutor.packs.model import Scalar
from tutor.text.cells import cells, clipped
from tutor.text.figures import figure
from tutor.ui.prose import brief
from tutor.ui.widgets.frame import Prose

WIDE, WIDTH = 110, 36
"""Columns of the terminal from which on it is shown, and its own."""


class Entry(NamedTuple):
    """A name, its value, and in quiet words what it is."""

    title: str
    value: str
    about: str = ""


class Surroundings(Vertical):
    """Shown in a wide terminal. Where the words about each have no room the values stand alone."""

    def __init__(self) -> None:
        super().__init__(Prose(), classes="side")
        self._groups: dict[str, list[Entry]] = {}

    def before(self, manifest: Manifest, parameters: Mapping[str, Scalar]) -> None:
        """What may be set, before a run."""
        entries = [
            Entry(parameter.title, brief(parameters[name]), f"{parameter.help}; {parameter.allowed}")
            for name, parameter in manifest.parameters.items()
        ]
        self._show({"What can be varied": entries})

    def after(self, manifest: Manifest, record: RunRecord) -> None:
        """How it was set, and every measure's median over the seeds."""
        setting = [Entry(manifest.parameters[name].title, brief(value)) for name, value in record.parameters.items()]
        measures = [(manifest.measures[name], measured["median"]) for name, measured in record.measures.items()]
        figures = [Entry(info.title, f"{figure(value)} {info.unit}".strip(), info.meaning) for info, value in measures]
        self._show({"This run": setting, "All that it measured": figures})

    def on_resize(self) -> None:
        self.call_after_refresh(self._draw)

    def _show(self, groups: Mapping[str, list[Entry]]) -> None:
        self._groups = dict(groups)
        self._draw()

    def _draw(self) -> None:
        if not self.is_attached:  # its screen was left meanwhile
            return
        lines = list(self._lines(in_full=True))
        if len(lines) > self.size.height:
            lines = list(self._lines(in_full=False))[: self.size.height]
        self.query_one(Prose).say(Content("\n").join(lines))

    def _lines(self, *, in_full: bool) -> Iterable[Content]:
        for heading, entries in self._groups.items():
            yield Content.styled(heading, "$quiet")
            yield Content()
            for title, value, about in entries:
                name = clipped(title, WIDTH - cells(value) - 2)
                yield Content.assemble(name, " " * (WIDTH - cells(name) - cells(value)), (value, "bold"))
                for line in textwrap.wrap(about, WIDTH - 2) if in_full else ():
                    yield Content.styled(f"  {line}", "$quiet")
            yield Content()
