"""What training needs in every demo: weights from a seed, a loop that can be watched."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

import torch
from torch import Tensor, nn

Model = TypeVar("Model", bound=nn.Module)


def seeded(build: Callable[[], Model], seed: int) -> Model:
    """The model that `build` makes, with weights drawn by `seed`; the global generator is left as it was."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return build()


def train(model: nn.Module, draw: Callable[[], tuple[Tensor, ...]], *, steps: int, lr: float) -> Iterator[float]:
    """Trains `model`, and yields after each step the accuracy it had on the batch before it.

    AdamW without weight decay, gradient norm clipped to 1. The learning rate rises over the first tenth of the steps
    and falls to nothing over the last two fifths: a short run needs both.

    draw  gives a new batch: the inputs of `model`, then the target tokens
    """
    optimizer = torch.optim.AdamW(model.parameters(), lr=lr, betas=(0.9, 0.99), weight_decay=0.0, fused=True)
    for step in range(steps):
        for group in optimizer.param_groups:
            group["lr"] = lr * min(1.0, (step + 1) / (0.1 * steps), (steps - step) / (0.4 * steps))
        *inputs, target = draw()
        logits = model(*inputs)  # (…, n_vocab)
        loss = nn.functional.cross_entropy(logits.flatten(0, -2), target.flatten())
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        yield accuracy(logits, target)


def accuracy(logits: Tensor, target: Tensor) -> float:
    """The share of tokens whose largest logit is the right one."""
    return float((logits.argmax(-1) == target).double().mean())
