"""Lab: the demos, each with its question, what it takes, and what came out here."""

from __future__ import annotations

from datetime import datetime
from textwrap import wrap

from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content

from tutor.lab.extras import how_to_get, lack
from tutor.lab.manifest import Head as DemoHead
from tutor.study import Study, words
from tutor.text.cells import cells
from tutor.ui.place import Place
from tutor.ui.widgets.frame import Hairline, Head, Hint, Keys, Next, Page, Prose, signs
from tutor.ui.widgets.rows import Rows

NARROW, WIDE = 70, 110
"""Columns below which the table has no room for what came out, and from which on it has some for the day."""
EDGES, SECONDS, OUTCOME, TITLE = 8, 8, 18, 76
"""Columns of the page's edges with the cursor and the scrollbar, of the seconds, of what came out, of the question."""


class LabScreen(Place[None]):
    """The demos in the order in which their concepts are taught, each under its topic: its question, on two lines where
    one is too short, what came out and its seconds. Nothing is said of one that has not run."""

    BINDINGS = [
        Binding("s", "source", "its code", show=False),
        Binding("escape", "leave", "Today", show=False),
    ]

    def __init__(self, study: Study) -> None:
        super().__init__()
        self.study = study
        self._at = ""

    def compose(self) -> ComposeResult:
        yield Head("Lab")
        yield Hairline()
        yield Page(id="page")
        yield Next()
        yield Keys()

    async def on_resize(self) -> None:
        """Titles take the room there is."""
        if self.query(Rows):
            await self.on_screen_resume()

    async def on_screen_resume(self) -> None:
        page, demos = self.query_one(Page), self.study.lab.demos
        await page.remove_children()
        leave = Hint("esc", "Today", "screen.leave")
        if not demos:
            self.query_one(Keys).hints = [leave]
            await page.mount(Prose("No demo is at hand: `tutor doctor` says why.", classes="quiet"))
            return
        seen = len(self.study.lab.last_results().keys() & demos.keys())
        self.query_one(Head).status = f"{seen} of {len(demos)} seen"
        self.query_one(Hairline).done = seen / len(demos)
        rows = Rows(self._rows(), at=self._at)
        await page.mount(rows)
        rows.focus()
        self.query_one(Keys).hints = [
            Hint("enter", "open", "focused.choose", main=True),
            Hint(signs(self).up_down, "move"),
            Hint("s", "source", "screen.source"),
            leave,
        ]

    def _rows(self) -> list[tuple[str, Content]]:
        results = self.study.lab.last_results()
        taught = {concept.id: (place, concept.pack) for place, concept in enumerate(self.study.concepts)}
        nowhere = len(taught), ""
        demos = [(taught.get(demo.concepts[0], nowhere), demo) for demo in self.study.lab.demos.heads.values()]
        by_pack: dict[str, list[DemoHead]] = {}
        for (_, pack), demo in sorted(demos):
            by_pack.setdefault(pack, []).append(demo)
        rows: list[tuple[str, Content]] = []
        for pack, heads in by_pack.items():
            rows.append(("", Content.styled(self.study.pack_name(pack) or "More", "$quiet")))
            rows += [(demo.id, self._row(demo, results)) for demo in heads]
        return rows

    def _row(self, demo: DemoHead, results: dict[str, tuple[datetime, bool | None]]) -> Content:
        """The question, where there is room what came out, and the seconds at the edge."""
        width = self.size.width
        what, look = ("", "") if width < NARROW else self._outcome(demo, results)
        if width >= WIDE:
            what = what.ljust(OUTCOME)
        room = min(TITLE + OUTCOME + 2, width - EDGES - SECONDS)
        first, *others = _lines(demo.title, min(TITLE, room - (cells(what) + 2 if what else 0)))
        gap = " " * (room - cells(first) - cells(what))
        below = "".join(f"\n  {line}" for line in others)
        return Content.assemble(first, gap, (what, look), f"{f'{demo.seconds:g} s':>{SECONDS}}", below)

    def _outcome(self, demo: DemoHead, results: dict[str, tuple[datetime, bool | None]]) -> tuple[str, str]:
        """What it needs that is not here, or what came out, and the role whose colour that has."""
        sign = signs(self)
        if missing := lack(demo.needs):
            return missing, "$quiet"
        if demo.id not in results:
            return "", ""
        at, held = results[demo.id]
        if held is None:
            return f"{sign.partly} not judged", "$unsure"
        if not held:
            return f"{sign.wrong} did not hold", "$not"
        day = words.short_day(at.astimezone(self.study.zone).date()) if self.size.width >= WIDE else ""
        return f"{sign.right} held {day}".rstrip(), "$held"

    def on_rows_moved(self, message: Rows.Moved) -> None:
        self._at = message.id
        manifest = self.study.lab.demos[message.id]
        if manifest.needs and lack(manifest.needs):
            self.query_one(Next).say(manifest.id, how_to_get(manifest.needs))
            return
        what = "you say a number first" if manifest.predict.choices is None else "you choose first"
        warm = "" if self.study.lab.worker.warm() else "; PyTorch is still loading"
        self.query_one(Next).say(manifest.id, f"{what}, then it runs, about {manifest.seconds:g} s{warm}")

    def on_rows_chosen(self, message: Rows.Chosen) -> None:
        from tutor.ui.screens.predict import PredictScreen

        self.app.push_screen(PredictScreen(self.study, message.id))

    def action_source(self) -> None:
        from tutor.ui.screens.source import SourceScreen

        if self._at:
            self.app.push_screen(SourceScreen(self.study.lab.demos[self._at]))

    def action_leave(self) -> None:
        self.dismiss()


def _lines(title: str, most: int) -> list[str]:
    """The title on as few lines of `most` columns as hold it, all about as long."""
    fewest = len(lines := wrap(title, most, break_on_hyphens=False))
    if fewest < 2:
        return lines or [""]
    widths = range(-(-len(title) // fewest), most + 1)
    return next(lines for width in widths if len(lines := wrap(title, width, break_on_hyphens=False)) == fewest)
