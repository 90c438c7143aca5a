"""What an adapter is before its first step, and what it may change."""

from __future__ import annotations

import torch

from demos.lora.demo import D, adapter


def test_training_starts_at_the_base_and_only_b_moves_first() -> None:
    g = torch.Generator().manual_seed(0)
    W, A0 = torch.randn(D, D, generator=g), torch.randn(3, D, generator=g)  # noqa: N806
    (A, B), weight = adapter(W, A0)  # noqa: N806

    assert torch.equal(weight(), W)
    grad_a, grad_b = torch.autograd.grad(weight().square().sum(), (A, B))
    assert not grad_a.any()
    assert grad_b.any()


def test_an_adapter_changes_a_weight_by_its_rank_and_no_more() -> None:
    g = torch.Generator().manual_seed(0)
    W = torch.zeros(D, D)  # noqa: N806
    (_, B), weight = adapter(W, torch.randn(3, D, generator=g))  # noqa: N806
    with torch.no_grad():
        B.copy_(torch.randn(D, 3, generator=g))

    assert int(torch.linalg.matrix_rank(weight().detach())) == 3
