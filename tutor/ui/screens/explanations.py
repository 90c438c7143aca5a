"""Explanations: what can be read, by pack, and how well it is known."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content

from tutor.study import Study, words
from tutor.study.agenda import Topic
from tutor.ui.place import Place
from tutor.ui.widgets.frame import Hairline, Head, Hint, Keys, Next, Page, Prose, signs
from tutor.ui.widgets.rows import Rows

BAR = 12


class ExplanationsScreen(Place[None]):
    """A row a concept: its title, how well it is recalled, how many questions."""

    BINDINGS = [Binding("escape", "leave", "Today", show=False)]

    def __init__(self, study: Study) -> None:
        super().__init__()
        self.study = study
        self._concepts = [concept for concept in study.concepts if concept.explained]

    def compose(self) -> ComposeResult:
        yield Head("Explanations", status=words.count(len(self._concepts), "concept"))
        yield Hairline()
        with Page():
            if self._concepts:
                yield Rows(self._rows())
            else:
                yield Prose("No pack explains anything yet.", classes="quiet")
        yield Next()
        yield Keys()

    def on_mount(self) -> None:
        if rows := self.query(Rows):
            rows.first().focus()
        leave = Hint("esc", "Today", "screen.leave")
        move = Hint(signs(self).up_down, "move")
        read = Hint("enter", "read", "focused.choose", main=True)
        self.query_one(Keys).hints = [read, move, leave] if self._concepts else [leave]

    def _rows(self) -> list[tuple[str, Content]]:
        topics = {topic.id: topic for topic in self.study.topics()}
        rows: list[tuple[str, Content]] = []
        pack = ""
        for concept in self._concepts:
            if concept.pack != pack:
                pack = concept.pack
                rows.append(("", Content.styled(self.study.pack_name(pack), "$quiet")))
            rows.append((concept.id, self._row(concept.title, topics.get(concept.id))))
        return rows

    def _row(self, title: str, topic: Topic | None) -> Content:
        sign = signs(self)
        name = Content(title).truncate(39, ellipsis=True, pad=True) + "  "
        if topic is None:
            return name
        asked = words.count(topic.questions, "question").rjust(13)
        if topic.recall is None:
            return Content.assemble(name, (f"{sign.dot} not met yet".ljust(BAR + 7), "$quiet"), (asked, "$quiet"))
        heavy = round(topic.recall * BAR)
        bar = Content.assemble((sign.heavy * heavy, "$act"), (sign.light * (BAR - heavy), "$line"))
        return Content.assemble(name, bar, (f"{topic.recall * 100:4.0f} % ", "bold"), (asked, "$quiet"))

    def on_rows_moved(self, message: Rows.Moved) -> None:
        topic = next(concept for concept in self._concepts if concept.id == message.id)
        self.query_one(Next).say(f"read about {topic.title}", "30 seconds, 2 minutes, or all of it")

    def on_rows_chosen(self, message: Rows.Chosen) -> None:
        from tutor.ui.screens.explanation import ExplanationScreen

        self.app.push_screen(ExplanationScreen(self.study, message.id))

    def action_leave(self) -> None:
        self.dismiss()
