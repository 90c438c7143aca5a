"""Running: watch the demo, frame by frame, until its verdict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.message import Message

from tutor.errors import TutorError
from tutor.lab.events import Cancelled, Event, Failed, Finished, Frames, Started
from tutor.lab.manifest import Manifest
from tutor.lab.record import StoredRun
from tutor.packs.model import PredictQuestion, Scalar
from tutor.study import Study, words
from tutor.text.figures import figure, short
from tutor.ui.film import Film
from tutor.ui.place import Place
from tutor.ui.widgets.frame import Hairline, Head, Hint, Keys, Next, Prose, signs
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
        yield Prose(Content.styled(plot.title if plot else self.manifest.title, "$quiet"), classes="docked wide")
        with_log = (plot.x.scale == "log", plot.y.scale == "log") if plot else (False, False)
        yield Plot(plot.x.label if plot else "", log_x=with_log[0], log_y=with_log[1])
        yield Prose(id="table", classes="docked wide")
        yield Next()
        yield Keys()

    def on_mount(self) -> None:
        self.query_one("#table").display = False
        self.set_interval(1 / REDRAWS_A_SECOND, self._draw)
        if self._replay:
            self._state = "replayed"
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
        self._state, self._seed, self._dirty = "waiting", 0, True
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
                self._state = "finished"
                record = self.study.lab.keep(self.manifest, run, self.said)
                if self.decides:
                    self.dismiss(self.study.lab.evidence(self.manifest, record))
                    return
                from tutor.ui.screens.verdict import VerdictScreen

                self.app.switch_screen(
                    VerdictScreen(self.study, self.manifest, StoredRun(record, run.frames), self.said)
                )
            case Cancelled():
                self._state = "stopped"
            case Failed(reason=reason, remedy=remedy):
                self._state = "failed"
                self.notify(
                    f"{remedy}; s shows its code", title=f"{self.manifest.id}: {reason}", severity="error", markup=False
                )
            case TutorError() as error:
                self._state = "failed"
                self.notify(error.remedy, title=error.what, severity="error", markup=False)
        self._dirty = True

    # ---- the picture

    def _draw(self) -> None:
        """Draw what is new, at most eight times a second."""
        if not self._dirty:
            return
        self._dirty = False
        self.query_one("#setting", Prose).say(self._setting())
        if self._as_table:
            self.query_one("#table", Prose).say(self._table())
        else:
            self.query_one(Plot).show(self._film.lines(self._earlier))
        seeds = max(1, len(self.seeds))
        done = 1.0 if self._state in ("finished", "replayed") else (max(0, self._seed - 1) + self._film.done()) / seeds
        self.query_one(Hairline).done = 0.0 if self._recorded else done
        self._say()

    def _setting(self) -> Content:
        sign = signs(self)
        if self._recorded:
            record = self._recorded.record
            day = words.short_day(datetime.fromisoformat(record.at).astimezone(self.study.zone).date())
            torch = record.versions.get("torch", "")
            return Content.assemble(("RECORDED", "bold $unsure"), f"  {day}, {record.machine}, torch {torch}")
        pieces = [
            Content.assemble(f"{self.manifest.parameters[name].title} ", (_shown(value), "bold"))
            for name, value in self.parameters.items()
        ]
        if self.seeds:
            pieces.append(Content.assemble("seed ", (str(self.seeds[max(0, self._seed - 1)]), "bold")))
        if isinstance(self.said, float | int):
            pieces.append(Content.assemble(("you said ", "$quiet"), (f"{sign.said} {short(self.said)}", "bold $said")))
        measured = self._film.measures.get(self.manifest.predict.measure)
        if measured is not None:
            pieces.append(Content.assemble(("so far ", "$quiet"), (f"{sign.measured} {figure(measured)}", "bold $act")))
        return Content("   ").join(pieces)

    def _table(self) -> Content:
        rows = [("line", "points", "first", "last", "lowest", "highest")]
        rows += [
            (s.title, str(s.points), figure(s.first), figure(s.last), figure(s.low), figure(s.high))
            for s in self._film.summaries()
        ]
        widths = [max(len(row[i]) for row in rows) for i in range(6)]
        lines = [
            row[0].ljust(widths[0])
            + "".join(cell.rjust(width + 3) for cell, width in zip(row[1:], widths[1:], strict=True))
            for row in rows
        ]
        return Content.assemble((f"{lines[0]}\n", "$quiet"), "\n".join(lines[1:]))

    def _say(self) -> None:
        progress = self._film.progress
        seed = f"seed {self._seed} of {len(self.seeds)}, " if len(self.seeds) > 1 else ""
        step = f"{progress.of} {progress.done} of {progress.total}" if progress else self._film.text
        what, cost = {
            "waiting": ("your own run starts by itself", "this machine is loading PyTorch, a few seconds"),
            "running": ("then your answer is graded" if self.decides else "then the verdict", f"{seed}{step}"),
            "finished": ("then the verdict", ""),
            "stopped": ("run it again", f"stopped at {step}; not judged" if step else "stopped; not judged"),
            "failed": ("run it again", "what it last showed is kept"),
            "replayed": ("back to the verdict", ""),
        }[self._state]
        if self._state == "waiting" and self.study.lab.worker.warm():
            cost = ""
        acts = self._state in ("stopped", "failed", "replayed")
        self.query_one(Next).say(what, cost, acts=acts)
        stop = [Hint("c", "stop", "screen.stop")] if self._is_on() else [Hint("r", "run again", "screen.again")]
        vary = [] if self.decides or self._replay else [Hint("v", "vary and restart", "screen.vary")]
        self.query_one(Keys).hints = [
            *stop,
            *vary,
            Hint("t", "as a plot" if self._as_table else "as a table", "screen.table"),
            Hint("s", "source", "screen.source"),
            Hint("esc", "back", "screen.back"),
        ]

    def _is_on(self) -> bool:
        return self._state in ("waiting", "running")

    # ---- what one may do

    def action_stop(self) -> None:
        if self._is_on():
            self.study.lab.worker.cancel()

    def action_again(self) -> None:
        if not self._is_on() and not self._replay:
            self._earlier += self._film.focus()
            self._begin()

    def action_enter(self) -> None:
        if self._state in ("stopped", "failed"):
            self.action_again()
        elif self._state == "replayed":
            self.dismiss(None)

    def action_vary(self) -> None:
        if self.decides or self._replay:
            return
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
        self._as_table = not self._as_table
        self.query_one("#table").display = self._as_table
        self.query_one(Plot).display = not self._as_table
        self._dirty = True
        self._draw()

    def action_source(self) -> None:
        from tutor.ui.screens.source import SourceScreen

        self.app.push_screen(SourceScreen(self.manifest))

    def action_back(self) -> None:
        if self._is_on() and not self._recorded:
            self.action_stop()
        else:
            self.action_stop()
            self.dismiss(None)


def _shown(value: Scalar) -> str:
    return short(value) if isinstance(value, float) else str(value)
