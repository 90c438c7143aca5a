"""Markdown as words: what a person would read aloud from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode as Node

from tutor.text.cells import cells

_COLUMN_GAP = "  "


def words(markdown: str) -> str:
    """The text without Markdown's marks; blocks are parted by a blank line, lists and code keep their shape."""
    tokens = reader().parse(markdown)
    for token in tokens:
        if token.type == "inline":
            token.content, token.children = _inline(token.children or []), []
    return "\n".join(_blocks(Node(tokens).children)).rstrip()


@cache
def reader() -> MarkdownIt:
    """What reads the Markdown of packs, for all faces: CommonMark with tables and ~~strikethrough~~."""
    return MarkdownIt("commonmark").enable(["table", "strikethrough"])


def _inline(tokens: Sequence[Token]) -> str:
    """The words of a paragraph, read flat: emphasis nests as deep as its author likes."""
    out: list[str] = []
    links: list[tuple[int, str]] = []  # where the words of an open link begin, and its address
    for token in tokens:
        match token.type:
            case "softbreak":
                out.append(" ")
            case "hardbreak":
                out.append("\n")
            case "image":
                out.append(_inline(token.children or []))
            case "link_open":
                links.append((len(out), str(token.attrs["href"])))
            case "link_close":
                start, url = links.pop()
                if "".join(out[start:]) != url:
                    out.append(f" ({url})")
            case _:
                out.append(token.content)
    return "".join(out)


def _blocks(nodes: Iterable[Node], *, apart: bool = True) -> list[str]:
    """The lines of blocks below each other, with a blank line between them if they stand `apart`."""
    lines: list[str] = []
    for node in nodes:
        if lines and apart:
            lines.append("")
        lines += _block(node)
    return lines


def _block(node: Node) -> list[str]:
    match node.type:
        case "bullet_list" | "ordered_list":
            return list(_list(node))
        case "blockquote":
            return _indented(_blocks(node.children), "  ")
        case "code_block":
            return _indented(_lines(node.content), "    ")
        case "fence" | "html_block":
            return _lines(node.content)
        case "hr":
            return ["---"]
        case "table":
            return _table(node)
        case _:  # a paragraph or a heading
            return _text(node).split("\n")


def _text(node: Node) -> str:
    """The words of a paragraph, heading or cell."""
    return "".join(child.content for child in node.children)


def _lines(content: str) -> list[str]:
    return content.removesuffix("\n").split("\n")


def _indented(lines: list[str], by: str) -> list[str]:
    return [f"{by}{line}".rstrip() for line in lines]


def _list(node: Node) -> Iterator[str]:
    tight = all(block.hidden for item in node.children for block in item.children if block.type == "paragraph")
    first = int(node.attrs.get("start", 1))
    for number, item in enumerate(node.children, first):
        if number > first and not tight:
            yield ""
        mark = f"{number}. " if node.type == "ordered_list" else "- "
        lines = _blocks(item.children, apart=not tight) or [""]
        yield f"{mark}{lines[0]}".rstrip()
        yield from _indented(lines[1:], " " * len(mark))


def _table(node: Node) -> list[str]:
    rows = [
        [_text(cell).replace("\n", " ") for cell in row.children] for part in node.children for row in part.children
    ]
    header = node.children[0].children[0].children
    right = ["right" in str(cell.attrs.get("style", "")) for cell in header]
    room = [max(cells(row[i]) for row in rows) for i in range(len(header))]
    lines = [_table_row(row, room, right) for row in rows]
    return [lines[0], _COLUMN_GAP.join("─" * width for width in room), *lines[1:]]


def _table_row(row: list[str], room: list[int], right: list[bool]) -> str:
    padded = []
    for text, width, is_right in zip(row, room, right, strict=True):
        space = " " * (width - cells(text))
        padded.append(space + text if is_right else text + space)
    return _COLUMN_GAP.join(padded).rstrip()
