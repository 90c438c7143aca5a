"""Question: one item, then how sure one is of the answer; what it earned is the next screen."""

from __future__ import annotations

import time
from collections.abc import Mapping

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.content import Content

from tutor.errors import ResponseError, TutorError
from tutor.grading import check
from tutor.grading.response import GaveUp, Response
from tutor.packs.model import PredictQuestion, VerdictQuestion
from tutor.study import PutOff, Remark, Study, words
from tutor.study.sitting import Ask, Confidence, Feedback, Sitting
from tutor.ui.place import Place
from tutor.ui.prose import Words, asking, has_blocks, inline
from tutor.ui.screens.feedback import FeedbackScreen, Outcome
from tutor.ui.widgets.answers import widget_for
from tutor.ui.widgets.answers.base import AnswerWidget
from tutor.ui.widgets.frame import Hairline, Head, Hint, Keys, Next, Page, Prose
from tutor.ui.widgets.side import Side
from tutor.ui.widgets.sure import Sure

MEASURE = 76


class QuestionScreen(Place[None]):
    """Sits a session: asks, takes the answer and the confidence, shows the feedback, goes on to the next."""

    BINDINGS = [
        Binding("enter", "enter", "answer", show=False),
        Binding("h,ctrl+g", "hint", "hint", show=False),
        Binding("u", "undo", "undo", show=False),
        Binding("z", "put_off", "later", show=False),
        Binding("n", "note", "note", show=False),
        Binding("exclamation_mark", "flag", "flag as wrong", show=False),
        Binding("b", "bookmark", "bookmark", show=False),
        Binding("ctrl+s", "enter", "answer", show=False),
        Binding("i", "give_up", "I don't know", show=False),
        Binding("escape", "back", "back", show=False),
        Binding("down,j", "scroll(1)", "scroll", show=False),
        Binding("up,k", "scroll(-1)", "scroll", show=False),
    ]

    def __init__(self, study: Study, sitting: Sitting) -> None:
        super().__init__()
        self.study = study
        self.sitting = sitting
        self.ask: Ask | None = None
        self.answer_widget: AnswerWidget
        self._hint_lines: Prose  # both held here, for `query_one` would keep those of every question before
        self._response: Response | None = None
        self._is_handed_in = False
        self._hints = 0
        self._asked_at = 0.0

    def compose(self) -> ComposeResult:
        yield Head("Practice")
        yield Hairline()
        with Horizontal(classes="two"):
            yield Page(id="page")
            yield Side(self.study, self.sitting)
        yield Next()
        yield Keys()

    async def on_mount(self) -> None:
        await self.ask_next()

    # ---- asking

    async def ask_next(self) -> None:
        """Put the question that is current on screen; when there is none, the summary."""
        self.ask = ask = self.sitting.current()
        if ask is None:
            from tutor.ui.screens.summary import SummaryScreen

            self.app.switch_screen(SummaryScreen(self.study, self.sitting))
            return
        self._response, self._is_handed_in = None, False
        self._hints, self._asked_at = 0, time.monotonic()
        head = self.query_one(Head)
        head.where = ask.pack_title
        head.status = f"{ask.position} of {ask.total} · {words.MODES[ask.mode]}"
        self.query_one(Hairline).done = (ask.position - 1) / ask.total
        page = self.query_one(Page)
        await page.remove_children()
        self.answer_widget, self._hint_lines = widget_for(ask.variant), Prose()
        await page.mount(Vertical(*self._stem(ask), classes="stem"), self.answer_widget, self._hint_lines)
        page.scroll_home(animate=False)
        self.answer_widget.take_focus()
        self.query_one(Side).show(ask)
        self._say()

    def _stem(self, ask: Ask) -> list[Prose | Words]:
        asks = words.asks(ask.question)
        quiet = Content.assemble("   ", (asks, "$quiet"))
        if isinstance(ask.question, VerdictQuestion):
            claim = inline(ask.variant.fill(ask.question.claim))
            return [
                Prose(Content.assemble("“", claim, "”"), classes="gap"),
                Prose(Content.assemble(inline(ask.variant.stem).stylize("bold"), quiet), classes="gap"),
            ]
        lead, question = asking(ask.variant.stem)
        loud = inline(question).stylize("bold")
        if loud.cell_length + len(asks) > MEASURE - 3:
            quiet = Content.assemble("\n", (asks, "$quiet"))
        line = Prose(Content.assemble(loud, quiet), classes="gap")
        if has_blocks(question):
            return [Words(ask.variant.stem, classes="gap"), Prose(quiet, classes="gap")]
        if not lead:
            return [line]
        return [Words(lead, classes="gap") if has_blocks(lead) else Prose(inline(lead), classes="gap"), line]

    def _say(self) -> None:
        """What enter does now, and the keys that mean something."""
        widget = self.answer_widget
        common = [
            Hint("ctrl+g" if widget.typing else "h", "hint", "screen.hint"),
            Hint("z", "later", "screen.put_off"),
            Hint("u", "undo", "screen.undo"),
            Hint("i", "don't know", "screen.give_up"),
            Hint("n", "note", "screen.note"),
        ]
        if not (self.ask and self.ask.question.hints):
            common = common[1:]
        if widget.typing:
            away = [Hint("esc", "commands", "screen.back")] if self._is_typing() else common
            common = [*common[:1], *away] if self._is_typing() and self.ask and self.ask.question.hints else away
        self.query_one(Next).say(widget.prompt(), acts=False)
        self.query_one(Keys).hints = [*widget.hints(), *common]

    def _is_typing(self) -> bool:
        return self.answer_widget.typing and self.focused is not None

    def on_answer_widget_changed(self) -> None:
        self._say()

    def on_descendant_focus(self) -> None:
        if self._response is None and self.query(AnswerWidget):
            self._say()

    on_descendant_blur = on_descendant_focus

    # ---- answering

    def action_enter(self) -> None:
        widget = self.answer_widget
        if self._response is not None:
            return
        if widget.typing and not self._is_typing():
            widget.take_focus()
            self._say()
        elif handler := getattr(widget, "action_enter", None):
            handler()

    def on_answer_widget_answered(self, message: AnswerWidget.Answered) -> None:
        if self.ask is None or self._response is not None:
            return  # a key pressed twice answers once
        try:
            check(self.ask.variant, message.response)
        except ResponseError as error:
            self.notify(error.remedy or "try again", title=error.what, severity="warning", markup=False)
            self._reopen()
            return
        self._response = message.response
        if not self.study.settings.confidence:
            self._hand_in(None)
            return
        self.answer_widget.settle(True)
        sure = Sure()
        self.mount(sure, before=self.query_one(Next))
        sure.focus()
        self.query_one(Next).say("your answer is shown after this", acts=False)
        self.query_one(Keys).hints = [Hint("1-4", "say", main=True), Hint("esc", "change answer", "screen.back")]

    def on_sure_said(self, message: Sure.Said) -> None:
        if not self._is_handed_in:  # a key pressed twice says it once
            self.query(Sure).remove()
            self._hand_in(message.confidence)

    def action_give_up(self) -> None:
        if self._response is None and not self._is_typing():
            self._response = GaveUp()
            self._hand_in(None)

    def _hand_in(self, confidence: Confidence | None) -> None:
        """The answer goes to disk, then its feedback on screen; a prediction is first run."""
        assert self.ask is not None
        self._is_handed_in = True
        if isinstance(self.ask.question, PredictQuestion):
            self._run_prediction(self.ask.question, confidence)
        else:
            self._grade(confidence)

    def _run_prediction(self, question: PredictQuestion, confidence: Confidence | None) -> None:
        from tutor.ui.screens.running import RunningScreen

        def ran(measured: Mapping[str, float] | None) -> None:
            if measured is None:
                self._reopen()
            else:
                self._grade(confidence, measured)

        self.app.push_screen(RunningScreen.for_question(self.study, question), ran)

    def _grade(self, confidence: Confidence | None, measured: Mapping[str, float] | None = None) -> None:
        assert self.ask is not None
        assert self._response is not None
        spent = round((time.monotonic() - self._asked_at) * 1_000)
        try:
            feedback = self.sitting.answer(
                self.ask, self._response, confidence=confidence, ms=spent, hints=self._hints, measured=measured
            )
        except TutorError:
            self._reopen()
            raise
        self._show(feedback)

    def _show(self, feedback: Feedback) -> None:
        self.app.push_screen(FeedbackScreen(self.study, self.sitting, feedback), self._after_feedback)

    async def _after_feedback(self, outcome: Outcome | None) -> None:
        if outcome == "left":
            self.dismiss()
            return
        if outcome == "undone":
            self.notify("the answer is taken back", title="Undone", markup=False)
        await self.ask_next()

    def _reopen(self) -> None:
        """The answer can be changed again."""
        self._response, self._is_handed_in = None, False
        self.query(Sure).remove()
        self.answer_widget.settle(False)
        self.answer_widget.take_focus()
        self._say()

    # ---- commands

    def action_hint(self) -> None:
        assert self.ask is not None
        hints = self.ask.question.hints
        if self._response is not None or self._hints >= len(hints):
            return
        self._hints += 1
        lines = [
            Content.assemble(("hint   ", "$quiet"), inline(self.ask.variant.fill(hint)))
            for hint in hints[: self._hints]
        ]
        lines.append(Content.styled("each hint costs one rating", "$quiet"))
        self._hint_lines.say(Content("\n").join(lines))
        self.query_one(Page).scroll_end(animate=False)

    async def action_undo(self) -> None:
        if self._is_typing() or self._response is not None:
            return
        if self.sitting.undo():
            self.notify("the last answer is taken back", title="Undone", markup=False)
            await self.ask_next()
        else:
            self.notify("this session has no earlier answer", title="Nothing to undo", markup=False)

    async def action_put_off(self) -> None:
        if self.ask is None or self._is_typing() or self._response is not None:
            return
        from tutor.ui.screens.put_off import PutOffScreen

        def put_off(what: PutOff | None) -> None:
            if what and self.ask:
                self.study.put_off(self.sitting, self.ask, what)
                self.call_later(self.ask_next)

        self.app.push_screen(PutOffScreen(), put_off)

    def action_note(self) -> None:
        self._write("note")

    def action_flag(self) -> None:
        self._write("flag")

    def _write(self, what: Remark) -> None:
        if self.ask is None or self._is_typing():
            return
        from tutor.ui.screens.note import NoteScreen

        self.app.push_screen(NoteScreen(self.study, self.ask.ref, what))

    def action_bookmark(self) -> None:
        if self.ask and not self._is_typing():
            on = self.study.toggle_bookmark(self.ask.ref)
            self.notify("in your bookmarks" if on else "no longer in your bookmarks", title="Bookmark", markup=False)

    def action_scroll(self, by: int) -> None:
        self.query_one(Page).scroll_relative(y=by, animate=False)

    def action_back(self) -> None:
        """One layer: the confidence, then the field, then the session (which can be resumed)."""
        if self._response is not None:
            self._reopen()
        elif self._is_typing():
            self.set_focus(None)
            self._say()
        else:
            self.dismiss()
