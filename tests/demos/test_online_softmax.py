"""Blockwise attention against PyTorch's."""

from __future__ import annotations

import pytest
import torch
from torch.nn.functional import scaled_dot_product_attention

from demos.online_softmax.demo import D_HEAD, attend


@pytest.mark.parametrize("block", [1, 7, 50, 64])
def test_any_block_gives_pytorch_s_attention(block: int) -> None:
    g = torch.Generator().manual_seed(0)
    q, k, v = (3 * torch.randn(50, D_HEAD, generator=g, dtype=torch.float64) for _ in range(3))

    kept = attend(q, k, v, block)

    torch.testing.assert_close(kept.o / kept.total, scaled_dot_product_attention(q, k, v))
    assert kept.scores == 50 * min(block, 50) * 8


def test_scores_that_overflow_alone_do_not_here() -> None:
    q, k = torch.full((4, D_HEAD), 20.0), torch.full((8, D_HEAD), 20.0)  # every score is 3,200
    v = torch.arange(8.0)[:, None].expand(8, D_HEAD)

    kept = attend(q, k, v, 2)

    torch.testing.assert_close(kept.o / kept.total, torch.full((4, D_HEAD), 3.5))
