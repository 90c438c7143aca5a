"""Words of a pack on screen: maths drawn, emphasis and code kept, nothing in them obeyed."""

from __future__ import annotations

from collections.abc import Callable

from markdown_it import MarkdownIt
from textual.content import Content
from textual.widgets import Markdown

from tutor.packs.model import Scalar
from tutor.text.cells import clipped
from tutor.text.figures import short
from tutor.text.markup import to_markdown
from tutor.text.plain import reader


def _named(measure: str) -> str:
    """A living number outside an explanation: its name."""
    return f"`{measure}`"


_INLINE = MarkdownIt("commonmark", {"html": False})
_STYLES = {"strong_open": "bold", "em_open": "italic"}
_BLOCKS = ("\n\n", "\n- ", "\n* ", "\n1. ", "```", "|--", "| --", "$$", "\n    ")


def inline(text: str) -> Content:
    """One paragraph of Markdown as Content: bold, italic, `code`, maths and line breaks; links show their words."""
    (block,) = _INLINE.parseInline(to_markdown(text.strip(), _named))
    pieces: list[tuple[str, str]] = []
    styles: list[str] = []
    for token in block.children or ():
        if token.type in _STYLES:
            styles.append(_STYLES[token.type])
        elif token.type in ("strong_close", "em_close"):
            styles.pop()
        elif token.type == "code_inline":
            pieces.append((token.content, " ".join([*styles, "$act"])))
        elif token.type in ("softbreak", "hardbreak"):
            pieces.append((" " if token.type == "softbreak" else "\n", ""))
        else:
            pieces.append((token.content, " ".join(styles)))
    return Content.assemble(*(piece for piece in pieces if piece[0]))


def has_blocks(text: str) -> bool:
    """Whether `text` is more than one paragraph: a list, a table, code, a displayed formula."""
    return any(mark in text.strip() for mark in _BLOCKS)


def asking(text: str) -> tuple[str, str]:
    """A stem as what leads up to it and the sentence that asks, which is set in bold."""
    text = text.strip()
    head, _, last = text.rpartition("\n\n")
    sentences = last.replace("\n", " ").replace("? ", "?\0").replace(". ", ".\0").replace(": ", ":\0").split("\0")
    if len(last) <= 150 or len(sentences) == 1:
        return head, " ".join(last.split("\n"))
    lead = " ".join(sentences[:-1])
    return (f"{head}\n\n{lead}" if head else lead), sentences[-1]


def written(value: Scalar) -> str:
    """What a parameter is set to: `.9`, `4,096`, `reverse`, `true`."""
    if isinstance(value, bool):
        return str(value).lower()
    return short(value) if isinstance(value, float) else f"{value:,}" if isinstance(value, int) else value


def brief(value: Scalar) -> str:
    """The same where there is little room: a long text only begins."""
    return clipped(written(value), 24)


class Words(Markdown):
    """Markdown of a pack: links are shown and never opened from here."""

    def __init__(self, text: str, measure: Callable[[str], str] | None = None, *, classes: str = "") -> None:
        markdown = to_markdown(text, measure or _named)
        super().__init__(markdown, open_links=False, parser_factory=reader, classes=classes)
