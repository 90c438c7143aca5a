"""Tasks on random tokens: each batch is new, so accuracy on it is accuracy on unseen sequences."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor


class Batch(NamedTuple):
    """Sequences to rewrite, all of one length N.

    source    (B, N), tokens 0 … n_vocab − 1
    previous  (B, N), the right token before each target token (teacher forcing); the first one is `n_vocab`
    target    (B, N)
    """

    source: Tensor
    previous: Tensor
    target: Tensor


def rewrite(task: str, B: int, N: int, n_vocab: int, g: torch.Generator) -> Batch:
    """Random sources with the target that `task` asks for: `reverse` or `copy`."""
    source = torch.randint(n_vocab, (B, N), generator=g)
    target = source.flip(1) if task == "reverse" else source
    start = torch.full((B, 1), n_vocab)
    return Batch(source, torch.cat([start, target[:, :-1]], 1), target)
