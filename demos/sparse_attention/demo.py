"""How many layers until every token can have heard of every other?

Predict first: 256 tokens; each layer looks at 8 neighbours to either side, and at 4 tokens drawn at random. After how
many layers can every token have heard of every other?

Patterns  window: `window` neighbours to either side · global: besides, the first `n_global` see all, and all see them
          random: window, and `n_random` tokens drawn for each row · bigbird: all three
Reach     token i hears j after L layers if a path of at most L looks leads from i to j: a boolean product of matrices
Check     the same patterns as masks of real attention layers, random weights, float64: where the gradient of token i's
          output by token j's input is not 0
Shapes    n tokens; a pattern is (n, n), [i, j] true where i looks at j
Source    Child et al. 2019, section 4; Beltagy et al. 2020, section 3.1; Zaheer et al. 2020, section 2
"""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import Tensor

from tutor.lab.frames import Frame, Measure, Point, Progress, Table

SMALL, D = 48, 16  # tokens of the check with gradients; numbers a token


def run(*, seed: int, n: int, window: int, n_global: int, n_random: int) -> Iterator[Frame]:
    yield Progress(0, 4, "patterns")
    g = torch.Generator().manual_seed(seed)
    rows: list[list[str | float]] = []
    for done, (name, pattern) in enumerate(patterns(n, window, n_global, n_random, g).items(), 1):
        reached = list(reach(pattern))  # the share of pairs after 0, 1, … layers
        for layer, share in enumerate(reached):
            yield Point(name, layer, share)
        density = float(pattern.double().mean())
        yield Measure(f"{name}_layers", len(reached) - 1)
        yield Measure(f"{name}_density", density)
        rows.append([name, len(reached) - 1, f"{100 * density:.1f} %", f"{pattern.sum():,} of {n * n:,}"])
        yield Progress(done, 4, "patterns")
    yield Table("patterns", ["", "layers", "density", "scores"], rows)
    yield Measure("formula_layers", -(-(n - 1) // window))  # (n − 1) / window, rounded up

    wrong = 0
    for pattern in patterns(SMALL, 3, 2, 2, g).values():
        for layers in (1, 2, 4):
            wrong += int((heard(pattern, layers, g) != within(pattern, layers)).sum())
    yield Measure("contradicted", wrong)


def patterns(n: int, window: int, n_global: int, n_random: int, g: torch.Generator) -> dict[str, Tensor]:
    """Who looks at whom, (n, n) for each pattern."""
    i = torch.arange(n)
    near = (i[:, None] - i).abs() <= window
    chosen = (i[:, None] < n_global) | (i < n_global)
    drawn = torch.zeros(n, n, dtype=torch.bool).scatter(1, torch.rand(n, n, generator=g).argsort(1)[:, :n_random], True)
    return {"window": near, "global": near | chosen, "random": near | drawn, "bigbird": near | chosen | drawn}


def reach(pattern: Tensor) -> Iterator[float]:
    """The share of pairs (i, j) where i can have heard of j, after 0, 1, 2 … layers, until all have."""
    known = torch.eye(len(pattern), dtype=torch.bool)
    while not known.all():
        yield float(known.double().mean())
        known = step(pattern, known)
    yield 1.0


def within(pattern: Tensor, layers: int) -> Tensor:
    """Whom each token can have heard of after so many layers, (n, n)."""
    known = torch.eye(len(pattern), dtype=torch.bool)
    for _ in range(layers):
        known = step(pattern, known)
    return known


def step(pattern: Tensor, known: Tensor) -> Tensor:
    """One layer more: i knows j if it looks at somebody who did; it looks at itself too, so nothing is lost."""
    return pattern.float() @ known.float() > 0


def heard(pattern: Tensor, layers: int, g: torch.Generator) -> Tensor:
    """Where token i's output of a masked attention stack depends on token j's input, (n, n), by its gradient."""
    n = len(pattern)
    weights = torch.randn(layers, 3, D, D, generator=g, dtype=torch.float64) / D**0.5

    def stack(x: Tensor) -> Tensor:
        for Wq, Wk, Wv in weights:
            scores = (x @ Wq) @ (x @ Wk).T / D**0.5  # (n, n)
            x = x + scores.masked_fill(~pattern, -torch.inf).softmax(-1) @ (x @ Wv)
        return x.sum(1)  # (n,): one number a token is enough to tell

    x = torch.randn(n, D, generator=g, dtype=torch.float64)
    jacobian: Tensor = torch.autograd.functional.jacobian(stack, x)  # type: ignore[no-untyped-call]
    return jacobian.abs().sum(-1) > 0  # (n, n, D) to (n, n)
