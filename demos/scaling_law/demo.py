"""Does the error follow a power law of the data, and which?

Predict first: facts come up with Zipf's frequencies, the i-th with probability ~ i^-1.6. By what factor does the error
shrink when the training data double?

World    K facts: a fact is a random code of CODE numbers and one of LABELS labels, always the same: nothing is noisy,
         and with all facts seen the error would be 0. Fact i comes up with probability p_i ~ i^-zipf
Arms     mlp: one hidden layer, trained on D draws. memoriser: right about every fact it has seen, guesses the others
Theory   what was never seen is guessed: Σ p_i (1 − p_i)^D, for much data a power D^-(zipf − 1)/zipf, the dotted line
Measure  probability that the most probable label is wrong, over all K facts, weighted by p: exact, no test sample
Equal    steps and batches, not passes over the data: more data is not more training
Source   Hutter 2021 (Learning curve theory); Michaud et al. 2023, section 2; Kaplan et al. 2020, section 1.2
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import torch
from torch import Tensor, nn

from demos.kit.training import seeded, train
from tutor.lab.frames import Frame, Measure, Point, Progress

K, CODE, LABELS = 20_000, 64, 16
SIZES = [2**exponent for exponent in range(7, 14)]  # training draws, 128 to 8,192
B = 128  # draws in a batch


def run(*, seed: int, zipf: float, width: int, steps: int) -> Iterator[Frame]:
    yield Progress(0, len(SIZES) * steps, "steps")
    g = torch.Generator().manual_seed(seed)
    p = torch.arange(1, K + 1, dtype=torch.float64) ** -zipf  # (K,)
    p = p / p.sum()
    code, label = torch.randn(K, CODE, generator=g), torch.randint(LABELS, (K,), generator=g)

    errors: dict[str, list[float]] = {"mlp": [], "memoriser": []}
    for number, D in enumerate(SIZES):
        seen = torch.multinomial(p, D, replacement=True, generator=g)  # (D,)
        model = seeded(lambda: nn.Sequential(nn.Linear(CODE, width), nn.ReLU(), nn.Linear(width, LABELS)), seed)

        def draw(seen: Tensor = seen) -> tuple[Tensor, Tensor]:
            batch = seen[torch.randint(len(seen), (B,), generator=g)]
            return code[batch], label[batch]

        for step, _ in enumerate(train(model, draw, steps=steps, lr=3e-3), 1):
            if step % 25 == 0:
                yield Progress(number * steps + step, len(SIZES) * steps, "steps")
        with torch.no_grad():
            wrong = model(code).argmax(-1) != label  # (K,)
        unseen = torch.ones(K, dtype=torch.bool).index_fill(0, seen, False)
        errors["mlp"].append(float(p[wrong].sum()))
        errors["memoriser"].append(float(p[unseen].sum()) * (1 - 1 / LABELS))
        yield Point("theory", D, asymptote(D, zipf, p))
        for arm, found in errors.items():
            yield Point(arm, D, found[-1])

    logs = [math.log2(D) for D in SIZES]
    for arm, found in errors.items():
        slope, straight = fit(logs, [math.log2(error) for error in found])
        yield Measure(f"{arm}_slope", -slope)
        if arm == "mlp":
            yield Measure("per_doubling", 2**slope)
            yield Measure("r2", straight)
    yield Measure("theory_slope", 1 - 1 / zipf)
    yield Measure("first_slope", -fit(logs[:4], [math.log2(error) for error in errors["mlp"][:4]])[0])
    yield Measure("last_slope", -fit(logs[-4:], [math.log2(error) for error in errors["mlp"][-4:]])[0])
    yield Measure("rival_r2", fit(logs, errors["mlp"])[1])


def asymptote(D: int, zipf: float, p: Tensor) -> float:
    """The memoriser's error for much data and endlessly many facts: a power of D."""
    return float(p[0]) ** (1 / zipf) / zipf * math.gamma(1 - 1 / zipf) * D ** (1 / zipf - 1) * (1 - 1 / LABELS)


def fit(x: list[float], y: list[float]) -> tuple[float, float]:
    """Slope of the least-squares line, and R²: the share of y's variance that it explains."""
    dx, dy = (torch.tensor(values, dtype=torch.float64) - sum(values) / len(values) for values in (x, y))
    return float(dx @ dy / (dx @ dx)), float((dx @ dy) ** 2 / ((dx @ dx) * (dy @ dy)))
