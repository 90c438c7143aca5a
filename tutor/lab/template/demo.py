"""How much steadier is the gradient of a batch four times as large?

Predict first: with batches of 64 instead of 16, what share of the spread is left?

Shapes   N examples of d features; B in a batch; as many draws of a batch as are asked for
Theory   the mean of B independent draws has a B-th of their variance, so its spread falls as 1/sqrt(B)
Source   Goodfellow, Bengio and Courville 2016, section 8.1.3
"""

from __future__ import annotations

from collections.abc import Iterator

import torch

from tutor.lab.frames import Frame, Measure, Point

N = 4096
SIZES = (1, 4, 16, 64, 256)


def run(*, seed: int, d: int, noise: float, draws: int) -> Iterator[Frame]:
    g = torch.Generator().manual_seed(seed)  # everything random comes from here
    x = torch.randn(N, d, generator=g)  # (N, d)
    y = x.mean(1) + noise * torch.randn(N, generator=g)  # (N,)
    gradients = -2 * y[:, None] * x  # (N, d): of (w·x − y)² at w = 0, one for each example

    spread = {}
    for B in SIZES:
        batches = torch.randint(N, (draws, B), generator=g)  # (draws, B)
        steps = torch.stack([gradients[batch].mean(0) for batch in batches])  # (draws, d): where SGD would go
        spread[B] = steps.std(0).norm()
        yield Point("measured", B, spread[B] / spread[1])
        yield Point("theory", B, B**-0.5)

    yield Measure("ratio", spread[64] / spread[16])
