"""Is it arithmetic or memory that a layer waits for?

Predict first: the matrices of a transformer layer are applied to one token, as in decoding. How many times as long do
they take for 64 tokens at once?

Layer    the six matrices of a layer of width d: q, k, v and output (d, d), MLP (4d, d) and (d, 4d). Decoding gives them
         one token of each sequence, prefill all tokens of a prompt: to a matrix both are rows of x
Cache    attention of one new token a sequence over the keys and values of its own, which no two sequences share
Shapes   x is (B, d), B tokens at once; q (B, heads, 1, D_HEAD), keys and values (B, heads, context, D_HEAD)
Peaks    arithmetic: a product of two (1024, 1024) matrices; memory: a dot product that reads 128 MiB once
Time     CPU time of one thread, the best of three: this machine's, others differ
Theory   12·d² weights of 4 bytes and 2 operations a weight and token: B/2 operations a byte. So min(peak, B/2 · memory)
Source   Williams et al. 2009 (roofline); Pope et al. 2022, section 2
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator

import torch
from torch.nn.functional import linear

from tutor.lab.frames import Frame, Measure, Point, Progress, Table

BATCHES = (1, 2, 4, 8, 16, 32, 64, 128, 256)
D_HEAD, BYTES = 64, 4  # numbers in a head; bytes in a number
REPEATS = 3


@torch.no_grad()
def run(*, seed: int, d: int, context: int) -> Iterator[Frame]:
    yield Progress(0, len(BATCHES), "batches")
    g = torch.Generator().manual_seed(seed)
    peak, memory = arithmetic_peak(g), memory_peak()  # operations a second, bytes a second
    yield Measure("peak", peak / 1e9)
    yield Measure("memory", memory / 1e9)

    matrices = [torch.randn(d, d, generator=g) for _ in range(4)]
    matrices += [torch.randn(4 * d, d, generator=g), torch.randn(d, 4 * d, generator=g)]
    weights = sum(W.numel() for W in matrices)  # 12·d²
    keys, values = torch.randn(2, BATCHES[-1], d // D_HEAD, context, D_HEAD, generator=g)
    took, speed, cached = {}, {}, {}  # by batch: seconds, and operations a second in the matrices and over the caches
    for done, B in enumerate(BATCHES, 1):
        x = {n: torch.randn(B, n, generator=g) for n in (d, 4 * d)}
        took[B] = seconds(lambda x=x: [linear(x[W.shape[1]], W) for W in matrices])  # type: ignore[misc]
        speed[B] = 2 * weights * B / took[B]
        q, k, v = torch.randn(B, d // D_HEAD, 1, D_HEAD, generator=g), keys[:B], values[:B]
        cached[B] = 4 * B * context * d / seconds(lambda q=q, k=k, v=v: attend(q, k, v))  # type: ignore[misc]
        for series, rate in (("peak", peak), ("theory", min(peak, B * memory * 2 / BYTES))):
            yield Point(series, B, rate / 1e9)
        yield Point("matrices", B, speed[B] / 1e9)
        yield Point("cache", B, cached[B] / 1e9)
        yield Progress(done, len(BATCHES), "batches")

    last = BATCHES[-1]
    yield Measure("ratio", took[64] / took[1])
    yield Measure("theory_ratio", max(1.0, 64 * 2 * memory / (BYTES * peak)))
    yield Measure("one_share", speed[1] / peak)
    yield Measure("many_share", speed[last] / peak)
    yield Measure("one_memory", BYTES * weights / took[1] / memory)
    yield Measure("many_memory", BYTES * weights / took[last] / memory)
    yield Measure("cache_share", cached[last] / peak)
    yield Measure("cache_growth", cached[last] / cached[1])
    yield Measure("ridge", BYTES * peak / (2 * memory))
    rows = [[str(B), 1e3 * t, 1e3 * t / B, speed[B] / 1e9, BYTES * weights / t / 1e9] for B, t in took.items()]
    yield Table("matrices", ("tokens at once", "ms", "ms a token", "GFLOP/s", "GB/s of weights"), rows)


def attend(q: torch.Tensor, k: torch.Tensor, v: torch.Tensor) -> torch.Tensor:
    return (q @ k.mT / math.sqrt(D_HEAD)).softmax(-1) @ v  # (B, heads, 1, D_HEAD)


def arithmetic_peak(g: torch.Generator) -> float:
    n = 1024
    a, b = torch.randn(2, n, n, generator=g)
    return 2 * n**3 / seconds(lambda: a @ b)


def memory_peak() -> float:
    """Bytes read a second from an array that no processor cache holds."""
    long = torch.ones(2**25)
    return long.nbytes / seconds(lambda: long @ long)


def seconds(work: Callable[[], object]) -> float:
    """CPU time of `work`, the best of a few."""
    best = math.inf
    for _ in range(REPEATS):
        start = time.thread_time()
        work()
        best = min(best, time.thread_time() - start)
    return best
