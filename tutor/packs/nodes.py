"""Where the values of a YAML text stand: a second reading of it, as far as somebody asks.

Only a text with problems pays for it, and of a long list only the items with problems.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, NamedTuple

import yaml

Path = tuple[str | int, ...]
"""Keys and indices from the top of a document: `(0, "choices", 1, "why")`."""

_KEY_STEP = "\0"  # stands in the path of a key that is a container: no key of a file is equal to it
_ENDS = (yaml.MappingEndEvent, yaml.SequenceEndEvent)
_STARTS = (yaml.MappingStartEvent, yaml.SequenceStartEvent)
_LEAVES = (yaml.ScalarEvent, yaml.AliasEvent)


class Node(NamedTuple):
    """Where a value stands, and the key before it, in characters from the start of the text."""

    start: int
    end: int
    key_start: int = -1
    key_end: int = -1


class Nodes:
    """The nodes of the YAML between `start` and `end` of a text, by path.

    What begins in the middle of a line (an item after its dash) is read as if it stood there alone.
    """

    def __init__(self, text: str, start: int, end: int, *, max_depth: int) -> None:
        indent = start - (text.rfind("\n", 0, start) + 1)
        self._shift = start - indent
        self._found: dict[Path, Node] = {}
        self._left = _locate(" " * indent + text[start:end], max_depth)

    def get(self, path: Path) -> Node | None:
        """The node at `path`; None if there is none, or none that can be read. Of a key given twice, the first."""
        while path not in self._found:
            if (step := next(self._left, None)) is None:
                return None
            where, start, end, key = step
            indices = (start.start_mark.index, end.end_mark.index)
            indices += (key.start_mark.index, key.end_mark.index) if key else ()
            self._found.setdefault(where, Node(*(index + self._shift for index in indices)))
        return self._found[path]


@dataclass
class _Open:
    """A container that is being read."""

    path: Path
    key: Any  # the key event before it
    start: Any
    waiting: Any = None  # in a mapping: the key event whose value comes next
    index: int = 0

    def step(self, event: Any) -> tuple[Path, Any]:
        """The path of the node that `event` begins, and the event of its key; a key has no name in its path."""
        if self.start.__class__ is yaml.SequenceStartEvent:
            self.index += 1
            return (*self.path, self.index - 1), None
        if self.waiting is None:
            self.waiting = event
            return (*self.path, _KEY_STEP), None
        key, self.waiting = self.waiting, None
        return (*self.path, getattr(key, "value", _KEY_STEP)), key


def _locate(text: str, max_depth: int) -> Iterator[tuple[Path, Any, Any, Any]]:
    """Every node with its path, as far as the text can be read: its first event, its last, and that of its key."""
    loader = yaml.CSafeLoader(text)
    opened: list[_Open] = []
    event: Any
    try:
        with suppress(yaml.YAMLError):
            for event in iter(loader.get_event, None):
                kind = event.__class__
                if kind in _ENDS:
                    last = opened.pop()
                    yield last.path, last.start, event, last.key
                elif kind in _LEAVES:
                    path, key = opened[-1].step(event) if opened else ((), None)
                    if path[-1:] != (_KEY_STEP,):
                        yield path, event, event, key
                elif kind in _STARTS:
                    path, key = opened[-1].step(event) if opened else ((), None)
                    if len(opened) >= max_depth:
                        return
                    opened.append(_Open(path, key, event))
    finally:
        loader.dispose()
