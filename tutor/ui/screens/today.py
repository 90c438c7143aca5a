"""Today: what to do now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Digits

from tutor.study import Study, words
from tutor.ui.place import Place
from tutor.ui.widgets.frame import Hairline, Head, Hint, Keys, Next, Page, Prose, Row, signs

if TYPE_CHECKING:
    from tutor.practice.queue import Mode
    from tutor.study.agenda import Today, Topic
    from tutor.study.sitting import Sitting

BAR = 18
DEMOS = 3
SECONDS_AN_ITEM = 40


class TodayScreen(Place[None]):
    """How much is due, what to begin with, and what else one may do."""

    BINDINGS = [
        Binding("enter", "start", "start", show=False),
        Binding("r", "practise('ahead')", "review ahead", show=False),
        Binding("n", "practise('new')", "new questions", show=False),
        Binding("x", "practise('cram')", "cram", show=False),
        Binding("d", "lab", "demos", show=False),
        Binding("e", "explanations", "explanations", show=False),
        Binding("q", "app.quit", "quit", show=False),
    ]

    def __init__(self, study: Study) -> None:
        super().__init__()
        self.study = study

    def compose(self) -> ComposeResult:
        yield Head("Today", status=words.long_day(self.study.day()))
        yield Hairline()
        yield Page(id="page")
        yield Next()
        yield Keys()

    def on_screen_resume(self) -> None:
        """The frame first; the library and the history are opened after it."""
        self.app.call_after_refresh(self.fill)  # the app's, for at its start a screen's own comes before the frame

    async def fill(self) -> None:
        """Draw what today holds now."""
        if not self.is_current:
            return
        today = self.study.today()
        page = self.query_one(Page)
        await page.remove_children()
        await page.mount_all(self._page(today))
        done, left = today.reviewed, len(today.load.due) + len(today.load.new)
        self.query_one(Hairline).done = done / (done + left) if done + left else 0.0
        what, cost = self._next(today)
        self.query_one(Next).say(what, cost)
        self.query_one(Keys).hints = self._keys(today)
        self.call_after_refresh(self.fill_demos)

    async def fill_demos(self) -> None:
        """What the demos measured here; their manifests are read after everything else is on screen."""
        if rows := self._demos():
            await self.query_one(Page).mount(Prose(), *rows)

    # ---- the page

    def _page(self, today: Today) -> list[Vertical | Row | Horizontal]:
        if today.paused:
            top = self._paused(today.paused)
        elif today.load.due or today.load.new:
            top = self._due(today)
        else:
            top = self._nothing_due(today)
        return [*top, *self._weakest(today.weakest)]

    def _lead(self, number: int, look: str, *lines: Content) -> Horizontal:
        column = Vertical(*(Prose(line) for line in lines), classes="lead")
        return Horizontal(Digits(f"{number}", classes=look), column, classes="lead-row gap")

    def _due(self, today: Today) -> list[Vertical | Row | Horizontal]:
        load = today.load
        new = f", and {len(load.new)} new" if load.new and load.due else ""
        number, what = (len(load.due), "due now") if load.due else (len(load.new), "new to meet")
        lines = [Content.assemble((what, "bold"), new)]
        if load.waiting:
            waits = f"{load.waiting:,} more are overdue and spread over the coming days; nothing new until then"
            lines.append(Content.styled(waits, "$quiet"))
        first = (load.due or load.new)[0].concepts[0]
        title = next((concept.title for concept in self.study.concepts if concept.id == first), first)
        lines += [Content.assemble(("start with ", "$quiet"), title), self._so_far(today)]
        return [self._lead(number, "", *lines)]

    def _so_far(self, today: Today) -> Content:
        if not today.reviewed:
            return Content.styled("nothing answered yet today", "$quiet")
        sign = signs(self)
        parts = [f"{today.reviewed} answered today, {today.right} right", words.minutes(today.spent)]
        if today.streak > 1:
            parts.append(f"{today.streak} days in a row")
        return Content.styled(f" {sign.dot} ".join(parts), "$quiet")

    def _paused(self, sitting: Sitting) -> list[Vertical | Row | Horizontal]:
        progress = sitting.progress()
        where = f"question {len(progress.done) + 1} of {progress.total}"
        lines = [
            Content.assemble(("left", "bold"), " in the session you were in"),
            Content.styled(f"enter resumes at {where}; nothing of it is lost", "$quiet"),
        ]
        return [self._lead(len(progress.upcoming), "", *lines)]

    def _nothing_due(self, today: Today) -> list[Vertical | Row | Horizontal]:
        sign = signs(self)
        lines = [Content.assemble(("due", "bold"), (f" {sign.dot} all done for today", "$quiet"))]
        if today.next_due:
            when = words.when(today.next_due, self.study.clock(), self.study.zone)
            lines.append(
                Content.assemble(
                    ("next review ", "$quiet"), when, (f": {words.count(today.next_count, 'item')}", "$quiet")
                )
            )
        lines.append(self._so_far(today))
        choices = []
        if today.load.unseen:
            choices.append(("n", words.count(min(5, len(today.load.unseen)), "new question"), "beyond today's ten"))
        if today.load.ahead:
            choices.append(("r", "review ahead", "counts, and teaches a little less"))
        choices.append(("x", "cram", "anything, weakest first; the schedule stays as it is"))
        choices.append(("d", "run a demo", "predict, watch, compare"))
        rows = [
            Row(
                "Or, if so" if index == 0 else "",
                Prose(Content.assemble((f"{key}  ", "bold $act"), what, (f"  {cost}", "$quiet"))),
                classes="tight",
            )
            for index, (key, what, cost) in enumerate(choices)
        ]
        rows[-1].remove_class("tight")
        return [self._lead(0, "held", *lines), *rows]

    def _weakest(self, topics: tuple[Topic, ...]) -> list[Vertical | Row | Horizontal]:
        sign = signs(self)
        is_narrow = self.size.width < 80  # then the last column goes, and the bar is as long as there is room
        bar = max(0, self.size.width - 54) if is_narrow else BAR
        rows: list[Vertical | Row | Horizontal] = []
        for topic in (t for t in topics if t.recall is not None):
            assert topic.recall is not None
            heavy = round(topic.recall * bar)
            line = Content.assemble(
                Content(topic.title).truncate(28, ellipsis=True, pad=True),
                "  ",
                (sign.heavy * heavy, "$act"),
                (sign.light * (bar - heavy), "$line"),
                (f"{topic.recall * 100:4.0f} %", "bold"),
                ("" if is_narrow else f"{topic.due:4} due", "$quiet"),
            )
            rows.append(Row("Weakest" if not rows else "", Prose(line), classes="tight"))
        return rows

    def _demos(self) -> list[Row]:
        from tutor.text.figures import figure, short

        sign, rows = signs(self), list[Row]()
        looks = {
            True: (sign.right, "held", "$held"),
            False: (sign.wrong, "did not", "$not"),
            None: (sign.dot, "", "$quiet"),
        }
        for run in self.study.lab.last_runs(DEMOS):
            mark, word, colour = looks[run.held]
            said = f"{sign.said} {short(run.said)}" if run.said is not None else ""
            line = Content.assemble(
                Content(run.demo).truncate(24, ellipsis=True, pad=True),
                "  ",
                (said.ljust(9), "$said"),
                (f"{sign.measured} {figure(run.measured)}".ljust(10), "$act"),
                (f"{mark} {word}".ljust(11), colour),
                (words.short_day(run.at.astimezone(self.study.zone).date()), "$quiet"),
            )
            rows.append(Row("Demos" if not rows else "", Prose(line), classes="tight"))
        return rows

    # ---- what one may do

    def _next(self, today: Today) -> tuple[str, str]:
        load = today.load
        if today.paused:
            left = len(today.paused.progress().upcoming)
            return f"resume your session, {left} to go", self._about(left)
        if load.due or load.new:
            count = min(len(load.due) + len(load.new), self.study.settings.session_items)
            if load.due and load.new:
                return f"review {len(load.due)}, then meet {len(load.new)} new", self._about(count)
            verb = "review" if load.due else "meet"
            return f"{verb} {words.count(count, 'question')}" + ("" if load.due else ", all new"), self._about(count)
        if load.ahead:
            return "review ahead", "counts, and teaches a little less"
        if load.unseen:
            return f"meet {min(5, len(load.unseen))} new questions", "beyond today's ten"
        return "cram, weakest first", "the schedule stays as it is"

    def _about(self, items: int) -> str:
        whole = max(1, round(items * SECONDS_AN_ITEM / 60))
        return f"about {words.count(whole, 'minute')}"

    def _keys(self, today: Today) -> list[Hint]:
        verb = "resume" if today.paused else "start"
        return [
            Hint("enter", verb, "screen.start", main=True),
            Hint("d", "demos", "screen.lab"),
            Hint("e", "explanations", "screen.explanations"),
            Hint("r", "ahead", "screen.practise('ahead')"),
            Hint("x", "cram", "screen.practise('cram')"),
            Hint("q", "quit", "app.quit"),
        ]

    def action_start(self) -> None:
        self._sit(self.study.paused() or self.study.begin())

    def action_practise(self, mode: Mode) -> None:
        self._sit(self.study.begin(mode=mode, count=5 if mode == "new" else None))

    def _sit(self, sitting: Sitting) -> None:
        from tutor.ui.screens.question import QuestionScreen

        self.app.push_screen(QuestionScreen(self.study, sitting))

    def action_lab(self) -> None:
        from tutor.ui.screens.lab import LabScreen

        self.app.push_screen(LabScreen(self.study))

    def action_explanations(self) -> None:
        from tutor.ui.screens.explanations import ExplanationsScreen

        self.app.push_screen(ExplanationsScreen(self.study))
