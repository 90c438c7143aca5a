"""Every question at hand, compiled: packs are read once, and again only where a file has changed.

The compiled form is one SQLite file in the cache folder. A file is compared by its time and size, and by SHA-256 where
those differ; what has changed is read anew, file by file. The cache may be deleted at any time; where it cannot be
written, the library is compiled in memory.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from sys import intern
from typing import TYPE_CHECKING, Any, NamedTuple

from tutor.errors import UsageError

if TYPE_CHECKING:  # pydantic stays off the first frame: the models are loaded with the first question
    from tutor.packs.loader import PackFile, Part
    from tutor.packs.model import Explanation, Question, Source
    from tutor.packs.problems import Problem

FORMAT = 4
"""Raised when the tables or what they hold change: older caches are thrown away."""
TITLE_LENGTH, TELLING = 90, 20
"""The most letters a title has, and the fewest by which a question can be told from others."""

_TABLES = """
CREATE TABLE file (path TEXT PRIMARY KEY, pack_path TEXT, role TEXT, position INTEGER, mtime_ns INTEGER, size INTEGER,
                   sha256 TEXT);
CREATE TABLE pack (path TEXT PRIMARY KEY, file TEXT, position INTEGER, body TEXT);
CREATE TABLE question (file TEXT, position INTEGER, id TEXT, kind TEXT, level INTEGER, rev INTEGER, concepts TEXT,
                       title TEXT, hash TEXT, body TEXT, words TEXT);
CREATE INDEX question_file ON question (file);
CREATE TABLE source (file TEXT, key TEXT, body TEXT);
CREATE TABLE explanation (file TEXT, concept TEXT, title TEXT, body TEXT);
CREATE TABLE problem (file TEXT, body TEXT);
CREATE TABLE item (ref TEXT PRIMARY KEY, pack TEXT, kind TEXT, level INTEGER, rev INTEGER, concepts TEXT,
                   question INTEGER, position INTEGER);
