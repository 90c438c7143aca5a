"""Predict: say what the demo will measure before it runs."""

from __future__ import annotations

from collections.abc import Mapping

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Digits, Static

from tutor.packs.model import Scalar
from tutor.study import Study
from tutor.text.figures import short
from tutor.text.markup import escape, fill
from tutor.ui.place import Place
from tutor.ui.prose import brief, inline, written
from tutor.ui.screens.vary import Setting, more
from tutor.ui.widgets.frame import Hairline, Head, Hint, Keys, Next, Page, Prose, Row, signs
from tutor.ui.widgets.rows import Rows
from tutor.ui.widgets.ruler import Ruler
from tutor.ui.widgets.surroundings import WIDE, Surroundings

SECONDS_FOR_THREE = 10
"""Three seeds are run where they take no longer than this together."""


class PredictScreen(Place[None]):
    """A ruler or choices, then enter runs it; the parameters can be varied before."""

    BINDINGS = [
        Binding("enter", "run", "predict and run", show=False),
        Binding("left", "nudge(-1)", "less", show=False),
        Binding("right", "nudge(1)", "more", show=False),
        Binding("shift+left", "nudge(-10)", "ten steps less", show=False),
        Binding("shift+right", "nudge(10)", "ten steps more", show=False),
        *(Binding(str(n), f"choose({n})", "choose", show=False) for n in range(1, 10)),
        Binding("up", "scroll(-1)", "scroll", show=False),
        Binding("down", "scroll(1)", "scroll", show=False),
        Binding("v", "vary", "vary the parameters", show=False),
        Binding("plus", "more", "on more seeds; after the most, on one", show=False),
        Binding("s", "source", "its code", show=False),
        Binding("z", "run_unpredicted", "run without predicting", show=False),
        Binding("escape", "leave", "back", show=False),
    ]

    def __init__(self, study: Study, demo: str, settings: Mapping[str, Scalar] | None = None) -> None:
        super().__init__()
        self.study = study
        self.manifest = study.lab.manifest(demo)
        self.parameters = self.manifest.resolve(settings)
        self.seeds: tuple[int, ...] = (0, 1, 2) if self.manifest.seconds * 3 <= SECONDS_FOR_THREE else (0,)
        self._typed = ""
        low, high = self.manifest.predict.range or (0.0, 1.0)
        step = float(self.manifest.predict.step or 0.01)
        self.said: float = round(round((low + high) / 2 / step) * step, 10)
        self._choice = ""

    # ---- the page

    def compose(self) -> ComposeResult:
        sign = signs(self)
        steps = Content.assemble(
            (f"{sign.one_on} predict", "bold $act"), f"   {sign.one_off} run   {sign.one_off} verdict"
        )
        yield Head("Lab", self.manifest.id, steps)
        yield Hairline()
        with Horizontal(classes="two"):
            yield from self._page()
            yield Surroundings()
        yield Row(Content.assemble(("v", "bold $foreground"), "ary"), Prose(id="parameters"), classes="tight docked")
        yield Next()
        yield Keys()

    def _page(self) -> ComposeResult:
        predict, sign = self.manifest.predict, signs(self)
        with Page():
            yield Prose(Content.styled(self.manifest.title, "bold"), classes="gap headline")
            yield Prose(id="about", classes="gap")
            yield Prose(id="asked", classes="gap")
            if predict.range:
                low, high = map(float, predict.range)
                label = Content.styled(f"{sign.said} you say", "$said")
                yield Row(label, Digits(id="said", classes="said"), classes="tight large")
                yield Row("", Ruler(low, high, (predict.low or "", predict.high or "")), classes="ruled")
            else:
                yield Rows(
                    [
                        (choice.id, Content.assemble((f"{number}  ", "bold"), inline(choice.text)))
                        for number, choice in enumerate(predict.choices or (), start=1)
                    ]
                )

    def on_resize(self) -> None:
        self._say()

    def on_mount(self) -> None:
        if rows := self.query(Rows):
            rows.first().focus()
        self._say()

    def _say(self) -> None:
        manifest, sign = self.manifest, signs(self)
        shown = {name: written(value) for name, value in self.parameters.items()}
        words = shown | {name: escape(shown[name]) for name in manifest.texts}
        self.query_one("#about", Prose).say(inline(fill(manifest.about, words)))
        self.query_one("#asked", Prose).say(inline(fill(manifest.predict.ask, words)).stylize("bold"))
        if manifest.predict.range:
            self.query_one("#said", Digits).update(self._typed or short(self.said))
            self.query_one(Ruler).marks = ((self.said, sign.said, "$said"),)
            said = f"{sign.said} {self._typed or short(self.said)}" if self.has_class("-short") else ""
            self.query_one(".ruled > .label", Static).update(Content.styled(said, "bold $said"))
        pieces = [
            Content.assemble(f"{parameter.title} ", (brief(self.parameters[name]), "bold"))
            for name, parameter in manifest.parameters.items()
            if self.size.width < WIDE  # else they stand beside the page
        ]
        self.query_one(Surroundings).before(manifest, self.parameters)
        seeds = self.seeds
        which = f"{seeds[0]}-{seeds[-1]}" if len(seeds) > 1 else "0"
        pieces.append(Content.assemble("seeds " if len(seeds) > 1 else "seed ", (which, "bold")))
        self.query_one("#parameters", Prose).say(Content("   ").join(pieces))
        total = manifest.seconds * len(seeds)
        count = f"{len(seeds)} seeds, " if len(seeds) > 1 else ""
        self.query_one(Next).say("then it runs on this machine", f"{count}about {total:g} s")
        choices = manifest.predict.choices
        move = Hint(f"1-{len(choices)}", "choose") if choices else Hint(sign.left_right, f"move {sign.said}")
        self.query_one(Keys).hints = [
            Hint("enter", "predict and run", "screen.run", main=True),
            move,
            Hint("v", "vary", "screen.vary"),
            Hint("+", "seeds", "screen.more"),
            Hint("s", "source", "screen.source"),
            Hint("z", "just run", "screen.run_unpredicted"),
            Hint("esc", "back", "screen.leave"),
        ]

    # ---- saying a number

    def on_key(self, event: events.Key) -> None:
        """Digits and a point type the number."""
        if self.manifest.predict.range is None:
            return
        if event.character and event.character in "0123456789.":
            typed = self._typed + event.character
            if typed.count(".") <= 1 and len(typed) <= 7:
                self._typed = typed
                self._take(float(typed) if typed != "." else 0.0)
            event.stop()
        elif event.key == "backspace" and self._typed:
            self._typed = self._typed[:-1]
            self._take(float(self._typed) if self._typed.strip(".") else self.said)
            event.stop()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """Which keys mean something: a ruler is moved along, choices have their number."""
        choices = self.manifest.predict.choices or ()
        possible = {
            "choose": parameters[:1] in [(number,) for number in range(1, len(choices) + 1)],
            "nudge": not choices,
            "scroll": not choices,
        }
        return possible.get(action, True)

    def action_nudge(self, by: int) -> None:
        step = float(self.manifest.predict.step or 0.01)
        self._typed = ""
        self._take(round((self.said + by * step) / step) * step, clamp=True)

    def action_scroll(self, by: int) -> None:
        self.query_one(Page).scroll_relative(y=by, animate=False)

    def action_choose(self, number: int) -> None:
        self.query_one(Rows).cursor = number - 1

    def on_ruler_pointed(self, message: Ruler.Pointed) -> None:
        step = float(self.manifest.predict.step or 0.01)
        self._typed = ""
        self._take(round(message.value / step) * step, clamp=True)

    def _take(self, value: float, *, clamp: bool = False) -> None:
        low, high = self.manifest.predict.range or (value, value)
        self.said = min(float(high), max(float(low), value)) if clamp else value
        self.said = round(self.said, 10)
        self._say()

    def on_rows_moved(self, message: Rows.Moved) -> None:
        self._choice = message.id

    def on_rows_chosen(self, message: Rows.Chosen) -> None:
        self._choice = message.id
        self.action_run()

    # ---- what one may do

    def action_run(self) -> None:
        said: float | str = self.said if self.manifest.predict.range else self._choice
        self.study.lab.predict(self.manifest, self.parameters, said)
        self._run(said)

    def action_run_unpredicted(self) -> None:
        self._run(None)

    def _run(self, said: float | str | None) -> None:
        from tutor.ui.screens.running import RunningScreen

        self.app.switch_screen(RunningScreen(self.study, self.manifest, self.parameters, self.seeds, said))

    def action_more(self) -> None:
        self.seeds = more(self.seeds)
        self._say()

    def action_vary(self) -> None:
        from tutor.ui.screens.vary import VaryScreen

        def varied(setting: Setting | None) -> None:
            if setting is not None:
                self.parameters, self.seeds = setting
                self._say()

        self.app.push_screen(VaryScreen(self.manifest, self.parameters, self.seeds, then="keep"), varied)

    def action_source(self) -> None:
        from tutor.ui.screens.source import SourceScreen

        self.app.push_screen(SourceScreen(self.manifest))

    def action_leave(self) -> None:
        self.dismiss()
