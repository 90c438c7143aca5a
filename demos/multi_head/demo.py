"""What can two heads do that one cannot?

Predict first: at each position a layer has to name two tokens, the last one and the one three back. With one head, how
often are both right? With two heads of half the width they always are.

Layer    one causal attention layer of width d, learned positions, no residual; then two linear readouts, or each with
         an MLP before it. 1, 2 or 4 heads of d/heads numbers: all have the same number of parameters
Shapes   B sequences of N = 16 random tokens (B, N); pattern (B, n_heads, N, N), rows sum to 1; logits (B, N, 2, V)
Measure  share of positions where both tokens are named; chance is 1/144
Source   Vaswani et al. 2017, section 3.2.2 ("with a single attention head, averaging inhibits this")
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import partial

import torch
from torch import Tensor, nn

from demos.kit.training import seeded, train
from tutor.lab.frames import Frame, Matrix, Measure, Progress, Text

V, N, B = 12, 16, 32  # tokens in the vocabulary, positions, sequences in a batch
TESTED = 512  # sequences tested on
HEADS = {"one": 1, "two": 2, "four": 4}


def run(*, seed: int, far: int, d: int, mlp: bool, batches: int) -> Iterator[Frame]:
    total = len(HEADS) * batches
    yield Progress(0, total, "batches")
    for number, (arm, n_heads) in enumerate(HEADS.items()):
        model, g = seeded(partial(Layer, d, n_heads, far, mlp=mlp), seed), torch.Generator().manual_seed(seed)
        for batch, share in enumerate(train(model, partial(two_back, B, far, g), steps=batches, lr=0.01), 1):
            if batch % 20 == 1:
                yield Text(f"{n_heads} heads: {100 * share:.0f} % of the last batch's tokens right")
            yield Progress(number * batches + batch, total, "batches")

        tokens, wanted = two_back(TESTED, far, g)
        with torch.no_grad():
            right = model(tokens).argmax(-1) == wanted  # (TESTED, N − far, 2)
            pattern = model.pattern(model.read(tokens)).mean(0)  # (n_heads, N, N)
        slots = right.double().mean((0, 1))  # (2,): the last token, the one `far` back
        yield Measure(f"{arm}_both", right.all(-1).double().mean())
        yield Measure(f"{arm}_better", slots.max())
        yield Measure(f"{arm}_worse", slots.min())
        for head in range(n_heads):
            yield Matrix(f"{arm}_{head + 1}", pattern[head].tolist(), range(N), range(N))


def two_back(B: int, far: int, g: torch.Generator) -> tuple[Tensor, Tensor]:
    """Random tokens (B, N); for each position from `far` on, the last one and the one `far` back (B, N − far, 2)."""
    tokens = torch.randint(V, (B, N), generator=g)
    return tokens, torch.stack([tokens[:, far - 1 : -1], tokens[:, :-far]], -1)


class Layer(nn.Module):
    """Causal attention, and what two readouts make of it."""

    def __init__(self, d: int, n_heads: int, far: int, *, mlp: bool) -> None:
        super().__init__()
        self.n_heads, self.far = n_heads, far
        self.embed, self.position = nn.Embedding(V, d), nn.Embedding(N, d)
        self.norm = nn.LayerNorm(d)
        self.qk = nn.Linear(d, 2 * d, bias=False)
        self.v, self.out = nn.Linear(d, d, bias=False), nn.Linear(d, d, bias=False)
        self.readouts = nn.ModuleList(
            nn.Sequential(*([nn.Linear(d, 2 * d), nn.GELU(), nn.Linear(2 * d, V)] if mlp else [nn.Linear(d, V)]))
            for _ in range(2)
        )

    def read(self, tokens: Tensor) -> Tensor:
        x: Tensor = self.norm(self.embed(tokens) + self.position(torch.arange(N)))  # (B, N, d)
        return x

    def pattern(self, x: Tensor) -> Tensor:
        """Where each head looks (B, n_heads, N, N)."""
        q, k = self.qk(x).unflatten(-1, (2, self.n_heads, -1)).permute(2, 0, 3, 1, 4)  # (B, n_heads, N, d_head) each
        later = torch.ones(N, N, dtype=torch.bool).triu(1)
        scores: Tensor = (q @ k.mT / math.sqrt(q.shape[-1])).masked_fill(later, -math.inf)
        return scores.softmax(-1)

    def forward(self, tokens: Tensor) -> Tensor:
        """Logits of both tokens at each position that has them (B, N − far, 2, V)."""
        x = self.read(tokens)
        v = self.v(x).unflatten(-1, (self.n_heads, -1)).transpose(1, 2)  # (B, n_heads, N, d_head)
        y = self.out((self.pattern(x) @ v).transpose(1, 2).flatten(-2))[:, self.far :]  # (B, N − far, d)
        return torch.stack([readout(y) for readout in self.readouts], -2)
