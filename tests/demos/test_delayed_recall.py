"""The task, the share of the gradient against autograd's own, and the forget bias."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from demos.delayed_recall import demo
from demos.kit.training import seeded


def generator(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def test_a_sequence_is_a_symbol_and_then_noise_and_asks_for_the_symbol() -> None:
    batch = demo.recall(500, 7, generator())
    tokens = torch.cat([batch.before, batch.last], 1)

    assert tokens.shape == (500, 7)
    assert torch.equal(tokens[:, :1], batch.target)
    assert set(tokens[:, 0].tolist()) == set(range(8))
    assert set(tokens[:, 1:].flatten().tolist()) == {8, 9}


def test_the_share_is_the_gradient_at_the_first_embedding_over_that_at_the_last() -> None:
    model = seeded(lambda: demo.Recurrent(nn.GRU(6, 6, batch_first=True)), 0)
    batch = demo.recall(4, 5, generator())
    x = model.embed(torch.cat([batch.before, batch.last], 1)).detach().requires_grad_()
    logits = model.unembed(model.net(x)[0][:, -1:])
    logits.backward(torch.randn(logits.shape, generator=generator(3)))
    assert x.grad is not None
    norms = x.grad.norm(dim=-1).mean(0)

    assert demo.gradient_share(model, batch, 3) == pytest.approx(float(norms[0] / norms[-1]), rel=1e-5)


def test_without_a_recurrent_matrix_nothing_arrives_at_the_symbol() -> None:
    model = seeded(lambda: demo.Recurrent(nn.RNN(6, 6, batch_first=True)), 0)
    nn.init.zeros_(model.net.get_parameter("weight_hh_l0"))

    assert demo.gradient_share(model, demo.recall(4, 5, generator()), 0) == 0


def test_the_forget_bias_is_the_sum_of_torch_s_two_and_no_other_gate_is_touched() -> None:
    plain, set_to_2 = (seeded(lambda: nn.LSTM(3, 3), 0) for _ in range(2))
    demo.forgetting(set_to_2, 2.0)

    def biases(net: nn.LSTM) -> torch.Tensor:
        return net.get_parameter("bias_ih_l0") + net.get_parameter("bias_hh_l0")

    assert biases(set_to_2)[3:6].tolist() == [2.0] * 3
    assert torch.equal(biases(set_to_2)[:3], biases(plain)[:3])
    assert torch.equal(biases(set_to_2)[6:], biases(plain)[6:])
