"""Each arm's block against its formula, and the task against its words."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn
from torch.nn.functional import layer_norm

from demos.depth_trainability import demo
from demos.kit.training import seeded

X = torch.randn(2, 5, demo.D, generator=torch.Generator().manual_seed(0))


def normed(x: Tensor) -> Tensor:
    return layer_norm(x, (demo.D,))


FORMULAS: dict[str, Callable[[Tensor, nn.Module], Tensor]] = {
    "pre": lambda x, f: x + f(normed(x)),
    "post": lambda x, f: normed(x + f(x)),
    "residual": lambda x, f: x + f(x),
    "norm": lambda x, f: f(normed(x)),
    "neither": lambda x, f: f(x),
}


@pytest.mark.parametrize("arm", demo.ARMS)
def test_a_block_is_the_formula_of_its_arm_twice(arm: str) -> None:
    residual, norm = demo.ARMS[arm]
    block = seeded(lambda: demo.Block(residual=residual, norm=norm), 0)

    expected = FORMULAS[arm](FORMULAS[arm](X, block.attention), block.mlp)

    torch.testing.assert_close(block(X), expected)


def test_the_target_is_the_token_before() -> None:
    tokens, target = demo.previous_token(3, torch.Generator().manual_seed(0))

    assert torch.equal(target[:, 1:], tokens[:, :-1])


def test_tokens_that_are_all_the_same_have_no_difference_left() -> None:
    assert demo.distance(nn.Identity(), X[:, :1].expand(2, 5, demo.D)) == pytest.approx(0, abs=1e-6)
