"""Is a model that is 95 % sure right 95 % of the time?

Predict first: a network is trained until it gets 99 % of its own examples right. On new ones it gives some answers a
probability above .9. What share of those is right?

Setup    K = 5 classes, overlapping Gaussian clouds in 20 dimensions; an MLP with two hidden layers of 128
Measure  by how sure it is, how often it is right (reliability); the mean distance between the two (ECE, 15 bins of
         equal width). Then all logits are divided by one number T, fitted on 2,000 examples held back: temperature
         scaling. And that again on inputs noisier than any seen
Source   Guo et al. 2017, sections 2 and 4.2; Müller et al. 2019 for label smoothing; Ovadia et al. 2019 for the shift
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from demos.kit.training import accuracy, seeded
from tutor.lab.frames import Frame, Measure, Point, Progress, Text

K, D, HIDDEN = 5, 20, 128
B = 64
HELD_BACK, TESTED = 2000, 20_000
BINS = 15
SHOWN = 100  # the fewest answers in a bin whose share is drawn
SHIFT = 1.5  # noise of the shifted inputs, the usual being 1


def run(*, seed: int, examples: int, steps: int, separation: float, smoothing: float) -> Iterator[Frame]:
    for p in (1 / K, 1.0):
        yield Point("perfect", p, p)
    g = torch.Generator().manual_seed(seed)
    directions = torch.linalg.qr(torch.randn(D, K, generator=g)).Q.T  # (K, D), at right angles to each other
    centres = separation / math.sqrt(2) * directions  # any two are `separation` apart

    def draw(n: int, noise: float = 1.0) -> tuple[Tensor, Tensor]:
        label = torch.randint(K, (n,), generator=g)
        return centres[label] + noise * torch.randn(n, D, generator=g), label

    x, label = draw(examples)
    model = seeded(mlp, seed)
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3, weight_decay=0.0, fused=True)
    for step in range(1, steps + 1):
        batch = torch.randint(examples, (B,), generator=g)
        optimizer.zero_grad()
        cross_entropy(model(x[batch]), label[batch], label_smoothing=smoothing).backward()
        optimizer.step()
        if step % 50 == 0:
            yield Progress(step, steps)

    model.requires_grad_(False)
    held_back, wanted = draw(HELD_BACK)
    T = temperature(model(held_back).double(), wanted)
    yield Text(f"{accuracy(model(x), label):.3f} of the training examples right; the best temperature is {T:.2f}")
    yield Measure("temperature", T)
    new, right = draw(TESTED)
    logits = model(new).double()  # (TESTED, K)
    other, right_other = draw(TESTED, SHIFT)
    for name, z, y in (
        ("before", logits, right),
        ("after", logits / T, right),
        ("shifted", model(other).double() / T, right_other),
    ):
        sure, share, count = reliability(z, y)
        for c, s, n in zip(sure, share, count, strict=True):
            if n >= SHOWN:
                yield Point(name, c, s)
        yield Measure(f"ece_{name}", ece(sure, share, count))
    yield Measure("accuracy", accuracy(logits, right))
    yield Measure("accuracy_after", accuracy(logits / T, right))
    confidence, named = logits.softmax(-1).max(-1)
    if not bool((confidence > 0.9).any()):
        yield Text("It gives no answer a probability above .9.")
    yield Measure("confidence", confidence.mean())
    yield Measure("right_above_90", (named == right)[confidence > 0.9].double().mean())


def mlp() -> nn.Module:
    return nn.Sequential(nn.Linear(D, HIDDEN), nn.GELU(), nn.Linear(HIDDEN, HIDDEN), nn.GELU(), nn.Linear(HIDDEN, K))


def temperature(logits: Tensor, label: Tensor) -> float:
    """The number from 1/4 to 64 that the logits are best divided by: the one with the least loss."""
    candidates = torch.logspace(-2, 6, 321, base=2.0)
    return min(candidates.tolist(), key=lambda T: float(cross_entropy(logits / T, label)))


def reliability(logits: Tensor, label: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """For each bin of confidence that is not empty: mean confidence, share right, number of answers."""
    confidence, named = logits.softmax(-1).max(-1)
    at = (confidence * BINS).long().clamp(max=BINS - 1)
    count = torch.bincount(at, minlength=BINS)
    used = count > 0
    sure = torch.bincount(at, confidence.double(), BINS)[used] / count[used]
    share = torch.bincount(at, (named == label).double(), BINS)[used] / count[used]
    return sure, share, count[used]


def ece(sure: Tensor, share: Tensor, count: Tensor) -> float:
    """Expected calibration error: the mean distance between confidence and share right, over all answers."""
    return float((count * (sure - share).abs()).sum() / count.sum())
