"""Everything that is wrong with a pack, as its author reads it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tutor.authoring.check import Report, check
from tutor.errors import PackError

FILES = {
    "pack.yaml": "id: p\ntitle: T\nversion: '1'\nlicence: MIT\nauthors: [A]\nconcepts:\n  - {id: c, title: C}\n",
    "sources.yaml": "vaswani17: {authors: A, year: 2017, title: T, where: W, url: 'https://x.org'}\n",
    "questions/q.yaml": (
        "- id: q\n  kind: verdict\n  concepts: [c]\n  level: 1\n  claim: x\n  verdict: holds\n  correction: y\n"
    ),
    "explanations/c.md": "---\nconcept: c\ntitle: C\ncite: [vaswani17]\n---\n## In 30 seconds\n\nText.\n",
}
DEMO = """\
id: decay
title: How much is left?
about: A run.
concepts: [c]
source: S
seconds: 1
parameters:
  rho: {kind: float, default: 0.9, range: [0.1, 2.5], step: 0.1, title: ρ, help: h}
predict: {ask: How much?, measure: factor, range: [0, 1], step: 0.1, low: none, high: all, atol: 0.1, because: b}
measures:
  factor: {title: factor, unit: "", meaning: m}
expectations:
  - {that: "factor < 1", title: shrinks, because: b}
