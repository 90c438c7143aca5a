"""The optimum against every answer written out, the scores against counting."""

from __future__ import annotations

import itertools

import pytest
import torch

from demos.rlhf import demo


def every_answer() -> torch.Tensor:
    return torch.tensor([[demo.START, *letters] for letters in itertools.product(range(demo.V), repeat=demo.T)])


def test_the_optimum_is_the_reference_times_exp_of_reward_over_beta(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "T", 4)
    monkeypatch.setattr(demo, "V", 5)
    monkeypatch.setattr(demo, "START", 5)
    reference = demo.bigrams(1.0, torch.Generator().manual_seed(0)).double()
    tokens = every_answer()
    before, rewards = demo.log_p(reference, tokens), demo.reward_of(tokens).double()

    log_best = (before + rewards / 0.5).log_softmax(0)  # over all 625 answers

    reward, kl = demo.optimum(0.5)
    assert reward == pytest.approx(float((log_best.exp() * rewards).sum()), rel=1e-5)
    assert kl == pytest.approx(float((log_best.exp() * (log_best - before)).sum()), rel=1e-5)


def test_the_probabilities_of_all_answers_sum_to_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "T", 3)
    logits = torch.randn(demo.V + 1, demo.V, generator=torch.Generator().manual_seed(1))

    assert float(demo.log_p(logits, every_answer()).exp().sum()) == pytest.approx(1, rel=1e-5)


def test_answers_are_drawn_as_often_as_their_probability_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "T", 1)
    logits = torch.randn(demo.V + 1, demo.V, generator=torch.Generator().manual_seed(2))

    drawn = demo.sample(logits, 50_000, torch.Generator().manual_seed(3))[:, 1]

    shares = torch.bincount(drawn, minlength=demo.V) / 50_000
    torch.testing.assert_close(shares, logits[demo.START].softmax(-1), atol=0.01, rtol=0)


def test_an_answer_earns_its_as_and_the_start_earns_nothing() -> None:
    assert demo.reward_of(torch.tensor([[12, 0, 3, 0], [12, 1, 2, 3]])).tolist() == [2, 0]
