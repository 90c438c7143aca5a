"""What every screen of the app is: an error that a person can mend is shown, and the screen lives on."""

from __future__ import annotations

import gc
from typing import Any, TypeVar

from textual import on
from textual._styles_cache import StylesCache
from textual.events import ScreenResume
from textual.message import Message
from textual.message_pump import MessagePump
from textual.screen import ModalScreen, Screen

from tutor.errors import TutorError

T = TypeVar("T")
READING_S = 0.1
"""After this the screen is painted, and the person reads what has come up."""


class Mending(MessagePump):
    """Textual ends the message loop of whatever lets an exception through, so a TutorError is caught on its way out."""

    async def _dispatch_message(self, message: Message) -> None:
        try:
            await super()._dispatch_message(message)
        except TutorError as error:
            self.show_error(error)

    def show_error(self, error: TutorError) -> None:
        """As a toast, which the app lays over the rows that nobody is reading."""
        app: Any = self.app
        app.show(error)


class Place(Mending, Screen[T]):
    """A screen one goes to; it gives the keyboard away itself."""

    AUTO_FOCUS = ""

    @on(ScreenResume)
    def _let_go(self) -> None:
        """Let go of the screen before, and of what its widgets painted: 15 MB after twenty questions.

        Textual remembers pairs of colours by the painter of the widget that had them, and so keeps the last 1,024
        painters alive, each with all its lines. The widgets point at each other, 3 MB of them a question, until the
        collector comes by; here it comes while nobody waits for a key.
        """
        StylesCache.get_inner_outer.cache_clear()
        self.set_timer(READING_S, gc.collect)


class Over(Mending, ModalScreen[T | None]):
    """A sheet over a screen; escape closes it without a result."""
