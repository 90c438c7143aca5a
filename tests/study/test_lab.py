"""The lab as the faces use it: predictions and runs are written down, and numbers live on in explanations."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from tests.conftest import Clock
from tutor.errors import LabError, UsageError
from tutor.lab.events import Finished, Run
from tutor.lab.frames import Measure, Point
from tutor.lab.manifest import Manifest
from tutor.lab.record import StoredRun, make_record, write_recorded
from tutor.lab.runner import Worker
from tutor.packs.model import DemoLink
from tutor.study import Study

MANIFEST = """
id: gradient_decay
title: How low does it go?
about: A line falls for {{n}} steps.
concepts: [gates]
source: nobody, 2026
seconds: 0.1
parameters:
  n: {kind: int, default: 4, range: [2, 200], title: steps, help: how long it falls}
predict:
  ask: Where is it after {{n}} steps?
  measure: rnn_factor
  range: [0, 1]
  step: 0.1
  low: gone
  high: where it began
  atol: 0.05
  because: Each step takes a tenth.
measures:
  rnn_factor: {title: what is left, meaning: the last value of the line}
expectations:
  - {that: rnn_factor < 0.9, title: less than .9 is left, because: theory}
"""
CODE = """
from tutor.lab.frames import Measure, Point

def run(*, seed, n):
    for step in range(n):
        yield Point("line", step, 0.9**step)
    yield Measure("rnn_factor", 0.9**n + seed / 100)
"""


@pytest.fixture
def manifest(study: Study) -> Manifest:
    """A demo without PyTorch, called as the small pack's explanation calls it."""
    folder = study.paths.demos / "gradient_decay"
    folder.mkdir(parents=True)
    (folder.parent / "__init__.py").touch()
    (folder / "demo.yaml").write_text(MANIFEST)
    (folder / "demo.py").write_text(CODE)
    study.lab.__dict__["worker"] = Worker(preload=False)
    return study.lab.manifest("gradient_decay")


def ran(manifest: Manifest, factor: float, n: int = 4) -> Run:
    """A run that measured `factor`, as the runner hands it over."""
    frames = (Point("line", 0, 1.0), Measure("rnn_factor", factor))
    return Run("gradient_decay", {"n": n}, (0,), ({"rnn_factor": factor},), (frames,), 0.1, {"python": "3.11"})


def test_a_run_is_kept_judged_and_written_down_with_what_was_said(study: Study, manifest: Manifest) -> None:
    study.lab.predict(manifest, {"n": 4}, 0.5)
    events = list(study.lab.run(manifest, manifest.resolve(), (0, 1)))

    assert isinstance(events[-1], Finished)
    record = study.lab.keep(manifest, events[-1].run, 0.5)

    assert record.measures["rnn_factor"]["values"] == pytest.approx([0.6561, 0.6661])
    assert [expectation["holds"] for expectation in record.expectations] == [True]
    predicted, kept = (event.body for event in study.history.events())
    assert (predicted["measure"], predicted["said"]) == ("rnn_factor", 0.5)
    assert (kept["demo"], kept["held"], kept["said"], kept["seeds"]) == ("gradient_decay", True, 0.5, [0, 1])
    assert (study.paths.data / kept["record"]).is_file()
    assert study.lab.last_results().keys() == {"gradient_decay"}


def test_a_prediction_question_is_decided_by_a_run_here_and_now(study: Study, manifest: Manifest) -> None:
    evidence = study.lab.decide(DemoLink(id="gradient_decay", set={"n": 2}))

    assert evidence == {"n": 2.0, "rnn_factor": pytest.approx(0.81)}
    assert study.lab.decide(DemoLink(id="gradient_decay", set={"n": 2})) == evidence
    assert len(list(study.history.events(kinds=["ran"]))) == 1, "the run of a moment ago still counts"


def test_a_run_of_other_code_no_longer_counts(study: Study, manifest: Manifest) -> None:
    study.lab.keep(manifest, ran(manifest, 0.5))
    assert study.lab.measured_here(manifest) is not None

    code = manifest.folder / "demo.py"
    code.write_text(code.read_text() + "\n# changed\n")

    assert study.lab.measured_here(manifest) is None


def test_a_demo_that_goes_wrong_is_said_to_and_decides_nothing(study: Study, manifest: Manifest) -> None:
    (manifest.folder / "demo.py").write_text("def run(*, seed, n):\n    raise ValueError('out of chalk')\n    yield\n")

    with pytest.raises(LabError, match="out of chalk"):
        study.lab.decide(DemoLink(id="gradient_decay", set={}))

    assert list(study.history.events(kinds=["ran"])) == []


def test_a_living_number_is_ones_own_before_the_recorded_one_and_none_before_either(
    study: Study, manifest: Manifest, clock: Clock
) -> None:
    def spoken() -> str:
        return study.lab.spoken("gradient_decay.rnn_factor")

    assert spoken() == "(not measured yet)"

    shipped = ran(manifest, 0.7)
    write_recorded(manifest, StoredRun(make_record(manifest, shipped, clock()), shipped.frames))
    assert spoken() == ".700 (recorded, 12 Nov)"

    clock.pass_(days=2)
    study.lab.keep(manifest, ran(manifest, 0.66))
    assert spoken() == ".660 (measured here, 14 Nov)"


def test_a_run_at_other_parameters_is_not_the_number_of_the_explanation(study: Study, manifest: Manifest) -> None:
    study.lab.keep(manifest, ran(manifest, 0.1, n=100))

    assert study.lab.measure("gradient_decay", "rnn_factor") is None


def test_a_number_that_is_not_finite_is_no_number(study: Study, manifest: Manifest) -> None:
    study.lab.keep(manifest, ran(manifest, math.nan))

    assert study.lab.measure("gradient_decay", "rnn_factor") is None


def test_an_unknown_demo_is_told_with_the_nearest_and_a_broken_one_with_its_fault(
    study: Study, manifest: Manifest, tmp_path: Path
) -> None:
    with pytest.raises(UsageError) as unknown:
        study.lab.manifest("gradient_decai")
    assert unknown.value.remedy == "did you mean `gradient_decay`?"

    broken = study.paths.demos / "broken"
    broken.mkdir()
    (broken / "demo.yaml").write_text("id: broken\n")
    study.lab.__dict__.pop("demos")
    with pytest.raises(LabError, match="the demo `broken` cannot be used"):
        study.lab.manifest("broken")