CREATE VIRTUAL TABLE words USING fts5 (ref UNINDEXED, title, text, tokenize = "porter unicode61 remove_diacritics 2");
"""


class ItemRow(NamedTuple):
    """A question as lists need it: `ref` is pack/id, `order` its place in the library.

    A tuple of little, because ten thousand of them are made before the first frame and stay.
    """

    ref: str
    pack: str
    kind: str
    level: int
    rev: int
    concepts: tuple[str, ...]
    order: int


@dataclass(frozen=True, slots=True)
class ConceptRow:
    """A concept, whose pack defines it, and whether it is explained."""

    id: str
    title: str
    pack: str
    needs: tuple[str, ...]
    explained: bool


@dataclass(frozen=True, slots=True)
class PackRow:
    """A pack and what is in it; `by_kind` counts questions."""

    id: str
    title: str
    version: str
    path: Path
    questions: int
    by_kind: dict[str, int]
    concepts: int
    explanations: int


@dataclass(frozen=True, slots=True)
class Hit:
    """A question found by its words."""

    ref: str
    title: str


class Library:
    """The packs at hand. `Library.open` brings the compiled form up to date first."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    @classmethod
    def open(cls, packs: Sequence[Path], cache: Path) -> Library:
        """The library of the packs at `packs` (a pack's folder or file each, see `loader.find_packs`).

        cache  folder of the compiled form; one file there for each set of packs
        """
        paths = [Path(os.path.abspath(pack)) for pack in packs]  # noqa: PTH100  resolve() would follow links
        name = hashlib.sha256("\n".join(map(str, paths)).encode()).hexdigest()[:12]
        file = cache / f"library-{name}.db"
        for place in (file, file, None):  # as it lies, then afresh, then in memory
            try:
                library = cls(_connect(place))
                library._refresh(paths)
                library._db.execute("PRAGMA cache_size = -256")  # KiB; the 2 MB by default make no search faster
                return library
            except (sqlite3.DatabaseError, OSError):
                with suppress(OSError):
                    file.unlink(missing_ok=True)
        raise AssertionError("a library in memory can always be made")

    def close(self) -> None:
        self._db.close()

    # ---- what is in it

    def items(self) -> list[ItemRow]:
        """Every question, in the order of packs, concepts and files."""
        rows = self._db.execute("SELECT ref, pack, kind, level, rev, concepts, position FROM item ORDER BY position")
        return [
            ItemRow(ref, intern(pack), intern(kind), level, rev, _concepts(concepts), order)
            for ref, pack, kind, level, rev, concepts, order in rows
        ]

    def question(self, ref: str) -> Question:
        """The question called `ref`; raises UsageError if there is none."""
        from tutor.packs.model import QUESTION

        return QUESTION.validate_json(self._of(ref, "body"))

    def title(self, ref: str) -> str:
        """The question called `ref` in one line; raises UsageError if there is none."""
        return self._of(ref, "title")

    def hash(self, ref: str) -> str:
        """Of the whole content of the question called `ref`; raises UsageError if there is none."""
        return self._of(ref, "hash")

    def _of(self, ref: str, column: str) -> str:
        row = self._db.execute(
            f"SELECT q.{column} FROM item i JOIN question q ON q.rowid = i.question WHERE i.ref = ?",
            (ref,),
        ).fetchone()
        if row is None:
            raise UsageError(f"there is no question `{ref}`", remedy="`tutor pack list` shows the packs at hand")
        return str(row[0])

    def packs(self) -> list[PackRow]:
        """Every pack with its counts."""
        rows = []
        for path, body in self._db.execute(
            "SELECT path, body FROM pack WHERE position >= 0 ORDER BY position"
        ).fetchall():
            head = json.loads(body)
            kinds = dict(
                self._db.execute(
                    "SELECT kind, count(*) FROM item WHERE pack = ? GROUP BY kind ORDER BY kind", (head["id"],)
                )
            )
            (explained,) = self._db.execute(
                "SELECT count(*) FROM explanation e JOIN file f ON f.path = e.file WHERE f.pack_path = ?", (path,)
            ).fetchone()
            rows.append(
                PackRow(
                    id=head["id"],
                    title=head["title"],
                    version=head["version"],
                    path=Path(path),
                    questions=sum(kinds.values()),
                    by_kind=kinds,
                    concepts=len(head.get("concepts", ())),
                    explanations=explained,
                )
            )
        return rows

    def concepts(self) -> list[ConceptRow]:
        """Every concept, in the order its pack names them."""
        explained = {concept for (concept,) in self._db.execute("SELECT concept FROM explanation")}
        found: dict[str, ConceptRow] = {}
        for (body,) in self._db.execute("SELECT body FROM pack WHERE position >= 0 ORDER BY position"):
            head = json.loads(body)
            for concept in head.get("concepts", ()):
                row = ConceptRow(
                    concept["id"],
                    concept["title"],
                    head["id"],
                    tuple(concept.get("needs", ())),
                    concept["id"] in explained,
                )
                found.setdefault(row.id, row)
        return list(found.values())

    def explanation(self, concept: str) -> Explanation:
        """The explanation of `concept`; raises UsageError with the nearest name if there is none."""
        row = self._db.execute(
            "SELECT e.body FROM explanation e JOIN file f ON f.path = e.file WHERE e.concept = ? ORDER BY f.position",
            (concept,),
        ).fetchone()
        if row is None:
            raise UsageError(f"no explanation of `{concept}`", remedy=self._nearest(concept))
        from tutor.packs.model import Explanation

        return Explanation.model_validate_json(row[0])

    def sources(self, pack: str) -> dict[str, Source]:
        """The sources of a pack by key."""
        from tutor.packs.model import Source

        rows = self._db.execute(
            "SELECT s.key, s.body FROM source s JOIN file f ON f.path = s.file JOIN pack p ON p.path = f.pack_path "
            "WHERE json_extract(p.body, '$.id') = ?",
            (pack,),
        )
        return {key: Source.model_validate_json(body) for key, body in rows}

    def problems(self) -> list[Problem]:
        """What was wrong with the packs when they were read; questions with an error are left out of the library."""
        from tutor.packs.problems import Problem

        rows = self._db.execute("SELECT p.body FROM problem p JOIN file f ON f.path = p.file ORDER BY f.position")
        return [Problem(**json.loads(body)) for (body,) in rows]

    def search(self, text: str, limit: int = 20) -> list[Hit]:
        """Questions with all the words of `text`, the last one possibly unfinished; best first."""
        terms = [f'"{word}"' for word in text.replace('"', " ").split()]
        if not terms:
            return []
        terms[-1] += "*"
        rows = self._db.execute(
            "SELECT ref, title FROM words WHERE words MATCH ? ORDER BY bm25(words, 0, 4, 1) LIMIT ?",
            (" ".join(terms), limit),
        )
        return [Hit(ref, title) for ref, title in rows]

    def _nearest(self, concept: str) -> str:
        from difflib import get_close_matches

        known = [c.id for c in self.concepts() if c.explained]
        if near := get_close_matches(concept, known, 1, 0.5):
            return f"did you mean `{near[0]}`?"
        return "`tutor explain` lists what is explained"

    # ---- bringing it up to date

    def _refresh(self, packs: Sequence[Path]) -> None:
        from_disk = {str(pack): list(_files(pack)) for pack in packs}
        known = {
            path: (mtime, size, sha)
            for path, mtime, size, sha in self._db.execute("SELECT path, mtime_ns, size, sha256 FROM file")
        }
        stats = {str(f): f.stat() for files in from_disk.values() for f in files if f.exists()}
        if known.keys() == stats.keys() and all(
            known[path][:2] == (stat.st_mtime_ns, stat.st_size) for path, stat in stats.items()
        ):
            return
        with self._db:
            self._db.execute("BEGIN IMMEDIATE")
            changed = self._compare(packs, known)
            if changed:
                self._arrange(packs)

    def _compare(self, packs: Sequence[Path], known: dict[str, tuple[int, int, str]]) -> bool:
        """Read what has changed; True if anything of what the library holds did."""
        from tutor.packs.loader import pack_files, read_part
        from tutor.packs.parse import MAX_BYTES

        changed = False
        seen: set[str] = set()
        for pack in packs:
            for position, file in enumerate(pack_files(pack)):
                path = str(file.file)
                seen.add(path)
                try:
                    stat = file.file.stat()
                    data = file.file.read_bytes() if stat.st_size <= MAX_BYTES else b"too large: %d" % stat.st_size
                except OSError:
                    stat, data = None, b""
                digest = hashlib.sha256(data).hexdigest()
                stamp = (stat.st_mtime_ns, stat.st_size) if stat else (0, -1)
                if path in known and known[path][2] == digest:
                    self._db.execute("UPDATE file SET mtime_ns = ?, size = ? WHERE path = ?", (*stamp, path))
                    continue
                changed = True
                self._forget([path])
                self._db.execute(
                    "INSERT INTO file VALUES (?, ?, ?, ?, ?, ?, ?)",
                    (path, str(pack), file.role, position, *stamp, digest),
                )
                self._keep(file, read_part(file))
        gone = known.keys() - seen
        self._forget(gone)
        return changed or bool(gone)

    def _forget(self, paths: Iterable[str]) -> None:
        for path in paths:
            for table in ("question", "source", "explanation", "problem", "pack"):
                self._db.execute(f"DELETE FROM {table} WHERE file = ?", (path,))
            self._db.execute("DELETE FROM file WHERE path = ?", (path,))

    def _keep(self, file: PackFile, part: Part) -> None:
        path = str(file.file)
        if part.pack:
            self._db.execute(
                "INSERT OR REPLACE INTO pack SELECT pack_path, path, 0, ? FROM file WHERE path = ?",
                (part.pack.value.model_dump_json(), path),
            )
        self._db.executemany(
            "INSERT INTO source VALUES (?, ?, ?)",
            [(path, key, entry.value.model_dump_json()) for key, entry in part.sources.items()],
        )
        self._db.executemany(
            "INSERT INTO question VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [_question_row(path, position, entry.value) for position, entry in enumerate(part.questions)],
        )
        if part.explanation:
            explanation = part.explanation.value
            head = explanation.head
            self._db.execute(
                "INSERT INTO explanation VALUES (?, ?, ?, ?)",
                (path, head.concept, head.title, explanation.model_dump_json()),
            )
        self._db.executemany(
            "INSERT INTO problem VALUES (?, ?)", [(path, json.dumps(_plain(problem))) for problem in part.problems]
        )

    def _arrange(self, packs: Sequence[Path]) -> None:
        """Lay out the questions of all packs: the first of an id counts, concepts in their pack's order."""
        self._db.execute("DELETE FROM item")
        self._db.execute("DELETE FROM words")
        self._db.execute("UPDATE pack SET position = -1")  # of a pack whose id is taken by an earlier one
        position = 0
        ids: set[str] = set()
        for place, path in enumerate(map(str, packs)):
            row = self._db.execute("SELECT body FROM pack WHERE path = ?", (path,)).fetchone()
            head: dict[str, Any] = json.loads(row[0]) if row else {}
            if not head or head["id"] in ids:
                continue
            ids.add(head["id"])
            self._db.execute("UPDATE pack SET position = ? WHERE path = ?", (place, path))
            rank = {concept["id"]: i for i, concept in enumerate(head.get("concepts", ()))}
            rows = self._db.execute(
                "SELECT q.rowid, q.id, q.kind, q.level, q.rev, q.concepts, q.title, q.words FROM question q "
                "JOIN file f ON f.path = q.file WHERE f.pack_path = ? ORDER BY f.position, q.position",
                (path,),
            ).fetchall()
            rows.sort(key=lambda r: rank.get(r[5].split(" ")[0], len(rank)))
            taken: set[str] = set()
            for rowid, name, kind, level, rev, concepts, title, text in rows:
                if name in taken:
                    continue
                taken.add(name)
                ref = f"{head['id']}/{name}"
                self._db.execute(
                    "INSERT INTO item VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    (ref, head["id"], kind, level, rev, concepts, rowid, position),
                )
                self._db.execute("INSERT INTO words VALUES (?, ?, ?)", (ref, title, text))
                position += 1


