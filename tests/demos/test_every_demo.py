"""Every shipped demo is held to its word: what it claims holds, it is the same again, and it shows something early."""

from __future__ import annotations

import importlib
import itertools
import time
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

import pytest
import torch

from tutor.lab.expectations import judge
from tutor.lab.extras import is_there
from tutor.lab.frames import Bars, Frame, Matrix, Measure, Point, encode
from tutor.lab.manifest import Demos, Manifest
from tutor.lab.record import recorded
from tutor.packs.model import Scalar

DEMOS = Demos(Path(__file__).parents[2] / "demos")
SEEDS = (0, 1, 2)
CLOCKS = ("perf_counter", "thread_time")

every_demo = pytest.mark.parametrize("manifest", DEMOS.values(), ids=list(DEMOS))
each_that_runs = pytest.mark.parametrize(
    "manifest",
    [
        pytest.param(demo, id=demo.id, marks=pytest.mark.skipif(not is_there(demo.needs), reason=f"needs {demo.needs}"))
        for demo in DEMOS.values()
    ],
)


def frames(manifest: Manifest, seed: int, parameters: Mapping[str, Scalar]) -> Iterator[Frame]:
    demo = importlib.import_module(f"demos.{manifest.id}.demo")
    found: Iterator[Frame] = demo.run(seed=seed, **parameters)
    return found


@cache
def small(demo: str, seed: int) -> tuple[Frame, ...]:
    """What a demo yields at its small setting."""
    return tuple(frames(DEMOS[demo], seed, DEMOS[demo].resolve(preset="small")))


def measures(manifest: Manifest, seed: int) -> dict[str, float]:
    return {f.name: f.value for f in small(manifest.id, seed) if isinstance(f, Measure)}


def test_no_shipped_manifest_has_a_problem() -> None:
    assert [str(problem) for problem in DEMOS.problems] == []
    assert {"gradient_decay", "seq2seq_bottleneck"} <= DEMOS.keys()


@each_that_runs
def test_at_the_small_setting_something_is_claimed_and_it_holds_on_seeds_0_to_2(manifest: Manifest) -> None:
    judgements = judge(manifest, manifest.resolve(preset="small"), [measures(manifest, seed) for seed in SEEDS])

    judged = [judgement for judgement in judgements if judgement.holds is not None]
    assert judged, "the small setting judges nothing"
    assert [(j.title, j.measured, j.note) for j in judged if not j.holds] == []


@every_demo
def test_every_claim_is_judged_at_the_default_or_at_a_preset(manifest: Manifest) -> None:
    settings = [manifest.resolve(preset=preset) for preset in (None, *manifest.presets)]
    judged = {j.title for setting in settings for j in judge(manifest, setting, [{}]) if j.holds is not None}

    assert [claim.title for claim in manifest.expectations if claim.title not in judged] == []


@each_that_runs
def test_it_measures_what_its_manifest_names_and_nothing_else(manifest: Manifest) -> None:
    assert measures(manifest, 0).keys() == manifest.measures.keys()


@each_that_runs
def test_a_seed_gives_the_same_frames_again_whatever_ran_before(
    manifest: Manifest, monkeypatch: pytest.MonkeyPatch
) -> None:
    def again() -> Sequence[Frame]:
        ticks = itertools.count()  # what is timed differs from run to run: a clock that ticks once a look does not
        for clock in CLOCKS:
            monkeypatch.setattr(time, clock, lambda: float(next(ticks)))
        return tuple(frames(manifest, 0, manifest.resolve(preset="small")))

    timed = any(clock in manifest.code for clock in CLOCKS)
    first = again() if timed else small(manifest.id, 0)
    torch.manual_seed(12345)

    assert [encode(frame) for frame in again()] == [encode(frame) for frame in first]


@each_that_runs
def test_another_seed_measures_something_else(manifest: Manifest) -> None:
    assert measures(manifest, 0) != measures(manifest, 1)


@each_that_runs
def test_it_draws_the_series_its_plot_names(manifest: Manifest) -> None:
    assert manifest.plot is not None

    drawn = {frame.series for frame in small(manifest.id, 0) if isinstance(frame, Point)}
    drawn |= {frame.name for frame in small(manifest.id, 0) if isinstance(frame, Matrix | Bars)}

    assert manifest.plot.series.keys() <= drawn


@every_demo
def test_only_what_is_filled_in_names_a_parameter(manifest: Manifest) -> None:
    """`{{d}}` is filled in `about` and `ask`; anywhere else a reader would see the braces."""
    texts = [manifest.predict.because, manifest.limits or "", *(wrong.why for wrong in manifest.predict.wrong)]
    texts += [text for claim in manifest.expectations for text in (claim.title, claim.because)]

    assert [text for text in texts if "{{" in text] == []


@every_demo
def test_it_says_where_it_breaks_down(manifest: Manifest) -> None:
    assert manifest.limits


@each_that_runs
def test_a_whole_number_may_be_the_one_after_the_lowest(manifest: Manifest) -> None:
    """Where it may not, as a width that is shared out among heads, its `multiple` says so."""
    for name, parameter in manifest.parameters.items():
        if parameter.range and parameter.kind == "int":
            parameters = manifest.resolve({name: int(parameter.range[0]) + (parameter.multiple or 1)}, "small")
            assert len(list(itertools.islice(frames(manifest, 0, parameters), 3))) == 3, f"{name} = {parameters[name]}"


@each_that_runs
@pytest.mark.parametrize("end", [0, 1], ids=["lowest", "highest"])
def test_the_first_frames_come_at_both_ends_of_every_range(manifest: Manifest, end: int) -> None:
    for name, parameter in manifest.parameters.items():
        if parameter.range:
            value = parameter.range[end]
            parameters = manifest.resolve({name: int(value) if parameter.kind == "int" else float(value)}, "small")
            assert len(list(itertools.islice(frames(manifest, 0, parameters), 3))) == 3, f"{name} = {value}"


@every_demo
def test_the_recorded_run_is_of_this_code_and_holds(manifest: Manifest) -> None:
    stored = recorded(manifest)

    assert stored is not None, "make recordings"
    assert stored.record.hash == manifest.hash, "the demo changed since: make recordings"
    assert stored.record.parameters == manifest.resolve()
    assert [e["that"] for e in stored.record.expectations if e["holds"] is False] == []
