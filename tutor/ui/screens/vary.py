"""Vary: the parameters of a demo, each with its range, changed by the arrow keys."""

from __future__ import annotations

from collections.abc import Mapping

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.reactive import reactive

from tutor.lab.manifest import Manifest
from tutor.lab.model import Parameter
from tutor.packs.model import Scalar
from tutor.ui.prose import written
from tutor.ui.screens.sheet import Sheet
from tutor.ui.widgets.frame import Hint, Keys, Prose, signs

LOOSE_STEPS = 20
"""Steps from end to end of a range that names none."""


class VaryScreen(Sheet[dict[str, Scalar]]):
    """Dismisses with the parameters as they were left; escape leaves them as they were."""

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

    def __init__(self, manifest: Manifest, parameters: Mapping[str, Scalar]) -> None:
        super().__init__()
        self.manifest = manifest
        self.parameters = dict(parameters)

    def compose(self) -> ComposeResult:
        with Vertical(classes="sheet"):
            yield Prose(Content.styled("Change one thing, and run it again", "bold"), classes="gap")
            for index, _ in enumerate(self.manifest.parameters):
                yield self.Line(index)
            yield Prose(id="help-text", classes="quiet")
            yield Keys()

    def on_mount(self) -> None:
        sign = signs(self)
        self.query_one(Keys).hints = [
            Hint("enter", "keep", "screen.keep", main=True),
            Hint(sign.left_right, "change"),
            Hint(sign.up_down, "move"),
            Hint("backspace", "default", "screen.default"),
            Hint("esc", "as it was", "screen.close"),
        ]
        self._say()

    def watch_cursor(self) -> None:
        if self.is_mounted:
            self._say()

    def _say(self) -> None:
        sign = signs(self)
        width = max(len(parameter.title) for parameter in self.manifest.parameters.values())
        for index, (name, line) in enumerate(zip(self.manifest.parameters, self.query(self.Line), strict=True)):
            parameter, value = self.manifest.parameters[name], self.parameters[name]
            here = index == self.cursor
            line.say(
                Content.assemble(
                    (f"{sign.cursor if here else ' ' * len(sign.cursor)} ", "bold $act"),
                    parameter.title.ljust(width + 2),
                    (written(value).rjust(10), "bold $act" if here else "bold"),
                    (f"   {parameter.allowed}", "$quiet"),
                )
            )
            line.set_class(here, "cursorline")
        self.query_one("#help-text", Prose).say(f"\n{self._parameter.help}")

    @property
    def _varied(self) -> str:
        return list(self.manifest.parameters)[self.cursor]

    @property
    def _parameter(self) -> Parameter:
        return self.manifest.parameters[self._varied]

    def action_move(self, by: int) -> None:
        self.cursor = min(len(self.parameters) - 1, max(0, self.cursor + by))

    def action_change(self, by: int) -> None:
        self.parameters[self._varied] = self._changed(self._parameter, self.parameters[self._varied], by)
        self._say()

    def _changed(self, parameter: Parameter, value: Scalar, by: int) -> Scalar:
        """The next value up or down, inside what is allowed."""
        if parameter.options:
            return parameter.options[(parameter.options.index(str(value)) + by) % len(parameter.options)]
        if parameter.range is None or isinstance(value, bool | str):
            return not value
        low, high = parameter.range
        step = parameter.step or (
            max(1, round((high - low) / LOOSE_STEPS)) if parameter.kind == "int" else (high - low) / LOOSE_STEPS
        )
        moved = min(high, max(low, round(value + by * step, 10)))
        return int(moved) if parameter.kind == "int" else float(moved)

    def action_default(self) -> None:
        self.parameters[self._varied] = self._parameter.default
        self._say()

    def action_keep(self) -> None:
        self.dismiss(self.parameters)
