"""YAML with places: plain Python values, and where each of them stands.

The reader takes PyYAML's C *event* stream and builds by itself. Scalars are those of YAML 1.2's core schema (`no` is a
word, `1e-3` a number, `010` is ten); what makes a file say something else than it seems to say (duplicate keys,
anchors, aliases, tags, a second document) is a problem. Size and depth are capped on the way. The places are found by
a second reading that only a file with problems pays for.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final, NamedTuple, NoReturn

import yaml

from tutor.packs.nodes import Node, Nodes, Path
from tutor.packs.problems import Problem
from tutor.packs.scalars import NUMBER_START, WORDS, number
from tutor.packs.yaml_errors import explain
from tutor.text.clean import clean

MAX_BYTES: Final = 8 * 1024 * 1024
MAX_DEPTH: Final = 32
MAX_PROBLEMS: Final = 100
ITEMS: Final = 3
"""How deep the items of outer lists may be: `[{…}]` and `questions: [{…}]`."""

_BREAK = re.compile("[\n\x85\u2028\u2029]")  # what libyaml counts as the end of a line
_FRONT = re.compile(r"---[ \t]*\n(?:.*\n)*?(?=---[ \t]*(?:\n|\Z))")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff]")
_QUOTE = "a text that begins with `{}` needs quotes around it"


class Place(NamedTuple):
    """Where something stands: 1-based line and column, and how many characters of that line it takes."""

    line: int
    column: int
    width: int = 1


@dataclass
class Document:
    """One file read: its value, and what is wrong with it.

    value     plain Python; None where nothing could be read
    problems  in the order of the file; an `error` among them means that the value is not what the author meant
    whole     False if reading stopped before the end: then what is missing from `value` may well be in the file
    end       where the YAML ends in the text: before the line that closes front matter, else at the end of the text
    items     the mappings of outer lists (the questions, the concepts), by identity, and where each stands
    """

    name: str
    text: str
    end: int
    value: Any = None
    problems: list[Problem] = field(default_factory=list)
    whole: bool = True
    items: dict[int, tuple[Any, Node]] = field(default_factory=dict)
    _last: tuple[Node, Nodes] | None = None

    @cached_property
    def lines(self) -> list[str]:
        return _BREAK.split(self.text)

    @property
    def body(self) -> int:
        """Where the Markdown after front matter begins."""
        return self.text.find("\n", self.end) + 1 or len(self.text)

    def at(self, path: Path) -> Place:
        """Where the value at `path` stands, or the nearest one around it."""
        node = self.node(path)
        return self.place(node.start, node.end)

    def key(self, path: Path) -> Place:
        """Where the key at `path` stands; the value, for an item of a list."""
        node = self.node(path)
        return self.place(node.key_start, node.key_end) if node.key_start >= 0 else self.place(node.start, node.end)

    def inside(self, path: Path, offset: int, length: int) -> Place:
        """Where `length` characters at `offset` of the text at `path` stand.

        The raw text can differ from the value (escapes, folded lines): what is looked for is the same words, as often
        repeated. The whole value is the answer where they cannot be found.
        """
        node = self.node(path)
        value = self.value
        for step in path:
            value = value[step]
        words = value[offset : offset + length].split("\n", 1)[0].rstrip()
        for needle in (words, words.replace("\\", "\\\\"), words.replace("'", "''")) if words else ():
            position = node.start - 1
            for _ in range(value.count(words, 0, offset) + 1):
                position = self.text.find(needle, position + 1, node.end)
                if position < 0:
                    break
            else:
                return self.place(position, position + len(needle))
        return self.place(node.start, node.end)

    def place(self, start: int, end: int) -> Place:
        """The place of the characters from `start` to `end`; of several lines, the first."""
        line = bisect_right(self._line_starts, start)
        column = start - self._line_starts[line - 1]
        width = min(end - start, len(self.lines[line - 1].rstrip()) - column)
        return Place(line, column + 1, max(1, width))

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(found.end() for found in _BREAK.finditer(self.text))]

    def problem(self, code: str, message: str, place: Place, remedy: str = "") -> Problem:
        excerpt = self.lines[place.line - 1] if 0 < place.line <= len(self.lines) else ""
        return Problem(self.name, place.line, place.column, code, message, remedy, excerpt, place.width)

    def node(self, path: Path) -> Node:
        """Where the value at `path` stands in the text, or the nearest one around it; an item may lack its key."""
        base, item = self._item(path)
        nodes = self._whole
        if item:
            if self._last is None or self._last[0] is not item:
                self._last = item, Nodes(self.text, item.start, item.end, max_depth=MAX_DEPTH)
            nodes = self._last[1]
        for end in range(len(path), base, -1):
            if node := nodes.get(path[base:end]):
                return node
        return item or nodes.get(()) or Node(0, 0)

    def _item(self, path: Path) -> tuple[int, Node | None]:
        """The item of an outer list that `path` leads through, and how many of its steps lead there."""
        value = self.value
        for base, step in enumerate(path[:ITEMS], start=1):
            try:
                value = value[step]
            except (KeyError, IndexError, TypeError):
                break
            if found := self.items.get(id(value)):
                return base, found[1]
        return 0, None

    @cached_property
    def _whole(self) -> Nodes:
        return Nodes(self.text, 0, self.end, max_depth=MAX_DEPTH)


def read_yaml(text: bytes | str, *, name: str) -> Document:
    """`text` as plain Python values; whatever is wrong with it is in `problems`, nothing is raised."""
    document = _decode(text, name)
    if document.whole:
        _Builder(document).run()
    return document


def read_front_matter(text: bytes | str, *, name: str) -> Document:
    """A Markdown file that begins with YAML between two lines `---`: `value` is that YAML, `text[body:]` the rest."""
    document = _decode(text, name)
    if not document.whole:
        return document
    if found := _FRONT.match(document.text):
        document.end = found.end()
        _Builder(document).run()
    else:
        message, remedy = "the file has no front matter", "begin it with `---`, its fields, and `---` again"
        if document.text.startswith("---"):
            message, remedy = "the front matter does not end", "write `---` on a line of its own below its fields"
        document.problems.append(document.problem("P124", message, Place(1, 1), remedy))
        document.whole = False
    return document


def _decode(text: bytes | str, name: str) -> Document:
    data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    if len(data) > MAX_BYTES:
        return _refused(too_large(name, len(data)))
    try:
        decoded = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _refused(_bad_utf8(name, data, error))
    decoded = decoded.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return Document(name, decoded, len(decoded))


def too_large(name: str, size: int) -> Problem:
    """What is said of a file over the cap; whoever knows its size need not read it."""
    message = f"the file has {size / 1024 / 1024:.1f} MiB; the cap is {MAX_BYTES // 1024 // 1024} MiB"
    return Problem(name, 0, 0, "P103", message, "put its questions into several files")


def _refused(problem: Problem) -> Document:
    return Document(problem.file, "", 0, None, [problem], whole=False)


def _bad_utf8(name: str, data: bytes, error: UnicodeDecodeError) -> Problem:
    remedy = "save the file as UTF-8"
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return Problem(name, 1, 1, "P102", "the file is UTF-16, not UTF-8", remedy)
    before = _BREAK.split(data[: error.start].decode("utf-8"))
    rest = data[error.start :].split(b"\n", 1)[0].decode("utf-8", "replace")
    message = f"byte 0x{data[error.start]:02X} is not UTF-8"
    return Problem(name, len(before), len(before[-1]) + 1, "P102", message, remedy, before[-1] + rest)


class _State:
    """What is waited for in a container."""


_ITEM = _State()  # an item of a list
_KEY = _State()  # a key of a mapping
_DROP = _State()  # the value of a refused key: it is read and forgotten


class _Builder:
    """Builds a document's value from the event stream."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.loader = yaml.CSafeLoader(document.text[: document.end])
        # What a file cannot hold isn't looked for in each of its scalars.
        self.marked = "&" in document.text or "!" in document.text
        self.escaped = "\\" in document.text
        self.dirty = clean(document.text) != document.text

    def run(self) -> None:
        document = self.document
        try:
            document.value = self.build()
        except yaml.MarkedYAMLError as error:
            self.stop("P101", *explain(error, document.lines))
        except yaml.reader.ReaderError:
            if found := _CONTROL.search(document.text):
                message = f"the control character U+{ord(found[0]):04X} cannot stand in a pack"
                self.stop("P111", document.place(*found.span()), message, "delete it")
            else:
                self.stop("P111", Place(1, 1), "a character that cannot stand in a pack", "delete it")
        except _Stop as stop:
            self.stop(*stop.args)
        finally:
            self.loader.dispose()

    def build(self) -> Any:
        """The value of the document; the state machine is one loop, because it runs for every scalar of a library."""
        scalar, map_start, list_start = yaml.ScalarEvent, yaml.MappingStartEvent, yaml.SequenceStartEvent
        ends = (yaml.MappingEndEvent, yaml.SequenceEndEvent)
        marked, escaped, dirty = self.marked, self.escaped, self.dirty
        items = self.document.items
        parent: Any = []
        top = parent
        key: Any = _ITEM
        outer: list[tuple[Any, Any]] = []  # the containers around `parent`, and what is waited for in each
        event: Any
        for event in iter(self.loader.get_event, None):
            kind = event.__class__
            if kind is scalar:
                value = event.value
                style = event.style
                if marked and (event.anchor is not None or event.tag is not None):
                    self.refuse_marks(event)
                if dirty or (escaped and style == '"'):
                    value = self.cleaned(event)
                if not style:
                    value = self.number(event, value) if value[:1] in NUMBER_START else WORDS.get(value, value)
            elif kind in ends:
                if len(outer) <= ITEMS and id(parent) in items:
                    items[id(parent)] = parent, Node(items[id(parent)][1].start, event.end_mark.index)
                parent, key = outer.pop()
                continue
            elif kind is map_start or kind is list_start:
                value = {} if kind is map_start else []
                depth = len(outer)
                if marked or depth >= MAX_DEPTH:
                    self.enter(event, depth)
                if depth < ITEMS and kind is map_start and key is _ITEM:
                    items[id(value)] = value, Node(event.start_mark.index, self.document.end)
            elif kind is yaml.AliasEvent:
                self.report(event, "P107", f"an alias, `*{event.anchor}`", f"write the value out; {_QUOTE.format('*')}")
                value = None
            else:
                self.refuse_second(event, top)
                continue

            if key is _KEY:
                key = value if value.__class__ is str and value not in parent else self.refuse_key(event, value)
            elif key is _ITEM:
                parent.append(value)
            else:
                if key is not _DROP:
                    parent[key] = value
                key = _KEY
            if kind is not scalar and value is not None:
                outer.append((parent, key))
                parent, key = value, _KEY if kind is map_start else _ITEM
        return top[0] if top else None

    def refuse_key(self, event: Any, value: Any) -> _State:
        if value.__class__ is str:
            self.report(event, "P106", f"`{value}` is given twice", "keep one of them")
        elif isinstance(value, dict | list):
            message = "a mapping or a list stands where a key belongs"
            self.report(event, "P110", message, _QUOTE.format("{` or `["))
        else:
            written = getattr(event, "value", "*")
            self.report(event, "P110", f"the key `{written}` is not text", f'write it in quotes: "{written}"')
        return _DROP

    def enter(self, event: Any, depth: int) -> None:
        if depth >= MAX_DEPTH:
            self.halt(event, "P105", f"nested more than {MAX_DEPTH} deep", "close the brackets; no pack needs this")
        self.refuse_marks(event)

    def refuse_marks(self, event: Any) -> None:
        if event.anchor is not None:
            self.report(event, "P107", f"an anchor, `&{event.anchor}`", _QUOTE.format("&"))
        if event.tag is not None:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            self.report(event, "P108", f"a tag, `{tag}`", f"leave it out; {_QUOTE.format('!')}")

    def refuse_second(self, event: Any, top: list[Any]) -> None:
        if top and isinstance(event, yaml.DocumentStartEvent):
            self.halt(event, "P109", "a second document begins", "a file holds one: delete the `---`")

    def number(self, event: Any, text: str) -> Any:
        try:
            return number(text)
        except ValueError as error:
            self.report(event, "P116", str(error), "write it shorter, such as 1e30")
            return None

    def cleaned(self, event: Any) -> str:
        text: str = event.value
        value: str = clean(text)
        if value != text:
            self.report(event, "P112", "invisible or control characters were taken out", "write the text without them")
        return value

    def report(self, event: Any, code: str, message: str, remedy: str) -> None:
        if len(self.document.problems) >= MAX_PROBLEMS:
            self.halt(event, "P126", f"more than {MAX_PROBLEMS} problems in one file", "mend those above first")
        place = self.document.place(event.start_mark.index, event.end_mark.index)
        self.document.problems.append(self.document.problem(code, message, place, remedy))

    def halt(self, event: Any, code: str, message: str, remedy: str) -> NoReturn:
        raise _Stop(code, self.document.place(event.start_mark.index, event.end_mark.index), message, remedy)

    def stop(self, code: str, place: tuple[int, ...], message: str, remedy: str) -> None:
        self.document.whole = False
        self.document.value = None
        self.document.problems.append(self.document.problem(code, message, Place(*place), remedy))


class _Stop(Exception):
    """Nothing more is read: code, place, message, help."""
