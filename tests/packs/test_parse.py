import json
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from tutor.packs.nodes import Nodes, Path
from tutor.packs.parse import MAX_BYTES, MAX_DEPTH, Place, read_front_matter, read_yaml


def value(text: str) -> Any:
    document = read_yaml(text, name="x.yaml")
    assert document.problems == []
    return document.value


def problems(text: str | bytes) -> list[str]:
    return [str(problem) for problem in read_yaml(text, name="x.yaml").problems]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("no", "no"),
        ("yes", "yes"),
        ("on", "on"),
        ("010", 10),
        ("0o17", 15),
        ("0x1F", 31),
        ("-7", -7),
        ("1e-3", 0.001),
        (".5", 0.5),
        ("5.", 5.0),
        ("1_000", "1_000"),
        ("1:30", "1:30"),
        ("2017-06-12", "2017-06-12"),
        ("-", None),
        ("~", None),
        ("null", None),
        ("true", True),
        ("True", True),
        (".inf", float("inf")),
        ("-.INF", float("-inf")),
        ("+x", "+x"),
        ("0b11", "0b11"),
        ("'10'", "10"),
        ('"true"', "true"),
    ],
)
def test_an_unquoted_scalar_is_what_yaml_1_2_says_it_is(written: str, meant: object) -> None:
    key = "- " if written == "-" else "a: "
    read = value(f"{key}{written if written != '-' else ''}")

    assert (read[0] if written == "-" else read["a"]) == meant
    assert type(read[0] if written == "-" else read["a"]) is type(meant)


def test_a_true_is_no_one_and_a_one_is_no_true() -> None:
    read = value("a: 1\nb: true\nc: 1.0")

    assert [type(v) for v in read.values()] == [int, bool, float]


def test_not_a_number_is_a_number() -> None:
    assert str(value("a: .nan")["a"]) == "nan"


def test_block_flow_and_multi_line_texts_read_as_yaml_says() -> None:
    read = value("a: |\n  one\n  two\nb: >-\n  one\n  two\nc: {d: [1, [2, {e: f}]]}\n")

    assert read == {"a": "one\ntwo\n", "b": "one two", "c": {"d": [1, [2, {"e": "f"}]]}}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: 1\na: 2", "x.yaml:2:1  P106  `a` is given twice\n   keep one of them"),
        (
            "a: &b 1",
            "x.yaml:1:4  P107  an anchor, `&b`\n   a text that begins with `&` needs quotes around it",
        ),
        (
            "a: *b",
            "x.yaml:1:4  P107  an alias, `*b`\n"
            "   write the value out; a text that begins with `*` needs quotes around it",
        ),
        (
            "a: !!python/object:os.system x",
            "x.yaml:1:4  P108  a tag, `!!python/object:os.system`\n"
            "   leave it out; a text that begins with `!` needs quotes around it",
        ),
        ("a: 1\n---\nb: 2", "x.yaml:2:1  P109  a second document begins\n   a file holds one: delete the `---`"),
        ("1: x", 'x.yaml:1:1  P110  the key `1` is not text\n   write it in quotes: "1"'),
        ("true: x", 'x.yaml:1:1  P110  the key `true` is not text\n   write it in quotes: "true"'),
        (
            "? [a]\n: x",
            "x.yaml:1:3  P110  a mapping or a list stands where a key belongs\n"
            "   a text that begins with `{` or `[` needs quotes around it",
        ),
        (
            "a: b\x1b]52;c;x\x07",
            "x.yaml:1:5  P111  the control character U+001B cannot stand in a pack\n   delete it",
        ),
        (
            "a: b\u202ec",
            "x.yaml:1:4  P112  warning: invisible or control characters were taken out\n   write the text without them",
        ),
        (
            'a: "b\\e[31mc"',
            "x.yaml:1:4  P112  warning: invisible or control characters were taken out\n   write the text without them",
        ),
        (f"a: {'9' * 5000}", "x.yaml:1:4  P116  a number of 5000 digits\n   write it shorter, such as 1e30"),
    ],
)
def test_what_could_say_something_else_than_it_seems_to_is_a_problem_in_its_place(text: str, said: str) -> None:
    assert problems(text) == [said]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "a: b: c",
            "x.yaml:1:5  P101  an unquoted `: ` inside a text\n"
            "   put the whole text in quotes, or write it below a `|`",
        ),
        (
            "a: **bold** b",
            "x.yaml:1:4  P101  a text cannot begin with `*` unless it is quoted\n"
            "   put the whole text in quotes, or write it below a `|`",
        ),
        (
            "a: `x` b",
            "x.yaml:1:4  P101  a text cannot begin with a backtick unless it is quoted\n"
            "   put the whole text in quotes, or write it below a `|`",
        ),
        (
            "a: [x] b",
            "x.yaml:1:4  P101  a text cannot begin with `[` unless it is quoted\n"
            "   put the whole text in quotes, or write it below a `|`",
        ),
        (
            'a: "b\nc: d\n',
            "x.yaml:1:4  P101  a quote opens here and does not close\n"
            "   close it; in single quotes an apostrophe is doubled: ''",
        ),
        (
            'a: "b\nc: "d"\n',
            "x.yaml:1:4  P101  a quote opens here and does not close\n"
            "   close it; in single quotes an apostrophe is doubled: ''",
        ),
        (
            "a: 'it's'",
            "x.yaml:1:4  P101  a text that begins with a quote must end with it\n"
            "   quote the whole text with the other kind of quotes",
        ),
        (
            'a: "$\\sqrt{d}$"',
            "x.yaml:1:6  P101  a backslash in double quotes that YAML does not know\n"
            "   double it, or use single quotes, or a `|` block: there a backslash is a backslash",
        ),
        ("a: ['b'\nc: d\n", "x.yaml:1:4  P101  a `[` opens here and does not close\n   close it"),
        (
            "- a\n-b: 1",
            "x.yaml:2:1  P101  a list item without a space after its dash\n   write `- `",
        ),
        (
            "- a: 1\n\u00a0 b: 2",
            "x.yaml:2:1  P101  a space that is none (U+00A0) where YAML wants spaces\n   indent with spaces",
        ),
        ("a:\n\tb: c", "x.yaml:2:1  P101  a tab where YAML wants spaces\n   indent with spaces"),
        (
            "a: b\nc d\ne: f",
            "x.yaml:2:1  P101  a line that is neither `key: value` nor part of a text\n"
            "   write `key: value`; a text of several lines goes below a `|`, indented",
        ),
        (
            "{a: 1 b: 2}",
            "x.yaml:1:8  P101  in `{…}`: a comma or the closing `}` is missing before this\n"
            "   a text with `,`, `:`, `[` or `{` in it needs quotes around it",
        ),
        (
            "[a, b",
            "x.yaml:1:1  P101  a `[` opens here and does not close\n   close it",
        ),
        (
            "a: | text",
            "x.yaml:1:6  P101  after `|` or `>` the line must end\n   put the text on the next line, indented",
        ),
        (
            "- a: 1\n b: 2",
            "x.yaml:2:2  P101  this line does not belong to the list above it\n"
            "   line it up with the keys above it; a text of several lines goes below a `|`, indented",
        ),
    ],
)
def test_a_slip_in_the_yaml_is_named_as_its_author_would_name_it(text: str, said: str) -> None:
    assert problems(text) == [said]


