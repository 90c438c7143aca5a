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
from tutor.lab.model import LinePlot
from tutor.lab.record import StoredRun
from tutor.packs.model import PredictQuestion, Scalar
from tutor.study import Study, words
from tutor.text.figures import figure, short
from tutor.ui.film import Film
from tutor.ui.place import Place
from tutor.ui.prose import written
from tutor.ui.tables import in_numbers
from tutor.ui.widgets.frame import Hairline, Head, Hint, Keys, Next, Page, Prose, signs
from tutor.ui.widgets.plot import Line, Plot

REDRAWS_A_SECOND = 8
Evidence = Mapping[str, float]


class RunningScreen(Place[Evidence | None]):
    """Runs a demo and draws what it says; then the verdict.

    decides  the run settles a prediction question: dismisses with what was measured (None if it was stopped)
    replay   a run that is kept: drawn at once, nothing is run
    """

    BINDINGS = [
        Binding("c", "stop", "stop the run", show=False),
        Binding("r", "again", "run again", show=False),
        Binding("v", "vary", "vary and run again", show=False),
        Binding("t", "table", "the same as a table", show=False),
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
    ) -> None:
        super().__init__()
        self.study, self.manifest = study, manifest
        self.parameters, self.seeds, self.said = dict(parameters), tuple(seeds), said
        self.decides = decides
        self._replay = replay
        self._film = Film(manifest)
        self._earlier: list[Line] = []
        self._runs = 0
        self._state = "waiting"
        self._seed = 0
        self._dirty = True
        self._recorded: StoredRun | None = None
        self._ended: StoredRun | None = None
        self._as_table = False

    @classmethod
    def for_question(cls, study: Study, question: PredictQuestion) -> RunningScreen:
        """The run that decides a prediction question."""
        manifest = study.lab.manifest(question.demo.id)
        return cls(study, manifest, manifest.resolve(question.demo.set), (0,), decides=True)

    def compose(self) -> ComposeResult:
        sign = signs(self)
        plot = self.manifest.plot
        predicted = sign.right if self.said is not None or self.decides else sign.dot
        steps = Content.assemble(
            f"{predicted} predict   ", (f"{sign.one_on} run", "bold $act"), f"   {sign.one_off} verdict"
        )
        yield Head("Lab", self.manifest.id, steps)
        yield Hairline()
        yield Prose(id="setting", classes="docked wide")
        yield Prose(
            Content.styled(plot.title if plot else self.manifest.title, "$quiet"), id="title", classes="docked wide"
        )
        lines = plot if isinstance(plot, LinePlot) else None
        with_log = (lines.x.scale == "log", lines.y.scale == "log") if lines else (False, False)
        yield Plot(lines.x.label if lines else "", log_x=with_log[0], log_y=with_log[1])
        with Page(id="table"):
            yield Prose(classes="wide")
        yield Next()
        yield Keys()

    def on_mount(self) -> None:
        self._show_as(table=not isinstance(self.manifest.plot, LinePlot))
        self.set_interval(1 / REDRAWS_A_SECOND, self._draw)
        if self._replay:
            self._state, self._seed = "replayed", len(self.seeds)
            for frames in self._replay.frames:
                self._film.cut()
                self._film.add(frames)
        else:
            self._begin()
        self._draw()

    # ---- the run

    def _begin(self) -> None:
        """Start a run in a thread; until the worker is warm, the recorded run is shown."""
        self._runs += 1
        run = self._runs
        self._film = Film(self.manifest)
        self._state, self._seed, self._dirty, self._ended = "waiting", 0, True, None
        self._recorded = None if self.study.lab.worker.warm() else self.study.lab.recorded(self.manifest)
        if self._recorded:
            self._film.add(self._recorded.frames[0])
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
                self._state, self._ended = "finished", StoredRun(record, run.frames)
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

        self.app.switch_screen(VerdictScreen(self.study, self.manifest, self._ended, self.said))

    # ---- the picture

    def _draw(self) -> None:
        """Draw what is new, at most eight times a second."""
        if not self._dirty:
            return
        self._dirty = False
        self.query_one("#setting", Prose).say(self._setting())
        if self._as_table:
            self.query_one("#table > Prose", Prose).say(in_numbers(self._film))
        else:
            self.query_one(Plot).show(self._film.lines(self._earlier))
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
                Content.assemble(f"{self.manifest.parameters[name].title} ", (written(value), "bold"))
                for name, value in self.parameters.items()
            )
        run: list[Content] = []
        if self.seeds and not self._recorded:
            run.append(Content.assemble("seed ", (str(self.seeds[max(0, self._seed - 1)]), "bold")))
        if isinstance(self.said, float | int):
            run.append(Content.assemble(("you said ", "$quiet"), (f"{sign.said} {short(self.said)}", "bold $said")))
        measured = self._film.measures.get(self.manifest.predict.measure)
        if measured is not None:
            when = "so far " if self._is_on() and not self._recorded else "measured "
            run.append(Content.assemble((when, "$quiet"), (f"{sign.measured} {figure(measured)}", "bold $act")))
        return Content("\n").join([setting, Content("   ").join(run)])

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
        self.query_one(Next).say(what, cost, acts=not self._is_on())
        go_on = {"stopped": "run again", "failed": "run again", "replayed": "back"}.get(self._state, "go on")
        first = Hint("c", "stop", "screen.stop") if self._is_on() else Hint("enter", go_on, "screen.enter", main=True)
        self.query_one(Keys).hints = [
            first,
            *([Hint("v", "vary and restart", "screen.vary")] if self._may_vary() else []),
            Hint("t", "as a plot" if self._as_table else "as a table", "screen.table"),
            Hint("s", "source", "screen.source"),
            Hint("esc", "back", "screen.back"),
        ]

    def _is_on(self) -> bool:
        return self._state in ("waiting", "running")

    def _may_vary(self) -> bool:
        return bool(self.parameters) and not (self.decides or self._replay)

    # ---- what one may do

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """Which keys mean something: what is on can be stopped, what is over can be run again."""
        possible = {
            "stop": self._is_on(),
            "again": not self._is_on() and not self._replay,
            "enter": not self._is_on(),
            "vary": self._may_vary(),
        }
        return possible.get(action, True)

    def action_stop(self) -> None:
        self.study.lab.worker.cancel()

    def action_again(self) -> None:
        self._earlier += self._film.focus()
        self._begin()

    def action_enter(self) -> None:
        if self._state == "replayed":
            self.dismiss(None)
        elif self._state == "finished":
            self._go_on()
        else:
            self.action_again()

    def action_vary(self) -> None:
        from tutor.ui.screens.vary import VaryScreen

        def varied(parameters: dict[str, Scalar] | None) -> None:
            if parameters is None:
                return
            self.study.lab.worker.cancel()
            self.parameters = parameters
            self._earlier += self._film.focus()
            self.set_timer(0.05, self._begin_when_free)

        self.app.push_screen(VaryScreen(self.manifest, self.parameters), varied)

    def _begin_when_free(self) -> None:
        """Start again as soon as the run before has ended."""
        if self._is_on():
            self.set_timer(0.05, self._begin_when_free)
        else:
            self._begin()

    def action_table(self) -> None:
        self._show_as(table=not self._as_table)
        self._dirty = True
        self._draw()

    def _show_as(self, *, table: bool) -> None:
        self._as_table = table
        self.query_one("#table").display = table
        self.query_one(Plot).display = not table

    def action_source(self) -> None:
        from tutor.ui.screens.source import SourceScreen

        self.app.push_screen(SourceScreen(self.manifest))

    def action_back(self) -> None:
        was_running = self._state == "running"
        if self._is_on():
            self.action_stop()
        if not was_running:
            self.dismiss(None)
