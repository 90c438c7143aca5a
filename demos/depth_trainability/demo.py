"""Will twelve layers train without residual connections, if LayerNorm keeps the gradient alive?

Predict first: the task is to name the previous token, of 12 kinds. What share of the tokens is right after 60 batches?

Shapes   B = 16 sequences of N = 12 random tokens, d = 32 numbers a token, 2 heads, an MLP of 64
Arms     pre-LN, x + f(LN(x)), and post-LN, LN(x + f(x)), as transformers are built; the residual alone, x + f(x);
         LayerNorm alone, f(LN(x)); neither, f(x). f is attention, then the MLP; seed and batches are the same for all
Weights  as torch.nn draws them; attention is causal with rotary positions
Measure  share of right tokens on new sequences. Before training: the gradient at the first layer's q, k, v as a share
         of the last layer's, and how far the tokens that leave the last layer are from being all the same
Source   He et al. 2016, section 1; Dong et al. 2021, section 3; pre- and post-LN: Xiong et al. 2020, figure 1
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import torch
from torch import Tensor, nn

from demos.kit.training import accuracy, seeded, train
from demos.kit.transformer import CausalAttention
from tutor.lab.frames import Frame, Measure, Point, Progress

V, N, B, D = 12, 12, 16, 32
TESTED = 256  # sequences that the end is measured on
ARMS = {  # residual, norm
    "pre": (True, "pre"),
    "post": (True, "post"),
    "residual": (True, "none"),
    "neither": (False, "none"),
    "norm": (False, "pre"),
}


def run(*, seed: int, layers: int, batches: int, lr: float) -> Iterator[Frame]:
    for batch in (1, batches):
        yield Point("chance", batch, 1 / V)
    for number, (arm, (residual, norm)) in enumerate(ARMS.items()):
        model = seeded(partial(network, layers, residual=residual, norm=norm), seed)
        g = torch.Generator().manual_seed(seed)
        yield Measure(f"{arm}_gradient", first_to_last(model, *previous_token(B, g)))
        yield Measure(f"{arm}_distance", distance(model[:-1], previous_token(B, g)[0]))
        steps = train(model, partial(previous_token, B, g), steps=batches, lr=lr)
        for batch, share in enumerate(steps, 1):
            yield Point(arm, batch, share)
            yield Progress(number * batches + batch, len(ARMS) * batches, "batches")
        with torch.no_grad():
            tokens, target = previous_token(TESTED, g)
            yield Measure(f"{arm}_accuracy", accuracy(model(tokens), target))


class Block(nn.Module):
    """Attention, then an MLP, each with the residual and the LayerNorm that are asked for."""

    def __init__(self, *, residual: bool, norm: str) -> None:
        super().__init__()
        self.residual, self.norm = residual, norm
        self.attention = CausalAttention(D, n_heads=2)
        self.mlp = nn.Sequential(nn.Linear(D, 2 * D), nn.GELU(), nn.Linear(2 * D, D))
        self.norms = nn.ModuleList(nn.Identity() if norm == "none" else nn.LayerNorm(D) for _ in range(2))

    def forward(self, x: Tensor) -> Tensor:
        for part, norm in zip((self.attention, self.mlp), self.norms, strict=True):
            written = part(norm(x) if self.norm == "pre" else x)
            x = x + written if self.residual else written
            x = norm(x) if self.norm == "post" else x
        return x


def network(layers: int, *, residual: bool, norm: str) -> nn.Sequential:
    embed = nn.Embedding(V, D)
    nn.init.normal_(embed.weight, std=0.5)
    blocks = (Block(residual=residual, norm=norm) for _ in range(layers))
    last = nn.LayerNorm(D) if norm == "pre" else nn.Identity()
    return nn.Sequential(embed, *blocks, last, nn.Linear(D, V))


def previous_token(B: int, g: torch.Generator) -> tuple[Tensor, Tensor]:
    """Random tokens (B, N), and for each the one before it; the first is its own."""
    tokens = torch.randint(V, (B, N), generator=g)
    return tokens, torch.cat([tokens[:, :1], tokens[:, :-1]], 1)


def first_to_last(model: nn.Sequential, tokens: Tensor, target: Tensor) -> float:
    """Gradient norm at the first layer's q, k, v, as a share of that at the last layer's."""
    blocks = [block.attention.qkv.weight for block in model if isinstance(block, Block)]
    loss = nn.functional.cross_entropy(model(tokens).flatten(0, 1), target.flatten())
    first, last = torch.autograd.grad(loss, (blocks[0], blocks[-1]))
    return float(first.norm() / last.norm())


@torch.no_grad()
def distance(body: nn.Module, tokens: Tensor) -> float:
    """How far the tokens of a sequence are from being all the same: the part that differs, as a share of the whole."""
    x = body(tokens)  # (B, N, d)
    return float((x - x.mean(1, keepdim=True)).norm() / x.norm())
