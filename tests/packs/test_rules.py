"""What a question must keep so that it can be asked and graded."""

from pathlib import Path

import pytest

from tutor.packs.loader import PackFile, read_part

HEAD = "concepts: [c], level: 1, stem: s"
CHOICES = "choices: [{id: a, text: A, correct: true, why: w}, {id: b, text: B, why: w}]"
ORDER = "items: [{id: a, text: A}, {id: b, text: B}, {id: c, text: C}]"
MATCH = "pairs: [{id: a, left: A, right: X}, {id: b, left: B, right: Y}], extra: [Z]"
CLOZE = "text: 'the [[one]] and the [[two]]', blanks: {one: {accept: [a], why: w}, two: {accept: [b], why: w}}"
OPEN = "points: [{id: p, says: x}], answers: {short: a, full: b}"
PREDICT = "demo: {id: d}, measure: m, choices: [{id: a, text: A, when: m > 1}, {id: b, text: B, when: m <= 1}]"
NUMBER = "vars: {n: [1, 2], m: [4]}, answer: {expr: n*m, rtol: 0.02}, wrong: [{expr: n+m, why: w}]"


def problems(tmp_path: Path, kind: str, fields: str) -> list[str]:
    file = tmp_path / "x.yaml"
    file.write_text(f"- {{id: q, kind: {kind}, {HEAD}, {fields}}}\n")
    part = read_part(PackFile(file, "questions"))
    assert [entry.value.id for entry in part.questions] == ([] if part.problems else ["q"])
    return [str(problem).split("  ", 1)[1] for problem in part.problems]


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("choice", CHOICES),
        ("multi", CHOICES.replace("why: w}]", "why: w, correct: true}]")),
        ("order", ORDER),
        ("match", MATCH),
        ("cloze", CLOZE),
        ("short", "accept: [a, 're:b+']"),
        ("open", OPEN),
        ("verdict", "claim: x, verdict: holds, correction: y"),
        ("predict", PREDICT),
        ("predict", "demo: {id: d}, measure: m, rtol: 0.1"),
        ("numeric", NUMBER),
        ("numeric", "answer: {value: 3, unit: B, atol: 0}"),
        ("code", "starter: '', tests: t, solution: s"),
    ],
)
def test_a_sound_question_of_each_kind_has_no_problem(tmp_path: Path, kind: str, fields: str) -> None:
    assert problems(tmp_path, kind, fields) == []


