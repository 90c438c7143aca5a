"""The alignment that is known to be right, and what is said of a pattern that follows it."""

from __future__ import annotations

import torch

from demos.cross_attention import demo
from demos.kit.tasks import rewrite
from tutor.lab.frames import Matrix, Measure


def test_the_wanted_source_token_is_the_one_that_is_written() -> None:
    for task in ("reverse", "copy"):
        batch = rewrite(task, 3, 7, 16, torch.Generator().manual_seed(0))

        assert torch.equal(batch.source.float() @ demo.wanted(task, 7).T, batch.target.float())


def test_each_token_has_the_neighbours_beside_it_in_the_source_and_none_beyond_its_ends() -> None:
    beside = demo.neighbours(demo.wanted("reverse", 4))

    assert beside.tolist() == [[0, 0, 1, 0], [0, 1, 0, 1], [1, 0, 1, 0], [0, 1, 0, 0]]


def test_an_untrained_pattern_is_nearly_even_and_is_shown_first() -> None:
    frames = list(demo.run(seed=0, task="reverse", length=6, d=32, batches=1))

    untrained, trained = (f for f in frames if isinstance(f, Matrix))
    measured = {f.name: f.value for f in frames if isinstance(f, Measure)}

    assert (untrained.name, trained.name) == ("untrained", "trained")
    assert untrained.rows == untrained.columns[::-1]
    assert all(abs(weight - 1 / 6) < 0.1 for row in untrained.values for weight in row)
    assert abs(measured["aligned"] - 1 / 6) < 0.05
