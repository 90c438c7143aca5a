"""Does more optimisation against a reward model help?

Predict first: of 4,096 answers the one that a reward model likes best is taken, and the model's error has heavy tails.
How good is that answer really, in standard deviations above a random one?

Setup    each answer has a true (gold) reward, N(0, 1), and a proxy: gold + `noise` times an error, independent of it.
         Best of n: of n answers the one with the best proxy
Arms     light: the error is N(0, 1); heavy: it is N(0, 1) / U^(1/tail), and exceeds x with a
         probability that falls as x^−tail
Theory   light: the best proxy of n is √(1 + noise²) times the best of n normals, and 1/(1 + noise²) of it is gold
Shapes   trials × n answers; best of 1, 4, 16 … is taken from the same draws
Source   Gao et al. 2023, section 3
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import torch
from torch import Tensor

from tutor.lab.frames import Frame, Measure, Point, Progress

COUNTS = [4**k for k in range(7)]  # n = 1 … 4,096
BLOCK = 100  # trials at once


def run(*, seed: int, noise: float, tail: float, trials: int) -> Iterator[Frame]:
    for n in COUNTS:
        yield Point("theory", n, best_of(n) / math.sqrt(1 + noise**2))
    g = torch.Generator().manual_seed(seed)
    gold: dict[str, list[Tensor]] = {"light": [], "heavy": []}
    proxy: dict[str, list[Tensor]] = {"light": [], "heavy": []}
    for done in range(0, trials, BLOCK):
        shape = (min(BLOCK, trials - done), COUNTS[-1])
        true = torch.randn(shape, generator=g)  # (trials, n)
        error = {"light": torch.randn(shape, generator=g)}
        error["heavy"] = torch.randn(shape, generator=g) * (1 - torch.rand(shape, generator=g)) ** (-1 / tail)
        for arm, e in error.items():
            liked = true + noise * e
            taken = [liked[:, :n].argmax(-1, keepdim=True) for n in COUNTS]
            gold[arm].append(true.gather(1, torch.cat(taken, 1)))  # (trials, len(COUNTS))
            proxy[arm].append(liked.gather(1, torch.cat(taken, 1)))
        yield Progress(min(done + BLOCK, trials), trials, "trials")

    for arm in gold:
        mean = torch.cat(gold[arm]).mean(0)
        for n, value in zip(COUNTS, mean, strict=True):
            yield Point(arm, n, value)
        yield Measure(f"{arm}_gold", mean[-1])
        yield Measure(f"{arm}_peak", mean.max())
        yield Measure(f"{arm}_peak_n", COUNTS[int(mean.argmax())])
        yield Measure(f"{arm}_proxy", torch.cat(proxy[arm])[:, -1].median())
        yield Measure(f"{arm}_proxy_at_16", torch.cat(proxy[arm])[:, COUNTS.index(16)].median())
    yield Measure("theory_gold", best_of(COUNTS[-1]) / math.sqrt(1 + noise**2))
    yield Measure("kl", math.log(COUNTS[-1]) - 1 + 1 / COUNTS[-1])


def best_of(n: int) -> float:
    """The mean of the largest of n standard normals: ∫ x dΦ(x)^n."""
    x = torch.linspace(-10, 10, 20_001, dtype=torch.float64)
    below = torch.special.ndtr(x) ** n
    return float(((x[1:] + x[:-1]) / 2 * below.diff()).sum())
