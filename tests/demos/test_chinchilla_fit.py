"""The optimum against a search, and against figures that were published."""

from __future__ import annotations

import pytest
import torch

from demos.chinchilla_fit.demo import GOPHER, STARTS, TRUTH, fit, loss, optimum


@pytest.mark.parametrize("name", ["hoffmann", "besiroglu"])
def test_no_other_split_of_the_budget_has_less_loss(name: str) -> None:
    law = TRUTH[name]
    n, d = optimum(law, GOPHER)
    others = n * torch.logspace(-1, 1, 401, dtype=torch.float64)

    assert n * d == pytest.approx(GOPHER / 6)
    assert float(loss(law, n, d)) == pytest.approx(float(loss(law, others, GOPHER / 6 / others).min()), rel=1e-9)


def test_chinchilla_s_loss_by_the_printed_law_is_1_94() -> None:
    assert float(loss(TRUTH["hoffmann"], 70e9, 1.4e12)) == pytest.approx(1.94, abs=0.005)


def test_the_law_behind_runs_without_noise_is_found() -> None:
    g = torch.Generator().manual_seed(0)
    law = TRUTH["besiroglu"]
    n = 10 ** (8 + 2 * torch.rand(100, generator=g, dtype=torch.float64))
    d = 10 ** (9 + 2 * torch.rand(100, generator=g, dtype=torch.float64))

    found = min((fit(n, d, loss(law, n, d), start) for start in STARTS), key=lambda attempt: attempt[1])[0]

    assert list(found) == pytest.approx(list(law), rel=1e-3)
