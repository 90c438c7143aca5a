"""Two bins worked out by hand, and a temperature that is known."""

from __future__ import annotations

import pytest
import torch

from demos.calibration import demo


def test_two_bins_of_one_size_with_errors_of_a_fifth_and_nothing_have_an_ece_of_a_tenth() -> None:
    confidence = torch.tensor([0.91] * 10 + [0.61] * 10, dtype=torch.float64)
    right = torch.tensor([True] * 7 + [False] * 3 + [True] * 6 + [False] * 4)
    logits = torch.stack([confidence.log(), (1 - confidence).log()], -1)

    sure, share, count = demo.reliability(logits, (~right).long())

    assert sure.tolist() == pytest.approx([0.61, 0.91])
    assert share.tolist() == pytest.approx([0.6, 0.7])
    assert count.tolist() == [10, 10]
    assert demo.ece(sure, share, count) == pytest.approx((0.01 + 0.21) / 2)


def test_the_temperature_undoes_a_multiplication_of_calibrated_logits() -> None:
    g = torch.Generator().manual_seed(0)
    honest = 2 * torch.randn(50_000, 4, generator=g)
    label = honest.softmax(-1).multinomial(1, generator=g)[:, 0]

    assert demo.temperature(honest, label) == pytest.approx(1, rel=0.03)
    assert demo.temperature(3 * honest, label) == pytest.approx(3, rel=0.03)
