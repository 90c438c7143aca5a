"""Which attention scores depend on the distance of two tokens only, and which on where they stand?

Predict first: sinusoids are added to two embeddings, as in 2017, and both tokens move 100 positions to the right. By
how much does their score change, measured in standard deviations of the scores?

Shapes   P pairs of tokens x and y, d numbers each; each pair gets all N x N positions: scores (P, N, N). Row i is the
         query x at position i, column j the key y at position j
Arms     rope: q and k are rotated by their position; sinusoid: sinusoids are added to x and y before W_Q and W_K;
         table: the same with a random vector per position, as a learned table begins; bare: sinusoid times sinusoid,
         no token and no weights
Measure  rms of S[i + s, j + s] − S[i, j] over all i, j, as a share of the standard deviation of S over all positions.
         Two unrelated scores differ by √2 of it
Source   Su et al. 2021, section 3.2; Vaswani et al. 2017, section 3.5; rounding: Wang et al. 2024 (When precision meets
         position)
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import torch
from torch import Tensor

from demos.kit.transformer import rotate
from tutor.lab.frames import Frame, Measure, Point

P, N = 8, 320
SHIFTS = (1, 2, 4, 8, 16, 32, 64, 128, 256)


def run(*, seed: int, shift: int, d: int, base: int, precision: str) -> Iterator[Frame]:
    g = torch.Generator().manual_seed(seed)
    dtype: torch.dtype = getattr(torch, precision)

    def normal(*shape: int) -> Tensor:
        return torch.randn(*shape, generator=g, dtype=torch.float64).to(dtype)

    x, y = normal(P, 1, 1, d).expand(P, 1, N, d), normal(P, 1, 1, d).expand(P, 1, N, d)  # the same token everywhere
    W_q, W_k = normal(d, d) / math.sqrt(d), normal(d, d) / math.sqrt(d)
    waves, table = sinusoids(d, base, dtype), normal(N, d) / math.sqrt(2)  # (N, d), entries of the same size

    scores = {
        "bare": waves @ waves.T,
        "rope": rotate(x @ W_q, base) @ rotate(y @ W_k, base).mT,
        "sinusoid": ((x + waves) @ W_q) @ ((y + waves) @ W_k).mT,
        "table": ((x + table) @ W_q) @ ((y + table) @ W_k).mT,
    }  # (…, N, N)
    for s in sorted({*SHIFTS, shift}):
        for arm, S in scores.items():
            yield Point(arm, s, change(S.double(), s))
            if s == shift:
                yield Measure(f"{arm}_change", change(S.double(), s))


def sinusoids(d: int, base: float, dtype: torch.dtype) -> Tensor:
    """The position vectors of 2017 (N, d), here all sines before all cosines."""
    speed = base ** (-torch.arange(0, d, 2, dtype=dtype) / d)  # (d/2,)
    angle = torch.arange(N, dtype=dtype)[:, None] * speed
    return torch.cat([angle.sin(), angle.cos()], -1)


def change(S: Tensor, s: int) -> float:
    """How much the scores (…, N, N) change when both tokens move s positions on, as a share of how much they vary."""
    moved = S[..., s:, s:] - S[..., :-s, :-s]
    varied = S - S.mean((-1, -2), keepdim=True)
    return float(moved.square().mean().sqrt() / varied.square().mean().sqrt())
