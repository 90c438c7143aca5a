"""Vary: the parameters of a demo, each with its range, changed by the arrow keys; and on how many seeds it runs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.reactive import reactive
from textual.widgets import Input

from tutor.lab.manifest import Manifest
from tutor.lab.model import Parameter
from tutor.packs.model import Scalar
from tutor.ui.prose import written
from tutor.ui.screens.sheet import Sheet
from tutor.ui.widgets.frame import Hint, Keys, Prose, signs

LOOSE_STEPS = 20
"""Steps from end to end of a range that names none."""
SEEDS = (1, 3, 5, 10, 20)
"""On how many seeds a demo can be run from the app."""


class Setting(NamedTuple):
    """At which parameters a demo runs, and on which seeds."""

    parameters: dict[str, Scalar]
    seeds: tuple[int, ...]


def more(seeds: tuple[int, ...]) -> tuple[int, ...]:
    """The next number of seeds up; after the most comes one again."""
    return tuple(range(next((count for count in SEEDS if count > len(seeds)), SEEDS[0])))


class VaryScreen(Sheet[Setting]):
    """Dismisses with the setting as it was left; escape leaves it as it was.

    then  what enter does, as its hint says it
    """

    BINDINGS = [
        Binding("up,k", "move(-1)", "move", show=False),
        Binding("down,j", "move(1)", "move", show=False),
        Binding("left", "change(-1)", "less, or the one before", show=False),
        Binding("right", "change(1)", "more, or the next", show=False),
        Binding("enter,v", "keep", "keep", show=False),
        Binding("backspace", "default", "back to its default", show=False),
    ]
    cursor: reactive[int] = reactive(0)

    class Line(Prose):
        """One parameter; a click goes to it."""

        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

        def on_click(self) -> None:
            assert isinstance(self.screen, VaryScreen)
            self.screen.cursor = self.index

    class Field(Input):
        """The words of a text parameter; enter keeps them, the arrows up and down leave the field."""

        def __init__(self, name: str, text: str, length: int) -> None:
            super().__init__(text, max_length=length, compact=True, select_on_focus=False, classes="answer")
            self.parameter = name

    def __init__(
        self, manifest: Manifest, parameters: Mapping[str, Scalar], seeds: tuple[int, ...], *, then: str = "run with it"
    ) -> None:
        super().__init__()
        self.then = then
        self.manifest = manifest
        self.parameters = dict(parameters)
        self.seeds = seeds
        self._names = [*manifest.parameters, ""]  # the last is for the seeds

    def compose(self) -> ComposeResult:
        with Vertical(classes="sheet"):
            yield Prose(Content.styled("Change one thing, and run it again", "bold"), classes="gap")
            for index, name in enumerate(self._names):
                parameter = self.manifest.parameters.get(name)
                if parameter and parameter.length:
                    with Horizontal(classes="text-row"):
                        yield self.Line(index)
                        yield self.Field(name, str(self.parameters[name]), parameter.length)
                else:
                    yield self.Line(index)
            yield Prose(id="help-text", classes="quiet")
            yield Keys()

    def on_mount(self) -> None:
        self._arrive()

    def watch_cursor(self) -> None:
        if self.is_mounted:
            self._arrive()

    def _arrive(self) -> None:
        """What is typed goes to the words under the cursor, from the first key on."""
        fields = [field for field in self.query(self.Field) if field.parameter == self._name_here]
        self.set_focus(fields[0] if fields else None)
        self._say()

    # ---- what stands there

    def _say(self) -> None:
        sign = signs(self)
        width = max(len(self._called(name)) for name in self._names)
        for index, (name, line) in enumerate(zip(self._names, self.query(self.Line), strict=True)):
            here = index == self.cursor
            mark = f"{sign.cursor if here else ' ' * len(sign.cursor)} "
            title = Content.assemble((mark, "bold $act"), self._called(name).ljust(width + 2))
            parameter = self.manifest.parameters.get(name)
            if parameter is None or parameter.length is None:
                value = (self._value(name).rjust(10), "bold $act" if here else "bold")
                title = Content.assemble(title, value, (f"   {self._allowed(name)}", "$quiet"))
            line.say(title)
            line.set_class(here, "cursorline")
        here_is = self.manifest.parameters.get(self._name_here)
        what = here_is.help if here_is else "each seed draws its own weights and data; the line is their median"
        if here_is and here_is.length:
            what += f"; {here_is.allowed}"
        self.query_one("#help-text", Prose).say(f"\n{what}")
        is_text = bool(here_is and here_is.length)
        self.query_one(Keys).hints = [
            Hint("enter", self.then, "screen.keep", main=True),
            *([] if is_text else [Hint(sign.left_right, "change")]),
            Hint(sign.up_down, "move"),
            *([] if is_text else [Hint("backspace", "default", "screen.default")]),
            Hint("esc", "as it was", "screen.close"),
        ]

    @property
    def _name_here(self) -> str:
        return self._names[self.cursor]

    def _called(self, name: str) -> str:
        return self.manifest.parameters[name].title if name else "seeds"

    def _value(self, name: str) -> str:
        return written(self.parameters[name]) if name else str(len(self.seeds))

    def _allowed(self, name: str) -> str:
        return self.manifest.parameters[name].allowed if name else f"one of {', '.join(map(str, SEEDS))}"

    # ---- what one may do

    def action_move(self, by: int) -> None:
        self.cursor = min(len(self._names) - 1, max(0, self.cursor + by))

    def action_change(self, by: int) -> None:
        if name := self._name_here:
            self.parameters[name] = _changed(self.manifest.parameters[name], self.parameters[name], by)
        else:
            near = min(range(len(SEEDS)), key=lambda i: abs(SEEDS[i] - len(self.seeds)))
            self.seeds = tuple(range(SEEDS[min(len(SEEDS) - 1, max(0, near + by))]))
        self._say()

    def action_default(self) -> None:
        if name := self._name_here:
            self.parameters[name] = self.manifest.parameters[name].default
        self._say()

    def action_keep(self) -> None:
        """Leave with the setting; a text that cannot be is said, and nothing is left."""
        typed = {field.parameter: field.value for field in self.query(self.Field)}
        self.dismiss(Setting(self.manifest.resolve({**self.parameters, **typed}), self.seeds))

    def on_input_submitted(self) -> None:
        self.action_keep()


def _changed(parameter: Parameter, value: Scalar, by: int) -> Scalar:
    """The next value up or down, inside what is allowed; a range that names no step has twenty."""
    if parameter.step is None and parameter.range:
        low, high = parameter.range
        step = (high - low) / LOOSE_STEPS
        parameter = parameter.model_copy(update={"step": max(1, round(step)) if parameter.kind == "int" else step})
    return parameter.moved(value, by)
