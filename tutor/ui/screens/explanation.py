"""Explanation: one concept, part by part, with the numbers that were measured on this machine."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content

from tutor.study import Study, words
from tutor.study.reading import source_line
from tutor.text.figures import figure
from tutor.ui.place import Place
from tutor.ui.prose import Words, inline
from tutor.ui.widgets.frame import Hairline, Head, Hint, Keys, Next, Page, Prose, Row, signs


class ExplanationScreen(Place[None]):
    """Parts by [ and ]; a number measured here stands with its date, and r runs its demo."""

    BINDINGS = [
        Binding("enter,right_square_bracket,space", "part(1)", "next part", show=False),
        Binding("left_square_bracket", "part(-1)", "previous part", show=False),
        Binding("down,j", "scroll(1)", "scroll", show=False),
        Binding("up,k", "scroll(-1)", "scroll", show=False),
        Binding("pagedown", "scroll(10)", "scroll a page", show=False),
        Binding("pageup", "scroll(-10)", "scroll a page", show=False),
        Binding("d,r", "demo", "run its demo", show=False),
        Binding("s", "sources", "sources", show=False),
        Binding("p", "practise", "practise this", show=False),
        Binding("escape", "leave", "back", show=False),
    ]

    def __init__(self, study: Study, concept: str) -> None:
        super().__init__()
        self.study = study
        self.reading = study.reading(concept)
        self.titles = [*(part.title for part in self.reading.parts), "Sources"]
        self.part = 0

    def compose(self) -> ComposeResult:
        yield Head("Explanation", self.reading.title)
        yield Hairline()
        yield Prose(id="tabs", classes="docked gap")
        yield Page()
        yield Next()
        yield Keys()

    async def on_screen_resume(self) -> None:
        """Back from a demo the numbers may be new; the page stays where it was."""
        await self._show(at=self.query_one(Page).scroll_offset.y)

    async def _show(self, at: int = 0) -> None:
        """The part on screen from line `at` on, with the newest numbers."""
        self.query_one(Head).status = f"{self.part + 1} of {len(self.titles)}"
        self.query_one(Hairline).done = (self.part + 1) / len(self.titles)
        self.query_one("#tabs", Prose).say(self._tabs())
        page = self.query_one(Page)
        await page.remove_children()
        if self.part < len(self.reading.parts):
            part = self.reading.parts[self.part]
            await page.mount(Words(part.text, self._measure, classes="gap"))
            by_demo: dict[str, list[str]] = {}
            for demo, name in part.measures():
                by_demo.setdefault(demo, []).append(name)
            await page.mount_all([self._provenance(demo, names) for demo, names in by_demo.items()])
        else:
            await page.mount_all(self._sources())
        self.call_after_refresh(page.scroll_to, y=at, animate=False)
        self._say()

    def _tabs(self) -> Content:
        """As many headings as fit, the present one always among them."""
        width = max(20, self.size.width - 4)
        shown = [(i, title) for i, title in enumerate(self.titles)]
        while len(shown) > 1 and sum(len(title) + 2 for _, title in shown) - 2 > width:
            shown.pop(0 if shown[-1][0] == self.part or self.part - shown[0][0] > 1 else -1)
        return Content("  ").join(
            Content.styled(title, "bold underline" if i == self.part else "$quiet") for i, title in shown
        )

    # ---- living numbers

    def _measure(self, reference: str) -> str:
        """A number in the text: `◆ .842` if a run has measured it, else a dash."""
        demo, _, name = reference.partition(".")
        known = self.study.lab.measure(demo, name)
        return f"**{signs(self).measured} {figure(known[0])}**" if known else "**—** (not measured yet)"

    def _provenance(self, demo: str, names: Sequence[str]) -> Row:
        """Where the numbers of a demo come from: this machine and when, or the recorded run."""
        sign = signs(self)
        manifest = self.study.lab.demos.get(demo)
        of_demo = [name for name in names if manifest and name in manifest.measures]
        known = {name: found for name in of_demo if (found := self.study.lab.measure(demo, name))}
        again = " again" if any(is_own for _, _, is_own in known.values()) else ""
        run = f"{demo} {sign.dot} r runs it{again}, {manifest.seconds:g} s" if manifest else f"{demo} is not at hand"
        if manifest is None or not known:
            return Row(Content.styled(f"{sign.theory} not yet", "$quiet"), Prose(Content.styled(run, "$quiet")))
        _, record, is_own = next(iter(known.values()))
        day = words.short_day(datetime.fromisoformat(record.at).astimezone(self.study.zone).date())
        where = f"on this machine, {day}" if is_own else f"RECORDED {day}, {record.machine}"
        seeds = f"seeds {record.seeds[0]}-{record.seeds[-1]}" if len(record.seeds) > 1 else f"seed {record.seeds[0]}"
        lines = [Content(f"{where}, {seeds}")]
        if record.hash != manifest.hash:
            lines.append(Content.styled(f"{sign.partly} measured before the demo changed", "$unsure"))
        for name, (value, _, _) in known.items():
            spread = record.measures[name]
            span = f", {figure(spread['min'])} to {figure(spread['max'])}" if len(record.seeds) > 1 else ""
            lines.append(Content.assemble(f"{manifest.measures[name].title} ", (figure(value), "bold"), span))
        lines.append(Content.styled(run, "$quiet"))
        label, look = ("measured", "$act") if is_own else ("recorded", "$unsure")
        return Row(Content.styled(f"{sign.measured} {label}", look), Prose(Content("\n").join(lines)))

    def _sources(self) -> list[Row]:
        rows = [
            Row("Sources" if i == 0 else "", Prose(inline(source_line(s)))) for i, s in enumerate(self.reading.sources)
        ]
        rows += [
            Row("Read on" if i == 0 else "", Prose(f"{item.title} · {item.kind}\n{item.url}"))
            for i, item in enumerate(self.reading.further)
        ]
        return rows

    # ---- what one may do

    def _say(self) -> None:
        last = self.part + 1 == len(self.titles)
        self.query_one(Next).say("back where you were" if last else self.titles[self.part + 1])
        demo = [Hint("d", "demo", "screen.demo")] if self._demo() else []
        self.query_one(Keys).hints = [
            Hint("enter", "next part" if self.part + 1 < len(self.titles) else "back", "screen.part(1)", main=True),
            Hint(signs(self).up_down, "scroll"),
            Hint("[ ]", "part"),
            *demo,
            Hint("s", "sources", "screen.sources"),
            Hint("p", "practise", "screen.practise"),
            Hint("esc", "back", "screen.leave"),
        ]

    def _demo(self) -> str | None:
        """The demo of a number in this part, else the explanation's own."""
        part = self.reading.parts[self.part] if self.part < len(self.reading.parts) else None
        names = [demo for demo, _ in part.measures()] if part else []
        return next((demo for demo in [*names, *self.reading.demos] if demo in self.study.lab.demos), None)

    async def action_part(self, by: int) -> None:
        if self.part + by == len(self.titles):
            self.dismiss()
            return
        self.part = max(0, self.part + by)
        await self._show()

    def action_scroll(self, by: int) -> None:
        self.query_one(Page).scroll_relative(y=by, animate=False)

    async def action_sources(self) -> None:
        self.part = len(self.titles) - 1
        await self._show()

    def action_demo(self) -> None:
        if demo := self._demo():
            from tutor.ui.screens.predict import PredictScreen

            self.app.push_screen(PredictScreen(self.study, demo))

    def action_practise(self) -> None:
        from tutor.study import Filters
        from tutor.ui.screens.question import QuestionScreen

        sitting = self.study.begin(Filters(concepts=(self.reading.concept,)), title=self.reading.title)
        self.app.push_screen(QuestionScreen(self.study, sitting))

    def action_leave(self) -> None:
        self.dismiss()
