"""A pack from disk: its models, where each was written, and everything that is wrong with it.

A folder (pack.yaml, sources.yaml, questions/*.yaml, explanations/*.md) or one YAML file (`pack, sources, questions`).
A question with an error is left out, the others stay. What needs other files (a citation, a follow-up) is looked at by
`tutor.authoring.check`.
"""

from __future__ import annotations

import errno
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, Literal, NamedTuple, TypeVar

from pydantic import BaseModel, ValidationError

from tutor.packs.model import QUESTION, Explanation, FrontMatter, Pack, Question, Source
from tutor.packs.nodes import Path as Steps
from tutor.packs.parse import MAX_BYTES, Document, Place, read_front_matter, read_yaml, too_large
from tutor.packs.problems import Problem, suggest
from tutor.packs.rules import rule_problems
from tutor.packs.shape import KINDS, shape_problems
from tutor.text.clean import clean

T = TypeVar("T", covariant=True)

Role = Literal["pack", "sources", "questions", "explanation", "single"]


class PackFile(NamedTuple):
    """One file of a pack and what is in it."""

    file: Path
    role: Role


@dataclass(frozen=True, slots=True)
class Entry(Generic[T]):
    """A model, and where it was written."""

    value: T
    document: Document
    path: Steps

    def data(self) -> Any:
        """The entry as it was written, in plain Python."""
        value = self.document.value
        for step in self.path:
            value = value[step]
        return value

    def at(self, *steps: str | int) -> Place:
        """Where the value at `steps` of the entry stands."""
        return self.document.at((*self.path, *steps))

    def key(self, *steps: str | int) -> Place:
        """Where the key at `steps` of the entry stands."""
        return self.document.key((*self.path, *steps))

    def inside(self, steps: Steps, start: int, end: int) -> Place:
        """Where the characters from `start` to `end` of the text at `steps` stand."""
        return self.document.inside((*self.path, *steps), start, end - start)

    def problem(self, code: str, message: str, remedy: str = "", *, place: Place | None = None) -> Problem:
        """A problem at `place`, or at the entry's first line."""
        return self.document.problem(code, message, place or self.at(), remedy)


@dataclass
class Names:
    """What is written in a pack, with errors or without: a name that stands here is no unknown name."""

    questions: list[str] = field(default_factory=list)
    concepts: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    explanations: list[str] = field(default_factory=list)

    def add(self, other: Names) -> None:
        self.questions += other.questions
        self.concepts += other.concepts
        self.sources += other.sources
        self.explanations += other.explanations


@dataclass
class Part:
    """What one file of a pack holds; `whole` is False if it could not be read to its end, and more may be in it."""

    file: Path
    pack: Entry[Pack] | None = None
    sources: dict[str, Entry[Source]] = field(default_factory=dict)
    questions: list[Entry[Question]] = field(default_factory=list)
    explanation: Entry[Explanation] | None = None
    problems: list[Problem] = field(default_factory=list)
    named: Names = field(default_factory=Names)
    whole: bool = True


