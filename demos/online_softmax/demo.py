"""How is exact attention computed without ever holding the n² scores?

Predict first: blockwise attention never sees a whole row of scores before it must mix values. How far is its output
from ordinary attention, in float32?

Idea     keep for every query the largest score so far m, the sum l of exp(score − m), and the unnormalised output o.
         A new block may raise m; what is kept is then multiplied by exp(m_old − m_new), and nothing is lost
Shapes   n queries, keys and values, D_HEAD wide; a block of scores is (n, block)
Numbers  float32, against ordinary attention in float64
Source   Milakov and Gimelshein 2018, algorithm 3; Rabe and Staats 2021, section 2; Dao et al. 2022, section 3.1
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

import torch
from torch import Tensor

from tutor.lab.frames import Frame, Measure, Point, Progress

D_HEAD = 64
LENGTHS = (128, 256, 512, 1024, 2048, 4096)


class Kept(NamedTuple):
    """What is carried from block to block, and what it took."""

    o: Tensor  # (n, D_HEAD), the output times l
    total: Tensor  # (n, 1), l
    scores: int  # bytes of the largest block of scores


def run(*, seed: int, n: int, block: int, scale: float) -> Iterator[Frame]:
    lengths = [length for length in LENGTHS if length < n] + [n]
    yield Progress(0, len(lengths), "lengths")
    g = torch.Generator().manual_seed(seed)
    for done, length in enumerate(lengths, 1):
        q, k = (scale * torch.randn(length, D_HEAD, generator=g) for _ in range(2))  # (n, D_HEAD) each
        v = torch.randn(length, D_HEAD, generator=g)  # (n, D_HEAD)
        blockwise = attend(q, k, v, block)
        full, full_bytes = ordinary(q, k, v)
        yield Point("full", length, full_bytes / 2**20)
        yield Point("blockwise", length, blockwise.scores / 2**20)
        yield Progress(done, len(lengths), "lengths")

    exact, _ = ordinary(q.double(), k.double(), v.double())
    without = attend(q, k, v, block, rescale=False)
    yield Measure("error", (blockwise.o / blockwise.total - exact).abs().max())
    yield Measure("ordinary_error", (full - exact).abs().max())
    yield Measure("unscaled_error", (without.o / without.total - exact).abs().max())
    yield Measure("full_mib", full_bytes / 2**20)
    yield Measure("block_mib", blockwise.scores / 2**20)
    yield Measure("saving", full_bytes / blockwise.scores)
    bare = (q @ k.T / math.sqrt(D_HEAD)).exp().sum(-1)  # (n,), no maximum subtracted
    yield Measure("overflows", bare.isinf().double().mean())


def attend(q: Tensor, k: Tensor, v: Tensor, block: int, *, rescale: bool = True) -> Kept:
    """Attention a block of keys at a time; without `rescale` what is kept stays as it was when the maximum rises."""
    n = len(q)
    m, total, o = q.new_full((n, 1), -math.inf), q.new_zeros(n, 1), q.new_zeros(n, v.shape[1])
    largest = 0
    for start in range(0, len(k), block):
        scores = q @ k[start : start + block].T / math.sqrt(D_HEAD)  # (n, block)
        higher = torch.maximum(m, scores.amax(-1, keepdim=True))  # (n, 1)
        p = (scores - higher).exp()  # (n, block), none above 1
        shrunk = (m - higher).exp() if rescale else torch.ones_like(m)  # (n, 1); 0 for the first block
        total = total * shrunk + p.sum(-1, keepdim=True)
        o = o * shrunk + p @ v[start : start + block]
        m, largest = higher, max(largest, scores.nbytes)
    return Kept(o, total, largest)


def ordinary(q: Tensor, k: Tensor, v: Tensor) -> tuple[Tensor, int]:
    """The same with all scores at once, and their bytes."""
    scores = q @ k.T / math.sqrt(D_HEAD)  # (n, n)
    return scores.softmax(-1) @ v, scores.nbytes