@pytest.mark.parametrize(
    ("kind", "fields", "said"),
    [
        (
            "choice",
            CHOICES.replace("correct: true, ", ""),
            "P210  `q` has no correct choice\n   put `correct: true` on one of them",
        ),
        (
            "multi",
            CHOICES.replace("correct: true, ", ""),
            "P210  `q` has no correct choice\n   put `correct: true` on one of them",
        ),
        (
            "choice",
            CHOICES.replace("B, why", "B, correct: true, why"),
            "P211  `q` has 2 correct choices\n   leave one of them, or write `kind: multi`",
        ),
        (
            "choice",
            CHOICES.replace("id: b", "id: a"),
            "P202  `a` is there twice in `choices`\n   give it another id",
        ),
        (
            "multi",
            CHOICES.replace("text: B", "text: ' a '"),
            "P212  the same text is there twice\n   nobody can tell one from the other: change one of them",
        ),
        ("order", ORDER.replace("id: c", "id: a"), "P202  `a` is there twice in `items`\n   give it another id"),
        (
            "order",
            ORDER.replace("text: C", "text: A"),
            "P212  the same text is there twice\n   nobody can tell one from the other: change one of them",
        ),
        (
            "match",
            MATCH.replace("right: Y", "right: X"),
            "P212  the same text is there twice\n   nobody can tell one from the other: change one of them",
        ),
        (
            "match",
            MATCH.replace("[Z]", "[X]"),
            "P212  the same text is there twice\n   nobody can tell one from the other: change one of them",
        ),
        (
            "match",
            MATCH.replace("left: B", "left: A"),
            "P212  the same text is there twice\n   nobody can tell one from the other: change one of them",
        ),
        (
            "cloze",
            CLOZE.replace("the [[two]]", "the end"),
            "P213  the blank `two` is not in `text`\n   there is: one",
        ),
        (
            "cloze",
            CLOZE.replace("the end", "").replace("[[two]]", "[[two]] or [[three]]"),
            "P214  `[[three]]` has no answer\n   there is: one, two",
        ),
        (
            "cloze",
            CLOZE.replace("[[two]]", "[[two]] or [[one]]"),
            "P212  `[[one]]` is there twice\n   a blank stands in one place: give the second a name of its own",
        ),
        (
            "cloze",
            CLOZE.replace("[a]", "['re:a']"),
            "P218  only patterns are accepted\n   put the answer itself first: it is what a learner is shown",
        ),
        (
            "short",
            "accept: ['re:a']",
            "P218  only patterns are accepted\n   put the answer itself first: it is what a learner is shown",
        ),
        (
            "open",
            OPEN + ", samples: [{answer: a, points: {pp: hit}, grade: pass}]",
            "P216  `q` has no point `pp`\n   did you mean `p`?",
        ),
        (
            "open",
            OPEN.replace("says: x}", "says: x}, {id: p, says: y}"),
            "P202  `p` is there twice in `points`\n   give it another id",
        ),
        ("predict", PREDICT.replace("id: b", "id: a"), "P202  `a` is there twice in `choices`\n   give it another id"),
        (
            "numeric",
            "answer: {expr: n, rtol: 0}",
            "P222  nothing is called `n`\n   draw it in `vars`: {n: [1, 2]}",
        ),
        ("numeric", NUMBER.replace("n*m", "n*k"), "P222  nothing is called `k`\n   there is: n, m"),
        (
            "numeric",
            NUMBER.replace("n*m", "n/(m-4)"),
            "P221  `n/(m-4)` has no value at n = 1, m = 4: a division by zero\n   see that the divisor cannot be 0",
        ),
        (
            "numeric",
            NUMBER.replace("n*m", "n < m"),
            "P221  `n < m` is true or false at n = 1, m = 4\n   an answer is a number",
        ),
        (
            "numeric",
            NUMBER.replace("expr: n+m", "expr: 2*n+2"),
            "P223  the wrong answer `2*n+2` is right at n = 1, m = 4: 4 for 4\n"
            "   choose other `vars`, a smaller tolerance, or another mistake",
        ),
    ],
)
def test_a_question_that_could_not_be_asked_or_graded_is_refused(
    tmp_path: Path, kind: str, fields: str, said: str
) -> None:
    assert problems(tmp_path, kind, fields) == [said]


def test_a_question_without_a_key_is_reported_with_its_place_and_remedy(tmp_path: Path) -> None:
    file = tmp_path / "x.yaml"
    file.write_text(
        "pack: {id: p, title: T, version: '1', licence: MIT, authors: [A], concepts: [{id: c, title: C}]}\n"
        "questions:\n"
        "  - id: why-sqrt-d\n"
        "    kind: choice\n"
        "    concepts: [c]\n"
        "    level: 2\n"
        "    stem: Why?\n"
        "    choices: [{id: a, text: A, why: w}, {id: b, text: B, why: w}]\n"
    )

    part = read_part(PackFile(file, "single"))

    assert [str(problem) for problem in part.problems] == [
        f"{file}:3:5  P210  `why-sqrt-d` has no correct choice\n   put `correct: true` on one of them"
    ]


@pytest.mark.parametrize(
    ("expression", "column"), [("n ^ m", 3), ("n * (m", 5), ("n m", 3), ("n **", 4), ("size(n)", 1)]
)
def test_an_unreadable_expression_has_its_caret_where_reading_stopped(
    tmp_path: Path, expression: str, column: int
) -> None:
    file = tmp_path / "x.yaml"
    file.write_text(f"- id: q\n  kind: numeric\n  {HEAD}\n".replace(", ", "\n  "))
    file.write_text(f"{file.read_text()}  vars: {{n: [2], m: [3]}}\n  answer: {{rtol: 0, expr: '{expression}'}}\n")

    (problem,) = read_part(PackFile(file, "questions")).problems

    assert (problem.code, problem.line, problem.column) == ("P220", 7, 27 + column)
    assert "column" not in problem.message
    assert problem.help


def test_of_more_than_two_hundred_draws_two_hundred_are_evaluated(tmp_path: Path) -> None:
    many = ", ".join(str(n) for n in range(1, 31))

    assert problems(tmp_path, "numeric", f"vars: {{n: [{many}], m: [{many}]}}, answer: {{expr: n/m, rtol: 0}}") == []
    assert problems(tmp_path, "numeric", f"vars: {{n: [{many}], m: [{many}]}}, answer: {{expr: 1/(n - m), rtol: 0}}")[
        0
    ].startswith("P221  `1/(n - m)` has no value at n = ")
