"""That texts keep the rules and what is exchanged breaks them, and that the chance of a mistake is what it says."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn

from demos.exposure_bias import demo


def generator(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def mistakes(language: demo.Language, x: Tensor) -> Tensor:
    """Where a token may not follow the one before it, (n, N)."""
    return language.forbidden[x[:, :-1], x[:, 1:]]


def test_a_right_text_holds_no_mistake_and_goes_on_by_the_last_two_tokens() -> None:
    language = demo.Language(generator())

    x, slipped = language.texts(50, 0.0, generator(1))

    assert not slipped.any()
    assert not mistakes(language, x).any()
    assert (language.then[x[:, :-2], x[:, 1:-1]] == x[:, 2:, None]).any(-1).all()


def test_a_slip_is_a_mistake_and_nothing_else_is() -> None:
    language = demo.Language(generator())

    x, slipped = language.texts(50, 0.2, generator(1))

    assert 0.15 < float(slipped[:, 2:].double().mean()) < 0.25
    assert torch.equal(mistakes(language, x), slipped[:, 1:])


@pytest.mark.parametrize("wrong", [1, 3])
def test_the_last_tokens_are_exchanged_for_wrong_ones_and_the_others_stay(wrong: int) -> None:
    language = demo.Language(generator())
    right = language.texts(50, 0.0, generator(1))[0][:, : demo.START]

    x = language.spoilt(right, wrong, generator(2))

    assert torch.equal(x[:, :-wrong], right[:, :-wrong])
    assert mistakes(language, x)[:, -wrong:].all()


class Even(nn.Module):
    """Finds every token equally likely."""

    def forward(self, x: Tensor) -> Tensor:
        return torch.zeros(*x.shape, demo.V)


def test_who_knows_nothing_errs_as_often_as_there_are_forbidden_tokens() -> None:
    language = demo.Language(generator())
    right = language.texts(50, 0.0, generator(1))[0][:, : demo.START]

    assert language.mistakes(Even(), right, generator(2)) == pytest.approx([12 / 16] * demo.AFTER)
