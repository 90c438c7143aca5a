"""Reading an explanation: its parts, its sources, and the numbers in it that were measured here."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # pydantic stays off the first frame
    from tutor.packs.model import Explanation, Further, Source

HEADING = re.compile(r"^## +(.+?) *$", re.MULTILINE)
MEASURE = re.compile(r"\{\{ *measure +([a-z0-9_-]+)\.([A-Za-z0-9_]+) *\}\}")


@dataclass(frozen=True, slots=True)
class Part:
    """One part of an explanation: its heading and its Markdown."""

    title: str
    text: str

    def measures(self) -> list[tuple[str, str]]:
        """The demos and measures whose numbers stand in it, each once, in order."""
        return list(dict.fromkeys(MEASURE.findall(self.text)))


@dataclass(frozen=True, slots=True)
class Reading:
    """An explanation laid out for reading."""

    concept: str
    title: str
    parts: tuple[Part, ...]
    sources: tuple[Source, ...]
    further: tuple[Further, ...]
    demos: tuple[str, ...]


def lay_out(explanation: Explanation, sources: Callable[[], dict[str, Source]]) -> Reading:
    """The explanation in its parts; what stands before the first heading belongs to the first part."""
    head = explanation.head
    pieces = HEADING.split(explanation.body)
    titled = list(zip(pieces[1::2], pieces[2::2], strict=True)) or [(head.title, "")]
    first_title, first_text = titled[0]
    titled[0] = (first_title, f"{pieces[0].strip()}\n\n{first_text}".strip())
    known = sources() if head.cite else {}
    return Reading(
        concept=head.concept,
        title=head.title,
        parts=tuple(Part(title, text.strip()) for title, text in titled),
        sources=tuple(known[key] for key in head.cite if key in known),
        further=tuple(head.further),
        demos=tuple(head.demos),
    )


def source_line(source: Source) -> str:
    """A source in one line of Markdown: authors, year, title, where."""
    return f"{source.authors} ({source.year}). *{source.title}*. {source.where}. {source.url}"


def short_name(source: Source) -> str:
    """A source as a text names it: `Bahdanau et al. 2015`, `Hochreiter & Schmidhuber 1997`."""
    names = [name.split()[-1] for name in re.split(r", | and | & ", source.authors.removesuffix(" et al."))]
    if len(names) > 2 or source.authors.endswith(" et al."):
        return f"{names[0]} et al. {source.year}"
    return f"{' & '.join(names)} {source.year}"
