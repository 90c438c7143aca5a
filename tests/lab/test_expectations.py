"""Claims and predictions beside what was measured."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import pytest

from tutor.lab.expectations import Spread, judge, judge_prediction, spread
from tutor.lab.manifest import Manifest, load

Write = Callable[..., Manifest]
CHOICES = """\
  choices:
    - {id: less, text: less than n, when: loss < n, why: it shrinks}
    - {id: more, text: more, when: loss >= n, why: it would have to grow}
"""


@pytest.fixture
def manifest(demo: Write) -> Manifest:
    return demo("yield")


def verdict(manifest: Manifest, *measures: Mapping[str, float], **given: object) -> tuple[bool | None, int, str]:
    (judgement,) = judge(manifest, manifest.resolve(given), measures)
    return judgement.holds, judgement.held, judgement.note


def test_a_claim_holds_if_it_is_true_on_every_seed(manifest: Manifest) -> None:
    assert verdict(manifest, {"loss": 1.0}, {"loss": 2.9}) == (True, 2, "")
    assert verdict(manifest, {"loss": 1.0}, {"loss": 3.1}) == (False, 1, "")
    assert verdict(manifest, {"loss": 4.0}, {"loss": 3.1}) == (False, 0, "")


def test_a_claim_carries_what_it_says_what_was_measured_and_the_theory(manifest: Manifest) -> None:
    (judgement,) = judge(manifest, manifest.resolve(), [{"loss": 1.0}, {"loss": 2.0}, {"loss": 1.5}])

    assert (judgement.that, judgement.title, judgement.because) == ("loss < n", "loss below n", "theory")
    assert judgement.measured == {"loss": Spread(1.5, 1.0, 2.0)}


def test_a_number_that_is_not_finite_fails_whatever_the_claim_says(demo: Write) -> None:
    manifest = demo("yield")
    file = manifest.folder / "demo.yaml"
    file.write_text(file.read_text().replace("that: loss < n", "that: not (loss > n)"))

    assert verdict(load(manifest.folder), {"loss": 1.0}, {"loss": math.nan}) == (
        False,
        1,
        "`loss` is not a finite number",
    )


def test_a_measure_that_is_missing_fails_and_is_named(manifest: Manifest) -> None:
    assert verdict(manifest, {}) == (False, 0, "the demo did not measure `loss`")


def test_a_claim_about_other_parameters_is_not_judged_here(manifest: Manifest) -> None:
    assert verdict(manifest, {"loss": 1.0}, task="copy") == (None, 0, "judged only where task == reverse")


def test_nothing_measured_proves_nothing(manifest: Manifest) -> None:
    assert verdict(manifest) == (False, 0, "")


def test_a_claim_without_a_value_does_not_hold_and_says_why(demo: Write) -> None:
    manifest = demo("yield")
    file = manifest.folder / "demo.yaml"
    file.write_text(file.read_text().replace("that: loss < n", "that: 1 / loss < n"))

    holds, _, note = verdict(load(manifest.folder), {"loss": 0.0})

    assert holds is False
    assert "zero" in note


def test_a_spread_leaves_out_what_is_not_finite() -> None:
    assert spread([3.0, math.nan, 1.0, 2.0, math.inf]) == Spread(2.0, 1.0, 3.0)
    assert spread([math.nan]) == Spread(None, None, None)


@pytest.mark.parametrize(
    ("said", "right", "why"),
    [(2.0, True, ""), (2.5, True, ""), (2.6, False, ""), (7.0, False, "That is too much.")],
)
def test_a_predicted_number_is_right_within_its_tolerance_of_the_median(
    manifest: Manifest, said: float, right: bool, why: str
) -> None:
    verdict = judge_prediction(manifest, manifest.resolve(), [{"loss": 2.0}, {"loss": 9.0}, {"loss": 1.0}], said)

    assert (verdict.said, verdict.measured, verdict.right, verdict.why) == (said, 2.0, right, why)
    assert verdict.because == "It is always so."


def test_a_prediction_of_what_was_not_measured_is_neither_right_nor_wrong(manifest: Manifest) -> None:
    verdict = judge_prediction(manifest, manifest.resolve(), [{}], 2.0)

    assert (verdict.right, math.isnan(verdict.measured)) == (None, True)


def test_a_chosen_prediction_is_right_if_its_condition_came_true(demo: Write) -> None:
    manifest = demo("yield")
    file = manifest.folder / "demo.yaml"
    text = file.read_text()
    ruler = text[text.index("  range: [0, 10]") : text.index("  because:")]
    file.write_text(text.replace(ruler, CHOICES))
    manifest = load(manifest.folder)

    less, more = (judge_prediction(manifest, manifest.resolve(), [{"loss": 2.0}], said) for said in ("less", "more"))

    assert (less.right, less.why) == (True, "it shrinks")
    assert (more.right, more.why) == (False, "it would have to grow")
