"""Manifests: what a demo says of itself, at which values it may be run, and where it contradicts itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tutor.errors import LabError, ParameterError
from tutor.lab.manifest import Demos, Manifest, load, read

Write = Callable[..., Manifest]


@pytest.fixture
def manifest(demo: Write) -> Manifest:
    return demo("yield")


def spoilt(manifest: Manifest, *changes: tuple[str, str]) -> list[str]:
    """The problems of the demo once the text of its manifest is changed, without the folder."""
    file = manifest.folder / "demo.yaml"
    text = file.read_text()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    file.write_text(text)
    found, problems = read(manifest.folder)
    assert (found is None) == any(p.severity == "error" for p in problems)
    return [str(p).removeprefix(f"{manifest.folder}/") for p in problems]


WIDTH = "  d: {kind: int, default: 32, range: [16, 1024], step: 8, multiple: 4, title: d, help: width}\n"


def with_width(manifest: Manifest) -> Manifest:
    """The demo with a width that is shared out among four heads."""
    assert spoilt(manifest, ("parameters:\n", f"parameters:\n{WIDTH}")) == []
    return load(manifest.folder)


def test_a_demo_is_read_with_its_folder_its_code_and_its_parts(manifest: Manifest) -> None:
    assert manifest.id == "probe"
    assert manifest.folder.name == "probe"
    assert manifest.code.splitlines()[-1] == "    yield"
    assert manifest.measures["loss"].unit == "nats"
    assert manifest.options == {"reverse": 0, "copy": 1}


def test_values_come_from_the_default_then_the_preset_then_what_is_given(manifest: Manifest) -> None:
    assert manifest.resolve() == {"n": 3, "rate": 0.5, "task": "reverse", "clip": True}
    assert manifest.resolve(preset="small") == {"n": 1, "rate": 0.5, "task": "copy", "clip": True}
    assert manifest.resolve({"n": 7}, "small") == {"n": 7, "rate": 0.5, "task": "copy", "clip": True}


def test_values_typed_as_text_take_the_parameters_type(manifest: Manifest) -> None:
    values = manifest.resolve({"n": "12", "rate": "1", "task": "copy", "clip": "no"})

    assert values == {"n": 12, "rate": 1.0, "task": "copy", "clip": False}
    assert [type(value) for value in values.values()] == [int, float, str, bool]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"n": 0}, "probe  `n` cannot be 0\n   it may be a whole number from 1 to 2,000,000"),
        ({"n": "3.5"}, "probe  `n` cannot be 3.5\n   it may be a whole number from 1 to 2,000,000"),
        ({"n": True}, "probe  `n` cannot be True\n   it may be a whole number from 1 to 2,000,000"),
        ({"rate": "nan"}, "probe  `rate` cannot be nan\n   it may be a number from 0.1 to 2.0"),
        ({"rate": "fast"}, "probe  `rate` cannot be fast\n   it may be a number from 0.1 to 2.0"),
        ({"task": "sort"}, "probe  `task` cannot be sort\n   it may be one of reverse, copy"),
        ({"clip": 3}, "probe  `clip` cannot be 3\n   it may be true or false"),
        (
            {"d": 33},
            "probe  `d` cannot be 33\n   it may be a multiple of 4 from 16 to 1,024; the nearest are 32 and 36",
        ),
        (
            {"d": "1023"},
            "probe  `d` cannot be 1023\n   it may be a multiple of 4 from 16 to 1,024; the nearest are 1,020 and 1,024",
        ),
        ({"d": 14}, "probe  `d` cannot be 14\n   it may be a multiple of 4 from 16 to 1,024"),
        ({"d": 32.5}, "probe  `d` cannot be 32.5\n   it may be a multiple of 4 from 16 to 1,024"),
        ({"rat": 1}, "probe  no parameter is called `rat`\n   did you mean `rate`?"),
    ],
)
def test_a_value_that_cannot_be_is_refused_with_what_can(
    manifest: Manifest, given: dict[str, object], said: str
) -> None:
    with pytest.raises(ParameterError) as caught:
        with_width(manifest).resolve(given)
    assert str(caught.value) == said


def test_an_unknown_preset_is_refused_with_a_suggestion(manifest: Manifest) -> None:
    with pytest.raises(ParameterError) as caught:
        manifest.resolve(preset="smal")
    assert str(caught.value) == "probe  no preset is called `smal`\n   did you mean `small`?"


def test_arrow_keys_move_a_value_along_its_grid_and_stop_at_its_range(manifest: Manifest) -> None:
    n, rate, task, clip = manifest.parameters.values()

    assert rate.moved(0.2, 1) == 0.3
    assert rate.moved(2.0, 1) == 2.0
    assert rate.moved(0.1, -1) == 0.1
    assert (n.moved(3, -5), type(n.moved(3, 1))) == (1, int)
    assert (task.moved("copy", 1), clip.moved(True, 1)) == ("reverse", False)

    d = with_width(manifest).parameters["d"]
    assert (d.moved(36, -1), d.moved(36, 1)) == (24, 40)


def test_the_hash_covers_demo_py_and_what_it_imports_of_the_kit_and_no_other_file(demo: Write) -> None:
    manifest = demo("yield", head="from demos.kit import tasks\nfrom demos.kit.nets import Net")
    kit = manifest.folder.parent / "kit"
    kit.mkdir()
    (kit / "nets.py").write_text("def build():\n    import demos.kit.layers.norms\n")  # found in a function too
    (kit / "layers").mkdir()
    files = [kit / name for name in ("nets.py", "tasks.py", "layers/norms.py", "other.py")]
    files += [manifest.folder / name for name in ("demo.py", "recorded.json")]

    changed = []
    for file in files:
        before = manifest.hash
        with file.open("a") as out:
            out.write("# more\n")
        changed += [file.name] if manifest.hash != before else []

    assert changed == ["nets.py", "tasks.py", "norms.py", "demo.py"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("default: 3,", "default: 4,"),
        ("  loss: {title", "  more: {title: more, meaning: more}\n  loss: {title"),
        ("that: loss < n", "that: loss < 2 * n"),
        ("when: task == reverse", "when: task == copy"),
    ],
)
def test_the_hash_covers_what_the_manifest_claims_and_measures_and_its_defaults(
    manifest: Manifest, old: str, new: str
) -> None:
    assert spoilt(manifest, (old, new)) == []

    assert load(manifest.folder).hash != manifest.hash


def test_a_run_stays_what_it_was_when_words_ranges_or_the_plot_are_mended(manifest: Manifest) -> None:
    words = [("What happens?", "What then?"), ("A demo with", "A run with"), ("help: how many", "help: how often")]
    words += [("because: theory", "because: a theory"), ("scale: log", "scale: linear"), ("2000000", "3000000")]

    assert spoilt(manifest, *words, ("when: said > 5", "when: said > 6")) == []

    assert load(manifest.folder).hash == manifest.hash


def test_a_demo_that_is_no_python_has_a_hash_too(manifest: Manifest) -> None:
    before = manifest.hash
    (manifest.folder / "demo.py").write_text("def run(:")

    assert manifest.hash != before


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("id: probe", "id: prob", "demo.yaml:1:5  P117  `id` is `prob`, the folder is `probe`\n   give both one name"),
        ("title: n, help", "titel: n, help", "demo.yaml:8:51  P104  unknown field `titel`\n   did you mean `title`?"),
        (
            "range: [1, 2000000]",
            "range: [9, 2000000]",
            "demo.yaml:8:27  P306  `n` cannot be 3, its own default\n   it may be a whole number from 9 to 2,000,000",
        ),
        (
            "range: [0.1, 2.0]",
            "range: [2.0, 0.1]",
            "demo.yaml:9:44  P116  the range holds nothing to vary\n   the lower end comes first",
        ),
        (
            "kind: bool",
            "kind: text",
            "demo.yaml:11:9  P122  a parameter of kind text needs its `length`\n   length: 120",
        ),
        (
            "step: 0.1",
            "multiple: 2",
            "demo.yaml:9:9  P122  a parameter of kind float has no `multiple`\n   leave it out",
        ),
        *(
            (
                "parameters:\n",
                "parameters:\n" + WIDTH.replace(old, new),
                "demo.yaml:8:69  P115  `d` goes over numbers that are no multiples of 4\n"
                "   both ends of its range and its `step` must be multiples",
            )
            for old, new in [("[16, ", "[17, "), ("1024", "1022"), ("step: 8", "step: 6"), ("step: 8,", " " * 8)]
        ),
        (
            "parameters:\n",
            "parameters:\n" + WIDTH.replace("32", "33"),
            "demo.yaml:8:27  P306  `d` cannot be 33, its own default\n"
            "   it may be a multiple of 4 from 16 to 1,024; the nearest are 32 and 36",
        ),
        ("step: 0.1", "length: 3", "demo.yaml:9:9  P122  a parameter of kind float has no `length`"),
        (
            "options: [reverse, copy], ",
            "",
            "demo.yaml:10:9  P122  a parameter of kind choice needs its `options`\n   options: [reverse, copy]",
        ),
        ("  clip: {", "  lambda: {", "demo.yaml:11:11  P117  `lambda` is a word of Python\n   call it something else"),
        (
            "small: {n: 1,",
            "small: {m: 1,",
            "demo.yaml:13:14  P306  no parameter is called `m`\n   there is: n, rate, task, clip",
        ),
        (
            "about: A demo with n = {{n}}",
            "about: A demo with n = {{m}}",
            "demo.yaml:3:26  P224  no parameter is called `m`\n   there is: n, rate, task, clip",
        ),
        (
            "measure: loss\n  range",
            "measure: lost\n  range",
            "demo.yaml:16:12  P304  no measure is called `lost`\n   did",
        ),
        (
            "measure: loss\n  range",
            "measure: loss\n  theory: los\n  range",
            "demo.yaml:17:11  P304  no measure is called `los`\n   did you mean `loss`?",
        ),
        ("  atol: 0.5\n", "", "demo.yaml:15:3  P121  a predicted number needs a tolerance\n   give `rtol` or `atol`"),
        ("when: said > 5", "when: sad > 5", "demo.yaml:23:14  P222  `sad` means nothing here\n   did you mean `said`?"),
        ("that: loss < n", "that: loss <", "demo.yaml:28:12  P220  "),
        (
            "that: loss < n",
            "that: loss - n",
            "demo.yaml:28:12  P115  a number stands here, not true or false\n   compare it with something",
        ),
        ("that: loss < n", "that: los < n", "demo.yaml:28:12  P222  `los` means nothing here\n   did you mean `loss`?"),
        (
            "when: task == reverse",
            "when: loss > 1",
            "demo.yaml:28:49  P222  `loss` means nothing here\n   there is: n, rate, task, clip, reverse, copy",
        ),
        ("focus: line", "focus: lime", "demo.yaml:33:10  P122  no series is called `lime`\n   did you mean `line`?"),
        ("measure: loss}", "measure: n}", "demo.yaml:35:38  P304  no measure is called `n`\n   there is: loss"),
    ],
)
def test_a_manifest_that_contradicts_itself_is_reported_with_place_and_remedy(
    manifest: Manifest, old: str, new: str, said: str
) -> None:
    problems = spoilt(manifest, (old, new))

    assert any(problem.startswith(said) for problem in problems), "\n".join(problems)


TEXT = ("parameters:\n", "parameters:\n  words: {kind: text, default: the cat, length: 9, title: words, help: read}\n")


def with_text(manifest: Manifest) -> Manifest:
    """The demo with a parameter that is a text."""
    assert spoilt(manifest, TEXT) == []
    return load(manifest.folder)


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        ("  a dog\n ran ", "a dog ran"),
        ("[/x]", "[/x]"),
        ("\x1b]52;c;AA==\x07a\u202e", "a"),
        ("123", "123"),
    ],
)
def test_a_text_is_one_line_that_can_only_print(manifest: Manifest, given: str, taken: str) -> None:
    assert with_text(manifest).resolve({"words": given})["words"] == taken


@pytest.mark.parametrize("given", ["", " \n", "ten or more", 3, True])
def test_a_text_that_is_empty_too_long_or_none_is_refused(manifest: Manifest, given: object) -> None:
    with pytest.raises(ParameterError) as caught:
        with_text(manifest).resolve({"words": given})
    assert str(caught.value) == f"probe  `words` cannot be {given}\n   it may be a text of 1 to 9 characters"


def test_a_text_has_no_value_in_formulas(manifest: Manifest) -> None:
    manifest = with_text(manifest)

    assert "words" not in manifest.numbers(manifest.resolve())
    assert manifest.parameters["words"].moved("the cat", 1) == "the cat"
    assert spoilt(manifest, ("when: task == reverse", "when: words == 1")) == [
        "demo.yaml:29:49  P222  `words` is a text; formulas know numbers\n   measure what is meant by it"
    ]


LINES = """\
plot:
  title: loss by step
  x: {label: step}
  y: {label: loss, scale: log}
  focus: line
  series:
    line: {title: the line, measure: loss}
