"""Maths, measures and variables in Markdown."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from tutor.text.markup import Value, escape, fill, spans, to_markdown, to_plain
from tutor.text.maths import display, inline

PARSERS = {
    "commonmark with tables": MarkdownIt("commonmark").enable(["table", "strikethrough"]),
    "what Textual uses": MarkdownIt("gfm-like"),
}
LOOKS_LIKE_MARKDOWN = [
    r"a*b*c",
    r"x_{a,b} x_{c,d}",
    r"p(y|x) \| q",
    r"x < y > z",
    r"[a](b)",
    r"\backslash",
    r"\text{<b>}",
    r"\text{https://x.org}",
    r"\text{\&amp;}",
    r"\text{~~no~~ **no**}",
    r"- 1",
    r"1. x",
    r"\# x",
    r"= 3",
    r"+ x",
]
CONTEXTS = {
    "a paragraph": ("{}", "{}"),
    "the middle of a line": ("when {} holds", "when {} holds"),
    "a second line": ("first\n{}", "first\n{}"),
    "a heading": ("## Why {}?", "Why {}?"),
    "a list": ("- one\n- {} two", "{} two"),
    "a quotation": ("> {}", "{}"),
    "bold words": ("**so {} is**", "so {} is"),
    "the words of a link": ("[so {} is](https://x.org)", "so {} is"),
    "a cell": ("| a | {} |\n|---|---|\n| 1 | 2 |", "{}"),
}


def read(text: str) -> list[tuple[str, str]]:
    return [(span.kind, span.text) for span in spans(text)]


def words(tokens: list[Token] | None) -> str:
    """What a reader sees of a line."""
    return "".join("\n" if token.type == "softbreak" else token.content for token in tokens or [])


def lines(markdown: str, parser: MarkdownIt) -> list[str]:
    return [words(token.children) for token in parser.parse(markdown) if token.type == "inline"]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("$x$", [("maths", "x")]),
        ("so $x_t$, and $y$.", [("text", "so "), ("maths", "x_t"), ("text", ", and "), ("maths", "y"), ("text", ".")]),
        ("$QK$-attention ($x$)", [("maths", "QK"), ("text", "-attention ("), ("maths", "x"), ("text", ")")]),
        ("$a\nb$", [("maths", "a\nb")]),
        (r"$x\$ y$", [("maths", r"x\$ y")]),
        ("$x$$y$", [("maths", "x"), ("maths", "y")]),
        ("$$a\n\\\\ b$$", [("display", "a\n\\\\ b")]),
        ("so $$x$$.", [("text", "so "), ("display", "x"), ("text", ".")]),
    ],
)
def test_dollars_round_maths_make_maths(text: str, kinds: list[tuple[str, str]]) -> None:
    assert read(text) == kinds


@pytest.mark.parametrize(
    "text",
    [
        "$50K to $8K",
        "costs $5, or $6 with tax",
        "$ x$",
        "$x $",
        "$x$5",
        "$x",
        "5$",
        "$",
        "$$",
        "$$$$",
        "$$ $$",
        "$$x",
        "$a\n\nb$",
        "$$a\n\nb$$",
        r"\$x$",
        r"\$x\$",
        r"\$\$x\$\$",
    ],
)
def test_any_other_dollar_is_money(text: str) -> None:
    assert read(text) == [("text", text)]


def test_money_does_not_swallow_the_maths_after_it() -> None:
    assert read("from $50K to $8K: $d_k$, $3") == [("text", "from $50K to $8K: "), ("maths", "d_k"), ("text", ", $3")]


@pytest.mark.parametrize(
    "code",
    [
        "`$x$ {{n}} {{measure a.b}}`",
        "``a ` $x$``",
        "`two\nlines $x$`",
        "```python\nx = $y$  # {{n}}\n\n$$z$$\n```",
        "~~~\n$x$\n```\n$x$\n~~~",
        "````\n```\n$x$\n```\n````",
        "- ```\n  $x$\n  ```",
        "> ```\n> $x$\n> ```",
        "```\nnever closed $x$",
    ],
)
def test_nothing_is_looked_for_in_code(code: str) -> None:
    assert read(code) == [("code", code)]
    assert fill(code, {"n": 1}) == code
    assert to_markdown(code, str.upper) == code


def test_a_backtick_that_opens_nothing_is_a_character() -> None:
    assert read("a ` b $x$") == [("text", "a ` b "), ("maths", "x")]
    assert read("\\`$x$`") == [("text", "\\`"), ("maths", "x"), ("text", "`")]
    assert read("``a` $x$`") == [("text", "``a"), ("code", "` $x$`")]
    assert read("`a``b` $x$") == [("code", "`a``b`"), ("text", " "), ("maths", "x")]
    assert read("$5 `a$` $x$") == [("text", "$5 "), ("code", "`a$`"), ("text", " "), ("maths", "x")]


def test_measures_and_variables_are_found_by_name() -> None:
    assert read("{{measure gradient_decay.rnn_factor}} of {{ layers }}") == [
        ("measure", "gradient_decay.rnn_factor"),
        ("text", " of "),
        ("var", "layers"),
    ]
    assert read("{{}} {{ 1 }} {layers} {{measure }}") == [("text", "{{}} {{ 1 }} {layers} "), ("var", "measure")]


@given(st.text(alphabet="$`{}\\ \nax1~>-|*"))
def test_the_spans_of_a_text_are_the_text(text: str) -> None:
    found = list(spans(text))

    assert "".join(text[span.start : span.end] for span in found) == text
    assert all(span.end == following.start for span, following in pairwise(found))
    assert all(span.text in text[span.start : span.end] for span in found)


@pytest.mark.parametrize(
    ("text", "values", "filled"),
    [
        ("{{layers}} layers, {{ d }} wide", {"layers": 80, "d": 0.5}, "80 layers, 0.5 wide"),
        ("{{unknown}} and {{layers}}", {"layers": 80}, "{{unknown}} and 80"),
        ("$2^{{n}} e^{{x}}$", {"n": 10}, "$2^{10} e^{{x}}$"),
        ("$$n = {{n}}$$", {"n": -3}, "$$n = {-3}$$"),
        ("{{n}} tokens, $n = {{n}}$", {"n": 131072}, "131,072 tokens, $n = {131,072}$"),
        ("at {{lr}}", {"lr": 1e-05}, "at 1e-5"),
        ("at $η = {{lr}}$", {"lr": 2.5e-05}, r"at $η = {2.5 \times 10^{-5}}$"),
        ("{{big}}", {"big": 1e30}, "1e30"),
        ("$t = {{task}}$", {"task": "copy_task"}, r"$t = {\text{copy\_task}}$"),
    ],
)
def test_variables_are_filled_in(text: str, values: dict[str, Value], filled: str) -> None:
    assert fill(text, values) == filled


def test_a_filled_formula_reads_right() -> None:
    (span,) = spans(fill("$2^{{n}} = {{big}}, x_{{task}}$", {"n": 10, "big": 1e-05, "task": "copy_task"}))

    assert inline(span.text) == "2¹⁰ = 1 × 10⁻⁵, x_(copy_task)"


@pytest.mark.parametrize("parser", PARSERS.values(), ids=PARSERS)
@pytest.mark.parametrize(("source", "seen"), CONTEXTS.values(), ids=CONTEXTS)
@pytest.mark.parametrize("latex", LOOKS_LIKE_MARKDOWN)
def test_drawn_maths_is_not_read_as_markdown(latex: str, source: str, seen: str, parser: MarkdownIt) -> None:
    markdown = to_markdown(source.replace("{}", f"${latex}$"), str)

    assert seen.replace("{}", inline(latex)) in lines(markdown, parser)


@given(st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=126)).map(str.strip))
def test_escaped_words_show_themselves_and_nothing_else(text: str) -> None:
    for parser in PARSERS.values():
        assert lines(escape(text), parser) == ([text] if text else [])


FRACTION = r"\frac{QK^\top}{\sqrt{d_k}}"
PLACES = {
    "a paragraph of its own": ("before\n\n$$%s$$\n\nafter", 0),
    "the middle of a paragraph": ("before\n$$%s$$\nafter", 0),
    "the middle of a line": ("before $$%s$$ after", 0),
    "lines of its own": ("before\n$$\n%s\n$$\nafter", 0),
    "the beginning": ("$$%s$$\nbefore after", 0),
    "a list item": ("- before\n  $$%s$$\n  after", 1),
    "the line of a list item": ("1. before $$%s$$ after", 1),
    "lines of a list item": ("- before\n  $$\n  %s\n  $$\n  after", 1),
    "the first thing in a list item": ("- $$%s$$\n  before after", 1),
    "the first thing after a wide marker": ("10.   $$%s$$\n    before after", 1),
    "a nested list": ("- one\n  1. before\n     $$%s$$\n     after", 2),
    "a quotation": ("> before\n> $$\n> %s\n> $$\n> after", 1),
    "a list in a quotation": ("> - before\n>   $$%s$$\n>   after", 2),
}


@pytest.mark.parametrize("parser", PARSERS.values(), ids=PARSERS)
@pytest.mark.parametrize(("source", "depth"), PLACES.values(), ids=PLACES)
def test_a_display_is_code_in_the_place_it_was_written_in(source: str, depth: int, parser: MarkdownIt) -> None:
    tokens = parser.parse(to_markdown(source % FRACTION, str))

    containers = [0]
    for token in tokens:
        if token.type.startswith(("list_item", "blockquote")):
            containers.append(containers[-1] + token.nesting)
        if token.type == "code_block":
            assert containers[-1] == depth
    assert [token.content.rstrip("\n").split("\n") for token in tokens if token.type == "code_block"] == [
        display(FRACTION)
    ]
    assert " ".join(token.content for token in tokens if token.type == "inline").split()[-2:] == ["before", "after"]


@pytest.mark.parametrize("source", ["| a | $$x^2$$ |\n|---|---|\n| 1 | 2 |", "## Why $$x^2$$?"])
def test_a_display_where_there_is_one_line_only_is_drawn_on_it(source: str) -> None:
    assert to_markdown(source, str) == source.replace("$$x^2$$", "x²")


def test_what_cannot_be_drawn_is_shown_as_it_was_written() -> None:
    assert to_plain("so $\\foo{x}$ and\n$$\\foo{x}\n+ 1$$") == "so $\\foo{x}$ and\n\n    \\foo{x}\n    + 1"


def test_a_measure_may_be_markdown_on_screen_and_is_words_in_line_mode() -> None:
    text = "It shrinks to {{measure gradient_decay.rnn_factor}} of itself."

    assert to_markdown(text, lambda name: f"**◆ {name}**") == "It shrinks to **◆ gradient_decay.rnn_factor** of itself."
    assert to_plain(text, lambda _: "*.842*") == "It shrinks to *.842* of itself."
    assert to_plain(text) == "It shrinks to gradient_decay.rnn_factor of itself."


def test_plain_words_keep_paragraphs_lists_code_and_tables_and_lose_the_marks() -> None:
    text = r"""
