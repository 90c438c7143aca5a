"""Verdict: what was said, what was measured, and whether the claims held here."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Digits

from tutor.lab.expectations import Judgement, PredictionVerdict, judge, judge_prediction
from tutor.lab.manifest import Manifest
from tutor.lab.model import LinePlot
from tutor.lab.record import StoredRun
from tutor.study import Study
from tutor.study.lab import held
from tutor.text.figures import figure, short
from tutor.ui.place import Place
from tutor.ui.prose import inline
from tutor.ui.widgets.frame import Hairline, Head, Hint, Keys, Next, Page, Prose, Row, signs
from tutor.ui.widgets.ruler import Ruler

MORE_SEEDS = 5


class VerdictScreen(Place[None]):
    """Enter goes back to where the demo was asked for; the numbers of the explanation are new now."""

    BINDINGS = [
        Binding("enter,escape", "leave", "back", show=False),
        Binding("r", "again", "run again with more seeds", show=False),
        Binding("v", "vary", "vary the parameters", show=False),
        Binding("left_square_bracket", "replay", "the plot again", show=False),
        Binding("e", "explain", "explanation", show=False),
        Binding("s", "source", "its code", show=False),
        Binding("down,j", "scroll(1)", "scroll", show=False),
        Binding("up,k", "scroll(-1)", "scroll", show=False),
    ]

    def __init__(self, study: Study, manifest: Manifest, stored: StoredRun, said: float | str | None) -> None:
        super().__init__()
        self.study, self.manifest, self.stored, self.said = study, manifest, stored, said
        self.record = stored.record
        self.judgements = judge(manifest, self.record.parameters, self.record.by_seed)

    def compose(self) -> ComposeResult:
        sign = signs(self)
        predicted = sign.right if self.said is not None else sign.dot
        steps = Content.assemble(f"{predicted} predict   {sign.right} run   ", (f"{sign.one_on} verdict", "bold $act"))
        verdict = (
            judge_prediction(self.manifest, self.record.parameters, self.record.by_seed, self.said)
            if self.said is not None
            else None
        )
        yield Head("Lab", self.manifest.id, steps)
        yield Hairline(1.0)
        with Page():
            yield Prose(Content.styled(self._sentence(verdict), "bold"), classes="gap")
            yield from self._numbers()
            yield from self._claims()
            yield from self._reasons(verdict)
        yield Next()
        yield Keys()

    def on_mount(self) -> None:
        self.query_one(Next).say("back where you were", "the explanation now shows this number")
        self.query_one(Keys).hints = [
            Hint("enter", "back", "screen.leave", main=True),
            Hint("r", "more seeds", "screen.again"),
            Hint("v", "vary", "screen.vary"),
            Hint("[", "plot", "screen.replay"),
            *([Hint("e", "explanation", "screen.explain")] if self._explained() else []),
            Hint("s", "source", "screen.source"),
        ]

    # ---- what is said

    def _sentence(self, verdict: PredictionVerdict | None) -> str:
        holds = held(self.record)
        first = {
            True: "The claim held here.",
            False: "The claim did not hold here.",
            None: "At this setting no claim is judged.",
        }[holds]
        if verdict is None or verdict.right is None:
            return first
        if verdict.right:
            return f"{first} You saw it coming."
        if isinstance(verdict.said, float | int):
            return f"{first} You expected {'more' if verdict.said > verdict.measured else 'less'}."
        return f"{first} You expected something else."

    def _numbers(self) -> ComposeResult:
        sign, predict = signs(self), self.manifest.predict
        info = self.manifest.measures[predict.measure]
        measure = self.record.measures.get(predict.measure)
        value = measure["median"] if measure else None
        yield Row(
            Content.styled(f"{sign.measured} measured", "$act"), Digits(figure(value), id="measured"), classes="tight"
        )
        theory = self._theory()
        if predict.range and value is not None:
            marks = [(theory[1], sign.theory, "")] if theory else []
            marks += [(float(self.said), sign.said, "$said")] if isinstance(self.said, float | int) else []
            marks.append((value, sign.measured, "bold $act"))
            low = min(float(predict.range[0]), *(mark[0] for mark in marks))
            high = max(float(predict.range[1]), *(mark[0] for mark in marks))
            ruler = Ruler(low, high)
            ruler.marks = tuple(marks)
            yield Row("", ruler, classes="tight")
        if self.said is not None:
            yield self._fact(f"{sign.said} you said", "$said", self._said(), "")
        about = info.meaning
        if measure and len(self.record.seeds) > 1:
            about += f"\nseeds  {'  '.join(figure(v) for v in measure['values'])}"
        yield self._fact(f"{sign.measured} measured", "$act", f"{figure(value)} {info.unit}".strip(), about)
        if theory:
            yield self._fact(f"{sign.theory} theory", "", figure(theory[1]), theory[0])

    def _said(self) -> str:
        if isinstance(self.said, str):
            return next(choice.text for choice in self.manifest.predict.choices or () if choice.id == self.said)
        return short(float(self.said or 0))

    def _theory(self) -> tuple[str, float] | None:
        """The meaning and the value of the dotted line's measure, if the plot has one."""
        plot = self.manifest.plot
        series = plot.series.values() if isinstance(plot, LinePlot) else ()
        names = [one.measure for one in series if one.style == "dotted" and one.measure]
        known = [(name, self.record.measures[name]["median"]) for name in names if name in self.record.measures]
        return next(((self.manifest.measures[name].meaning, value) for name, value in known if value is not None), None)

    def _fact(self, label: str, look: str, value: str, about: str) -> Row:
        line = Content.assemble((value, "bold"), (f"  {about}", "$quiet") if about else "")
        return Row(Content.styled(label, look) if look else label, Prose(line), classes="tight")

    def _claims(self) -> ComposeResult:
        yield Prose()
        for judgement in sorted(self.judgements, key=lambda j: j.holds is None):
            yield self._claim(judgement)

    def _claim(self, judgement: Judgement) -> Row:
        sign = signs(self)
        label = {
            True: Content.styled(f"{sign.right} held", "bold $held"),
            False: Content.styled(f"{sign.wrong} did not", "bold $not"),
            None: Content.styled(f"{sign.dot} unjudged", "$quiet"),
        }[judgement.holds]
        values = "  ".join(figure(spread.median) for spread in judgement.measured.values())
        line = Content.assemble(judgement.title, (f"  {values}", "bold"))
        if judgement.holds is False:
            of = f"held on {judgement.held} of {len(self.record.seeds)} seeds" if len(self.record.seeds) > 1 else ""
            line = Content.assemble(line, (f"\n{'; '.join(t for t in (judgement.note, of) if t)}", "$quiet"))
        elif judgement.holds is None:
            line = Content.assemble(line, (f"\n{judgement.note}", "$quiet"))
        return Row(label, Prose(line), classes="tight")

    def _reasons(self, verdict: PredictionVerdict | None) -> ComposeResult:
        yield Prose()
        reasons = []
        if verdict and verdict.why:
            reasons.append(("You", verdict.why))
        reasons.append(("Why", self.manifest.predict.because))
        reasons += [("", judgement.because) for judgement in self.judgements if judgement.holds is False]
        for label, text in reasons:
            yield Row(label, Vertical(Prose(inline(text)), classes="what"))
        yield Row("Source", Prose(self.manifest.source, classes="quiet"), classes="tight")
        again = self._command()
        yield Row("Again", Prose(again, classes="quiet"), classes="tight")

    def _command(self) -> str:
        """The command that repeats this run."""
        default = self.manifest.resolve()
        changed = [f" --set {name}={value}" for name, value in self.record.parameters.items() if value != default[name]]
        seeds = list(self.record.seeds)
        which = f" --seeds {len(seeds)}" if len(seeds) > 1 else f" --seed {seeds[0]}"
        return f"tutor demo run {self.manifest.id}{''.join(changed)}{which}"

    # ---- what one may do

    def action_leave(self) -> None:
        self.dismiss()

    def action_again(self) -> None:
        from tutor.ui.screens.running import RunningScreen

        more = max(MORE_SEEDS, len(self.record.seeds))
        self.app.switch_screen(RunningScreen(self.study, self.manifest, self.record.parameters, range(more), self.said))

    def action_vary(self) -> None:
        from tutor.ui.screens.predict import PredictScreen

        self.app.switch_screen(PredictScreen(self.study, self.manifest.id, self.record.parameters))

    def action_replay(self) -> None:
        from tutor.ui.screens.running import RunningScreen

        replay = RunningScreen(
            self.study, self.manifest, self.record.parameters, self.record.seeds, self.said, replay=self.stored
        )
        self.app.push_screen(replay)

    def _explained(self) -> str | None:
        """The concept of the demo that can be read about."""
        return next((concept for concept in self.manifest.concepts if self.study.is_explained(concept)), None)

    def action_explain(self) -> None:
        if concept := self._explained():
            from tutor.ui.screens.explanation import ExplanationScreen

            self.app.push_screen(ExplanationScreen(self.study, concept))

    def action_source(self) -> None:
        from tutor.ui.screens.source import SourceScreen

        self.app.push_screen(SourceScreen(self.manifest))

    def action_scroll(self, by: int) -> None:
        self.query_one(Page).scroll_relative(y=by, animate=False)
