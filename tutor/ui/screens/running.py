"""Running: watch the demo, frame by frame, until its verdict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.message import Message

from tutor.errors import DemoFailed, TutorError
from tutor.lab.events import Cancelled, Event, Failed, Finished, Frames, Started
from tutor.lab.manifest import Manifest
from tutor.lab.record import StoredRun
from tutor.packs.model import PredictQuestion, Scalar
from tutor.study import Study, words
from tutor.text.figures import figure, short
from tutor.ui.film import KEPT, Earlier, Film
from tutor.ui.place import Place
from tutor.ui.prose import brief
from tutor.ui.screens.vary import Setting, more
from tutor.ui.widgets.drawing import Drawing
from tutor.ui.widgets.frame import Hairline, Head, Hint, Keys, Next, Prose, signs

REDRAWS_A_SECOND = 8
Evidence = Mapping[str, float]


class RunningScreen(Place[Evidence | None]):
    """Runs a demo and draws what it says; then the verdict.

    decides  the run settles a prediction question: dismisses with what was measured (None if it was stopped)
    replay   a run that is kept: drawn at once, nothing is run until something is changed
    earlier  runs before this one, whose lines stay on screen
    """

    BINDINGS = [
        Binding("c", "stop", "stop the run", show=False),
        Binding("r", "again", "run again", show=False),
        Binding("v", "vary", "vary and run again", show=False),
        Binding("plus", "more", "run it on more seeds; after the most, on one", show=False),
        Binding("t", "table", "the same as a table", show=False),
        Binding("left_square_bracket", "switch(-1)", "the picture before", show=False),
        Binding("right_square_bracket", "switch(1)", "the next picture", show=False),
        Binding("up", "move(0, -1)", "read the cell above; scroll", show=False),
        Binding("down", "move(0, 1)", "read the cell below; scroll", show=False),
        Binding("left", "move(-1, 0)", "read the cell to the left", show=False),
        Binding("right", "move(1, 0)", "read the cell to the right", show=False),
        Binding("space", "freeze", "hold the picture, or let it go on", show=False),
        Binding("s", "source", "its code", show=False),
        Binding("enter", "enter", "go on", show=False),
        Binding("escape", "back", "stop, then back", show=False),
    ]

    class Heard(Message):
        """The run said something, or could not be made."""

        def __init__(self, run: int, event: Event | TutorError) -> None:
            super().__init__()
            self.run = run
            self.event = event

    def __init__(
        self,
        study: Study,
        manifest: Manifest,
        parameters: Mapping[str, Scalar],
        seeds: Sequence[int],
        said: float | str | None = None,
        *,
        decides: bool = False,
        replay: StoredRun | None = None,
        earlier: Sequence[Earlier] = (),
    ) -> None:
        super().__init__()
        self.study, self.manifest = study, manifest
        self.parameters, self.seeds, self.said = dict(parameters), tuple(seeds), said
        self.decides = decides
        self._film = Film(manifest) if replay is None else Film.of(manifest, replay.frames)
        self._earlier = list(earlier)
        self._runs = 0
        self._state = "replayed" if replay else "waiting"
        self._seed = 0
        self._dirty = True
        self._is_frozen = False
        self._recorded: StoredRun | None = None
        self._ended = replay

    @classmethod
    def for_question(cls, study: Study, question: PredictQuestion) -> RunningScreen:
        """The run that decides a prediction question."""
        manifest = study.lab.manifest(question.demo.id)
        return cls(study, manifest, manifest.resolve(question.demo.set), (0,), decides=True)

    def compose(self) -> ComposeResult:
        sign = signs(self)
        predicted = sign.right if self.said is not None or self.decides else sign.dot
        steps = Content.assemble(
            f"{predicted} predict   ", (f"{sign.one_on} run", "bold $act"), f"   {sign.one_off} verdict"
        )
        yield Head("Lab", self.manifest.id, steps)
        yield Hairline()
        yield Prose(id="setting", classes="docked wide")
        yield Drawing(self.manifest)
        yield Next()
        yield Keys()

    def on_mount(self) -> None:
        self.set_interval(1 / REDRAWS_A_SECOND, self._draw)
        if self._state != "replayed":
            self._begin()
        self._draw()

    # ---- the run

    def _begin(self) -> None:
        """Start a run in a thread; until the worker is warm, the recorded run is shown."""
        self._runs += 1
        run = self._runs
        self._film = Film(self.manifest)
        self._state, self._seed, self._dirty, self._ended = "waiting", 0, True, None
        self._is_frozen = False
        self._recorded = None if self.study.lab.worker.warm() else self.study.lab.recorded(self.manifest)
        if self._recorded:
            self._film = Film.of(manifest=self.manifest, seeds=self._recorded.frames)
        manifest, parameters, seeds = self.manifest, self.parameters, self.seeds

        def stream() -> None:
            try:
                for event in self.study.lab.run(manifest, parameters, seeds):
                    self.post_message(self.Heard(run, event))
            except TutorError as error:
                self.post_message(self.Heard(run, error))

        self.run_worker(stream, thread=True, exclusive=False)

    def on_running_screen_heard(self, message: Heard) -> None:
        if message.run != self._runs:
            return
        match message.event:
            case Started(number=number):
                self._seed = number
                if number > 1:
                    self._film.cut()
            case Frames(frames=frames):
                if self._state == "waiting":
                    self._state, self._recorded, self._film = "running", None, Film(self.manifest)
                self._film.add(frames)
            case Finished(run=run):
                self._state = "failed"  # unless it can be kept
                record = self.study.lab.keep(self.manifest, run, self.said)
                self._state, self._ended, self._is_frozen = "finished", StoredRun(record, run.frames), False
                self._film.end()
                if self.app.screen is self:
                    self._go_on()
            case Cancelled():
                self._state = "stopped"
            case Failed(reason=reason, remedy=remedy):
                self._state = "failed"
                self.show_error(DemoFailed(reason, where=self.manifest.id, remedy=f"{remedy}; s shows its code"))
            case TutorError() as error:
                self._state = "failed"
                self.show_error(error)
        self._dirty = True
        if not self._is_on():
            self._draw()

    def _go_on(self) -> None:
        """From a run that ended to what it was for; under a sheet it waits there for enter."""
        if self._ended is None:
            return
        if self.decides:
            self.dismiss(self.study.lab.evidence(self.manifest, self._ended.record))
            return
        from tutor.ui.screens.verdict import VerdictScreen

        verdict = VerdictScreen(self.study, self.manifest, self._ended, self.said, earlier=self._earlier)
        self.app.switch_screen(verdict)

    # ---- the picture

    def _draw(self) -> None:
        """Draw what is new, at most eight times a second."""
        if not self._dirty or self._is_frozen:
            return
        self._dirty = False
        self.query_one("#setting", Prose).say(self._setting())
        earlier = [] if self._recorded else [one.drawn(self.manifest, self.parameters) for one in self._earlier]
        self.query_one(Drawing).show(self._film, earlier)
        seeds = max(1, len(self.seeds))
        done = 1.0 if self._state in ("finished", "replayed") else (max(0, self._seed - 1) + self._film.done()) / seeds
        self.query_one(Hairline).done = 0.0 if self._recorded else done
        self._say()

    def _setting(self) -> Content:
        """What runs, and below it what was said and what is measured so far: two rows, however long either is."""
        sign = signs(self)
        if self._recorded:
            record = self._recorded.record
            day = words.short_day(datetime.fromisoformat(record.at).astimezone(self.study.zone).date())
            torch = record.versions.get("torch", "")
            setting = Content.assemble(("RECORDED", "bold $unsure"), f"  {day}, {record.machine}, torch {torch}")
        else:
            setting = Content("   ").join(
                Content.assemble(f"{self.manifest.parameters[name].title} ", (brief(value), "bold"))
                for name, value in self.parameters.items()
            )
        run: list[Content] = []
        if self.seeds and not self._recorded:
            run.append(self._which_seed())
        if isinstance(self.said, float | int):
            run.append(Content.assemble(("you said ", "$quiet"), (f"{sign.said} {short(self.said)}", "bold $said")))
        measured = self._film.measured(self.manifest.predict.measure)
        if measured is not None:
            when = "so far " if self._is_on() and not self._recorded else "measured "
            run.append(Content.assemble((when, "$quiet"), (f"{sign.measured} {figure(measured.median)}", "bold $act")))
        return Content("\n").join([part for part in (setting, Content("   ").join(run)) if part])

    def _which_seed(self) -> Content:
        """The seed that runs; over all of them once they ended."""
        if len(self.seeds) > 1 and self._state in ("finished", "replayed"):
            plot, first = self.manifest.plot, self.seeds[0]
            whose = Content.styled(f" (picture: seed {first})", "$quiet") if plot and plot.kind == "heatmap" else ""
            return Content.assemble("median of seeds ", (f"{first}-{self.seeds[-1]}", "bold"), whose)
        return Content.assemble("seed ", (str(self.seeds[max(0, self._seed - 1)]), "bold"))

    def _say(self) -> None:
        progress = self._film.progress
        seed = f"seed {self._seed} of {len(self.seeds)}, " if len(self.seeds) > 1 else ""
        step = f"{progress.done} of {progress.total} {progress.of}" if progress else self._film.text
        then = "your answer is graded" if self.decides else "the verdict"
        what, cost = {
            "waiting": ("your own run starts by itself", "PyTorch is loading, a few seconds"),
            "running": (f"then {then}", f"{seed}{step}"),
            "finished": (then, ""),
            "stopped": ("run it again", f"stopped at {step}; not judged" if step else "stopped; not judged"),
            "failed": ("run it again", "what it last showed is kept"),
            "replayed": ("back to the verdict", ""),
        }[self._state]
        if self._state == "waiting" and self.study.lab.worker.warm():
            cost = ""
        if self._is_frozen:
            what, cost = "the run goes on behind the picture", "space shows it again"
        self.query_one(Next).say(what, cost, acts=not self._is_on())
        go_on = {"stopped": "run again", "failed": "run again", "replayed": "back"}.get(self._state, "go on")
        first = Hint("c", "stop", "screen.stop") if self._is_on() else Hint("enter", go_on, "screen.enter", main=True)
        freeze = Hint("space", "go on" if self._is_frozen else "freeze", "screen.freeze")
        seeds = [Hint("+", "seeds", "screen.more")] if self._may_vary() else []
        is_long = self._is_on() and self._drawing().may_switch()  # at 80 columns one key has to wait for the end
        self.query_one(Keys).hints = [
            first,
            *([Hint("v", "vary", "screen.vary")] if self._may_vary() else []),
            *([] if is_long else seeds),
            *self._drawing().hints(),
            Hint("s", "source", "screen.source"),
            *([freeze] if self._is_on() else []),
            *(seeds if is_long else []),
            Hint("esc", "back", "screen.back"),
        ]

    def _is_on(self) -> bool:
        return self._state in ("waiting", "running")

    def _may_vary(self) -> bool:
        return not self.decides

    # ---- what one may do

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """Which keys mean something: what is on can be stopped, what is over can be run again."""
        possible = {
            "stop": self._is_on(),
            "again": not self._is_on(),
            "enter": not self._is_on(),
            "vary": self._may_vary(),
            "more": self._may_vary(),
            "switch": self._drawing().may_switch(),
            "table": self.manifest.plot is not None,
            "freeze": self._is_on(),
        }
        return possible.get(action, True)

    def action_stop(self) -> None:
        self.study.lab.worker.cancel()

    def action_again(self) -> None:
        self._keep_line()
        self._begin()

    def action_enter(self) -> None:
        if self._state in ("finished", "replayed"):
            self._go_on()
        else:
            self.action_again()

    def action_vary(self) -> None:
        from tutor.ui.screens.vary import VaryScreen

        def varied(setting: Setting | None) -> None:
            if setting is not None:
                self._run_at(setting)

        self.app.push_screen(VaryScreen(self.manifest, self.parameters, self.seeds), varied)

    def action_more(self) -> None:
        self._run_at(Setting(self.parameters, more(self.seeds)))

    def _run_at(self, setting: Setting) -> None:
        """Stop what is on, keep its line, and run at another setting: what was said was not about that one."""
        self.study.lab.worker.cancel()
        if setting.parameters != self.parameters:
            self._keep_line()
            self.said = None
        self.parameters, self.seeds = setting
        self.set_timer(0.05, self._begin_when_free)

    def _keep_line(self) -> None:
        """The line in question stays on screen, unless it is somebody else's."""
        if not self._recorded and (line := self._film.focus()):
            self._earlier = [*self._earlier, Earlier(self.parameters, line)][-KEPT:]

    def _begin_when_free(self) -> None:
        """Start again as soon as the run before has ended."""
        if self._is_on():
            self.set_timer(0.05, self._begin_when_free)
        else:
            self._begin()

    def action_table(self) -> None:
        self._drawing().toggle()
        self._redraw()

    def action_switch(self, by: int) -> None:
        self._drawing().switch(by)
        self._redraw()

    def action_move(self, right: int, down: int) -> None:
        self._drawing().move(right, down)

    def action_freeze(self) -> None:
        self._is_frozen = not self._is_frozen
        self._redraw()
        self._say()

    def _drawing(self) -> Drawing:
        return self.query_one(Drawing)

    def _redraw(self) -> None:
        self._dirty = True
        self._draw()

    def action_source(self) -> None:
        from tutor.ui.screens.source import SourceScreen

        self.app.push_screen(SourceScreen(self.manifest))

    def action_back(self) -> None:
        if self._state == "replayed":
            self._go_on()
            return
        was_running = self._state == "running"
        if self._is_on():
            self.action_stop()
        if not was_running:
            self.dismiss(None)