# Why $\sqrt{d_k}$?

A **sum** of `d_k` *independent* products
has variance $d_k$; see [the paper](https://arxiv.org/abs/1706.03762) or <https://x.org>. It costs \$5.

$$
\frac{QK^\top}{\sqrt{d_k}}
$$

- one,
  on two lines
- two
    1. nested
    2. more

```python
x = q[:, None] * k  # *kept*
```

> quoted _words_

| model | $d_k$ |
|:------|----:|
| small | 64 |
| a\|b | 1,024 |

1. first

   $$x_q$$

2. second

***
last\
line &amp; <b>bold</b> ![a picture](p.png)
"""

    assert (
        to_plain(text)
        == """\
Why √dₖ?

A sum of d_k independent products has variance dₖ; see the paper (https://arxiv.org/abs/1706.03762) or https://x.org. \
It costs $5.

    QKᵀ
    ───
    √dₖ

- one, on two lines
- two
  1. nested
  2. more

x = q[:, None] * k  # *kept*

  quoted words

model     dₖ
─────  ─────
small     64
a|b    1,024

1. first

       x
        q

2. second

---

last
line & <b>bold</b> a picture"""
    )


def test_emphasis_nested_without_end_is_still_read() -> None:
    assert to_plain("*a **b " * 500 + "x" + "** c*" * 500).startswith("a b a b")
