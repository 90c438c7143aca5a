"""What a run draws, as its manifest asks: lines, a heatmap or bars; and the same as a table."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content

from tutor.lab.manifest import Manifest
from tutor.lab.model import LinePlot
from tutor.ui.film import Film
from tutor.ui.tables import in_numbers
from tutor.ui.widgets.bars import BarChart
from tutor.ui.widgets.frame import Hint, Page, Prose, signs
from tutor.ui.widgets.heatmap import Heatmap
from tutor.ui.widgets.plot import Line, Plot


class Drawing(Vertical):
    """A picture under its title, or a table; of several pictures one at a time.

    A demo that asks for no picture is its table.
    """

    DEFAULT_CSS = "Drawing { height: 1fr; }"

    def __init__(self, manifest: Manifest) -> None:
        super().__init__()
        self.manifest = manifest
        self.as_table = manifest.plot is None
        self._film = Film(manifest)
        self._picked = ""

    def compose(self) -> ComposeResult:
        yield Prose(id="title", classes="docked wide")
        match self.manifest.plot:
            case None:
                pass
            case LinePlot(x=x, y=y):
                yield Plot(x.label, log_x=x.scale == "log", log_y=y.scale == "log")
            case heatmap if heatmap.kind == "heatmap":
                yield Heatmap(heatmap.rows.label, heatmap.columns.label)
            case bars:
                yield BarChart(bars.y.label, bars.focus, log=bars.y.scale == "log")
        with Page(id="table"):
            yield Prose(classes="wide")

    def on_mount(self) -> None:
        self._lay_out()

    def show(self, film: Film, earlier: Sequence[Line] = ()) -> None:
        """Draw what the run has shown; `earlier` are the lines of runs before it."""
        self._film = film
        self.query_one("#title", Prose).say(Content.styled(self._heading(), "$quiet"))
        if self.as_table:
            self.query_one("#table > Prose", Prose).say(in_numbers(film))
            return
        for plot in self.query(Plot):
            plot.show([*earlier, *film.lines()])
        for heatmap in self.query(Heatmap):
            heatmap.show(film.matrices.get(self._shown()))
        for bars in self.query(BarChart):
            bars.show(*film.bars.get(self._shown(), (None, ())))

    # ---- what one may do

    def toggle(self) -> None:
        """The picture as a table, or the table as a picture."""
        self.as_table = not self.as_table
        self._lay_out()

    def move(self, right: int, down: int) -> None:
        """Lead the cursor of a heatmap; scroll what is longer than the screen."""
        if self.as_table:
            self.query_one(Page).scroll_relative(y=down, animate=False)
            return
        for picture in [*self.query(Heatmap), *self.query(BarChart)]:
            picture.move(right, down)

    def switch(self, by: int) -> None:
        """The next picture, or the one before; after the last comes the first."""
        names = self._names()
        if names:
            self._picked = names[(names.index(self._shown()) + by) % len(names)]

    def may_switch(self) -> bool:
        return not self.as_table and len(self._names()) > 1

    def hints(self) -> list[Hint]:
        """The keys that show it in another way."""
        hints = []
        if self.may_switch():
            hints.append(Hint("[ ]", "others"))
        if self.manifest.plot:
            hints.append(Hint("t", "picture" if self.as_table else "table", "screen.table"))
        return hints

    # ---- which is shown

    def _lay_out(self) -> None:
        self.query_one("#table").display = self.as_table
        for picture in [*self.query(Plot), *self.query(Heatmap), *self.query(BarChart)]:
            picture.display = not self.as_table

    def _names(self) -> list[str]:
        """The pictures that the manifest names and the run has shown."""
        plot = self.manifest.plot
        found = {**self._film.matrices, **self._film.bars}
        return [] if plot is None or isinstance(plot, LinePlot) else [name for name in plot.series if name in found]

    def _shown(self) -> str:
        """The one on screen: what was picked, else the one in focus, else the first."""
        names = self._names()
        focus = self.manifest.plot.focus if self.manifest.plot else ""
        return next((name for name in (self._picked, focus, *names) if name in names), "")

    def _heading(self) -> str:
        plot, sign = self.manifest.plot, signs(self)
        if plot is None:
            return self.manifest.title
        if isinstance(plot, LinePlot) or not self.may_switch():
            return plot.title
        names = self._names()
        of = f"{names.index(self._shown()) + 1} of {len(names)}"
        return f"{plot.series[self._shown()].title}, {of} {sign.dot} {plot.title}"