@lru_cache(maxsize=1_000)
def _concepts(joined: str) -> tuple[str, ...]:
    """The concepts of a question; questions about the same ones share them."""
    return tuple(joined.split(" "))


def _files(pack: Path) -> Iterable[Path]:
    """The files of a pack, found without importing its models."""
    if pack.is_file():
        return [pack]
    try:
        inner = [*(pack / "questions").glob("*"), *(pack / "explanations").glob("*.md")]
        found = [pack / "pack.yaml", pack / "sources.yaml", *(f for f in inner if f.suffix in (".yaml", ".yml", ".md"))]
        return [file for file in found if file.is_file()]
    except PermissionError:
        return []


def _connect(file: Path | None) -> sqlite3.Connection:
    """The compiled form at `file`, or an empty one in memory; raises DatabaseError if it is of another format."""
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
    db = sqlite3.connect(file or ":memory:", isolation_level=None, timeout=20, check_same_thread=False)
    (version,) = db.execute("PRAGMA user_version").fetchone()
    if version == 0:
        db.executescript(f"BEGIN IMMEDIATE; {_TABLES} PRAGMA user_version = {FORMAT}; COMMIT;")
    elif version != FORMAT:
        db.close()
        raise sqlite3.DatabaseError("the cache is of another format")
    return db


