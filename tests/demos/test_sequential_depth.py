"""The layers against torch's, and the depth of graphs that can be counted by hand."""

from __future__ import annotations

import math

import torch
from torch import nn

from demos.kit.training import seeded
from demos.sequential_depth import demo


def test_the_loop_in_python_is_the_fused_lstm() -> None:
    net = seeded(lambda: nn.LSTM(6, 6, batch_first=True), 0)
    x = torch.randn(1, 9, 6, generator=torch.Generator().manual_seed(0))

    torch.testing.assert_close(demo.looped(x, net), net(x)[0])


def test_written_out_and_fused_attention_are_the_same() -> None:
    g = torch.Generator().manual_seed(0)
    x, qkv = torch.randn(1, 9, 8, generator=g), torch.randn(24, 8, generator=g) / math.sqrt(8)

    torch.testing.assert_close(demo.attention(x, qkv, demo.explicit), demo.attention(x, qkv, demo.sdpa))


def test_depth_is_the_longest_path_not_the_number_of_operations() -> None:
    x = torch.ones(2, requires_grad=True)
    chain = x.sin().cos().exp()
    bush = x.sin() + x.cos() + x.exp()

    assert demo.depth(chain) == 4  # three operations and the leaf
    assert demo.depth(bush) == 4  # two sums over one operation and the leaf
