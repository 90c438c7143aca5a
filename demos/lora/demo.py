"""Why is a low rank enough to adapt a net, and when is it not?

Predict first: the new task changes a 64 × 64 layer by a matrix of rank 4, all four directions alike. LoRA of rank 2 is
trained for it. What share of the error is left?

Base     y = V relu(W x), random, knows the old task exactly. The new one is V relu((W + Δ) x), Δ of rank `change`, with
         equal singular values
LoRA     W stays; W + B A is used, A (rank, D) random and B (D, rank) zero, so training starts at the base
Full     W itself is trained, by as many steps of a fifth the size: each has a rate that suits it
Measure  squared error on new inputs, as a share of the base's before any step
Shapes   B_SIZE inputs x (B_SIZE, D); W, V, Δ (D, D)
Source   Hu et al. 2022, sections 4.1 and 7.2; the best matrix of a rank: Eckart and Young 1936; where it is not enough:
         Biderman et al. 2024
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import torch
from torch import Tensor

from tutor.lab.frames import Frame, Measure, Point, Progress

D, B_SIZE = 64, 128
RANKS = (1, 2, 4, 8, 16, 32, 64)


def run(*, seed: int, change: int, rank: int, steps: int) -> Iterator[Frame]:
    ranks = sorted({*RANKS, rank, change})
    total = (len(ranks) + 1) * steps
    yield Progress(0, total, "steps")
    g = torch.Generator().manual_seed(seed)
    W, V = (torch.randn(D, D, generator=g) / D**0.5 for _ in range(2))  # (D, D) each
    left, right = (torch.linalg.qr(torch.randn(D, D, generator=g)).Q[:, :change] for _ in range(2))  # (D, change)
    new = W + left @ right.T * (D / change) ** 0.5 / 2  # Δ has a quarter of W's squared norm, whatever its rank
    test = torch.randn(2048, D, generator=g)

    def output(weight: Tensor, x: Tensor) -> Tensor:
        return (x @ weight.T).relu() @ V.T

    def missed(weight: Tensor, x: Tensor) -> Tensor:
        return (output(weight, x) - output(new, x)).square().mean()

    before = float(missed(W, test))
    found: dict[int, float] = {}  # by rank; 0 stands for full training
    for number, r in enumerate([*ranks, 0]):
        trainable, weight = adapter(W, torch.randn(r, D, generator=g) / D**0.5) if r else full(W)
        optimizer = torch.optim.AdamW(trainable, lr=1e-2 if r else 2e-3, weight_decay=0.0, fused=True)
        for step in range(steps):
            for group in optimizer.param_groups:
                group["lr"] *= 0.99 if step > steps / 2 else 1.0
            optimizer.zero_grad()
            missed(weight(), torch.randn(B_SIZE, D, generator=g)).backward()
            optimizer.step()
            if step % 25 == 0:
                yield Progress(number * steps + step, total, "steps")
        share = float(missed(weight().detach(), test)) / before
        found[r] = share
        if r:
            yield Point("lora", r, share)
            yield Point("theory", r, max(0.0, 1 - r / change))
    for r in (ranks[0], ranks[-1]):
        yield Point("full", r, found[0])
    yield Measure("left", found[rank])
    yield Measure("theory", max(0.0, 1 - rank / change))
    yield Measure("left_at_change", found[change])
    yield Measure("left_full", found[0])
    yield Measure("trained_share", 2 * D * rank / D**2)


def adapter(W: Tensor, A: Tensor) -> tuple[list[Tensor], Callable[[], Tensor]]:
    """What LoRA trains, and the weight it makes: W + B A."""
    A = A.clone().requires_grad_()
    B = torch.zeros(D, len(A), requires_grad=True)
    return [A, B], lambda: W + B @ A


def full(W: Tensor) -> tuple[list[Tensor], Callable[[], Tensor]]:
    """The weight itself, to be trained."""
    W = W.clone().requires_grad_()
    return [W], lambda: W
