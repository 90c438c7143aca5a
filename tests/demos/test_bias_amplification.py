"""The theory against counting, the fit against Bayes' rule."""

from __future__ import annotations

import math

import pytest
import torch

from demos.bias_amplification import demo


def generator(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


@pytest.mark.parametrize("balanced", [False, True])
def test_the_theory_is_how_often_bayes_rule_names_the_commoner_gender(balanced: bool) -> None:
    pictures = demo.photograph(200_000, 0.7, 2.0, generator())
    tells = pictures.seen[:, -1]
    prior = 0.0 if balanced else math.log(7 / 3)

    for_one = 2 * tells / 2.0**2 + prior * (2 * pictures.commoner - 1)  # log odds of gender 1

    counted = demo.agrees(for_one > 0, pictures.commoner)
    assert demo.theory(0.7, 2.0, balanced=balanced) == pytest.approx(counted, abs=0.004)


@pytest.mark.parametrize("balanced", [False, True])
def test_the_weights_that_are_learned_are_those_of_bayes_rule(balanced: bool) -> None:
    weights = demo.fit(demo.photograph(200_000, 0.7, 2.0, generator()), 0.7, balanced=balanced).weight[0]

    prior = 0.0 if balanced else math.log(7 / 3)
    assert weights[:-1].tolist() == pytest.approx([prior, -prior] * 5, abs=0.06)
    assert float(weights[-1]) == pytest.approx(2 / 2.0**2, abs=0.02)


def test_every_activity_shows_its_commoner_gender_as_often_as_asked() -> None:
    pictures = demo.photograph(100_000, 0.8, 1.0, generator())

    for activity in range(demo.ACTIVITIES):
        of_it = pictures.seen[:, activity] == 1
        assert demo.agrees(pictures.shown[of_it], pictures.commoner[of_it]) == pytest.approx(0.8, abs=0.02)
