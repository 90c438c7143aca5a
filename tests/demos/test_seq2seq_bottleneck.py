"""One small run, looked at frame by frame."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, pairwise
from pathlib import Path

import pytest
import torch
from torch import nn

from demos.seq2seq_bottleneck import demo
from tutor.lab.frames import Frame, Matrix, Measure, Point, Progress, Text
from tutor.lab.manifest import load
from tutor.packs.model import Scalar

MANIFEST = load(Path(demo.__file__).parent)


def run(seed: int = 0, **given: Scalar) -> Iterator[Frame]:
    return demo.run(seed=seed, **MANIFEST.resolve(given))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def frames() -> list[Frame]:
    return list(run(length=10, d=32, batches=40))


def test_chance_is_drawn_before_anything_is_built(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "seeded", None)
    frames = run()

    assert [next(frames), next(frames)] == [Point("chance", 4, 1 / 16), Point("chance", 32, 1 / 16)]


def test_each_line_runs_from_the_shortest_source_to_the_longest(frames: list[Frame]) -> None:
    lines = {
        name: [f.x for f in frames if isinstance(f, Point) and f.series == name]
        for name in MANIFEST.plot.series  # type: ignore[union-attr]
    }

    assert lines == {
        "chance": [4, 10],
        "fixed": [4, 8, 10],
        "attention": [4, 8, 10],
        "transformer": [4, 8, 10],
    }


def test_a_measure_is_the_end_of_its_line(frames: list[Frame]) -> None:
    points = {(f.series, f.x): f.y for f in frames if isinstance(f, Point)}
    measures = {f.name: f.value for f in frames if isinstance(f, Measure)}

    for arm in ("fixed", "attention", "transformer"):
        assert measures[f"{arm}_accuracy"] == points[arm, 10]
        assert measures[f"{arm}_at_4"] == points[arm, 4]
    assert measures["gap"] == points["attention", 10] - points["fixed", 10]


def test_progress_counts_every_batch_of_every_arm(frames: list[Frame]) -> None:
    progress = [f for f in frames if isinstance(f, Progress)]

    assert [f.done for f in progress] == list(range(1, 121))
    assert {(f.total, f.of) for f in progress} == {(120, "batches")}


def test_no_more_than_ten_batches_pass_between_two_sentences(frames: list[Frame]) -> None:
    said = [at for at, f in enumerate(frames) if isinstance(f, Text)]

    assert all(sum(isinstance(f, Progress) for f in frames[a:b]) <= 10 for a, b in pairwise([*said, len(frames)]))


def test_each_arm_says_how_many_parameters_it_has(frames: list[Frame]) -> None:
    said = dict.fromkeys(f.text.partition(":")[0] for f in frames if isinstance(f, Text))

    # 17·32 embedded, 2·(3·16·(32 + 16) + 2·48) read both ways, 3·32·(32 + 32) + 2·96 written, (32 + 1)·16 named;
    # attention: 32·33 + 32·32 + 32, and 32·16 more to name.
    assert list(said)[:2] == ["fixed, 12,208 parameters", "attention, 14,832 parameters"]


def test_the_alignment_names_the_source_along_one_edge_and_its_reverse_along_the_other(frames: list[Frame]) -> None:
    (alignment,) = (f for f in frames if isinstance(f, Matrix))

    assert alignment.rows == alignment.columns[::-1]
    assert len(alignment.columns) == 8
    assert set("".join(alignment.columns)) <= set("ABCDEFGHIJKLMNOP")
    assert [sum(row) for row in alignment.values] == pytest.approx([1.0] * 8, rel=1e-5)


def test_every_arm_is_given_the_same_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[list[list[list[int]]]] = []

    def no_training(model: nn.Module, draw, *, steps: int, lr: float) -> Iterator[float]:  # type: ignore[no-untyped-def]
        seen.append([part.tolist() for _ in range(steps) for part in draw()])
        yield 0.0

    monkeypatch.setattr(demo, "train", no_training)

    list(run(length=8, batches=40))

    assert len(seen) == 3
    assert seen[0] == seen[1] == seen[2]


def test_lengths_from_the_shortest_to_the_longest_are_all_trained_on(monkeypatch: pytest.MonkeyPatch) -> None:
    lengths: set[int] = set()

    def no_training(model: nn.Module, draw, *, steps: int, lr: float) -> Iterator[float]:  # type: ignore[no-untyped-def]
        lengths.update(draw().source.shape[1] for _ in range(300))
        yield 0.0

    monkeypatch.setattr(demo, "train", no_training)

    list(run(length=12))

    assert lengths == set(range(4, 13))


def test_two_threads_begin_alike() -> None:
    def begun() -> list[Text]:
        return list(islice((f for f in run(length=8) if isinstance(f, Text)), 2))

    one = begun()
    torch.set_num_threads(2)

    assert begun() == one
