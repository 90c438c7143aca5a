"""Rounding by hand."""

from __future__ import annotations

import pytest
import torch

from demos.quantization import demo


def test_at_three_bits_weights_round_to_thirds_of_the_largest() -> None:
    w = torch.tensor([[3.0, 1.4, -0.4], [0.6, -1.6, 0.2]])

    assert demo.rounding(w, 3, "tensor").tolist() == [[3, 1, 0], [1, -2, 0]]
    by_row = demo.rounding(w, 3, "channel")
    assert by_row[0].tolist() == [3, 1, 0]
    assert by_row[1].tolist() == pytest.approx([1.6 / 3, -1.6, 0])


def test_an_outlier_harms_its_own_group_alone() -> None:
    w = torch.ones(1, 64)
    w[0, 0] = 100.0

    rounded = demo.rounding(w, 4, "group")

    assert rounded[0, 1:32].tolist() == [0] * 31
    assert rounded[0, 32:].tolist() == pytest.approx([1] * 32)
