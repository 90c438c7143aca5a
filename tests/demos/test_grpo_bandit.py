"""Advantages and silent groups worked out by hand."""

from __future__ import annotations

import pytest
import torch

from demos.grpo_bandit import demo


def test_rewards_1_0_0_1_have_advantages_of_plus_and_minus_one() -> None:
    rewards = torch.tensor([[1.0, 0.0, 0.0, 1.0]])

    assert demo.ADVANTAGES["group"](rewards).tolist()[0] == pytest.approx([1, -1, -1, 1], abs=1e-5)
    assert demo.ADVANTAGES["centred"](rewards).tolist() == [[0.5, -0.5, -0.5, 0.5]]
    assert demo.ADVANTAGES["raw"](rewards) is rewards


@pytest.mark.parametrize("reward", [0.0, 1.0])
@pytest.mark.parametrize("group", range(2, 65, 2))
def test_equal_rewards_have_advantages_of_exactly_nothing(reward: float, group: int) -> None:
    assert demo.ADVANTAGES["group"](torch.full((1, group), reward)).tolist() == [[0.0] * group]


def test_of_two_tosses_half_are_alike_and_a_sure_thing_always_is() -> None:
    assert float(demo.theory(torch.tensor([0.5]), 2)) == pytest.approx(0.5)
    assert float(demo.theory(torch.tensor([0.9]), 16)) == pytest.approx(0.9**16, rel=1e-4)
    assert float(demo.theory(torch.tensor([1.0]), 4)) == 1
