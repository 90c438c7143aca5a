"""Every way a field can be wrong, and what an author reads."""

from pathlib import Path

import pytest

from tutor.packs.loader import PackFile, read_part

CHOICE = """\
- id: q
  kind: choice
  concepts: [c]
  level: 2
  stem: A stem
  choices:
    - {id: a, text: A, correct: true, why: w}
    - {id: b, text: B, why: w}
"""
NUMERIC = "- {id: q, kind: numeric, concepts: [c], level: 1, stem: s, answer: {value: 3, rtol: 0}}"
KINDS = "choice, multi, numeric, order, match, cloze, short, open, verdict, predict, code"


def problems(tmp_path: Path, text: str, *, role: str = "questions") -> list[str]:
    file = tmp_path / "x.yaml"
    file.write_text(text)
    part = read_part(PackFile(file, role))  # type: ignore[arg-type]
    return [str(problem).removeprefix(f"{tmp_path}/") for problem in part.problems]


def test_a_right_question_has_no_problem(tmp_path: Path) -> None:
    assert problems(tmp_path, CHOICE) == []
    assert problems(tmp_path, NUMERIC) == []


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        ("correct:", "corect:", "x.yaml:7:24  P104  unknown field `corect`\n   did you mean `correct`?"),
        (
            "why: w}\n    - {id: b",
            "reason: w, why: w}\n    - {id: b",
            "P104  unknown field `reason`\n   there is: id, text, correct, why, misconception",
        ),
        ("  level", "  items: []\n  level", "x.yaml:4:3  P104  unknown field `items`\n   it belongs to order"),
        (
            "text: B,",
            "text: B, C,",
            "x.yaml:8:24  P104  unknown field `C`\n   a text with a comma in it needs quotes around it",
        ),
        ("kind: choice", "kind: choise", "x.yaml:2:9  P119  unknown kind `choise`\n   did you mean `choice`?"),
        ("  kind: choice\n", "", f"x.yaml:1:3  P114  `kind` is missing\n   one of: {KINDS}"),
        (
            "  stem: A stem\n",
            "",
            "x.yaml:1:3  P114  `stem` is missing\n"
            "   add `stem: …` – the question, in Markdown with $maths$. It stands alone",
        ),
        ("A stem", "", "x.yaml:5:8  P115  `stem` is empty\n   write a text, or delete the line"),
        ("A stem", "''", "x.yaml:5:9  P118  `stem` is empty\n   write it, or delete the line"),
        ("A stem", "3", "x.yaml:5:9  P115  `stem` must be a text, not the number 3\n   put it in quotes"),
        ("A stem", "true", "x.yaml:5:9  P115  `stem` must be a text, not `true`\n   put it in quotes"),
        (
            "A stem",
            "{a: b}",
            "x.yaml:5:9  P115  `stem` must be a text, not a mapping\n"
            "   a text with `: ` or `{` in it needs quotes around it",
        ),
        (
            "A stem",
            "[a]",
            "x.yaml:5:9  P115  `stem` must be a text, not a list\n"
            "   a text that begins with `[` or `- ` needs quotes around it",
        ),
        (
            "A stem",
            "x" * 20_001,
            "x.yaml:5:9  P118  `stem` has 20,001 characters; the most is 20,000\n   say it shorter",
        ),
        (
            "level: 2",
            "level: 9",
            "x.yaml:4:10  P116  `level` is 9; the most is 5\n"
            "   1 recall, 2 explain, 3 apply or estimate, 4 trade-off, 5 design",
        ),
        (
            "level: 2",
            "level: 0",
            "x.yaml:4:10  P116  `level` is 0; the least is 1\n"
            "   1 recall, 2 explain, 3 apply or estimate, 4 trade-off, 5 design",
        ),
        (
            "level: 2",
            "level: two",
            "x.yaml:4:10  P115  `level` must be a whole number, not the text `two`\n"
            "   write the digits without quotes and without a unit",
        ),
        (
            "level: 2",
            "level: 2.5",
            "x.yaml:4:10  P115  `level` must be a whole number, not the number 2.5\n   write a whole number",
        ),
        (
            "level: 2",
            "level: true",
            "x.yaml:4:10  P115  `level` must be a whole number, not `true`\n   write a whole number",
        ),
        ("[c]", "c", "x.yaml:3:13  P115  `concepts` must be a list, not the text `c`\n   write it as a list: [c]"),
        ("[c]", "{c: d}", "x.yaml:3:13  P115  `concepts` must be a list, not a mapping\n   begin each item with `- `"),
        ("[c]", "[]", "x.yaml:3:13  P118  `concepts` has nothing in it; it needs 1 or more\n   add to it"),
        (
            "[c]",
            "[c, 3]",
            "x.yaml:3:17  P115  item 2 of `concepts` must be a text, not the number 3\n   put it in quotes",
        ),
        (
            "id: q\n",
            "id: Why Sqrt?\n",
            "x.yaml:1:7  P117  `Why Sqrt?` is not an id\n"
            "   small letters and digits with `-` or `_` between them: `why-sqrt`",
        ),
        (
            "    - {id: b, text: B, why: w}\n",
            "",
            "x.yaml:7:5  P118  `choices` has 1 item; it needs 2 or more\n   add to it",
        ),
        (
            "correct: true",
            "correct: yes",
            "x.yaml:7:33  P115  `correct` must be true or false, not the text `yes`\n   write true, without quotes",
        ),
        (
            "    - {id: b, text: B, why: w}",
            "    - B",
            "x.yaml:8:7  P115  item 2 of `choices` must be a mapping, `field: value`, not the text `B`\n"
            "   docs/packs.md shows how each kind is written",
        ),
    ],
)
def test_a_wrong_field_is_told_in_words(tmp_path: Path, was: str, now: str, said: str) -> None:
    found = problems(tmp_path, CHOICE.replace(was, now))

    assert len(found) == 1
    assert found[0].endswith(said)


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        (", rtol: 0", "", ["x.yaml:1:68  P121  a number needs a tolerance\n   add `rtol` or `atol` (0 for exact)"]),
        ("rtol: 0", "rtol: -1", ["x.yaml:1:85  P116  `rtol` is -1; the least is 0\n   mend the number"]),
        ("rtol: 0", "rtol: .inf", ["x.yaml:1:85  P116  `rtol` is not a finite number\n   write a number"]),
        ("value: 3", "value: .nan", ["x.yaml:1:76  P116  `value` is not a finite number\n   write a number"]),
        (
            "value: 3",
            'value: "3"',
            [
                "x.yaml:1:76  P115  `value` must be a number, not the text `3`\n"
                "   write the digits without quotes and without a unit"
            ],
        ),
        (
            "value: 3",
            "value: 3, expr: a",
            ["x.yaml:1:68  P122  an answer is either `expr` or `value`\n   give one of them"],
        ),
        (
            "stem: s",
            "stem: s, vars: {a b: [1]}",
            ["x.yaml:1:67  P117  `a b` is not a name\n   letters, digits and `_`, a letter first: formulas use it"],
        ),
        (
            "stem: s",
            "stem: s, vars: {a: [x]}",
            [
                "x.yaml:1:71  P115  item 1 of `a` must be a number, not the text `x`\n"
                "   write the digits without quotes and without a unit"
            ],
        ),
        (
            "stem: s",
            "stem: s, vars: {a: 3}",
            ["x.yaml:1:70  P115  `a` must be a list, not the number 3\n   write it as a list: [3]"],
        ),
        (
            "stem: s",
            "stem: s, demo: {id: d, set: {a: [1]}}",
            [
                "x.yaml:1:83  P115  `a` must be a text, a number, or true or false, not a list\n"
                "   docs/packs.md shows how each kind is written"
            ],
        ),
        (
            "stem: s",
            "stem: 1, levl: 3",
            [
                "x.yaml:1:57  P115  `stem` must be a text, not the number 1\n   put it in quotes",
                "x.yaml:1:60  P104  unknown field `levl`\n   did you mean `level`?",
            ],
        ),
    ],
)
def test_a_wrong_number_is_told_in_words(tmp_path: Path, was: str, now: str, said: list[str]) -> None:
    assert problems(tmp_path, NUMERIC.replace(was, now)) == said


