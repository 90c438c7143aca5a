import re
from pathlib import Path

import pytest

from tutor.packs.loader import load_pack, pack_files
from tutor.packs.parse import MAX_BYTES

PACK = "id: p\ntitle: T\nversion: '1'\nlicence: MIT\nauthors: [A]\nconcepts: [{id: c, title: C}]\n"
SOURCES = "a17: {authors: A, year: 2017, title: T, where: W, url: 'https://x.org'}\n"
QUESTION = "- {id: ID, kind: verdict, concepts: [c], level: 1, claim: x, verdict: holds, correction: y}\n"
EXPLANATION = "---\nconcept: c\ntitle: C\ncite: [a17]\n---\n## In 30 seconds\n\nText.\n"


def write(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return root


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(
        tmp_path / "p",
        {
            "pack.yaml": PACK,
            "sources.yaml": SOURCES,
            "questions/b.yaml": QUESTION.replace("ID", "q3"),
            "questions/a.yaml": QUESTION.replace("ID", "q1") + QUESTION.replace("ID", "q2"),
            "explanations/c.md": EXPLANATION,
        },
    )


def test_a_folder_is_read_into_models(folder: Path) -> None:
    pack = load_pack(folder)

    assert pack.problems == []
    assert pack.pack is not None
    assert pack.pack.value.title == "T"
    assert list(pack.questions) == ["q1", "q2", "q3"]
    assert pack.sources["a17"].value.year == 2017
    assert pack.explanations["c"].value.body == "## In 30 seconds\n\nText.\n"
    assert pack.explanations["c"].value.head.cite == ["a17"]


def test_one_file_holds_what_a_folder_would(folder: Path, tmp_path: Path) -> None:
    def indented(text: str) -> str:
        return "".join(f"  {line}\n" for line in text.splitlines())

    single = tmp_path / "small.yaml"
    questions = (folder / "questions/a.yaml").read_text() + (folder / "questions/b.yaml").read_text()
    single.write_text(f"pack:\n{indented(PACK)}sources:\n{indented(SOURCES)}questions:\n{indented(questions)}")

    one, many = load_pack(single), load_pack(folder)

    assert one.problems == []
    assert one.pack is not None
    assert many.pack is not None
    assert one.pack.value == many.pack.value
    assert {k: e.value for k, e in one.questions.items()} == {k: e.value for k, e in many.questions.items()}
    assert {k: e.value for k, e in one.sources.items()} == {k: e.value for k, e in many.sources.items()}


def test_a_question_id_given_twice_is_found_across_files_and_the_first_stays(folder: Path) -> None:
    (folder / "questions/b.yaml").write_text(QUESTION.replace("ID", "q1").replace("holds", "wrong"))

    pack = load_pack(folder)

    assert [str(problem) for problem in pack.problems] == [
        f"{folder}/questions/b.yaml:1:8  P201  the question `q1` is there twice\n"
        f"   the first is at {folder}/questions/a.yaml:1"
    ]
    assert pack.questions["q1"].value.model_dump()["verdict"] == "holds"


def test_a_concept_explained_twice_is_a_problem(folder: Path) -> None:
    (folder / "explanations/d.md").write_text(EXPLANATION)

    assert [str(problem) for problem in load_pack(folder).problems] == [
        f"{folder}/explanations/d.md:2:10  P205  the concept `c` is explained twice\n"
        f"   the first is at {folder}/explanations/c.md:2"
    ]


def test_all_problems_of_a_folder_come_at_once_in_the_order_of_files_and_lines(folder: Path) -> None:
    (folder / "pack.yaml").write_text(PACK.replace("title: T\n", ""))
    (folder / "sources.yaml").write_text(SOURCES.replace("2017", "x"))
    (folder / "questions/a.yaml").write_text(QUESTION + "- foo\n")
    (folder / "questions/b.yaml").write_text("- a: b: c\n")

    problems = load_pack(folder).problems

    assert [(Path(p.file).name, p.line, p.code) for p in problems] == [
        ("pack.yaml", 1, "P114"),
        ("a.yaml", 1, "P117"),
        ("a.yaml", 2, "P115"),
        ("b.yaml", 1, "P101"),
        ("sources.yaml", 1, "P115"),
    ]


def test_what_cannot_be_read_leaves_the_rest_usable(folder: Path) -> None:
    (folder / "questions/b.yaml").write_bytes(b"- \xff")

    pack = load_pack(folder)

    assert list(pack.questions) == ["q1", "q2"]
    assert not pack.whole


def test_a_file_over_the_size_cap_is_refused_by_its_size(folder: Path) -> None:
    with (folder / "questions/b.yaml").open("wb") as file:
        file.truncate(MAX_BYTES * 1_000)  # sparse: takes no room, and would take all memory

    pack = load_pack(folder)

    assert [str(problem) for problem in pack.problems] == [
        f"{folder}/questions/b.yaml  P103  the file has 8000.0 MiB; the cap is 8 MiB\n"
        "   put its questions into several files"
    ]
    assert list(pack.questions) == ["q1", "q2"]


def test_a_link_that_leads_nowhere_is_told_and_one_to_a_device_is_not_read(folder: Path) -> None:
    loop, device = folder / "questions" / "loop.yaml", folder / "questions" / "zero.yaml"
    loop.symlink_to("loop.yaml")
    device.symlink_to("/dev/zero")

    loaded = load_pack(folder)

    assert [str(problem) for problem in loaded.problems] == [
        f"{loop}  P123  cannot be read: Too many levels of symbolic links\n   let the link lead to a file, or delete it"
    ]
    assert loaded.questions


def test_a_title_is_one_line_however_it_was_written(folder: Path) -> None:
    head = folder / "pack.yaml"
    text = re.sub(r"(?m)^title: .*$", 'title: "One\\n\\n  two\\tthree "', head.read_text())
    head.write_text(text)

    loaded = load_pack(folder)

    assert loaded.pack is not None
    assert loaded.pack.value.title == "One two three"


def test_hostile_text_in_an_explanation_is_cleaned_and_told(folder: Path) -> None:
    (folder / "explanations/c.md").write_text(EXPLANATION + "\x1b]52;c;ZXZpbA==\x07end\n")

    pack = load_pack(folder)

    assert pack.explanations["c"].value.body == "## In 30 seconds\n\nText.\nend\n"
    assert [str(problem) for problem in pack.problems] == [
        f"{folder}/explanations/c.md:6:1  P112  warning: invisible or control characters were taken out\n"
        "   write the text without them"
    ]


def test_files_are_listed_in_the_order_they_are_read(folder: Path) -> None:
    assert [(file.file.name, file.role) for file in pack_files(folder)] == [
        ("pack.yaml", "pack"),
        ("sources.yaml", "sources"),
        ("a.yaml", "questions"),
        ("b.yaml", "questions"),
        ("c.md", "explanation"),
    ]


def test_a_single_file_says_which_of_its_parts_are_unknown(tmp_path: Path) -> None:
    file = tmp_path / "x.yaml"
    file.write_text("pack: {id: p, title: T, version: '1', licence: MIT, authors: [A]}\nquestion: []\n")

    assert [str(problem) for problem in load_pack(file).problems] == [
        f"{file}:2:1  P104  unknown field `question`\n   did you mean `questions`?"
    ]
