"""Verdict: what was said, what was measured, and whether the claims held here."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Digits

from tutor.lab.again import command
from tutor.lab.expectations import Judgement, PredictionVerdict, judge, judge_prediction
from tutor.lab.manifest import Manifest
from tutor.lab.record import StoredRun
from tutor.study import Study
from tutor.study.lab import held
from tutor.text.figures import figure, short
from tutor.ui.film import KEPT, Earlier, Film
from tutor.ui.place import Place
from tutor.ui.prose import inline
from tutor.ui.screens.vary import Setting, more
from tutor.ui.widgets.frame import Hairline, Head, Hint, Keys, Next, Page, Prose, Row, signs
from tutor.ui.widgets.ruler import Ruler
from tutor.ui.widgets.surroundings import Surroundings

LISTED = 5
"""Seeds whose numbers stand side by side; of more, the lowest and the highest do."""


class VerdictScreen(Place[None]):
    """Enter goes back to where the demo was asked for; the numbers of the explanation are new now."""

    BINDINGS = [
        Binding("enter,escape", "leave", "back", show=False),
        Binding("r", "again", "run again with more seeds", show=False),
        Binding("v", "vary", "vary and run again", show=False),
        Binding("o", "copy", "copy the command that runs this again", show=False),
        Binding("left_square_bracket", "replay", "the plot again", show=False),
        Binding("e", "explain", "explanation", show=False),
        Binding("s", "source", "its code", show=False),
        Binding("down,j", "scroll(1)", "scroll", show=False),
        Binding("up,k", "scroll(-1)", "scroll", show=False),
    ]

    def __init__(
        self,
        study: Study,
        manifest: Manifest,
        stored: StoredRun,
        said: float | str | None,
        *,
        earlier: Sequence[Earlier] = (),
    ) -> None:
        super().__init__()
        self.earlier = tuple(earlier)
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
        with Horizontal(classes="two"):
            with Page():
                yield Prose(Content.styled(self._sentence(verdict), "bold"), classes="gap")
                yield from self._numbers()
                yield from self._claims()
                yield from self._reasons(verdict)
            yield Surroundings()
        yield Next()
        yield Keys()

    def on_mount(self) -> None:
        self.query_one(Surroundings).after(self.manifest, self.record)
        self.query_one(Next).say("back where you were", "the explanation now shows this number")
        self.query_one(Keys).hints = [
            Hint("enter", "back", "screen.leave", main=True),
            Hint("v", "vary", "screen.vary"),
            Hint("r", "more seeds", "screen.again"),
            Hint("[", "plot", "screen.replay"),
            *([Hint("e", "explain", "screen.explain")] if self._explained() else []),
            Hint("s", "source", "screen.source"),
            Hint("o", "copy command", "screen.copy"),
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
        if measure and 1 < len(self.record.seeds) <= LISTED:
            about += f"\nseeds  {'  '.join(figure(v) for v in measure['values'])}"
        elif measure and len(self.record.seeds) > LISTED:
            about += f"\n{len(self.record.seeds)} seeds, {figure(measure['min'])} to {figure(measure['max'])}"
        yield self._fact(f"{sign.measured} measured", "$act", f"{figure(value)} {info.unit}".strip(), about)
        if theory:
            yield self._fact(f"{sign.theory} theory", "", figure(theory[1]), theory[0])

    def _said(self) -> str:
        if isinstance(self.said, str):
            return next(choice.text for choice in self.manifest.predict.choices or () if choice.id == self.said)
        return short(float(self.said or 0))

    def _theory(self) -> tuple[str, float] | None:
        """What theory gives for what was predicted: its meaning and its value, if the demo names it."""
        name = self.manifest.predict.theory
        measure = self.record.measures.get(name) if name else None
        value = measure["median"] if measure else None
        return (self.manifest.measures[name].meaning, value) if name and value is not None else None

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
        reasons += [("Limits", self.manifest.limits)] if self.manifest.limits else []
        for label, text in reasons:
            yield Row(label, Vertical(Prose(inline(text)), classes="what"))
        yield Row("Source", Prose(self.manifest.source, classes="quiet"), classes="tight")
        again = Content.assemble(self._command(), (f"  {signs(self).dot} o copies it", "$quiet"))
        yield Row("Again", Prose(again), classes="tight")

    def _command(self) -> str:
        """The command that repeats this run."""
        return command(self.manifest.id, self.record.parameters, self.record.seeds, self.manifest)

    # ---- what one may do

    def action_leave(self) -> None:
        self.dismiss()

    def action_again(self) -> None:
        from tutor.ui.screens.running import RunningScreen

        seeds = range(max(len(self.record.seeds), len(more(tuple(self.record.seeds)))))
        run = RunningScreen(self.study, self.manifest, self.record.parameters, seeds, self.said, earlier=self.earlier)
        self.app.switch_screen(run)

    def action_vary(self) -> None:
        """Change one thing and run it: this run's line stays to compare; what was said was not about that setting."""
        from tutor.ui.screens.running import RunningScreen
        from tutor.ui.screens.vary import VaryScreen

        def varied(setting: Setting | None) -> None:
            if setting is not None:
                line = Film.of(self.manifest, self.stored.frames).focus()
                earlier = [*self.earlier, *([Earlier(self.record.parameters, line)] if line else [])][-KEPT:]
                run = RunningScreen(self.study, self.manifest, *setting, earlier=earlier)
                self.app.switch_screen(run)

        self.app.push_screen(VaryScreen(self.manifest, self.record.parameters, tuple(self.record.seeds)), varied)

    def action_replay(self) -> None:
        from tutor.ui.screens.running import RunningScreen

        replay = RunningScreen(
            self.study,
            self.manifest,
            self.record.parameters,
            self.record.seeds,
            self.said,
            replay=self.stored,
            earlier=self.earlier,
        )
        self.app.switch_screen(replay)

    def action_copy(self) -> None:
        self.app.copy_to_clipboard(self._command())
        self.notify(self._command(), title="Copied, if this terminal lets programs copy", markup=False)

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
