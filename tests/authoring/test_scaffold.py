from pathlib import Path

import pytest

from tutor.authoring.check import check
from tutor.authoring.scaffold import write_pack
from tutor.errors import UsageError
from tutor.packs.loader import load_pack
from tutor.packs.shape import KINDS

ROOT = Path(__file__).parents[2]


def test_a_new_pack_passes_the_check(tmp_path: Path) -> None:
    root = write_pack("my-pack", tmp_path)

    found = check([root], content=ROOT / "content", demos=ROOT / "demos")

    assert [problem.show() for problem in found.problems] == []
    assert str(found) == "1 pack, 10 questions: no problems"


def test_a_new_pack_shows_each_kind_that_can_be_graded(tmp_path: Path) -> None:
    pack = load_pack(write_pack("my-pack", tmp_path))

    assert {entry.value.kind for entry in pack.questions.values()} == KINDS.keys() - {"code"}
    assert set(pack.explanations) == {"my-pack-scaling", "my-pack-weights"}


def test_a_new_pack_carries_the_schema_its_questions_name(tmp_path: Path) -> None:
    root = write_pack("my-pack", tmp_path)
    (questions,) = (root / "questions").iterdir()

    named = questions.read_text().splitlines()[0].removeprefix("# yaml-language-server: $schema=")

    assert (questions.parent / named).resolve() == (root / "questions.schema.json").resolve()
    assert (root / "questions.schema.json").read_text() == (ROOT / "content/questions.schema.json").read_text()


def test_two_new_packs_can_stand_side_by_side(tmp_path: Path) -> None:
    packs = [write_pack(name, tmp_path / "deep" / "folder") for name in ("one", "two")]

    found = check(packs, content=ROOT / "content", demos=ROOT / "demos").problems

    assert {problem.code for problem in found} == {"P404"}, "the same questions twice, and nothing else"


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    root = write_pack("my-pack", tmp_path)
    (root / "pack.yaml").write_text("mine")

    with pytest.raises(UsageError) as error:
        write_pack("my-pack", tmp_path)

    assert str(error.value) == f"{root}  there is something already\n   choose another id, or another --dir"
    assert (root / "pack.yaml").read_text() == "mine"


@pytest.mark.parametrize("name", ["My Pack", "../out", "a/b", "", "é", "-a", "x" * 41])
def test_an_id_that_is_none_says_what_one_looks_like(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError) as error:
        write_pack(name, tmp_path)

    assert str(error.value) == (
        f"`{name}` cannot be the id of a pack\n"
        "   small letters and digits with `-` or `_` between them, such as `my-first-pack`"
    )
    assert list(tmp_path.iterdir()) == []
