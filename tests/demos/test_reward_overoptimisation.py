"""The best of n normals against known values."""

from __future__ import annotations

import math

import pytest

from demos.reward_overoptimisation import demo


@pytest.mark.parametrize(
    ("n", "mean"), [(1, 0.0), (2, 1 / math.sqrt(math.pi)), (3, 1.5 / math.sqrt(math.pi)), (100, 2.50759)]
)
def test_the_mean_of_the_best_of_n_normals_is_that_of_the_tables(n: int, mean: float) -> None:
    assert demo.best_of(n) == pytest.approx(mean, abs=1e-4)
