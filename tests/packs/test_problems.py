import re
from pathlib import Path

import pytest

from tutor.packs.problems import CODES, WARNINGS, Problem, suggest

ROOT = Path(__file__).parents[2]
PROBLEM = Problem(
    "content/attention/questions/scaling.yaml",
    12,
    9,
    "P104",
    "unknown field `corect`",
    "did you mean `correct`?",
    "        corect: true",
    6,
)


def test_a_problem_is_shown_with_its_line_and_a_caret_under_what_is_meant() -> None:
    assert PROBLEM.show() == (
        "content/attention/questions/scaling.yaml:12:9  P104  unknown field `corect`\n"
        "   12 |         corect: true\n"
        "      |         ^^^^^^ did you mean `correct`?"
    )


def test_a_problem_in_one_piece_says_where_what_and_what_to_do() -> None:
    assert str(PROBLEM) == (
        "content/attention/questions/scaling.yaml:12:9  P104  unknown field `corect`\n   did you mean `correct`?"
    )


def test_a_problem_of_a_whole_file_has_no_line() -> None:
    assert Problem("x.yaml", 0, 0, "P103", "too large", "split it").show() == "x.yaml  P103  too large\n   split it"


def test_a_warning_says_that_it_is_one() -> None:
    problem = Problem("x.yaml", 1, 1, "P310", "`a` has no explanation")

    assert (problem.severity, str(problem)) == ("warning", "x.yaml:1:1  P310  warning: `a` has no explanation")


def test_the_caret_stands_under_wide_and_combining_characters() -> None:
    problem = Problem("x", 1, 7, "P104", "m", "h", "日本e\u0301 : x", 1)

    assert problem.show().splitlines()[1:] == ["    1 | 日本e\u0301 : x", "      |        ^ h"]


def test_a_long_line_is_cut_around_the_caret() -> None:
    problem = Problem("x", 1, 301, "P104", "m", "h", "a" * 300 + "HERE" + "b" * 300, 4)
    _, line, caret = problem.show().splitlines()

    assert len(line) < 110
    assert line[caret.index("^") : caret.rindex("^") + 1] == "HERE"


def test_a_tab_before_the_caret_counts_as_one_column() -> None:
    problem = Problem("x", 1, 3, "P104", "m", "h", "\t\tfoo", 3)

    assert problem.show().splitlines()[1:] == ["    1 |   foo", "      |   ^^^ h"]


def test_escape_sequences_never_reach_the_terminal() -> None:
    evil = "\x1b]52;c;ZXZpbA==\x07"
    problem = Problem(f"x{evil}", 1, 4, "P111", f"m{evil}", f"h{evil}", f"a: {evil} b", 1)

    assert "\x1b" not in problem.show() + str(problem)
    assert problem.show().splitlines()[0] == "x:1:4  P111  m"


@pytest.mark.parametrize(
    ("word", "known", "said"),
    [
        ("corect", ["correct", "text"], "did you mean `correct`?"),
        ("zzz", ["a", "b"], "there is: a, b"),
        ("zzz", [], "add it"),
        ("zzz", [str(n) for n in range(20)], "add it"),
    ],
)
def test_a_suggestion_is_the_nearest_name_or_what_there_is(word: str, known: list[str], said: str) -> None:
    assert suggest(word, known, "add it") == said


def test_the_docs_list_every_code_with_its_meaning_and_a_remedy() -> None:
    rows = re.findall(r"^\| (P\d+) \| (.+?) \| (.+?) \|$", (ROOT / "docs/packs.md").read_text(), re.MULTILINE)

    assert {code: meaning for code, meaning, _ in rows} == {
        code: meaning + (" (warning)" if code in WARNINGS else "") for code, meaning in CODES.items()
    }


def test_every_code_in_the_source_is_in_the_table_and_every_one_in_the_table_is_used() -> None:
    sources = [path for room in ("packs", "authoring", "lab") for path in (ROOT / "tutor" / room).rglob("*.py")]
    text = "".join(path.read_text() for path in sources if path.name != "problems.py")

    assert set(re.findall(r"\"(P[1234]\d\d)\"", text)) == set(CODES)
