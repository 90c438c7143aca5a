"""Why does attention blur at length?

Predict first: one key fits the query, its score stands 5 above the average of all others. Among 512 keys, what share of
the attention does it get?

Shapes   R queries, each with one match and n − 1 distractors; scores and pattern are (R, n), the match is key 0
Scores   the match `gap`, the distractors normal with mean 0 and standard deviation `spread`, independent
Theory   the match weighs e^gap, a distractor e^(spread²/2) on average, so its share is about
         e^gap / (e^gap + (n − 1) · e^(spread²/2)): exact where the spread is 0
Remedy   scores multiplied by ln n / ln 16, one way of those that let the sharpness grow with the length
Source   Veličković et al. 2024, lemma 2.1: with bounded scores every weight falls like 1/n; for ln n: Nakanishi 2025
         (Scalable-Softmax)
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import torch
from torch import Tensor

from tutor.lab.frames import Frame, Measure, Point

R = 512  # queries
SHORTEST = 16  # keys at which the remedy leaves the scores as they are
LENGTHS = tuple(2**power for power in range(4, 14))  # 16 … 8,192


def run(*, seed: int, gap: float, keys: int, spread: float) -> Iterator[Frame]:
    g = torch.Generator().manual_seed(seed)
    scores = spread * torch.randn(R, LENGTHS[-1], generator=g)  # (R, n)
    scores[:, 0] = gap
    for n in sorted({*LENGTHS, keys}):
        z = scores[:, :n]  # the same distractors, and more of them
        weights = {
            "theory": 1 / (1 + (n - 1) * math.exp(spread**2 / 2 - gap)),
            "sharpened": share(z * (math.log(n) / math.log(SHORTEST))),
            "match": share(z),
        }
        for arm, weight in weights.items():
            yield Point(arm, n, weight)
        if n == keys:
            for arm, weight in weights.items():
                yield Measure(f"{arm}_weight", weight)
            yield Measure("found", (z.argmax(-1) == 0).double().mean())
            yield Measure("times", (z[:, 0] - z[:, 1:].logsumexp(-1) + math.log(n - 1)).exp().mean())


def share(scores: Tensor) -> Tensor:
    """The weight of the match, key 0, on average over the queries."""
    return scores.softmax(-1)[:, 0].mean()
