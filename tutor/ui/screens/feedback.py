"""Feedback: what the answer earned, why, and when it comes back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widget import Widget

from tutor.grading.response import Ticked
from tutor.packs.model import OpenQuestion
from tutor.scheduling import Rating
from tutor.study import Study, words
from tutor.study.sitting import Feedback, Sitting
from tutor.study.telling import Told, tell
from tutor.ui.place import Place
from tutor.ui.prose import Words, has_blocks, inline
from tutor.ui.widgets.frame import Hairline, Head, Hint, Keys, Next, Page, Prose, Row, signs
from tutor.ui.widgets.points import Points
from tutor.ui.widgets.rating import RatingRow
from tutor.ui.widgets.side import Side

MARKS = {
    "hit": ("right", "$held"),
    "missed": ("wrong", "$not"),
    "wrong": ("wrong", "$not"),
    "contradicted": ("wrong", "$not"),
}
Outcome = Literal["next", "undone", "left"]
LOOKS = {"right": ("right", "$held"), "partly": ("partly", "$unsure"), "wrong": ("wrong", "$not")}


class FeedbackScreen(Place[Outcome]):
    """Dismisses with what to do: go on, ask the undone one again, or leave the session to be resumed."""

    BINDINGS = [
        Binding("enter", "next", "next", show=False),
        *(Binding(str(rating.value), f"rate({rating.value})", "rate", show=False) for rating in Rating),
        Binding("u", "undo", "undo", show=False),
        Binding("e", "explain", "explain", show=False),
        Binding("d", "demo", "demo", show=False),
        Binding("f", "follow_up", "follow-up", show=False),
        Binding("s", "sources", "sources", show=False),
        Binding("a", "model_answer", "model answer", show=False),
        Binding("n", "remark('note')", "note", show=False),
        Binding("exclamation_mark", "remark('flag')", "flag as wrong", show=False),
        Binding("b", "bookmark", "bookmark", show=False),
        Binding("down,j", "scroll(1)", "scroll", show=False),
        Binding("up,k", "scroll(-1)", "scroll", show=False),
        Binding("escape", "leave", "leave", show=False),
    ]

    def __init__(self, study: Study, sitting: Sitting, feedback: Feedback) -> None:
        super().__init__()
        self.study = study
        self.sitting = sitting
        self.feedback = feedback

    # ---- the page

    def compose(self) -> ComposeResult:
        ask = self.feedback.ask
        yield Head("Practice", ask.pack_title, f"{ask.position} of {ask.total} · {words.MODES[ask.mode]}")
        yield Hairline(ask.position / ask.total)
        with Horizontal(classes="two"):
            yield from self._page()
            yield Side(self.study, self.sitting)
        if self.feedback.dues:
            yield RatingRow(self.feedback, self.sitting)
        yield Next()
        yield Keys()

    def _page(self) -> ComposeResult:
        with Page(id="page"):
            yield Prose(id="headline", classes="gap")
            rows = tell(self.feedback)
            yield from self._body([told for told in rows if told.label != "Others"])
            yield from self._links()
            yield from self._body([told for told in rows if told.label == "Others"])
            yield Vertical(id="more")

    def on_mount(self) -> None:
        self._say()
        if points := self.query(Points):
            points.first().focus(scroll_visible=False)

    def _body(self, rows: Sequence[Told]) -> ComposeResult:
        question, label = self.feedback.ask.question, ""
        if isinstance(question, OpenQuestion) and isinstance(self.feedback.response, Ticked) and rows:
            yield Points(question, self.feedback.response.points)
            rows = [told for told in rows if told.label != "Each"]
        for told in rows:
            yield self._row(told, told.label if told.label != label else "")
            label = told.label

    def _row(self, told: Told, label: str) -> Row:
        what: list[Widget] = []
        if told.lead:
            look = {"You": "bold", "Answer": "bold $held"}.get(told.label, "bold" if told.mark else "")
            what.append(Prose(inline(told.lead).stylize(look)))
        if told.text:
            plain = "quiet" if told.label in ("Others", "Note") else ""
            what.append(Words(told.text) if has_blocks(told.text) else Prose(inline(told.text), classes=plain))
        name = Content(label if told.label != "Each" else "")
        if told.label == "Each" and told.mark:
            sign, colour = MARKS[told.mark]
            word = "right" if told.mark == "hit" else "missed" if told.mark == "missed" else "wrong"
            name = Content.styled(f"{getattr(signs(self), sign)} {word}", colour)
        return Row(name, Vertical(*what, classes="what"))

    def _links(self) -> ComposeResult:
        """One line each; the bold first letter is its key."""
        ask = self.feedback.ask
        for word, line in self.study.links(ask):
            key = Content.assemble((word[0], "bold $foreground"), word[1:])
            yield Row(key, Prose(line, classes="what"), classes="tight")
        yield Prose()

    # ---- what is said

    def _say(self) -> None:
        feedback, sign = self.feedback, signs(self)
        self.query_one(Side).show(feedback.ask, feedback)
        name, colour = LOOKS[feedback.grade.verdict]
        text = f"{getattr(sign, name)}  {feedback.headline}"
        if feedback.response == Ticked(getattr(feedback.response, "text", ""), ()):
            text, colour = "Which of these did you say?", "$foreground"
        self.query_one("#headline", Prose).say(Content.styled(text, f"bold {colour}"))
        self.query_one(Next).say(*self._next())
        rating = [Hint("1-4", "rating")] if feedback.dues else []
        answer = (
            [Hint("a", "model answer", "screen.model_answer")]
            if isinstance(feedback.ask.question, OpenQuestion)
            else []
        )
        self.query_one(Keys).hints = [
            Hint("enter", "next", "screen.next", main=True),
            *rating,
            *([Hint("space", "tick", "focused.tick")] if answer else []),
            *answer,
            Hint("u", "undo", "screen.undo"),
            Hint("n", "note", "screen.remark('note')"),
            Hint("b", "bookmark", "screen.bookmark"),
            Hint("!", "flag", "screen.remark('flag')"),
        ]

    def _next(self) -> tuple[str, str]:
        feedback = self.feedback
        if not feedback.dues:
            return "the next question", "cramming leaves the schedule as it is"
        changes = "1-4 changes that"
        if feedback.rating == Rating.AGAIN and (others := self.sitting.returns_after(feedback.ask.ref)) is not None:
            after = f"after {words.number_word(others)} others" if others else "right away"
            return f"comes back in this session, {after}", changes
        when = words.when(feedback.dues[feedback.rating], self.study.clock(), self.study.zone)
        return f"comes back {when if when in ('today', 'tomorrow') else f'in {when}'}", changes

    # ---- what one may do

    def action_next(self) -> None:
        self.dismiss("next")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """Which keys mean something: cramming is not rated, and not every question leads on to everything."""
        study, ask = self.study, self.feedback.ask
        possible: dict[str, Callable[[], bool]] = {
            "rate": lambda: bool(self.feedback.dues),
            "explain": lambda: study.is_explained(ask.question.concepts[0]),
            "demo": lambda: study.demo_of(ask.question) is not None,
            "follow_up": lambda: bool(study.follow_ups(ask)),
            "sources": lambda: bool(ask.question.cite),
            "model_answer": lambda: isinstance(ask.question, OpenQuestion),
        }
        return action not in possible or possible[action]()

    def on_rating_row_rated(self, message: RatingRow.Rated) -> None:
        self.action_rate(message.rating)

    def action_rate(self, rating: int) -> None:
        self.feedback = self.sitting.rate(self.feedback, Rating(rating))
        self.query_one(RatingRow).show(self.feedback)
        self._say()

    def on_points_ticked(self, message: Points.Ticked) -> None:
        """The ticks are on disk at once, and the rating follows them."""
        self.feedback = self.sitting.tick(self.feedback, message.points)
        if self.feedback.dues:
            self.query_one(RatingRow).show(self.feedback)
        self._say()

    def action_undo(self) -> None:
        self.sitting.undo()
        self.dismiss("undone")

    def action_explain(self) -> None:
        from tutor.ui.screens.explanation import ExplanationScreen

        self.app.push_screen(ExplanationScreen(self.study, self.feedback.ask.question.concepts[0]))

    def action_demo(self) -> None:
        if link := self.study.demo_of(self.feedback.ask.question):
            from tutor.ui.screens.predict import PredictScreen

            self.app.push_screen(PredictScreen(self.study, link.id, link.set))

    def action_follow_up(self) -> None:
        """Ask the follow-up next."""
        self.sitting.insert(self.study.follow_ups(self.feedback.ask)[0])
        self.dismiss("next")

    async def action_sources(self) -> None:
        await self._more("Sources", self.study.source_lines(self.feedback.ask))

    async def action_model_answer(self) -> None:
        question = self.feedback.ask.question
        if isinstance(question, OpenQuestion):
            await self._more("In 30 s", [question.answers.short])
            await self._more("In 2 min", [question.answers.full])

    async def _more(self, label: str, lines: list[str]) -> None:
        more = self.query_one("#more", Vertical)
        if not lines or any(str(row.border_title) == label for row in more.children):
            return
        row = Row(
            label,
            Vertical(*(Words(line) if has_blocks(line) else Prose(inline(line)) for line in lines), classes="what"),
        )
        row.border_title = label
        await more.mount(row)
        self.query_one(Page).scroll_end(animate=False)

    def action_remark(self, what: str) -> None:
        from tutor.ui.screens.note import NoteScreen

        self.app.push_screen(NoteScreen(self.study, self.feedback.ask.ref, "note" if what == "note" else "flag"))

    def action_bookmark(self) -> None:
        on = self.study.toggle_bookmark(self.feedback.ask.ref)
        self.notify("in your bookmarks" if on else "no longer in your bookmarks", title="Bookmark", markup=False)

    def action_scroll(self, by: int) -> None:
        self.query_one(Page).scroll_relative(y=by, animate=False)

    def action_leave(self) -> None:
        """Back to Today; the session can be resumed."""
        self.dismiss("left")
