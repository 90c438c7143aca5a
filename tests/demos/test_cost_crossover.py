"""What is counted, against torch's own layers and a product that can be counted by hand."""

from __future__ import annotations

import math

import pytest
import torch
from torch.nn.functional import scaled_dot_product_attention

from demos.cost_crossover import demo
from demos.kit.training import seeded


def test_a_product_of_matrices_is_two_operations_for_each_of_its_multiplications() -> None:
    weights = torch.empty(5, 7, device="meta")

    assert demo.flops(lambda x: x @ weights, torch.empty(3, 5, device="meta")) == 2 * 3 * 5 * 7


def test_mixing_is_attention_of_the_tokens_with_themselves() -> None:
    layer = seeded(lambda: demo.Layer(8, 2, 4), 0)
    x = torch.randn(1, 9, 8, generator=torch.Generator().manual_seed(0))
    q = x.view(1, 9, 2, 4).transpose(1, 2)

    expected = scaled_dot_product_attention(q, q, q).transpose(1, 2).flatten(-2)

    torch.testing.assert_close(layer.mix(x), expected)


def test_an_lstm_takes_16_operations_for_each_of_d_squared_and_n() -> None:
    assert demo.lstm_flops(10, 6) == 16 * 10 * 6 * 6


def test_a_crossing_lies_between_two_lengths_on_a_log_axis() -> None:
    assert demo.crossing([10, 40], [0.25, 0.75], 0.5) == pytest.approx(20)
    assert demo.crossing([10, 40], [0.6, 0.7], 0.5) == 10
    assert math.isnan(demo.crossing([10, 40], [0.1, 0.2], 0.5))
