"""The palette: any action, explanation, demo or question, found by its words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from tutor.practice.queue import Mode
from tutor.ui.screens.explanation import ExplanationScreen
from tutor.ui.screens.explanations import ExplanationsScreen
from tutor.ui.screens.lab import LabScreen
from tutor.ui.screens.predict import PredictScreen
from tutor.ui.screens.question import QuestionScreen

if TYPE_CHECKING:
    from tutor.study import Study
    from tutor.ui.app import TutorApp

QUESTIONS = 8
"""Questions that are offered at most: the best first."""


class Places(Provider):
    """Everything one can go to. Names come from packs, so they are shown as plain text."""

    @property
    def _app(self) -> TutorApp:
        app: TutorApp = self.app  # type: ignore[assignment]
        return app

    @property
    def _study(self) -> Study:
        return self._app.study

    async def discover(self) -> Hits:
        for name, about, go in self._actions():
            yield DiscoveryHit(name, go, help=about)

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for name, about, go in [*self._actions(), *self._readings(), *self._demos()]:
            if (score := matcher.match(name)) > 0:
                yield Hit(score, Content(name), go, text=name, help=about)
        for rank, hit in enumerate(self._study.library.search(query, QUESTIONS)):
            ask = partial(self._ask, hit.ref)
            yield Hit(0.5 - rank / 100, Content(hit.title), ask, text=hit.title, help="practise this question")

    def _actions(self) -> Iterator[tuple[str, str, Callable[[], object]]]:
        modes: tuple[tuple[str, str, Mode], ...] = (
            ("Review ahead", "seen questions before they are due", "ahead"),
            ("Meet new questions", "beyond today's allowance", "new"),
            ("Cram", "anything, weakest first; the schedule stays as it is", "cram"),
        )
        yield "Practise", "what is due, then what is new", self._practise
        for name, about, mode in modes:
            yield name, about, partial(self._practise, mode)
        yield "Lab", "demos: predict, run, compare", lambda: self._app.push_screen(LabScreen(self._study))
        yield "Explanations", "read", lambda: self._app.push_screen(ExplanationsScreen(self._study))
        yield "Change theme", "colours of the app", self._app.search_themes
        yield "Quit", "everything is already on disk", self._app.exit

    def _readings(self) -> Iterator[tuple[str, str, Callable[[], object]]]:
        for concept in self._study.concepts:
            if concept.explained:
                yield concept.title, "read the explanation", partial(self._read, concept.id)

    def _demos(self) -> Iterator[tuple[str, str, Callable[[], object]]]:
        for demo in self._study.lab.demos.heads.values():
            about = f"{demo.id}: predict it, then run it, {demo.seconds:g} s"
            yield demo.title, about, partial(self._predict, demo.id)

    def _practise(self, mode: Mode | None = None) -> None:
        self._app.push_screen(QuestionScreen(self._study, self._study.begin(mode=mode)))

    def _ask(self, ref: str) -> None:
        self._app.push_screen(QuestionScreen(self._study, self._study.begin_with(ref)))

    def _read(self, concept: str) -> None:
        self._app.push_screen(ExplanationScreen(self._study, concept))

    def _predict(self, demo: str) -> None:
        self._app.push_screen(PredictScreen(self._study, demo))
