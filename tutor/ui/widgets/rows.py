"""A list of lines to choose from: arrows move, enter chooses, a click does both."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from tutor.ui.widgets.frame import Prose, signs


class Rows(Widget, can_focus=True):
    """Lines by id; a line without an id is a heading and is passed over."""

    BINDINGS = [
        Binding("up,k", "move(-1)", "move", show=False),
        Binding("down,j", "move(1)", "move", show=False),
        Binding("home", "edge(1)", "first", show=False),
        Binding("end", "edge(-1)", "last", show=False),
        Binding("enter", "choose", "choose", show=False),
    ]
    cursor: reactive[int] = reactive(-1)

    class Moved(Message):
        """The cursor is on another line."""

        def __init__(self, id: str) -> None:  # noqa: A002
            super().__init__()
            self.id = id

    class Chosen(Moved):
        """A line was chosen."""

    class Line(Prose):
        """One line."""

        def on_click(self) -> None:
            rows = self.parent
            assert isinstance(rows, Rows)
            index = list(rows.query(Rows.Line)).index(self)
            if rows.is_choice(index):
                rows.cursor = index
                rows.action_choose()

    def __init__(self, lines: Sequence[tuple[str, Content]], *, at: str = "") -> None:
        super().__init__()
        self._lines = list(lines)
        self._at = at

    def compose(self) -> ComposeResult:
        for index, (id_, _) in enumerate(self._lines):
            yield self.Line(classes="heading" if not id_ and index else "")

    def on_mount(self) -> None:
        choices = [i for i in range(len(self._lines)) if self.is_choice(i)]
        self.cursor = next((i for i in choices if self._lines[i][0] == self._at), choices[0] if choices else -1)

    def is_choice(self, index: int) -> bool:
        return bool(self._lines[index][0])

    def watch_cursor(self) -> None:
        cursor = signs(self).cursor
        for index, line in enumerate(self.query(self.Line)):
            id_, text = self._lines[index]
            here = index == self.cursor
            mark = f"{cursor if here else ' ' * len(cursor)} " if id_ else ""
            line.say(Content.assemble((mark, "bold $act"), text.stylize("bold") if here else text))
            line.set_class(here, "cursorline")
            if here:
                line.scroll_visible(animate=False)
                self.post_message(self.Moved(id_))

    def action_move(self, by: int) -> None:
        index = self.cursor + by
        while 0 <= index < len(self._lines) and not self.is_choice(index):
            index += by
        if 0 <= index < len(self._lines):
            self.cursor = index

    def action_edge(self, by: int) -> None:
        self.cursor = next(i for i in range(len(self._lines))[::by] if self.is_choice(i))

    def action_choose(self) -> None:
        if self.cursor >= 0:
            self.post_message(self.Chosen(self._lines[self.cursor][0]))