"""
PREDICT = (
    "  kind: predict\n  demo: {id: decay}\n  measure: factor\n  choices:\n"
    "    - {id: a, text: A, when: factor < 1}\n    - {id: b, text: B, when: factor >= 1}\n"
)
NUMERIC = "- {id: q, kind: numeric, concepts: [c], level: 1, stem: s, vars: {n: [2]}, answer: {expr: n, rtol: 0}}\n"

Check = Callable[..., list[str]]


def write(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return root


def report(tmp_path: Path, *packs: Path) -> Report:
    return check(packs, content=tmp_path / "content", demos=tmp_path / "demos")


@pytest.fixture
def checked(tmp_path: Path) -> Check:
    """What `check` says of the sound pack above, with some of its files changed."""
    write(tmp_path / "demos" / "decay", {"demo.yaml": DEMO, "demo.py": "def run(*, seed, rho): ...\n"})

    def checked(**files: str) -> list[str]:
        names = {name.split("/")[-1].split(".")[0]: name for name in FILES}
        changed = {names[key]: text for key, text in files.items()}
        write(tmp_path / "p", {**FILES, **changed})
        problems = report(tmp_path, tmp_path / "p").problems
        return [str(problem).removeprefix(f"{tmp_path}/p/") for problem in problems]

    return checked


def question(*lines: str, drop: str = "") -> str:
    text = FILES["questions/q.yaml"]
    if drop:
        text = "".join(
            line for line in text.splitlines(keepends=True) if not line.strip().startswith(tuple(drop.split()))
        )
    return text + "".join(f"  {line}\n" for line in lines)


def test_a_sound_pack_has_no_problems(checked: Check) -> None:
    assert checked() == []


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("cite: [vaswani18]", "q.yaml:8:10  P301  unknown source `vaswani18`\n   did you mean `vaswani17`?"),
        ("cite: [x]", "q.yaml:8:10  P301  unknown source `x`\n   there is: vaswani17"),
        ("follow_ups: [r]", "q.yaml:8:16  P305  there is no question `r`\n   there is: q"),
        ("follow_ups: [q]", "q.yaml:8:16  P305  the question follows itself\n   delete it"),
        ("follow_ups: [other/q]", "q.yaml:8:16  P305  there is no pack `other`\n   there is: p"),
        ("follow_ups: [p/r]", "q.yaml:8:16  P305  there is no question `r` in `p`\n   there is: q"),
        ("demo: {id: decai}", "q.yaml:8:14  P303  unknown demo `decai`\n   did you mean `decay`?"),
        (
            "demo: {id: decay, set: {roh: 1}}",
            "q.yaml:8:27  P306  `decay` has no parameter `roh`\n   did you mean `rho`?",
        ),
        (
            "demo: {id: decay, set: {rho: 9}}",
            "q.yaml:8:32  P306  `rho` cannot be 9\n   it may be a number from 0.1 to 2.5",
        ),
        (
            "stem: 'x {{n}}'",
            "q.yaml:8:12  P224  nothing is called `{{n}}`\n   only the `vars` of a numeric question are filled in",
        ),
        (
            "stem: '{{measure decay.facto}}'",
            "q.yaml:8:10  P304  `decay` has no measure `facto`\n   did you mean `factor`?",
        ),
        ("stem: '{{measure deca.factor}}'", "q.yaml:8:10  P303  unknown demo `deca`\n   did you mean `decay`?"),
        ("stem: '{{measure factor}}'", "q.yaml:8:10  P304  `factor` names no measure\n   write {{measure demo.name}}"),
        (
            "stem: see [it](file:///etc/passwd)",
            "q.yaml:8:18  P231  `file:///etc/passwd` is not a web address\n   it begins with https://",
        ),
    ],
)
def test_what_is_referred_to_must_be_there(checked: Check, line: str, said: str) -> None:
    assert checked(q=question(line)) == [f"questions/{said}"]


def test_an_unknown_concept_is_told_where_it_is_named(checked: Check) -> None:
    assert checked(q=FILES["questions/q.yaml"].replace("[c]", "[c, d]")) == [
        "questions/q.yaml:3:17  P302  unknown concept `d`\n   there is: c"
    ]
    assert checked(pack=FILES["pack.yaml"].replace("title: C", "title: C, needs: [d]")) == [
        "pack.yaml:7:31  P302  unknown concept `d`\n   there is: c"
    ]
    assert checked(c=FILES["explanations/c.md"].replace("concept: c", "concept: d")) == [
        "explanations/c.md:2:10  P206  warning: `d` is explained in c.md\n   rename the file to d.md",
        "explanations/c.md:2:10  P302  unknown concept `d`\n   there is: c",
    ]


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        (
            "measure: factor",
            "measure: facto",
            "q.yaml:5:12  P304  `decay` has no measure `facto`\n   did you mean `factor`?",
        ),
        (
            "when: factor < 1",
            "when: fctor < 1",
            "q.yaml:7:30  P222  nothing is called `fctor`\n   did you mean `factor`?",
        ),
        ("id: decay", "id: x", "q.yaml:4:14  P303  unknown demo `x`\n   there is: decay"),
    ],
)
def test_a_prediction_names_what_the_demo_measures(checked: Check, was: str, now: str, said: str) -> None:
    sound = "- id: q\n  concepts: [c]\n" + PREDICT + "  level: 1\n  stem: s\n"

    assert checked(q=sound) == []
    assert checked(q=sound.replace(was, now)) == [f"questions/{said}"]


@pytest.mark.parametrize(
    ("line", "place"),
    [
        (r"stem: 'a $\sqrt{d}$ and $\undrawable{x}$'", "8:27"),
        (r'stem: "a $\\undrawable{x}$"', "8:12"),
        ("stem: |\n    a\n\n    b $\\sqrt{d}$ $\\undrawable{x}$", "11:18"),
        ("stem: >-\n    a\n    b $\\undrawable{x}$", "10:7"),
        ("hints: ['a', '$\\undrawable{x}$']", "8:17"),
    ],
)
def test_undrawable_maths_is_pointed_at_in_every_style_of_yaml(checked: Check, line: str, place: str) -> None:
    (said,) = checked(q=question(line))

    assert said.startswith(f"questions/q.yaml:{place}  P230  ")
    assert "undrawable" in said


def test_undrawable_maths_is_pointed_at_in_an_explanation(checked: Check) -> None:
    (said,) = checked(c=FILES["explanations/c.md"] + "\nThen $x$ and\n$\\undrawable{x}$.\n")

    assert said.startswith("explanations/c.md:11:1  P230  ")


def test_money_and_code_are_no_maths(checked: Check) -> None:
    stem = r"stem: 'from $50K to $8K, `$\undrawable{x}$`, \$x$ and `{{n}}`'"

    assert checked(q=question(stem)) == []


def test_maths_is_drawn_with_the_numbers_of_the_question(checked: Check) -> None:
    numeric = NUMERIC.replace("stem: s", "stem: '$2^{{n}}$'")

    assert checked(q=numeric) == []


def test_a_variable_that_nothing_uses_is_a_warning(checked: Check) -> None:
    numeric = NUMERIC.replace("n: [2]", "n: [2], m: [3]")

    assert checked(q=numeric) == [
        "questions/q.yaml:1:75  P225  warning: nothing uses `m`\n   write `{{m}}` or delete it"
    ]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ("accept: [a, 're:(']", "P240  the pattern `(` cannot be read"),
        (
            "accept: [a, 're:(a|aa)+b']",
            "P241  the pattern `(a|aa)+b` can take for ever\n"
            "   within a repeat, let no two parts match the same text, as they do in (a|aa)+",
        ),
        (
            "accept: [self attention], reject: [{text: Self-Attention, why: w}]",
            "P215  `Self-Attention` is rejected, and accepted as `self attention`\n   delete one of them",
        ),
    ],
)
def test_patterns_and_lists_that_cannot_work_are_refused(checked: Check, fields: str, said: str) -> None:
    (found,) = checked(q=f"- {{id: q, kind: short, concepts: [c], level: 1, stem: s, {fields}}}\n")

    assert said in found


def test_a_pattern_with_repeats_that_ends_is_accepted(checked: Check) -> None:
    patterns = r"'re:\w+( \w+){0,3} state', 're:.*\bsoft[- ]?max\b.*', 're:(a|b)+c'"

    assert checked(q=f"- {{id: q, kind: short, concepts: [c], level: 1, stem: s, accept: [a, {patterns}]}}\n") == []


def test_concepts_that_need_each_other_in_a_circle_are_told_once(checked: Check) -> None:
    needs = [("c", "e"), ("d", "c"), ("e", "d")]
    concepts = "concepts:\n" + "".join(f"  - {{id: {name}, title: T, needs: [{need}]}}\n" for name, need in needs)
    said = checked(pack=FILES["pack.yaml"].split("concepts:")[0] + concepts)

    assert [line for line in said if "P250" in line] == [
        "pack.yaml:7:30  P250  `c` needs `e` needs `d` needs `c`\n   nobody could begin: delete one of these needs"
    ]


def test_files_in_the_wrong_place_are_told(checked: Check, tmp_path: Path) -> None:
    write(tmp_path / "p", {"question/a.yaml": "[]", "notes/b.md": "x", "README.md": "x", "questions/data.csv": "x"})

    assert checked() == [
        "notes/b.md  P125  warning: nothing reads this file\n   move it to explanations/NAME.md",
        "question/a.yaml  P125  warning: nothing reads this file\n   move it to questions/NAME.yaml",
    ]


def test_a_concept_without_an_explanation_is_a_warning(checked: Check) -> None:
    concepts = FILES["pack.yaml"] + "  - {id: d, title: D}\n"

    assert checked(pack=concepts) == [
        "pack.yaml:8:10  P310  warning: `d` has no explanation\n   write explanations/d.md"
    ]
    assert [line.split("  ")[1] for line in checked(c=FILES["explanations/c.md"].replace("title: C\n", ""))] == ["P114"]


def test_a_pack_without_questions_is_a_warning(checked: Check) -> None:
    assert checked(q="[]\n") == [
        "pack.yaml:1:1  P311  warning: the pack has no questions\n   write the first into questions/first.yaml"
    ]


def test_a_file_that_cannot_be_read_does_not_make_what_it_may_hold_unknown(checked: Check, tmp_path: Path) -> None:
    write(tmp_path / "p", {"questions/other.yaml": "- id: r: s\n"})

    said = checked(q=question("follow_ups: [r]"), sources="a: b: c\n", pack="a: b: c\n")

    assert [line.split("  ")[1] for line in said] == ["P101", "P101", "P101"]


def test_a_question_with_an_error_can_still_be_referred_to(checked: Check) -> None:
    broken = question("follow_ups: [r]") + "- {id: r, kind: verdict, concepts: [c]}\n"

    assert {line.split("  ")[1] for line in checked(q=broken)} == {"P114"}


def test_a_concept_and_a_pack_are_defined_once_among_the_packs_checked(tmp_path: Path) -> None:
    write(tmp_path / "p", FILES)
    write(tmp_path / "r", {**FILES, "questions/q.yaml": FILES["questions/q.yaml"].replace("claim: x", "claim: z")})

    found = report(tmp_path, tmp_path / "p", tmp_path / "r")

    assert [str(problem).removeprefix(f"{tmp_path}/") for problem in found.problems] == [
        f"r/pack.yaml:1:5  P204  the pack `p` is there twice\n"
        f"   the first is at {tmp_path}/p/pack.yaml:1; give this one another id",
        f"r/pack.yaml:7:10  P203  the concept `c` is there twice\n"
        f"   the first is at {tmp_path}/p/pack.yaml:7; give this one another id",
    ]
    assert (found.packs, found.questions) == (2, 2)


def test_a_pack_may_refer_to_the_packs_that_ship_with_the_app(tmp_path: Path) -> None:
    shipped = {name: text.replace("id: p", "id: shipped").replace("id: c", "id: s") for name, text in FILES.items()}
    write(
        tmp_path / "content" / "shipped",
        {**shipped, "questions/q.yaml": FILES["questions/q.yaml"].replace("[c]", "[s]")},
    )
    write(tmp_path / "p", {**FILES, "questions/q.yaml": question("follow_ups: [shipped/q]").replace("[c]", "[c, s]")})

    assert report(tmp_path, tmp_path / "p").problems == ()


def test_a_copy_of_a_shipped_pack_is_checked_in_its_place(tmp_path: Path) -> None:
    write(tmp_path / "content" / "p", FILES)
    write(tmp_path / "p", {**FILES, "questions/q.yaml": question("follow_ups: [q2]")})

    assert [problem.code for problem in report(tmp_path, tmp_path / "p").problems] == ["P305"]


def test_a_pack_named_by_two_paths_is_checked_once(tmp_path: Path) -> None:
    pack = write(tmp_path / "p", FILES)

    assert report(tmp_path, pack, pack / "questions" / "q.yaml", tmp_path).packs == 1


def test_a_path_without_a_pack_is_an_error_with_a_remedy(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="there is no such file or folder\n   check the path"):
        report(tmp_path, tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "1 pack, 1 question: no problems"),
        ({"questions/q.yaml": question("cite: [x]", "follow_ups: [y]")}, "2 errors in 1 pack, 1 question"),
        ({"questions/q.yaml": question("cite: [x]"), "notes/x.md": ""}, "1 error, 1 warning in 1 pack, 1 question"),
    ],
)
def test_the_last_line_counts_what_was_found(tmp_path: Path, changes: dict[str, str], said: str) -> None:
    write(tmp_path / "p", {**FILES, **changes})

    assert str(report(tmp_path, tmp_path / "p")) == said
