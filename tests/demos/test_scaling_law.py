"""The theory line and the fit, against sums and cases that are known."""

from __future__ import annotations

import pytest
import torch

from demos.scaling_law import demo


@pytest.mark.parametrize("zipf", [1.6, 2.0])
def test_the_asymptote_is_what_a_memoriser_misses_when_facts_and_draws_are_many(zipf: float) -> None:
    p = torch.arange(1, 4_000_001, dtype=torch.float64) ** -zipf
    p = p / p.sum()
    missed = float((p * (1 - p) ** 8192).sum()) * (1 - 1 / demo.LABELS)

    assert demo.asymptote(8192, zipf, p) == pytest.approx(missed, rel=0.02)


def test_a_power_law_is_fitted_exactly_and_noise_lowers_r2() -> None:
    x = [1.0, 2.0, 3.0, 4.0]

    assert demo.fit(x, [5 - 0.375 * value for value in x]) == pytest.approx((-0.375, 1.0))
    assert demo.fit(x, [1.0, -1.0, 1.0, -1.0])[1] == pytest.approx(0.2)
