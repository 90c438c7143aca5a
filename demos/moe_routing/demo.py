"""Why does a mixture of experts need a balance loss?

Predict first: four experts, four kinds of input, each kind with a rule of its own. The router is trained by the error
alone. How many experts are in use in the end?

Task     KINDS clusters of inputs; a cluster's target is its own random linear map of the input
Layer    a linear router, a softmax over E experts; the most probable one (top 1) computes, times its probability: so
         the router hears of the error. An expert is one (D, D) matrix
Balance  E · Σ_e f_e · P_e: f_e the share of inputs sent to expert e, P_e its mean probability; 1 if all are even
Shapes   B inputs x (B, D); router probabilities (B, E)
Source   Shazeer et al. 2017, section 4; Fedus et al. 2022, section 2.2, equations 1, 2 and 4 to 6
"""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import Tensor
from torch.nn.functional import one_hot

from tutor.lab.frames import Bars, Frame, Measure, Point, Progress

KINDS, D, B = 4, 16, 256
REPEATS = 8  # layers trained side by side, and averaged: which experts a router forgets is chance


def run(*, seed: int, experts: int, balance: float, noise: float, steps: int) -> Iterator[Frame]:
    yield Progress(0, 2 * steps, "steps")
    for number, (arm, weight) in enumerate({"alone": 0.0, "balanced": balance}.items()):
        g = torch.Generator().manual_seed(seed)
        for step, state in enumerate(trained(experts, weight, noise, steps, g), 1):
            error, load = state
            if step % 10 == 0 or step == 1:
                yield Progress(number * steps + step, 2 * steps, "steps")
                yield Point(arm, step, error.mean())
        used = (load > 0.02).sum(-1).double()  # (REPEATS,)
        yield Measure(f"{arm}_used", used.mean())
        yield Measure(f"{arm}_error", error.mean())
        yield Measure(f"{arm}_busiest", load.amax(-1).mean())
        yield Bars(arm, [f"expert {e + 1}" for e in range(experts)], load.sort(-1, descending=True).values.mean(0))


def trained(E: int, weight: float, noise: float, steps: int, g: torch.Generator) -> Iterator[tuple[Tensor, Tensor]]:
    """Trains REPEATS layers side by side; after each step their error (share of the variance left) and load (R, E)."""
    R = REPEATS
    rule = torch.randn(R, KINDS, D, D, generator=g) / D**0.5
    centre = 2 * torch.randn(R, KINDS, D, generator=g)
    router = (torch.randn(R, D, E, generator=g) / D**0.5).requires_grad_()
    expert = (0.1 * torch.randn(R, E, D, D, generator=g)).requires_grad_()
    optimizer = torch.optim.AdamW([router, expert], lr=1e-2, weight_decay=0.0, fused=True)
    for _ in range(steps):
        kind = one_hot(torch.randint(KINDS, (R, B), generator=g), KINDS).float()  # (R, B, KINDS)
        x = kind @ centre + noise * torch.randn(R, B, D, generator=g)  # (R, B, D)
        target = mix(x, rule, kind)  # (R, B, D)
        p = (x @ router).softmax(-1)  # (R, B, E)
        chosen = one_hot(p.argmax(-1), E).float()  # (R, B, E), a single 1 in each row
        load = chosen.mean(1)  # (R, E)
        missed = (mix(x, expert, chosen * p) - target).square().mean((1, 2))  # (R,)
        loss = missed + weight * E * (load * p.mean(1)).sum(-1)
        optimizer.zero_grad()
        loss.sum().backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        yield missed.detach() / target.square().mean((1, 2)), load


def mix(x: Tensor, maps: Tensor, weights: Tensor) -> Tensor:
    """Each input (R, B, D) through every map (R, E, D, D), added by its weights (R, B, E): here all compute, in a real
    layer only those whose weight is not 0."""
    every = x[:, None] @ maps  # (R, E, B, D)
    return (every * weights.transpose(1, 2)[..., None]).sum(1)
