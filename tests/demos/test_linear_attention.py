"""The features against the kernel they stand for, and the recurrence against its sum."""

from __future__ import annotations

import pytest
import torch

from demos.linear_attention import demo


def test_products_of_features_are_the_exponential_on_average_up_to_one_factor() -> None:
    g = torch.Generator().manual_seed(0)
    q, k = 0.5 * torch.randn(4, demo.D, generator=g), 0.5 * torch.randn(5, demo.D, generator=g)
    w = demo.orthogonal(200_000, g)

    estimated = demo.phi(q, w) @ demo.phi(k, w).T
    exact = (q @ k.T / demo.D**0.5).exp()

    ratio = estimated / exact
    assert (ratio / ratio.mean()).tolist() == [pytest.approx([1.0] * 5, abs=0.06)] * 4


def test_directions_are_orthogonal_within_a_block_and_as_long_as_gaussian_ones() -> None:
    w = demo.orthogonal(3200, torch.Generator().manual_seed(0))

    block = w[:32] @ w[:32].T
    torch.testing.assert_close(block, block.diagonal().diag(), atol=1e-4, rtol=0)
    assert float(w.square().sum(1).mean()) == pytest.approx(demo.D, rel=0.03)


def test_the_first_token_of_a_causal_sum_is_its_own_value() -> None:
    g = torch.Generator().manual_seed(0)
    a, b, v = torch.rand(6, 8, generator=g), torch.rand(6, 8, generator=g), torch.randn(6, demo.D, generator=g)

    torch.testing.assert_close(demo.recurrent(a, b, v)[0], v[0])
    torch.testing.assert_close(demo.recurrent(a, b, v), demo.causal(a, b, v))