def _question_row(path: str, position: int, question: Question) -> tuple[Any, ...]:
    body = question.model_dump_json()
    return (
        path,
        position,
        question.id,
        question.kind,
        question.level,
        question.rev,
        " ".join(question.concepts),
        title_of(question),
        hashlib.sha256(body.encode()).hexdigest()[:16],
        body,
        _searched(question),
    )


def title_of(question: Question) -> str:
    """A question in one line: the sentence that asks, with those before it if it is `Why?`; or the claim judged."""
    from tutor.text.markup import to_plain

    text = question.claim if question.kind == "verdict" else question.stem
    paragraphs = (" ".join(paragraph.split()) for paragraph in to_plain(text).split("\n\n"))  # a table is one
    sentences = [s for line in paragraphs for s in line.replace("? ", "?\0").replace(". ", ".\0").split("\0")]
    last = next((n for n in reversed(range(len(sentences))) if sentences[n].endswith("?")), len(sentences) - 1)
    asking = sentences[last]
    while last and len(asking) < TELLING:
        last -= 1
        asking = f"{sentences[last]} {asking}"
    return asking if len(asking) <= TITLE_LENGTH else asking[: TITLE_LENGTH - 1].rstrip() + "…"


def _searched(question: Question) -> str:
    """What a search looks at beside the title: stem, answers, explanation and concepts."""
    texts = [question.stem, question.explanation or "", *question.concepts]
    for name in ("choices", "items", "pairs", "points"):
        for part in getattr(question, name, None) or ():
            texts += [str(value) for field, value in part if field in ("text", "left", "right", "says")]
    texts += [str(getattr(question, name)) for name in ("claim", "correction", "text") if hasattr(question, name)]
    return "\n".join(texts)


def _plain(problem: Problem) -> dict[str, Any]:
    return {name: getattr(problem, name) for name in problem.__slots__}
