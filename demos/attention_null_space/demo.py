"""Can different attention weights give the same output?

Predict first: a query attends to 32 tokens whose values have 8 numbers each. How much of its attention can be moved to
other tokens without changing the output?

Shapes   n tokens with values V (n, d_v); a query's weights p (n,) are positive and sum to 1; its output is p V (d_v,)
Theory   p + δ gives the same output, and still sums to 1, if δ [V 1] = 0: d_v + 1 equations, so n − d_v − 1 directions
         are free. Along each of them one can go until a weight reaches 0; where n > d_v + 1 there is always another, so
         that d_v + 1 tokens can carry it all (Carathéodory's theorem)
Arms     steered: each direction is as close as the equations allow to taking weight from where it was; random: any one
Measure  total variation, ½ Σ |p − p′|: the share of the attention that went to other tokens. 1 % of the old weights is
         mixed back in, so that all are positive and a softmax could give them
Numbers  float64: 1e-9 is a difference, 1e-14 is rounding
Source   Brunner et al. 2020, section 3; Jain & Wallace 2019, section 4.2; the reply: Wiegreffe & Pinter 2019
"""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import Tensor

from tutor.lab.frames import Bars, Frame, Measure, Point, Progress

QUERIES = 8
KEPT = 0.01  # share of the old weights mixed back in
SIZES = (1, 2, 4, 8, 16, 32, 64)


def run(*, seed: int, n: int, d_v: int, sharpness: float) -> Iterator[Frame]:
    g = torch.Generator().manual_seed(seed)
    weights = (sharpness * normal(QUERIES, n, g=g)).softmax(-1)  # (QUERIES, n), rows sum to 1
    values = normal(n, max(d_v, n - 1), g=g)  # (n, …), of which the first d are used
    sizes = sorted({size for size in SIZES if size < n} | {n - 1, d_v})
    for done, size in enumerate(sizes):
        yield Progress(done, len(sizes), "sizes")
        V = values[:, :size]  # (n, d_v)
        steered = torch.stack([moved(p, V, g, steered=True) for p in weights])
        anyhow = torch.stack([moved(p, V, g, steered=False) for p in weights])
        yield Point("steered", size, variation(weights, steered))
        yield Point("random", size, variation(weights, anyhow))
        if size == d_v:
            favourite = weights.argmax(-1, keepdim=True)
            yield Measure("steered_moved", variation(weights, steered))
            yield Measure("random_moved", variation(weights, anyhow))
            yield Measure("favourite_kept", (steered / weights).gather(-1, favourite).mean())
            yield Measure("difference", ((steered - weights) @ V).abs().max())
            yield Measure("free", n - torch.linalg.matrix_rank(with_ones(V)))
            for name, p in {"weights": weights[0], "other weights": steered[0]}.items():
                yield Bars(name, range(1, n + 1), p)


def moved(before: Tensor, V: Tensor, g: torch.Generator, *, steered: bool) -> Tensor:
    """Other weights (n,) with the same output: steps that it cannot show, until d_v + 1 tokens are left.

    A steered step takes weight from all tokens, in proportion to what they had, as far as the output allows it.
    """
    equations, p, left = with_ones(V), before.clone(), torch.arange(len(before))
    while len(left) > equations.shape[1]:
        seen = torch.linalg.qr(equations[left]).Q  # (left, d_v + 1): a step along these would show
        wish = normal(len(left), g=g)
        wish = -wish.abs() * before[left] if steered else wish
        step = wish - seen @ (seen.T @ wish)  # sums to 0, so some weights fall
        room = torch.where(step < 0, -p[left] / step, torch.inf)  # how far until each of them is at 0
        p[left] += room.min() * step
        p[left[room.argmin()]] = 0.0
        left = left[torch.arange(len(left)) != room.argmin()]
    return p + KEPT * (before - p)


def with_ones(V: Tensor) -> Tensor:
    """[V 1] (n, d_v + 1): what a change of the weights is multiplied by to show in the output or in the sum."""
    return torch.cat([V, torch.ones(len(V), 1, dtype=V.dtype)], 1)


def variation(p: Tensor, other: Tensor) -> Tensor:
    """The share of the attention that is elsewhere, on average over the queries."""
    return (p - other).abs().sum(-1).mean() / 2


def normal(*shape: int, g: torch.Generator) -> Tensor:
    return torch.randn(*shape, generator=g, dtype=torch.float64)
