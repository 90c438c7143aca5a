"""Why does attention divide its scores by √d_head?

Predict first: 64 random keys, heads 64 numbers wide, no division. How much of its attention does a query give to the
key it likes best?

Shapes   Q queries and n keys, d numbers each; scores and pattern are (Q, n)
Inputs   normal, mean 0, standard deviation `std`: then q·k sums d products, and has a standard deviation of std²·√d.
         With `aligned` = a, each query is a parts of one of the keys and √(1 − a²) parts of noise
Measure  the pattern's largest weight and its entropy, as means over the queries; the gradient's way through the
         softmax, |∂pattern/∂scores|, at the median query, because a few undecided queries hold up the mean
Source   Vaswani et al. 2017, section 3.2.1 with footnote 4; 1/d: Yang et al. 2022 (Tensor Programs V), definition 4.1
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import torch
from torch import Tensor

from tutor.lab.frames import Frame, Measure, Point

Q = 256  # queries: enough for two decimals
WIDTHS = (4, 8, 16, 32, 64, 128, 256, 512, 1024)
DIVISORS = {"unscaled": 0.0, "scaled": 0.5, "over": 1.0}  # scores are divided by d to this power


def run(*, seed: int, d_head: int, keys: int, std: float, aligned: float) -> Iterator[Frame]:
    g = torch.Generator().manual_seed(seed)
    for d in sorted({*WIDTHS, d_head}):
        k = std * torch.randn(keys, d, generator=g, dtype=torch.float64)  # (n, d)
        noise = std * torch.randn(Q, d, generator=g, dtype=torch.float64)  # (Q, d)
        liked = torch.randint(keys, (Q,), generator=g)
        q = aligned * k[liked] + math.sqrt(1 - aligned**2) * noise  # (Q, d), entries as large as before
        scores = q @ k.T  # (Q, n)
        patterns = {arm: (scores / d**power).softmax(-1) for arm, power in DIVISORS.items()}  # rows sum to 1

        yield Point("even", d, 1 / keys)
        for arm, pattern in patterns.items():
            yield Point(arm, d, top(pattern))
        if d == d_head:
            yield Measure("score_std", scores.std())
            for arm, pattern in patterns.items():
                yield Measure(f"{arm}_top", top(pattern))
                yield Measure(f"{arm}_entropy", entropy(pattern))
                yield Measure(f"{arm}_gradient", gradient(pattern))


def top(pattern: Tensor) -> Tensor:
    """The largest weight of a row, on average."""
    return pattern.amax(-1).mean()


def entropy(pattern: Tensor) -> Tensor:
    """Mean entropy of the rows, as a share of ln n: 1 is even, 0 is all on one key."""
    return -torch.xlogy(pattern, pattern).sum(-1).mean() / math.log(pattern.shape[-1])


def gradient(pattern: Tensor) -> Tensor:
    """Frobenius norm of a row's Jacobian ∂pattern/∂scores = diag(p) − p pᵀ, at the median row.

    |diag(p) − p pᵀ|² = Σ p² − 2 Σ p³ + (Σ p²)². It goes to 0 as all goes to one key.
    """
    squares, cubes = pattern.square().sum(-1), pattern.pow(3).sum(-1)
    return (squares - 2 * cubes + squares.square()).clamp_min(0).sqrt().median()
