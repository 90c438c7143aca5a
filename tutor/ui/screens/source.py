"""The code behind a demo, as it stands in its file."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.highlight import highlight

from tutor.lab.manifest import Manifest
from tutor.text.clean import clean
from tutor.ui.place import Place
from tutor.ui.widgets.frame import Hairline, Head, Hint, Keys, Next, Page, Prose, signs


class SourceScreen(Place[None]):
    """demo.py from top to bottom."""

    BINDINGS = [
        Binding("down,j", "scroll(1)", "scroll", show=False),
        Binding("up,k", "scroll(-1)", "scroll", show=False),
        Binding("pagedown,space", "scroll(15)", "scroll a page", show=False),
        Binding("pageup", "scroll(-15)", "scroll a page", show=False),
        Binding("escape,s,enter", "leave", "back", show=False),
    ]

    def __init__(self, manifest: Manifest) -> None:
        super().__init__()
        self.manifest = manifest

    def compose(self) -> ComposeResult:
        code = clean(self.manifest.code)
        yield Head("Lab", f"{self.manifest.id} {signs(self).dot} demo.py", f"{len(code.splitlines())} lines")
        yield Hairline()
        with Page():
            yield Prose(highlight(code, language="python"), classes="code wide")
        yield Next()
        yield Keys()

    def on_mount(self) -> None:
        self.query_one(Next).say("back", str(self.manifest.folder / "demo.py"))
        self.query_one(Keys).hints = [
            Hint("enter", "back", "screen.leave", main=True),
            Hint(signs(self).up_down, "scroll"),
            Hint("space", "a page"),
        ]

    def action_scroll(self, by: int) -> None:
        page = self.query_one(Page)
        page.scroll_relative(y=by, animate=False)
        self.call_after_refresh(self._how_far)

    def _how_far(self) -> None:
        if not self.is_attached:  # it was left meanwhile
            return
        page = self.query_one(Page)
        self.query_one(Hairline).done = page.scroll_offset.y / page.max_scroll_y if page.max_scroll_y else 1.0

    def action_leave(self) -> None:
        self.dismiss()
