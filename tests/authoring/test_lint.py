"""Item-writing rules: what gives an answer away, in one question and over a bank."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tutor.authoring.lint import bank_problems, pack_problems
from tutor.packs.loader import load_pack

HEAD = "id: p\ntitle: P\nversion: '1'\nlicence: MIT\nauthors: [A]\nconcepts:\n  - {id: c, title: C}\n"
SOURCES = "s: {authors: A, year: 2017, title: T, where: W, url: 'https://x.org'}\n"

Lint = Callable[..., list[str]]


def item(number: int, *texts: str, stem: str = "", cite: str = "[s]") -> str:
    """A question with the first choice right."""
    stem = stem or " ".join(f"{word}{number}" for word in ("why", "does", "this", "grow")) + "?"
    choices = [
        f"    - {{id: x{index}, text: '{text}', correct: {str(index == 0).lower()}, why: so}}\n"
        for index, text in enumerate(texts)
    ]
    head = (
        f"- id: q{number}\n  kind: choice\n  concepts: [c]\n  level: 1\n  cite: {cite}\n  stem: '{stem}'\n  choices:\n"
    )
    return head + "".join(choices)


@pytest.fixture
def lint(tmp_path: Path) -> Lint:
    """The codes, questions and messages that a pack of these questions gets."""

    def lint(*items: str) -> list[str]:
        (tmp_path / "questions").mkdir(exist_ok=True)
        (tmp_path / "pack.yaml").write_text(HEAD)
        (tmp_path / "sources.yaml").write_text(SOURCES)
        (tmp_path / "questions" / "all.yaml").write_text("".join(items))
        pack = load_pack(tmp_path)
        assert pack.problems == []
        return [f"{found.code} {found.message}" for found in (*pack_problems(pack), *bank_problems([pack]))]

    return lint


@pytest.mark.parametrize(
    ("text", "is_told"),
    [
        ("All of the above", True),
        ("None of these.", True),
        ("Choices 1 and 3", True),
        ("None of these heads sees the future", False),
        ("All of them are below one", False),
        ("It stands above the softmax", False),
    ],
)
def test_a_choice_says_something_itself(lint: Lint, text: str, is_told: bool) -> None:
    assert lint(item(1, "It grows", text)) == (["P401 a choice about other choices"] if is_told else [])


@pytest.mark.parametrize(
    ("stem", "is_told"),
    [
        ("Which of these does not shrink the cache?", True),
        ("What is true of all except the encoder?", True),
        ("Which of these does **not** shrink the cache?", False),
        ("Which of these does NOT shrink the cache?", False),
        ("Why does attention not speed it up?", False),
        ("It does not train. What do you try?", False),
    ],
)
def test_a_negative_is_seen(lint: Lint, stem: str, is_told: bool) -> None:
    expected = ["P402 a negative that is easily read over"] if is_told else []
    assert lint(item(1, "one", "two", stem=stem)) == expected


def test_absolutes_are_not_what_tells_wrong_from_right(lint: Lint) -> None:
    told = "P403 each wrong choice has an absolute (always, never, only), and no right one"

    assert lint(item(1, "It often grows", "It never grows", "It always grows")) == [told]
    assert lint(item(1, "It only grows", "It never grows", "It always grows")) == []
    assert lint(item(1, "It often grows", "It never grows", "It shrinks")) == []


def test_a_question_asked_twice_is_told_with_its_first(lint: Lint) -> None:
    stem = "How many bytes does the cache of one request of {} tokens take in sixteen bits?"
    texts = ("as many as layers times heads", "half as many")

    assert lint(item(1, *texts, stem=stem.format(400)), item(2, *texts, stem=stem.format(500))) == [
        "P404 it asks nearly the same as `q1`"
    ]
    assert lint(item(1, *texts, stem=stem.format(400)), item(2, "twice", "none of that", stem="How many?")) == []


def test_where_all_others_cite_the_one_without_a_source_is_told(lint: Lint) -> None:
    cited = [item(number, f"one{number}", f"two{number}") for number in range(10)]

    assert lint(*cited, item(10, "three", "four", cite="[]")) == ["P405 no source says this"]
    assert lint(item(1, "one", "two"), item(2, "three", "four", cite="[]")) == []


def test_over_a_bank_keys_are_as_long_as_chance_has_them(lint: Lint) -> None:
    long_keys = [item(n, f"the long and careful one {n}", f"short {n}", f"brief {n}x") for n in range(30)]
    any_key = [
        item(n, f"key{n}" + "x" * (n % 3), f"one{n}" + "x" * ((n + 1) % 3), f"two{n}" + "x" * ((n + 2) % 3))
        for n in range(30)
    ]

    assert lint(*long_keys) == ["P410 the key is the longest choice 30 times of 30; chance has 10"]
    assert lint(*any_key) == []
    assert lint(*long_keys[:19]) == [], "of fewer than 20 nothing is said"


def test_over_a_bank_absolutes_stand_in_wrong_choices_no_more_than_in_right_ones(lint: Lint) -> None:
    items = [item(n, f"keep growing {n}", f"only growing {n}", f"less growing {n}") for n in range(30)]

    assert lint(*items) == ["P411 absolutes stand in 30 of 60 wrong choices; at the keys' rate 0"]
