"""What docs/packs.md shows is what the loader takes."""

import re
from pathlib import Path

from tutor.packs.loader import PackFile, Role, read_part
from tutor.packs.shape import KINDS

DOCS = (Path(__file__).parents[2] / "docs" / "packs.md").read_text(encoding="utf-8")


def examples(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", DOCS, re.MULTILINE | re.DOTALL)


def read(tmp_path: Path, text: str, role: Role) -> list[str]:
    file = tmp_path / "x"
    file.write_text(text)
    part = read_part(PackFile(file, role))
    return [problem.show() for problem in part.problems] or [entry.value.kind for entry in part.questions]


def test_the_example_of_every_kind_is_a_sound_question(tmp_path: Path) -> None:
    questions = [text for text in examples("yaml") if text.startswith("- id:")]

    read_kinds = [kind for text in questions for kind in read(tmp_path, text, "questions")]

    assert read_kinds == [kind for kind in KINDS if kind != "multi"]


def test_the_examples_of_a_pack_its_sources_and_an_explanation_are_sound(tmp_path: Path) -> None:
    pack, sources = (text for text in examples("yaml") if not text.startswith("- id:"))
    (explanation,) = examples("markdown")

    assert read(tmp_path, pack, "pack") == []
    assert read(tmp_path, sources, "sources") == []
    assert read(tmp_path, explanation, "explanation") == []


def test_every_kind_has_a_section() -> None:
    sections = re.findall(r"^### (.+)$", DOCS, re.MULTILINE)

    assert [kind for section in sections for kind in section.split(", ")] == list(KINDS)
