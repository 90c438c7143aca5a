"""The app: it holds the study, the theme and the way errors are shown. Screens do the rest."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Callable, Sequence
from typing import Any

from textual.app import App
from textual.binding import Binding
from textual.command import Provider
from textual.events import Resize
from textual.filter import LineFilter
from textual.screen import Screen
from textual.worker import WorkerFailed

from tutor.errors import TutorError
from tutor.study import Study
from tutor.ui import glyphs, theme
from tutor.ui.place import Mending

WIDE, NARROW, SHORT = 110, 70, 22
SMALLEST = (50, 16)


def palette() -> type[Provider]:
    """What ctrl+p searches, loaded when it is first asked for."""
    from tutor.ui.palette import Places

    return Places


class TutorApp(Mending, App[None]):
    """The full-screen face of `tutor`.

    opening  makes the first screen; Today when it is left out
    """

    TITLE = "tutor"
    CSS_PATH = "tutor.tcss"
    COMMANDS = {palette}
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (NARROW, "-middle"), (WIDE, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-short"), (SHORT, "-tall")]
    BINDINGS = [
        Binding("question_mark,f1", "help", "help", show=False),
        Binding("ctrl+p,slash", "command_palette", "search", show=False),
        Binding("ctrl+q", "quit", "quit", show=False, priority=True),
        Binding("ctrl+c", "quit", "quit", show=False, priority=True),
        Binding("ctrl+z", "suspend_process", "suspend", show=False),
    ]

    def __init__(self, study: Study, opening: Callable[[Study], Screen[Any]] | None = None) -> None:
        self.signs = glyphs.choose(study.settings.glyphs, os.environ)
        self._ascii: LineFilter | None = None
        if self.signs is glyphs.ASCII:
            from tutor.ui.ascii import Ascii

            self._ascii = Ascii()
        super().__init__()
        self.study = study
        self._opening = opening
        if study.settings.theme in self.available_themes:
            self.theme = study.settings.theme

    def get_css_variables(self) -> dict[str, str]:
        variables = super().get_css_variables()
        return {**variables, **theme.roles(variables)}

    def get_line_filters(self) -> Sequence[LineFilter]:
        filters = super().get_line_filters()
        return [*filters, self._ascii] if self._ascii else filters

    def get_default_screen(self) -> Screen[Any]:
        """Today lies under all other screens."""
        from tutor.ui.screens.today import TodayScreen

        return TodayScreen(self.study)

    def on_mount(self) -> None:
        self.app_resume_signal.subscribe(self, lambda _: self.refresh(layout=True))  # after `fg` nothing is there yet
        if not self.is_headless and sys.platform != "win32":
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, self.exit)
        if self._opening:
            self.push_screen(self._opening(self.study))
        self.call_after_refresh(self._warm_up)

    def _warm_up(self) -> None:
        """After the first frame: PyTorch loads in a process of its own, so that a demo starts at once."""
        if any(self.study.paths.demos.glob("*/demo.yaml")):
            self.run_worker(lambda: self.study.lab.worker, thread=True, exit_on_error=False)

    def on_resize(self, event: Resize) -> None:
        """Below the smallest size one sentence says so, until there is room again."""
        from tutor.ui.screens.too_small import TooSmallScreen

        is_small = event.size.width < SMALLEST[0] or event.size.height < SMALLEST[1]
        if is_small and not isinstance(self.screen, TooSmallScreen):
            self.push_screen(TooSmallScreen())
        elif not is_small and isinstance(self.screen, TooSmallScreen):
            self.pop_screen()

    def on_unmount(self) -> None:
        self.study.close()

    def action_command_palette(self) -> None:
        from textual.command import CommandPalette

        if not isinstance(self.screen, CommandPalette):
            self.push_screen(CommandPalette(placeholder="an action, an explanation, a demo, a question"))

    def action_help(self) -> None:
        from tutor.ui.screens.help import HelpScreen

        if not isinstance(self.screen, HelpScreen):
            self.push_screen(HelpScreen(self.screen))

    def show(self, error: TutorError) -> None:
        """An error as a toast: what happened, and what to do."""
        where = f"{error.where}: " if error.where else ""
        self.notify(
            error.remedy or "nothing is lost", title=where + error.what, severity="error", timeout=8, markup=False
        )

    def _handle_exception(self, error: Exception) -> None:
        """A TutorError from a callback or a worker is shown; anything else is our bug and keeps its traceback."""
        cause = error.error if isinstance(error, WorkerFailed) else error
        if isinstance(cause, TutorError):
            self.show(cause)
        else:
            super()._handle_exception(error)
