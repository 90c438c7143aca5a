"""Shares of attention that can be worked out by hand."""

from __future__ import annotations

import pytest
import torch

from demos.attention_explorer import demo
from demos.kit.minilm import HEADS, LAYERS, MiniLM, Read


def read(d: int = 24, n: int = 4) -> tuple[MiniLM, Read]:
    """A model whose [CLS] has a state of 0 in every layer, and heads that look at all four tokens alike."""
    g = torch.Generator().manual_seed(0)
    weights = {}
    for layer in range(LAYERS):
        name = f"encoder.layer.{layer}.attention"
        weights[f"{name}.self.value.weight"] = torch.eye(d)
        weights[f"{name}.self.value.bias"] = torch.zeros(d)
        weights[f"{name}.output.dense.weight"] = torch.linalg.qr(torch.randn(d, d, generator=g)).Q
    state = torch.ones(1, n, d)
    state[:, 0] = 0
    even = torch.full((1, HEADS, n, n), 1 / n)
    return MiniLM(weights, {}), Read(torch.ones(1, n) > 0, [state] * (LAYERS + 1), [even] * LAYERS)


def test_a_token_without_a_value_has_weight_and_adds_nothing() -> None:
    assert demo.first_share(*read()) == pytest.approx((0.25, 0))


def test_a_value_half_as_long_adds_half_as_much() -> None:
    model, found = read()
    for state in found.states:
        state[:, 0] = 0.5

    assert demo.first_share(model, found) == pytest.approx((0.25, 0.5 / 3.5))  # W_O is orthogonal: it keeps lengths


def test_looking_beside_is_counted_for_the_words_alone() -> None:
    previous = torch.diag(torch.ones(4), -1)
    previous[0, 0] = 1  # [CLS] has nothing before it

    assert demo.beside(previous, -1) == 1
    assert demo.beside(previous, 1) == 0
