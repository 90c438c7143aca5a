"""The compiled library: read once, brought up to date file by file, and never in the way."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from unittest.mock import patch

import pytest

from tests.conftest import write_small_pack
from tutor.errors import UsageError
from tutor.packs import loader
from tutor.packs.library import Library


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return write_small_pack(tmp_path / "packs" / "small")


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The names of the files that were read since, in order."""
    names: list[str] = []
    real = loader.read_part

    def spy(file: loader.PackFile) -> loader.Part:
        names.append(file.file.name)
        return real(file)

    with patch.object(loader, "read_part", spy):
        yield names


def touch(file: Path, text: str | None = None) -> None:
    """Write the file again, surely later than before."""
    file.write_text(file.read_text() if text is None else text)
    stat = file.stat()
    os.utime(file, ns=(stat.st_atime_ns, stat.st_mtime_ns + 1_000_000))


def test_a_library_lists_questions_in_the_order_of_concepts_and_files(pack: Path, cache: Path) -> None:
    library = Library.open([pack], cache)

    assert [(item.ref, item.kind, item.level) for item in library.items()] == [
        ("small/first", "choice", 1),
        ("small/second", "numeric", 3),
        ("small/third", "short", 2),
        ("small/open-one", "open", 4),
    ]
    assert library.title("small/second") == "How many bytes are {{layers}} KiB?"


@pytest.mark.parametrize(
    ("stem", "title"),
    [
        (
            "A gate is added. Which of its weights does the next step read?",
            "Which of its weights does the next step read?",
        ),
        ("Which rows support it best?\n\n| a | b |\n|---|---|\n| 1. | 2. |\n", "Which rows support it best?"),
        ("Two rows.\n\n| a |\n|---|\n| 1 |\n\nWhich conclusion do they allow?", "Which conclusion do they allow?"),
        ("The pads lie on the right. Short prompts come out wrong. Why?", "Short prompts come out wrong. Why?"),
        ("Why?", "Why?"),
    ],
)
def test_a_title_is_the_sentence_that_asks_and_enough_before_it_to_know_which(
    pack: Path, cache: Path, stem: str, title: str
) -> None:
    questions = pack / "questions" / "all.yaml"
    touch(questions, questions.read_text().replace("stem: Which gate came in 2000?", f"stem: {json.dumps(stem)}"))

    assert Library.open([pack], cache).title("small/first") == title


def test_a_second_opening_reads_no_pack(pack: Path, cache: Path, read: list[str]) -> None:
    Library.open([pack], cache).close()
    read.clear()

    library = Library.open([pack], cache)

    assert read == []
    assert library.question("small/first").id == "first"


def test_only_the_file_that_changed_is_read_again(pack: Path, cache: Path, read: list[str]) -> None:
    Library.open([pack], cache).close()
    read.clear()

    questions = pack / "questions" / "all.yaml"
    touch(questions, questions.read_text().replace("Which gate came in 2000?", "Which gate was new in 2000?"))
    library = Library.open([pack], cache)

    assert read == ["all.yaml"]
    assert library.title("small/first") == "Which gate was new in 2000?"


def test_a_file_that_was_only_touched_is_not_read_again(pack: Path, cache: Path, read: list[str]) -> None:
    Library.open([pack], cache).close()
    read.clear()

    touch(pack / "questions" / "all.yaml")
    Library.open([pack], cache)

    assert read == []


def test_a_file_that_is_gone_takes_its_questions_along(pack: Path, cache: Path) -> None:
    more = pack / "questions" / "more.yaml"
    more.write_text("- {id: extra, kind: short, concepts: [gates], level: 1, stem: 'Say it', accept: [it]}\n")
    with_it = {item.ref for item in Library.open([pack], cache).items()}

    more.unlink()
    without = {item.ref for item in Library.open([pack], cache).items()}

    assert with_it - without == {"small/extra"}


def test_a_question_with_an_error_is_left_out_and_the_others_stay(pack: Path, cache: Path) -> None:
    questions = pack / "questions" / "all.yaml"
    questions.write_text(questions.read_text().replace("accept: [path, gradient path]", "acept: [path]"))

    library = Library.open([pack], cache)

    assert "small/third" not in {item.ref for item in library.items()}
    assert len(library.items()) == 3
    assert {problem.code for problem in library.problems()} == {"P104", "P114"}


@pytest.mark.parametrize("spoil", [lambda file: file.write_bytes(b"rubbish" * 500), lambda file: file.unlink()])
def test_a_cache_that_is_damaged_or_deleted_is_made_again(pack: Path, cache: Path, spoil) -> None:  # type: ignore[no-untyped-def]
    Library.open([pack], cache).close()
    (file,) = cache.glob("library-*.db")
    spoil(file)

    assert len(Library.open([pack], cache).items()) == 4


def test_a_cache_of_another_format_is_thrown_away(pack: Path, cache: Path) -> None:
    Library.open([pack], cache).close()

    with patch("tutor.packs.library.FORMAT", 99):
        assert len(Library.open([pack], cache).items()) == 4


def test_where_no_cache_can_be_written_the_library_is_compiled_in_memory(pack: Path, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")

    assert len(Library.open([pack], blocked / "cache").items()) == 4


def test_an_unknown_question_or_concept_is_told_with_the_nearest(pack: Path, cache: Path) -> None:
    library = Library.open([pack], cache)

    with pytest.raises(UsageError) as question:
        library.question("small/frist")
    with pytest.raises(UsageError) as concept:
        library.explanation("gate")

    assert question.value.what == "there is no question `small/frist`"
    assert (concept.value.what, concept.value.remedy) == ("no explanation of `gate`", "did you mean `gates`?")


def test_a_search_finds_words_in_stems_answers_and_explanations_the_title_first(pack: Path, cache: Path) -> None:
    library = Library.open([pack], cache)

    assert [hit.ref for hit in library.search("forget gate")] == ["small/first"]
    assert [hit.ref for hit in library.search("resid")] == ["small/third"], "the last word may be unfinished"
    assert [hit.ref for hit in library.search("1997 cell")] == ["small/first"]
    assert library.search("") == library.search("  ") == []
    assert library.search('"; DROP TABLE item; --') == [], "what is typed is words, never a query"


def test_a_library_can_be_read_from_another_thread_as_a_running_demo_does(pack: Path, cache: Path) -> None:
    library = Library.open([pack], cache)

    with ThreadPoolExecutor(1) as other:
        (row,) = other.submit(library.packs).result()

    assert row.id == "small"


def test_two_packs_of_one_id_count_once_and_the_first_wins(pack: Path, cache: Path, tmp_path: Path) -> None:
    other = write_small_pack(tmp_path / "elsewhere" / "small")
    questions = other / "questions" / "all.yaml"
    questions.write_text(questions.read_text().replace("Which gate came in 2000?", "Which gate came second?"))

    library = Library.open([other, pack], cache)

    assert len(library.items()) == 4
    assert library.title("small/first") == "Which gate came second?"
    assert [(row.path, row.questions) for row in library.packs()] == [(other, 4)]


def test_packs_and_concepts_are_told_with_what_is_in_them(pack: Path, cache: Path) -> None:
    library = Library.open([pack], cache)

    (row,) = library.packs()
    assert (row.id, row.questions, row.concepts, row.explanations) == ("small", 4, 2, 1)
    assert row.by_kind == {"choice": 1, "numeric": 1, "open": 1, "short": 1}
    assert [(concept.id, concept.explained) for concept in library.concepts()] == [("gates", True), ("paths", False)]
