"""What does attention know of order, and which encoding holds beyond the lengths it was trained on?

Predict first: at each position a transformer has to name the token before. It trains on 8 to 16 tokens, with rotary
positions (RoPE), whose scores depend on the distance alone. What share does it get right at 128 tokens?

Arms     none; learned and sinusoidal, added to the tokens; rope: q and k rotated; alibi: the distance times a slope of
         the head's own is taken from each score
Model    two pre-LN layers, 4 heads, width 32; with the causal mask or without
Shapes   B sequences of N tokens (B, N); scores (B, n_heads, N, N)
Measure  share of right tokens from the second position on; chance is 1/12. And how much the outputs change, untrained,
         if the tokens are shuffled and the outputs are shuffled back
Source   Vaswani et al. 2017, section 3.5; Su et al. 2021, section 3.2; Press et al. 2022, section 3; Haviv et al. 2022
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import partial

import torch
from torch import Tensor, nn

from demos.kit.training import accuracy, seeded, train
from demos.kit.transformer import rotate
from tutor.lab.frames import Frame, Measure, Point, Progress, Text

V, D, B = 12, 32, 32  # tokens in the vocabulary, width, sequences in a batch
N_HEADS, N_LAYERS = 4, 2
SHORTEST, LONGEST, FAR = 8, 16, 128  # tokens: trained on from … to, tested up to
TESTED = 4096  # tokens per length that accuracy is measured on
ARMS = ("alibi", "none", "rope", "sinusoidal", "learned")


def run(*, seed: int, causal: bool, batches: int) -> Iterator[Frame]:
    total = len(ARMS) * batches
    yield Progress(0, total, "batches")
    for masked, name in ((False, "shuffled"), (True, "shuffled_masked")):
        yield Measure(name, order_known(seeded(partial(Model, "none", causal=masked), seed), seed))
    for n in (LONGEST, FAR):
        yield Point("chance", n, 1 / V)
    for number, arm in enumerate(ARMS):
        model, g = seeded(partial(Model, arm, causal=causal), seed), torch.Generator().manual_seed(seed)

        def draw(g: torch.Generator = g) -> tuple[Tensor, Tensor]:
            return previous(B, int(torch.randint(SHORTEST, LONGEST + 1, (), generator=g)), g)

        for batch, share in enumerate(train(model, draw, steps=batches, lr=0.003), 1):
            if batch % 20 == 1:
                yield Text(f"{arm}: {100 * share:.0f} % of the last batch's tokens right")
            yield Progress(number * batches + batch, total, "batches")
        for n in (LONGEST, 24, 32, 48, 64, 96, FAR):
            with torch.no_grad():
                tokens, wanted = previous(TESTED // n, n, g)
                right = accuracy(model(tokens), wanted)
            yield Point(arm, n, right)
            if n in (LONGEST, FAR):
                yield Measure(f"{arm}_at_{n}", right)


def previous(B: int, N: int, g: torch.Generator) -> tuple[Tensor, Tensor]:
    """Random tokens (B, N + 1), and the one before each from the second on (B, N)."""
    tokens = torch.randint(V, (B, N + 1), generator=g)
    return tokens, tokens[:, :-1]


@torch.no_grad()
def order_known(model: Model, seed: int) -> float:
    """How much a model's outputs depend on the order of its tokens, as a share of their size."""
    g = torch.Generator().manual_seed(seed)
    tokens, order = torch.randint(V, (4, LONGEST), generator=g), torch.randperm(LONGEST, generator=g)
    plain, shuffled = model.read(tokens)[:, order], model.read(tokens[:, order])
    return float((plain - shuffled).norm() / plain.norm())


class Model(nn.Module):
    def __init__(self, position: str, *, causal: bool) -> None:
        super().__init__()
        self.embed = nn.Embedding(V, D)
        nn.init.normal_(self.embed.weight, std=0.5)
        self.position = position
        self.table = nn.Parameter(0.5 * torch.randn(FAR + 1, D)) if position == "learned" else None
        self.layers = nn.ModuleList(Layer(position, causal=causal) for _ in range(N_LAYERS))
        self.unembed = nn.Sequential(nn.LayerNorm(D), nn.Linear(D, V))

    def read(self, tokens: Tensor) -> Tensor:
        """Logits at every position (B, N, V)."""
        x = self.embed(tokens)  # (B, N, D)
        if self.table is not None:
            x = x + self.table[: tokens.shape[1]]
        if self.position == "sinusoidal":
            x = x + 0.5 * sinusoids(tokens.shape[1])
        for layer in self.layers:
            x = layer(x)
        logits: Tensor = self.unembed(x)
        return logits

    def forward(self, tokens: Tensor) -> Tensor:
        """Logits from the second position on: the first has no token before it."""
        return self.read(tokens)[:, 1:]


class Layer(nn.Module):
    """Attention and an MLP, both after a LayerNorm, both added to the residual stream."""

    def __init__(self, position: str, *, causal: bool) -> None:
        super().__init__()
        self.position, self.causal = position, causal
        self.norm, self.qkv, self.out = nn.LayerNorm(D), nn.Linear(D, 3 * D, bias=False), nn.Linear(D, D, bias=False)
        self.mlp = nn.Sequential(nn.LayerNorm(D), nn.Linear(D, 2 * D), nn.GELU(), nn.Linear(2 * D, D))

    def forward(self, x: Tensor) -> Tensor:
        # q, k, v: (B, n_heads, N, d_head)
        q, k, v = self.qkv(self.norm(x)).unflatten(-1, (3, N_HEADS, -1)).permute(2, 0, 3, 1, 4)
        if self.position == "rope":
            q, k = rotate(q), rotate(k)
        y = nn.functional.scaled_dot_product_attention(q, k, v, attn_mask=self.bias(x.shape[1]))
        x = x + self.out(y.transpose(1, 2).flatten(-2))
        z: Tensor = self.mlp(x)
        return x + z

    def bias(self, N: int) -> Tensor:
        """What is added to the scores (n_heads, N, N): minus the distance for alibi, −∞ where the mask hides."""
        i, j = torch.arange(N)[:, None], torch.arange(N)
        bias = torch.zeros(N_HEADS, N, N)
        if self.position == "alibi":
            slopes = 2.0 ** (-8 * torch.arange(1, N_HEADS + 1) / N_HEADS)  # 1/4, 1/16, …
            bias = -slopes[:, None, None] * (i - j).abs()
        return bias.masked_fill(j > i, -math.inf) if self.causal else bias


def sinusoids(N: int) -> Tensor:
    """Sines and cosines of the position at D/2 speeds (N, D)."""
    angle = torch.arange(N)[:, None] * 10_000.0 ** (-torch.arange(0, D, 2) / D)  # (N, D/2)
    return torch.cat([angle.sin(), angle.cos()], -1)
