"""The attention against torch's, the distance and the power against cases worked out by hand."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from demos.rank_collapse import demo


def test_the_attention_is_torch_s() -> None:
    g = torch.Generator().manual_seed(0)
    x, qkv = demo.weight(5, demo.D, 8.0, g), demo.weight(3 * demo.D, demo.D, 1.0, g)
    out = demo.weight(demo.D, demo.D, 1.0, g)
    layer = nn.MultiheadAttention(demo.D, demo.HEADS, bias=False).double()
    with torch.no_grad():
        layer.in_proj_weight.copy_(qkv)
        layer.out_proj.weight.copy_(out)

    torch.testing.assert_close(demo.attention(x, qkv, out), layer(x, x, x, need_weights=False)[0])


def test_the_distance_is_1_around_0_and_0_for_equal_rows() -> None:
    assert demo.distance(torch.tensor([[1.0, -2.0], [-1.0, 2.0]])) == pytest.approx(1)
    assert demo.distance(torch.ones(3, 2)) == 0
    assert demo.distance(torch.tensor([[3.0, 1.0], [3.0, -1.0]])) == pytest.approx(0.1**0.5)


def test_the_power_of_a_steady_loss_is_1_of_cubing_3_and_rounding_does_not_count() -> None:
    assert demo.power([0.5**layer for layer in range(8)]) == pytest.approx(1)
    assert demo.power([0.2, 0.5 * 0.2**3, 0.5 * (0.5 * 0.2**3) ** 3, 2e-16, 3e-16]) == pytest.approx(3)