@dataclass
class LoadedPack:
    """A pack: what can be used of it, and what is wrong with the rest.

    questions     by id, in the order of the files
    explanations  by concept
    whole         False if a file could not be read to its end
    """

    path: Path
    pack: Entry[Pack] | None = None
    sources: dict[str, Entry[Source]] = field(default_factory=dict)
    questions: dict[str, Entry[Question]] = field(default_factory=dict)
    explanations: dict[str, Entry[Explanation]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    named: Names = field(default_factory=Names)
    whole: bool = True

    @property
    def id(self) -> str:
        return self.pack.value.id if self.pack else self.path.stem


def pack_files(path: Path) -> list[PackFile]:
    """The files of the pack at `path`, in the order they are read."""
    if path.is_file():
        return [PackFile(path, "single")]
    files = [PackFile(path / "pack.yaml", "pack")]
    with suppress(PermissionError):  # nobody may look into it: reading pack.yaml tells so
        if (path / "sources.yaml").exists():
            files.append(PackFile(path / "sources.yaml", "sources"))
        files += [PackFile(file, "questions") for file in _inside(path / "questions", ".yaml", ".yml")]
        files += [PackFile(file, "explanation") for file in _inside(path / "explanations", ".md")]
    return files


def _inside(folder: Path, *suffixes: str) -> list[Path]:
    """The files of a folder, and its links that lead nowhere: reading one tells so."""
    found = (file for file in folder.glob("*") if file.suffix in suffixes)
    return sorted(file for file in found if file.is_file() or (file.is_symlink() and not file.exists()))


def load_pack(path: Path) -> LoadedPack:
    """The pack at `path`, a folder or a file; nothing is raised for what is written in it."""
    return join(path, [read_part(file) for file in pack_files(path)])


def read_part(file: PackFile) -> Part:
    """One file of a pack. It doesn't depend on the others, so it can be kept until the file changes."""
    part = Part(file.file)
    name = str(file.file)
    try:
        size = file.file.stat().st_size
        data = file.file.read_bytes() if size <= MAX_BYTES else b""
    except OSError as error:
        is_link = error.errno in (errno.ENOENT, errno.ELOOP)  # it stands in its folder
        remedy = "let the link lead to a file, or delete it" if is_link else "check who may read it"
        part.problems.append(Problem(name, 0, 0, "P123", f"cannot be read: {error.strerror}", remedy))
        part.whole = False
        return part
    if size > MAX_BYTES:
        part.problems.append(too_large(name, size))
        part.whole = False
        return part
    read = read_front_matter if file.role == "explanation" else read_yaml
    document = read(data, name=name)
    part.problems += document.problems
    part.whole = document.whole
    part.named.explanations += [file.file.stem] if file.role == "explanation" else []
    if document.whole:
        _READERS[file.role](document, part)
    part.problems.sort()
    return part


def join(path: Path, parts: list[Part]) -> LoadedPack:
    """The pack that its parts make; what is in it twice is a problem of the later one."""
    loaded = LoadedPack(path)
    for part in parts:
        loaded.pack = loaded.pack or part.pack
        loaded.sources |= part.sources
        loaded.problems += part.problems
        loaded.named.add(part.named)
        loaded.whole &= part.whole
        for entry in part.questions:
            first = loaded.questions.setdefault(entry.value.id, entry)
            if first is not entry:
                loaded.problems.append(_twice("P201", "the question", entry, first, entry.value.id, "id"))
        if part.explanation:
            concept = part.explanation.value.head.concept
            first_of = loaded.explanations.setdefault(concept, part.explanation)
            if first_of is not part.explanation:
                loaded.problems.append(_twice("P205", "the concept", part.explanation, first_of, concept, "concept"))
    loaded.problems.sort()
    return loaded


def _twice(code: str, what: str, entry: Entry[Any], first: Entry[Any], name: str, field_: str) -> Problem:
    before = f"{first.document.name}:{first.at(field_).line}"
    message = f"{what} `{name}` is " + ("explained twice" if code == "P205" else "there twice")
    return entry.problem(code, message, f"the first is at {before}", place=entry.at(field_))


def _read_pack(document: Document, part: Part, steps: Steps = ()) -> None:
    data = _value(document, steps)
    if isinstance(data, dict) and isinstance(concepts := data.get("concepts"), list):
        part.named.concepts += [str(concept.get("id", "")) for concept in concepts if isinstance(concept, dict)]
    part.pack = _model(document, steps, part, Pack, Pack.model_validate)


def _read_sources(document: Document, part: Part, steps: Steps = ()) -> None:
    data = _value(document, steps)
    if not isinstance(data, dict):
        remedy = "write `key: {authors, year, title, where, url}` for each"
        part.problems.append(document.problem("P115", "sources must be a mapping", document.at(steps), remedy))
        return
    for key in data:
        part.named.sources.append(key)
        if entry := _model(document, (*steps, key), part, Source, Source.model_validate):
            part.sources[key] = entry


def _read_questions(document: Document, part: Part, steps: Steps = ()) -> None:
    data = _value(document, steps)
    if not isinstance(data, list):
        empty = f"`{steps[-1]}` is empty" if steps else "the file is empty"
        code, what = ("P113", empty) if data is None else ("P115", "questions must be a list")
        part.problems.append(document.problem(code, what, document.at(steps), "begin each question with `- id: …`"))
        return
    for index, item in enumerate(data):
        kind = KINDS.get(str(item.get("kind"))) if isinstance(item, dict) else None
        part.named.questions.append(str(item.get("id", "")) if isinstance(item, dict) else "")
        entry = _model(document, (*steps, index), part, kind or BaseModel, QUESTION.validate_python)
        if entry is None:
            continue
        broken = list(rule_problems(entry))
        part.problems += broken
        if all(problem.severity == "warning" for problem in broken):
            part.questions.append(entry)


def _read_explanation(document: Document, part: Part) -> None:
    body = document.text[document.body :]
    cleaned = clean(body)
    if cleaned != body:
        message = "invisible or control characters were taken out"
        place = document.place(document.body, document.body)
        part.problems.append(document.problem("P112", message, place, "write the text without them"))
    head = _model(document, (), part, FrontMatter, FrontMatter.model_validate)
    if head:
        part.explanation = Entry(Explanation(head=head.value, body=cleaned), document, ())


def _read_single(document: Document, part: Part) -> None:
    data = document.value
    known = ("pack", "sources", "questions")
    if not isinstance(data, dict) or "pack" not in data:
        message = "this is no pack: `pack` is missing"
        remedy = "a pack in one file has `pack`, `sources` and `questions`"
        part.problems.append(document.problem("P114", message, Place(1, 1), remedy))
        part.whole = False
        return
    for key in data:
        if key not in known:
            place = document.key((key,))
            part.problems.append(document.problem("P104", f"unknown field `{key}`", place, suggest(key, known)))
    _read_pack(document, part, ("pack",))
    if "sources" in data:
        _read_sources(document, part, ("sources",))
    if "questions" in data:
        _read_questions(document, part, ("questions",))


_READERS: dict[Role, Callable[[Document, Part], None]] = {
    "pack": _read_pack,
    "sources": _read_sources,
    "questions": _read_questions,
    "explanation": _read_explanation,
    "single": _read_single,
}


def _value(document: Document, steps: Steps) -> Any:
    value = document.value
    for step in steps:
        value = value[step]
    return value


def _model(
    document: Document, steps: Steps, part: Part, model: type[BaseModel], validate: Callable[[Any], T]
) -> Entry[T] | None:
    """The value at `steps` as a model; None and problems where it isn't one."""
    try:
        return Entry(validate(_value(document, steps)), document, steps)
    except ValidationError as error:
        told = {(problem.line, problem.column) for problem in document.problems}
        found = shape_problems(error, model, document, steps)
        part.problems += [problem for problem in found if (problem.line, problem.column) not in told]
        return None
