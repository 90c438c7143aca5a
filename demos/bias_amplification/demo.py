"""When does a model exaggerate the bias of its data?

Predict first: in some activities 70 % of those shown are women, in others men. A picture tells who it is, not clearly.
How often does the classifier name the gender that is commoner in its data?

Setup    ten activities; in five of them women are the `share` of those shown, in the others men. A picture gives one
         number, ±1 for who it is, plus noise. Logistic regression sees the activity and that number
Arms     argmax: the likelier gender is named; sampled: one is drawn from the classifier's own probabilities
Measure  share of new pictures for which the gender that its activity has more often is named
Theory   the likelier one is the commoner one unless the number speaks against it by more than logit(share)·noise²/2
Source   Zhao et al. 2017, figure 1; Hall et al. 2022
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from statistics import NormalDist
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy_with_logits, one_hot

from tutor.lab.frames import Frame, Measure, Point, Progress

ACTIVITIES = 10
SWEEP = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0)  # noise of the pictures; their signal is ±1
CLEAR, BLURRED = 0.5, 4.0
TESTED = 20_000


class Pictures(NamedTuple):
    """n pictures: what is seen on each, who is shown (1 or 0), and the gender that its activity has more often."""

    seen: Tensor  # (n, ACTIVITIES + 1): which activity, and the number that tells who it is
    shown: Tensor  # (n,)
    commoner: Tensor  # (n,)


def run(*, seed: int, share: float, noise: float, temperature: float, examples: int, balanced: bool) -> Iterator[Frame]:
    levels = sorted({*SWEEP, noise})
    yield Progress(0, len(levels) + 1, "classifiers")
    g = torch.Generator().manual_seed(seed)
    for number, level in enumerate(levels, 1):
        training, new = photograph(examples, share, level, g), photograph(TESTED, share, level, g)
        logits = fit(training, share, balanced=balanced)(new.seen)[:, 0]  # (TESTED,)
        drawn = torch.bernoulli((logits / temperature).sigmoid(), generator=g)
        named = {"argmax": agrees(logits > 0, new.commoner), "sampled": agrees(drawn, new.commoner)}
        yield Point("argmax", level, named["argmax"])
        yield Point("sampled", level, named["sampled"])
        yield Point("data", level, share)
        yield Point("theory", level, theory(share, level, balanced=balanced))
        if level == noise:
            yield Measure("argmax_share", named["argmax"])
            yield Measure("sampled_share", named["sampled"])
            yield Measure("theory_share", theory(share, level, balanced=balanced))
            yield Measure("accuracy", agrees(logits > 0, new.shown))
        if level in (CLEAR, BLURRED):
            yield Measure("clear_share" if level == CLEAR else "blurred_share", named["argmax"])
        yield Progress(number, len(levels) + 1, "classifiers")

    # Nothing but the activity: what is left is a language model that reads one word and writes the next.
    training, new = photograph(examples, share, 1.0, g), photograph(TESTED, share, 1.0, g)
    training.seen[:, -1] = new.seen[:, -1] = 0
    logits = fit(training, share, balanced=False)(new.seen)[:, 0]
    drawn = torch.bernoulli((logits / temperature).sigmoid(), generator=g)
    yield Measure("blind_argmax", agrees(logits > 0, new.commoner))
    yield Measure("blind_sampled", agrees(drawn, new.commoner))


def photograph(n: int, share: float, noise: float, g: torch.Generator) -> Pictures:
    """Random pictures; in the even activities gender 1 is the commoner one."""
    activity = torch.randint(ACTIVITIES, (n,), generator=g)
    commoner = (activity % 2 == 0).float()
    shown = torch.where(torch.rand(n, generator=g) < share, commoner, 1 - commoner)
    tells = 2 * shown - 1 + noise * torch.randn(n, generator=g)
    return Pictures(torch.cat([one_hot(activity, ACTIVITIES), tells[:, None]], -1), shown, commoner)


def fit(pictures: Pictures, share: float, *, balanced: bool) -> nn.Linear:
    """Logistic regression: logits of gender 1. Balanced, both genders weigh the same in every activity."""
    model = nn.Linear(ACTIVITIES + 1, 1, bias=False)
    nn.init.zeros_(model.weight)
    weight = torch.where(pictures.shown == pictures.commoner, 1 - share, share) if balanced else None
    optimizer = torch.optim.LBFGS(model.parameters(), max_iter=30, line_search_fn="strong_wolfe")

    def loss() -> Tensor:
        optimizer.zero_grad()
        value = binary_cross_entropy_with_logits(model(pictures.seen)[:, 0], pictures.shown, weight)
        value.backward()
        return value

    optimizer.step(loss)
    return model.requires_grad_(False)


def theory(share: float, noise: float, *, balanced: bool) -> float:
    """How often the commoner gender is the likelier one, by Bayes' rule for ±1 in Gaussian noise."""
    prior = 0.0 if balanced else math.log(share / (1 - share))
    margin = prior * noise**2 / 2  # by how much the number must speak against it
    below = NormalDist().cdf
    return share * below((1 + margin) / noise) + (1 - share) * below((margin - 1) / noise)


def agrees(named: Tensor, wanted: Tensor) -> float:
    return float((named == wanted).double().mean())
