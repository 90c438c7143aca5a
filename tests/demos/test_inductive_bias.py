"""What each net can see, which is all that its bias is."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn

from demos.inductive_bias import demo
from demos.kit.training import seeded


class Echo(nn.Module):
    """Answers each token with itself."""

    def forward(self, x: Tensor) -> Tensor:
        return nn.functional.one_hot(x, demo.V)


def changed_at(build: Callable[[], nn.Module], position: int) -> list[int]:
    """The positions whose answer changes with the token at `position`."""
    model = seeded(build, 0)
    x = torch.zeros(1, demo.N, dtype=torch.long)
    other = x.clone()
    other[0, position] = 1
    moved: Tensor = (model(x) - model(other)).abs().amax((0, 2)) > 1e-6
    return [int(t) for t in moved.nonzero()[:, 0]]


@pytest.mark.parametrize("reach", [1, 2, 6])
def test_a_token_is_seen_by_itself_and_as_many_after_it_as_the_convolution_reaches(reach: int) -> None:
    assert changed_at(lambda: demo.Convolution(reach), 3) == list(range(3, 3 + reach + 1))


def test_to_the_others_it_is_open_to_the_end_and_never_before_it() -> None:
    for build in (demo.Recurrence, demo.Attention):
        assert changed_at(build, 3) == list(range(3, demo.N)), build.__name__


def test_the_convolution_answers_alike_wherever_the_tokens_stand() -> None:
    model = seeded(lambda: demo.Convolution(2), 0)
    x = torch.randint(demo.V, (1, demo.N), generator=torch.Generator().manual_seed(0))

    torch.testing.assert_close(model(x)[:, 4:-1], model(x.roll(1, 1))[:, 5:])


def test_a_share_counts_only_what_is_asked() -> None:
    x = torch.tensor([[1, 2, 3, 4]])
    answers = torch.tensor([[demo.UNASKED, 2, 0, 4]])

    assert demo.share(Echo(), x, answers) == pytest.approx(2 / 3)