def test_a_verdict_that_is_none_lists_those_there_are(tmp_path: Path) -> None:
    text = "- {id: q, kind: verdict, concepts: [c], level: 1, claim: s, verdict: VERDICT, correction: x}"

    assert problems(tmp_path, text.replace("VERDICT", "hold")) == [
        "x.yaml:1:70  P120  `verdict` cannot be the text `hold`\n   did you mean `holds`?"
    ]
    assert problems(tmp_path, text.replace("VERDICT", "true")) == [
        "x.yaml:1:70  P120  `verdict` cannot be `true`\n   there is: holds, qualified, misleading, wrong, open"
    ]


def test_a_misspelt_kind_is_told_where_it_stands(tmp_path: Path) -> None:
    assert problems(tmp_path, CHOICE.replace("kind:", "knd:")) == [
        "x.yaml:2:3  P104  unknown field `knd`\n   did you mean `kind`?"
    ]


def test_a_list_of_questions_left_empty_says_what_belongs_there(tmp_path: Path) -> None:
    head = "pack: {id: x, title: T, version: 1.0.0, licence: MIT, authors: [A], concepts: [{id: c, title: C}]}\n"

    assert problems(tmp_path, head + "questions:\n", role="single") == [
        "x.yaml:2:11  P113  `questions` is empty\n   begin each question with `- id: …`"
    ]


