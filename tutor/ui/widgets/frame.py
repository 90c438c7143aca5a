"""The five parts every screen is made of: head, hairline, page, next, keys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from rich.style import Style as RichStyle
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.style import Style
from textual.widget import Widget
from textual.widgets import Static

from tutor.ui.glyphs import UNICODE, Signs
from tutor.ui.place import Mending


def signs(widget: Widget) -> Signs:
    """The signs of the app that `widget` is in."""
    return getattr(widget.app, "signs", UNICODE)


class Head(Horizontal):
    """Place · where exactly, and on the right how far, in words."""

    place: reactive[str] = reactive("", init=False)
    where: reactive[str] = reactive("", init=False)
    status: reactive[Content | str] = reactive("", init=False)

    def __init__(self, place: str, where: str = "", status: Content | str = "") -> None:
        super().__init__()
        self.set_reactive(Head.place, place)
        self.set_reactive(Head.where, where)
        self.set_reactive(Head.status, status)

    def compose(self) -> ComposeResult:
        yield Static(self._left(), classes="place")
        yield Static(self._right(), classes="status")

    def watch_place(self) -> None:
        self.query_one(".place", Static).update(self._left())

    watch_where = watch_place

    def watch_status(self) -> None:
        self.query_one(".status", Static).update(self._right())

    def _left(self) -> Content:
        where = f" {signs(self).dot} {self.where}" if self.where else ""
        return Content.assemble((self.place, "bold"), (where, "$quiet"))

    def _right(self) -> Content:
        return self.status if isinstance(self.status, Content) else Content(self.status)


class Hairline(Widget):
    """How far along, 0 to 1: heavy line, then light."""

    done: reactive[float] = reactive(0.0)

    def __init__(self, done: float = 0.0) -> None:
        super().__init__()
        self.set_reactive(Hairline.done, done)

    def render(self) -> Content:
        sign, width = signs(self), max(1, self.content_size.width)
        halves = round(min(1.0, max(0.0, self.done)) * width * 2)
        heavy = sign.heavy * (halves // 2) + (sign.heavy_end if halves % 2 else "")
        return Content.assemble((heavy, "$act"), (sign.light * (width - len(heavy)), "$line"))


class Page(VerticalScroll, can_focus=False):
    """What the screen is about; it scrolls when it is longer than the screen."""

    def on_mount(self) -> None:
        for what in ("scroll_y", "virtual_size", "size"):
            self.watch(self, what, self._tell, init=False)

    def _tell(self) -> None:
        """Let the Next line say how many lines lie under the lower edge."""
        self.call_after_refresh(self._tell_now)

    def _tell_now(self) -> None:
        if not self.is_attached:  # its screen was left meanwhile
            return
        for following in self.screen.query(Next):
            following.below = max(0, round(self.max_scroll_y - self.scroll_offset.y))


class Next(Static):
    """One sentence: what enter does or what happens next, then quietly how much page is left and what it costs."""

    below: reactive[int] = reactive(0, init=False)
    _said: tuple[str, str, bool] = ("", "", False)

    def say(self, what: str, cost: str = "", *, acts: bool = True) -> None:
        """Show it. `acts` is False while enter does nothing yet: then the sentence is quiet."""
        self._said = (what, cost, acts)
        self._draw()

    def watch_below(self) -> None:
        self._draw()

    def _draw(self) -> None:
        sign, (what, cost, acts) = signs(self), self._said
        if self.below:
            more = f"{sign.down} {self.below} more {'line' if self.below == 1 else 'lines'}"
            cost = f"{more} {sign.dot} {cost}" if cost else more
        rest = f" {sign.dot} {cost}" if cost else ""
        self.update(Content.assemble((f"{sign.next}  ", "$act"), (what, "" if acts else "$quiet"), (rest, "$quiet")))


class Hint(NamedTuple):
    """A key in the footer: how it is written, what it does, and the action a click runs."""

    key: str
    verb: str
    action: str = ""
    main: bool = False


HELP = Hint("?", "help", "app.help")
HELP_TYPING = Hint("f1", "help", "app.help")
"""Where `?` is a letter."""


class Keys(Mending, Widget):
    """The keys that mean something here; those on the right go first when the screen is narrow, help never."""

    hints: reactive[Sequence[Hint]] = reactive((), always_update=True)

    @property
    def link_style(self) -> RichStyle:
        """A key looks the same whether a click runs it or not."""
        return RichStyle.null()

    def render(self) -> Content:
        width = self.content_size.width
        focused = self.screen.focused
        is_typing = focused is not None and focused.check_consume_key("question_mark", "?")
        right = self._hint(HELP_TYPING if is_typing else HELP)
        shown: list[Content] = []
        used = right.cell_length
        for hint in self.hints:
            piece = self._hint(hint)
            if used + piece.cell_length + 3 > width:
                break
            used += piece.cell_length + 3
            shown.append(piece)
        left = Content("   ").join(shown)
        return Content.assemble(left, " " * max(1, width - left.cell_length - right.cell_length), right)

    def _hint(self, hint: Hint) -> Content:
        click = Style.from_meta({"@click": hint.action}) if hint.action else Style()
        look = "bold $act" if hint.main else "bold $foreground"
        return Content.assemble((hint.key, look), (f" {hint.verb}", "$quiet")).stylize(click)


class Row(Horizontal):
    """A quiet label of twelve columns, then what it labels."""

    def __init__(self, label: Content | str, *what: Widget, classes: str = "") -> None:
        name = Static(label if isinstance(label, Content) else Content(label), classes="label")
        super().__init__(name, *what, classes=classes)


class Marked(Horizontal):
    """A mark, then a text whose further lines stay clear of it."""

    class Clicked(Message):
        """The line was clicked."""

        def __init__(self, line: Marked) -> None:
            super().__init__()
            self.line = line

    def __init__(self, *, classes: str = "") -> None:
        super().__init__(Prose(classes="mark"), Prose(classes="text"), classes=classes)

    def say(self, mark: Content, text: Content, *, here: bool = False) -> None:
        """Show them; `here` is where the cursor is."""
        self.query_one(".mark", Prose).say(mark)
        self.query_one(".text", Prose).say(text)
        self.set_class(here, "cursorline")

    def on_click(self) -> None:
        self.post_message(self.Clicked(self))


class Prose(Static):
    """Plain words that can't be anything else: markup in them is shown, never obeyed."""

    def __init__(self, text: Content | str = "", *, classes: str = "", id: str | None = None) -> None:  # noqa: A002
        super().__init__(text if isinstance(text, Content) else Content(text), classes=classes, id=id, markup=False)

    def say(self, text: Content | str) -> None:
        self.update(text if isinstance(text, Content) else Content(text))
