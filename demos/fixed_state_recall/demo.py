"""What does a state of constant size forget?

Predict first: a memory of d × d numbers adds up key-value pairs. By what factor do the pairs it can hold grow if d is
doubled?

Shapes   m pairs of unit vectors, d numbers each: keys and values are (R, m, d), R memories side by
         side; a state is (R, d, d)
Memories sum: S = Σ k vᵀ, linear attention without its normaliser; delta: a pair first takes out what its key already
         returns; softmax: keeps all pairs and looks them up by attention. Nothing is trained
Measure  each key is asked once; the value named is the one, of all m, nearest to what comes back
Theory   Gaussian noise: the right value scores 1 ± √(m − 1)·κ/√d, a wrong one as much and v·v' + k·k' besides
Source   Katharopoulos et al. 2020, section 3.4; Schlag et al. 2021, sections 4.1 and 4.2; capacity: arXiv 2605.05189
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

import torch
from torch import Tensor, nn

from tutor.lab.frames import Frame, Measure, Point, Progress

ASKED = 2048  # keys asked per point, in as many memories as that takes

Memory = Callable[[Tensor, Tensor], Tensor]
"""Keys and values (R, m, d) to what each key brings back (R, m, d)."""


def run(*, seed: int, d: int, overlap: float, sharpness: float) -> Iterator[Frame]:
    sizes = [round(d / 8 * 2 ** (i / 2)) for i in range(17)]  # d/8 to 32 d pairs
    yield Progress(0, len(sizes), "sizes")
    g = torch.Generator().manual_seed(seed)
    arms: dict[str, tuple[int, Memory]] = {
        "softmax": (d, lambda keys, values: lookup(keys, values, sharpness)),
        "wide": (2 * d, add_up),
        "sum": (d, add_up),
        "delta": (d, correct),
    }
    share: dict[str, list[float]] = {name: [] for name in (*arms, "theory")}
    for done, m in enumerate(sizes, 1):
        for name, (width, memory) in arms.items():
            share[name].append(float(recalled(memory, m, width, overlap, g).mean()))
            yield Point(name, m, share[name][-1])
        share["theory"].append(theory(m, d, overlap))
        yield Point("theory", m, share["theory"][-1])
        yield Progress(done, len(sizes), "sizes")

    at_4d = sizes.index(4 * d)
    for name in ("sum", "delta", "softmax"):
        yield Measure(f"{name}_accuracy", share[name][at_4d])
    yield Measure("delta_newest", recalled(correct, 4 * d, d, overlap, g)[:, -d // 4 :].mean())
    half, wide = half_recalled(sizes, share["sum"]), half_recalled(sizes, share["wide"])
    yield Measure("half", half)
    yield Measure("theory_half", half_recalled(sizes, share["theory"]))
    yield Measure("growth", wide / half)


def recalled(memory: Memory, m: int, d: int, overlap: float, g: torch.Generator) -> Tensor:
    """Which of m pairs are named right, 0 or 1, (R, m), the oldest first."""
    R = math.ceil(ASKED / m)
    common, keys, values = unit(1, 1, d, g=g), unit(R, m, d, g=g), unit(R, m, d, g=g)
    own = keys - (keys @ common.mT) * common  # orthogonal to what all keys have in common
    keys = math.sqrt(overlap) * common + math.sqrt(1 - overlap) * nn.functional.normalize(own, dim=-1)
    named = (memory(keys, values) @ values.mT).argmax(-1)  # (R, m)
    return (named == torch.arange(m)).double()


def add_up(keys: Tensor, values: Tensor) -> Tensor:
    return keys @ (keys.mT @ values)  # the state in the brackets: (R, d, d), whatever m


def correct(keys: Tensor, values: Tensor) -> Tensor:
    """The delta rule: writes the difference between a value and what its key returns by now."""
    R, m, d = keys.shape
    state = torch.zeros(R, d, d)
    for i in range(m):
        k, v = keys[:, i : i + 1], values[:, i : i + 1]  # (R, 1, d)
        state = state + k.mT @ (v - k @ state)
    return keys @ state


def lookup(keys: Tensor, values: Tensor, sharpness: float) -> Tensor:
    """Softmax attention over all pairs; a key scores `sharpness`·√d with itself."""
    scores = sharpness * math.sqrt(keys.shape[-1]) * keys @ keys.mT  # (R, m, m): grows with m
    return scores.softmax(-1) @ values


def theory(m: int, d: int, overlap: float) -> float:
    """The chance that the right one of m values scores highest, all scores Gaussian and independent."""
    kappa = math.sqrt(overlap**2 + (1 - overlap) ** 2 / d)  # rms of k·k' for two keys
    noise = (m - 1) * kappa**2 / d
    z = torch.linspace(-6, 6, 241, dtype=torch.float64)
    right = 1 + math.sqrt(noise) * z
    wrong = math.sqrt(noise + 1 / d + (1 - overlap) ** 2 / d)
    below = torch.special.ndtr((right - overlap) / wrong) ** (m - 1)
    density = torch.exp(-z.square() / 2)
    return float((below * density).sum() / density.sum())


def half_recalled(sizes: Sequence[int], shares: Sequence[float]) -> float:
    """The number of pairs of which half are named, between two sizes on a log axis; NaN if it is never crossed."""
    for (a, above), (b, below) in pairwise(zip(sizes, shares, strict=True)):
        if above >= 0.5 > below:
            return a * math.exp(math.log(b / a) * (above - 0.5) / (above - below))
    return math.nan


def unit(*shape: int, g: torch.Generator) -> Tensor:
    return nn.functional.normalize(torch.randn(*shape, generator=g), dim=-1)