def test_a_source_without_its_fields_is_told_field_by_field(tmp_path: Path) -> None:
    text = (
        "a: {authors: A, year: 17, title: T, url: arxiv.org/abs/1}\nb: {authors: A, year: 2017, title: T, where: W}\n"
    )

    assert problems(tmp_path, text, role="sources") == [
        "x.yaml:1:4  P114  `where` is missing\n   add `where: …` – venue, arXiv id, section or table",
        "x.yaml:1:23  P116  `year` is 17; the least is 1900\n   mend the number",
        "x.yaml:1:42  P117  `arxiv.org/abs/1` is not a web address\n   it begins with https:// and has no spaces",
        "x.yaml:2:4  P114  `url` is missing\n   add `url: …`",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "x.yaml:1:1  P113  the file is empty\n   begin each question with `- id: …`"),
        ("# nothing yet\n", "x.yaml:1:1  P113  the file is empty\n   begin each question with `- id: …`"),
        ("a: 1", "x.yaml:1:1  P115  questions must be a list\n   begin each question with `- id: …`"),
        (
            "- foo",
            "x.yaml:1:3  P115  item 1 must be a mapping, `field: value`, not the text `foo`\n"
            "   docs/packs.md shows how each kind is written",
        ),
        ("-\n", "x.yaml:1:2  P115  item 1 is empty\n   write a mapping, `field: value`, or delete the line"),
    ],
)
def test_a_file_without_questions_says_what_belongs_there(tmp_path: Path, text: str, said: str) -> None:
    assert problems(tmp_path, text) == [said]


def test_a_question_with_an_error_is_left_out_and_the_others_stay(tmp_path: Path) -> None:
    file = tmp_path / "x.yaml"
    file.write_text(CHOICE.replace("level: 2", "level: 9") + NUMERIC.replace("id: q", "id: r"))

    part = read_part(PackFile(file, "questions"))

    assert [entry.value.id for entry in part.questions] == ["r"]
    assert part.named.questions == ["q", "r"]
