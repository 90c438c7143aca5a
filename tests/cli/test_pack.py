import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tutor.authoring.schema import schema_text
from tutor.cli import main

PACK = "id: p\ntitle: A title\nversion: '1.2'\nlicence: MIT\nauthors: [A]\nconcepts: [{id: c, title: C}]\n"
QUESTION = (
    "- {id: q, kind: choice, concepts: [c], level: 1, stem: s, "
    "choices: [{id: a, text: A, correct: true, why: w}, {id: b, text: B, why: w}]}\n"
)
EXPLANATION = "---\nconcept: c\ntitle: C\n---\nText.\n"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["pack", *arguments])


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own, and `pack` as a relative path in it."""
    monkeypatch.setenv("TUTOR_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "p")
    return tmp_path / "home"


def write(root: Path, question: str = QUESTION) -> None:
    for name, text in {"pack.yaml": PACK, "questions/q.yaml": question, "explanations/c.md": EXPLANATION}.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)


def test_a_sound_pack_is_told_in_one_line_with_exit_0() -> None:
    done = run("check", "p")

    assert (done.exit_code, done.output) == (0, "1 pack, 1 question: no problems\n")


def test_problems_are_shown_with_their_lines_and_exit_1() -> None:
    write(Path("p"), QUESTION.replace("correct: true", "corect: true"))

    done = run("check", "p")

    assert done.exit_code == 1
    assert done.output == (
        "p/questions/q.yaml:1:86  P104  unknown field `corect`\n"
        "    1 | … level: 1, stem: s, choices: [{id: a, text: A, corect: true, why: w}, {id: b, text: B, why: w}]}\n"
        "      |                                                 ^^^^^^ did you mean `correct`?\n"
        "\n"
        "1 error in 1 pack, 1 question\n"
    )


def test_warnings_alone_are_exit_0() -> None:
    Path("p/explanations/c.md").unlink()

    done = run("check", "p")

    assert done.exit_code == 0
    assert done.output == (
        "p/pack.yaml:6:17  P310  warning: `c` has no explanation\n"
        "    6 | concepts: [{id: c, title: C}]\n"
        "      |                 ^ write explanations/c.md\n"
        "\n"
        "1 warning in 1 pack, 1 question\n"
    )


def test_a_machine_reads_every_fact_of_a_problem() -> None:
    write(Path("p"), QUESTION.replace("correct: true", "corect: true"))

    done = run("check", "p", "--format", "json")

    assert done.exit_code == 1
    assert json.loads(done.stdout) == {
        "packs": 1,
        "questions": 1,
        "problems": [
            {
                "code": "P104",
                "severity": "error",
                "file": "p/questions/q.yaml",
                "line": 1,
                "column": 86,
                "message": "unknown field `corect`",
                "help": "did you mean `correct`?",
            }
        ],
    }


def test_a_path_without_a_pack_is_an_error_on_stderr() -> None:
    done = run("check", "nowhere")

    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == "tutor: nowhere  there is no such file or folder\n   check the path\n"


def test_check_without_a_path_is_a_wrong_use() -> None:
    assert run("check").exit_code == 2


def test_the_list_shows_shipped_and_own_packs(home: Path) -> None:
    write(home / "packs" / "p")

    done = run("list")

    assert done.exit_code == 0
    head, *rows = done.output.splitlines()
    assert head.split() == ["pack", "version", "questions", "concepts", "explained", "title"]
    assert rows[0].startswith("transformers-vs-seq2seq ")
    assert rows[-1].split(maxsplit=5) == ["p", "1.2", "1", "1", "1", "A title"]
    assert rows[-1].index("A title") == head.index("title")


def test_a_machine_reads_the_list(home: Path) -> None:
    write(home / "packs" / "p")

    done = run("list", "--json")

    assert json.loads(done.stdout)[-1] == {
        "id": "p",
        "title": "A title",
        "version": "1.2",
        "questions": 1,
        "by_kind": {"choice": 1},
        "concepts": 1,
        "explanations": 1,
    }


def test_a_new_pack_is_written_checked_and_says_what_to_do_next() -> None:
    done = run("new", "mine")

    assert done.exit_code == 0
    assert done.output == (
        "mine has one question of each kind. What to do next:\n"
        "\n"
        "  tutor practice --pack ./mine   to see it as a learner does\n"
        "  tutor pack check ./mine        after each change\n"
        "\n"
        "Begin with mine/questions/kinds.yaml: make its questions your own.\n"
    )
    assert run("check", "./mine").output == "1 pack, 10 questions: no problems\n"


def test_a_new_pack_can_be_put_elsewhere_and_overwrites_nothing(tmp_path: Path) -> None:
    assert run("new", "mine", "--dir", str(tmp_path / "packs")).exit_code == 0

    again = run("new", "mine", "--dir", str(tmp_path / "packs"))

    assert again.exit_code == 1
    assert again.stderr == (
        f"tutor: {tmp_path}/packs/mine  there is something already\n   choose another id, or another --dir\n"
    )


def test_the_schema_is_printed_as_it_is_shipped() -> None:
    done = run("schema")

    assert (done.exit_code, done.stdout) == (0, schema_text())
