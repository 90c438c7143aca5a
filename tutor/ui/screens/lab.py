"""Lab: the demos, each with its question, what it takes, and what came out here."""

from __future__ import annotations

from datetime import datetime

from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content

from tutor.lab.manifest import Manifest
from tutor.study import Study, words
from tutor.text.cells import cells, clipped
from tutor.ui.place import Place
from tutor.ui.widgets.frame import Hairline, Head, Hint, Keys, Next, Page, Prose, signs
from tutor.ui.widgets.rows import Rows

NARROW = 70
"""Columns below which the table has no room for what came out."""
EDGES, SECONDS, OUTCOME = 8, 7, 17
"""Columns of the page's edges with the cursor and the scrollbar, of the seconds, and of what came out."""


class LabScreen(Place[None]):
    """A row a demo, under the topic of its first concept."""

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
        packs = {concept.id: concept.pack for concept in self.study.concepts}
        by_pack: dict[str, list[Manifest]] = {}
        for manifest in self.study.lab.demos.values():
            by_pack.setdefault(packs.get(manifest.concepts[0], ""), []).append(manifest)
        rows: list[tuple[str, Content]] = []
        for pack, manifests in by_pack.items():
            rows.append(("", Content.styled(self.study.pack_name(pack) or "More", "$quiet")))
            rows += [(manifest.id, self._row(manifest, results)) for manifest in manifests]
        return rows

    def _row(self, manifest: Manifest, results: dict[str, tuple[datetime, bool | None]]) -> Content:
        """The question, its seconds, and where there is room what came out."""
        sign = signs(self)
        is_narrow = self.size.width < NARROW
        longest = max(cells(other.title) for other in self.study.lab.demos.values())
        room = min(longest, self.size.width - EDGES - SECONDS - (0 if is_narrow else OUTCOME))
        title = clipped(manifest.title, room)
        line = f"{title}{' ' * (room - cells(title))}{f'{manifest.seconds:g} s':>{SECONDS}}"
        if is_narrow:
            return Content(line)
        line += "   "
        if manifest.id not in results:
            return Content.assemble(line, (f"{sign.dot} not run", "$quiet"))
        at, held = results[manifest.id]
        day = words.short_day(at.astimezone(self.study.zone).date())
        if held is None:
            return Content.assemble(line, (f"{sign.partly} not judged", "$unsure"))
        return Content.assemble(
            line, (f"{sign.right} held {day}", "$held") if held else (f"{sign.wrong} did not hold", "$not")
        )

    def on_rows_moved(self, message: Rows.Moved) -> None:
        self._at = message.id
        manifest = self.study.lab.demos[message.id]
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