def test_a_refused_key_costs_only_its_own_value() -> None:
    document = read_yaml("a: 1\na: {b: [2]}\n3: {c: 4}\nd: 5", name="x.yaml")

    assert document.value == {"a": 1, "d": 5}
    assert [problem.code for problem in document.problems] == ["P106", "P110"]


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "[\n", "? "])
def test_a_hundred_thousand_brackets_are_refused_at_the_cap(opening: str) -> None:
    problem = read_yaml(opening * 100_000, name="x.yaml").problems[-1]

    assert (problem.code, problem.message) == ("P105", f"nested more than {MAX_DEPTH} deep")


def test_nesting_up_to_the_cap_is_read() -> None:
    assert read_yaml("[" * MAX_DEPTH + "]" * MAX_DEPTH, name="x.yaml").problems == []
    assert problems("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1)) == [
        f"x.yaml:1:{MAX_DEPTH + 1}  P105  nested more than {MAX_DEPTH} deep\n   close the brackets; no pack needs this"
    ]


def test_a_file_over_the_size_cap_is_not_read() -> None:
    assert problems(b"- a\n" * (MAX_BYTES // 4 + 1)) == [
        "x.yaml  P103  the file has 8.0 MiB; the cap is 8 MiB\n   put its questions into several files"
    ]


def test_a_flood_of_problems_ends() -> None:
    said = problems("a: 1\n" * 50_000)

    assert len(said) == 101
    assert said[-1] == "x.yaml:102:1  P126  more than 100 problems in one file\n   mend those above first"


def test_bytes_that_are_no_utf8_are_found_at_their_line_and_column() -> None:
    assert problems("a: é\nb: naïve".encode() + b"\xe9 c") == [
        "x.yaml:2:9  P102  byte 0xE9 is not UTF-8\n   save the file as UTF-8"
    ]
    assert problems("a: b".encode("utf-16")) == [
        "x.yaml:1:1  P102  the file is UTF-16, not UTF-8\n   save the file as UTF-8"
    ]


def test_a_byte_order_mark_and_windows_line_ends_are_no_problem() -> None:
    document = read_yaml(b"\xef\xbb\xbfa: b\r\nc: |\r\n  d\r\n  e\r\n", name="x.yaml")

    assert (document.value, document.problems) == ({"a": "b", "c": "d\ne\n"}, [])


def test_text_is_cleaned_and_markup_in_it_is_left_alone() -> None:
    document = read_yaml("a: zero\u200bwidth\nb: '[@click=app.quit]x[:, i][/]'", name="x.yaml")

    assert document.value == {"a": "zerowidth", "b": "[@click=app.quit]x[:, i][/]"}


NESTED = """\
- id: é
  text: |
    first $x$
    second $x$ $y$
  folded: >-
    one
    two
  double: "a $\\\\frac$ b"
  flow: {k: [1, {deep: here}]}
"""


def test_every_value_knows_where_it_stands() -> None:
    document = read_yaml(NESTED, name="x.yaml")

    assert document.at((0,)) == Place(1, 3, 5)
    assert document.at((0, "id")) == Place(1, 7, 1)
    assert document.key((0, "flow")) == Place(9, 3, 4)
    assert document.at((0, "flow", "k", 1, "deep")) == Place(9, 24, 4)
    assert document.key((0, "flow", "k", 1, "deep")) == Place(9, 18, 4)
    assert document.at((0, "flow", "k", 7, "none")) == document.at((0, "flow", "k"))


def test_words_in_a_text_are_found_where_they_were_written() -> None:
    document = read_yaml(NESTED, name="x.yaml")
    text, folded, double = (document.value[0][key] for key in ("text", "folded", "double"))

    assert document.inside((0, "text"), text.rindex("$x$"), 3) == Place(4, 12, 3)
    assert document.inside((0, "folded"), folded.index("two"), 3) == Place(7, 5, 3)
    assert document.inside((0, "double"), double.index("$\\frac$"), 7) == Place(8, 14, 8)


def test_words_that_a_fold_has_changed_are_looked_for_in_vain_and_the_whole_text_is_shown() -> None:
    document = read_yaml(NESTED, name="x.yaml")

    assert document.inside((0, "folded"), 0, len("one two")) == document.at((0, "folded"))


def test_front_matter_is_yaml_and_the_rest_is_text() -> None:
    document = read_front_matter("---\na: 1\n---\n## Title\n---\nmore", name="x.md")

    assert (document.value, document.problems) == ({"a": 1}, [])
    assert document.text[document.body :] == "## Title\n---\nmore"


def test_a_problem_in_front_matter_is_placed_in_the_markdown_file() -> None:
    document = read_front_matter("---\na: 1\na: 2\n---\n", name="x.md")

    assert [problem.show() for problem in document.problems] == [
        "x.md:3:1  P106  `a` is given twice\n    3 | a: 2\n      | ^ keep one of them"
    ]


@pytest.mark.parametrize("text", ["# Title\n", "", "text\n---\na: 1\n---\n"])
def test_a_file_without_front_matter_is_a_problem(text: str) -> None:
    (problem,) = read_front_matter(text, name="x.md").problems

    assert str(problem) == (
        "x.md:1:1  P124  the file has no front matter\n   begin it with `---`, its fields, and `---` again"
    )


def test_front_matter_without_an_end_is_a_problem() -> None:
    (problem,) = read_front_matter("---\na: 1\n# Title\n", name="x.md").problems

    assert str(problem) == (
        "x.md:1:1  P124  the front matter does not end\n   write `---` on a line of its own below its fields"
    )


@settings(deadline=None)
@given(st.text(max_size=200) | st.binary(max_size=200))
def test_anything_is_read_or_refused_and_nothing_is_raised(text: str | bytes) -> None:
    document = read_yaml(text, name="x.yaml")

    for problem in document.problems:
        assert problem.show()
    assert document.at(()).line >= 1


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text("abc: -#'\"\\{}[]é日\n"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abé", min_size=1), inner, max_size=3),
    max_leaves=20,
)


def every_path(value: Any, path: Path = ()) -> Iterator[Path]:
    yield path
    for step, inner in (
        value.items() if isinstance(value, dict) else enumerate(value if isinstance(value, list) else ())
    ):
        yield from every_path(inner, (*path, step))


@settings(deadline=None)
@given(json_values, st.sampled_from(["block", "flow"]))
def test_an_item_read_alone_has_its_values_where_the_whole_file_has_them(data: Any, style: str) -> None:
    others = json.loads(json.dumps([data, {"c": data}]))
    text = yaml.safe_dump({"é": [data], "b": others}, allow_unicode=True, default_flow_style=style == "flow")
    document = read_yaml(text, name="x.yaml")
    whole = Nodes(document.text, 0, document.end, max_depth=MAX_DEPTH)

    for path in every_path(document.value):
        node, same = document.node(path), whole.get(path)
        assert same
        assert (node.start, node.end) == (same.start, same.end)
        assert node.key_start in (same.key_start, -1)


@settings(deadline=None)
@given(json_values)
def test_what_another_writer_writes_is_read_back(data: Any) -> None:
    """JSON is YAML 1.2."""
    document = read_yaml(json.dumps(data), name="x.yaml")

    assert (document.value, document.problems) == (data, [])
