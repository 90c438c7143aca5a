"""The other weights are weights, and give the same output; what can be moved is known for three tokens on a line."""

from __future__ import annotations

import pytest
import torch

from demos.attention_null_space import demo


def generator(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


@pytest.mark.parametrize("steered", [True, False])
def test_the_other_weights_are_positive_sum_to_1_and_give_the_same_output(steered: bool) -> None:
    g = generator()
    p, values = demo.normal(20, g=g).softmax(0), demo.normal(20, 4, g=g)

    other = demo.moved(p, values, g, steered=steered)

    assert float(other.min()) > 0
    assert float(other.sum()) == pytest.approx(1)
    torch.testing.assert_close(other @ values, p @ values)
    assert int((other > 0.011 * p).sum()) <= 5  # d_v + 1 tokens carry it, and 1 % of the old weights is mixed in


def test_of_three_tokens_on_a_line_the_outer_two_hand_all_to_the_middle_or_it_to_them() -> None:
    p, values = torch.tensor([0.2, 0.6, 0.2]).double(), torch.tensor([[-1.0], [0.0], [1.0]]).double()

    others = [demo.moved(p, values, generator(seed), steered=False) for seed in range(9)]

    found = {tuple(other.round(decimals=6).tolist()) for other in others}
    assert found == {(0.002, 0.996, 0.002), (0.497, 0.006, 0.497)}


def test_with_as_many_equations_as_weights_nothing_moves() -> None:
    g = generator()
    p, values = demo.normal(5, g=g).softmax(0), demo.normal(5, 4, g=g)

    torch.testing.assert_close(demo.moved(p, values, g, steered=True), p)