"""
HEATMAP = """\
plot:
  kind: heatmap
  title: who looks at whom
  rows: {label: writing}
  columns: {label: reading}
  focus: head_1
  series: {head_1: {title: head 1}}
"""
BARS = """\
plot: {kind: bars, title: loss, y: {label: nats}, focus: mine, series: {loss: {title: loss}}}
"""


@pytest.mark.parametrize(("plot", "kind"), [("", None), (LINES, "lines"), (HEATMAP, "heatmap"), (BARS, "bars")])
def test_a_plot_is_lines_unless_it_says_otherwise(manifest: Manifest, plot: str, kind: str | None) -> None:
    assert spoilt(manifest, (LINES, plot)) == []

    found = load(manifest.folder).plot
    assert (found and found.kind) == kind


@pytest.mark.parametrize(
    ("plot", "old", "new", "said"),
    [
        (HEATMAP, "heatmap", "heat", "demo.yaml:30:9  P119  unknown kind `heat`\n   did you mean `heatmap`?"),
        (HEATMAP, "focus: head_1", "focus: head", "demo.yaml:34:10  P122  no series is called `head`"),
        (HEATMAP, "  rows: {label: writing}\n", "", "demo.yaml:30:3  P114  `rows` is missing\n   add `rows: …`"),
        (
            HEATMAP,
            "rows: {label",
            "rows: {lable",
            "demo.yaml:32:10  P104  unknown field `lable`\n   did you mean `label`?",
        ),
        (
            HEATMAP,
            "  rows:",
            "  y: {label: y}\n  rows:",
            "demo.yaml:32:3  P104  unknown field `y`\n   there is: kind, ",
        ),
        (BARS, "y: {label: nats}", "y: {label: 3}", "demo.yaml:29:44  P115  `label` must be a text, not the number 3"),
        (BARS, "{kind: bars,", "{kind: [],", "demo.yaml:29:14  P119  unknown kind `[]`"),
    ],
)
def test_a_plot_that_is_no_plot_of_its_kind_is_reported_with_its_place(
    manifest: Manifest, plot: str, old: str, new: str, said: str
) -> None:
    problems = spoilt(manifest, (LINES, plot.replace(old, new)))

    assert any(problem.startswith(said) for problem in problems), "\n".join(problems)


def test_all_problems_come_at_once_in_the_order_of_the_file(manifest: Manifest) -> None:
    problems = spoilt(
        manifest, ("id: probe", "id: prob"), ("focus: line", "focus: lime"), ("small: {n: 1", "small: {n: 0")
    )

    assert [p.split("  ")[0] for p in problems] == ["demo.yaml:1:5", "demo.yaml:13:14", "demo.yaml:33:10"]


def test_a_measure_and_a_parameter_of_one_name_would_confuse_formulas(manifest: Manifest) -> None:
    problems = spoilt(manifest, ("  loss: {title", "  n: {title: n, meaning: n}\n  loss: {title"))

    assert problems == [
        "demo.yaml:26:6  P117  `n` already names a parameter or one of its options\n"
        "   formulas would confuse them: call it something else"
    ]


def test_a_demo_without_its_code_is_reported(manifest: Manifest) -> None:
    (manifest.folder / "demo.py").unlink()

    with pytest.raises(LabError) as caught:
        load(manifest.folder)
    assert "P123  there is no demo.py beside it" in str(caught.value)


def test_a_folder_without_a_manifest_is_reported(tmp_path: Path) -> None:
    with pytest.raises(LabError, match="P123  cannot be read: No such file or directory"):
        load(tmp_path)


def test_broken_demos_are_reported_and_the_others_found(demo: Write) -> None:
    good = demo("yield", name="good")
    bad = demo("yield", name="bad")
    (bad.folder / "demo.yaml").write_text("id: bad\ntitle: [")

    demos = Demos(good.folder.parent)

    assert list(demos) == ["good"]
    assert demos["good"].folder == good.folder
    assert [problem.code for problem in demos.problems] == ["P101"]
    assert demos.problems[0].file == str(bad.folder / "demo.yaml")


def test_who_asks_for_one_demo_waits_for_no_other(demo: Write) -> None:
    other = demo("yield", name="other")
    demos = Demos(demo("yield", name="one").folder.parent)

    assert demos["one"].id == "one"
    assert "nothing" not in demos
    (other.folder / "demo.yaml").write_text("")  # nobody has read it so far
    assert list(demos) == ["one"]


def test_an_empty_manifest_says_what_is_missing(manifest: Manifest) -> None:
    (manifest.folder / "demo.yaml").write_text("")

    _, problems = read(manifest.folder)

    assert "`predict` is missing" in [problem.message for problem in problems]
