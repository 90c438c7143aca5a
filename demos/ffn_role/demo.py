"""What does the feed-forward network add to attention?

Predict first: a layer of attention with an FFN learns random facts by heart: first name, last name, answer. What share
of them does the same layer get right without its FFN?

Data     `facts` pairs out of 40 first and 40 last names, each with one of 16 answers at random: neither name alone says
         much, both together do; nothing can be generalised, so what is measured is memory
Shapes   a batch is (256, 2) names; d = 24 numbers a name, 2 heads; the answer is read at the last name
Arms     both: attention, then an FFN of width · d units; linear: the same FFN without its ReLU; attention: no FFN;
         three: three layers of attention, as many parameters as attention and an FFN of width 4; ffn: no attention.
         All have residuals and LayerNorm, the same seed and the same batches
Source   Vaswani et al. 2017, section 3.3; Geva et al. 2021 (FFN layers are key-value memories)
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import torch
from torch import Tensor, nn

from demos.kit.training import accuracy, seeded, train
from demos.kit.transformer import CausalAttention
from tutor.lab.frames import Frame, Measure, Point, Progress, Text

NAMES, ANSWERS, D, B = 40, 16, 24, 256
ARMS = {
    "both": ("attention", "ffn"),
    "three": ("attention", "attention", "attention"),
    "linear": ("attention", "linear"),
    "attention": ("attention",),
    "ffn": ("ffn",),
}
EVERY = 5  # batches between two points


def run(*, seed: int, facts: int, width: int, batches: int) -> Iterator[Frame]:
    for batch in (1, batches):
        yield Point("chance", batch, 1 / ANSWERS)
    g = torch.Generator().manual_seed(seed)
    pair = torch.randperm(NAMES * NAMES, generator=g)[:facts]
    names = torch.stack([pair // NAMES, NAMES + pair % NAMES], 1)  # (facts, 2)
    answers = torch.randint(ANSWERS, (facts,), generator=g)
    for number, (arm, parts) in enumerate(ARMS.items()):
        model = seeded(partial(Memory, parts, width), seed)
        size = sum(p.numel() for p in model.parts.parameters())
        yield Text(f"{arm}: {size:,} parameters in its layers")
        order = torch.Generator().manual_seed(seed)

        def draw(order: torch.Generator = order) -> tuple[Tensor, Tensor]:
            chosen = torch.randint(facts, (B,), generator=order)
            return names[chosen], answers[chosen]

        for batch, share in enumerate(train(model, draw, steps=batches, lr=0.005), 1):
            if batch == 1 or batch % EVERY == 0:
                yield Point(arm, batch, share)
            yield Progress(number * batches + batch, len(ARMS) * batches, "batches")
        with torch.no_grad():
            yield Measure(f"{arm}_right", accuracy(model(names), answers))


class Memory(nn.Module):
    """Two names in, the logits of the answer out."""

    def __init__(self, parts: tuple[str, ...], width: int) -> None:
        super().__init__()
        self.embed = nn.Embedding(2 * NAMES, D)
        nn.init.normal_(self.embed.weight, std=0.5)
        self.parts = nn.ModuleList(nn.Sequential(nn.LayerNorm(D), part(name, width)) for name in parts)
        self.unembed = nn.Sequential(nn.LayerNorm(D), nn.Linear(D, ANSWERS))

    def forward(self, names: Tensor) -> Tensor:
        x = self.embed(names)  # (B, 2, d)
        for layer in self.parts:
            x = x + layer(x)
        logits: Tensor = self.unembed(x[:, -1])
        return logits


def part(name: str, width: int) -> nn.Module:
    if name == "attention":
        return CausalAttention(D, n_heads=2)
    activation = nn.ReLU() if name == "ffn" else nn.Identity()
    return nn.Sequential(nn.Linear(D, width * D), activation, nn.Linear(width * D, D))
