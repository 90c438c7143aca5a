"""How does copying from the context arise?

Predict first: random tokens, then the same tokens once more. A model with two layers of attention learns to foretell
the second copy. How much of it does one with a single layer get right?

Data     a block of random tokens, SHORT to LONG long, and the same block again: (B, 2·block). Its length differs from
         batch to batch; with `fixed` it is always TESTED, and looking back a fixed way is enough
Shapes   B = 32 sequences, d = 64 numbers a token, 2 heads; attention and residuals only, rotary positions
Theory   one head of the first layer writes into each token which token came before it; one of the second looks for the
         place whose "token before" is the present token, and names what stands there: an induction head
Measure  share right in the second copy; induction score: attention from a token of the second copy to the token after
         its first copy, in the best head; previous-token score: to the token before, in the first layer's best head
Source   Olsson et al. 2022 (In-context learning and induction heads); Elhage et al. 2021 (A mathematical framework)
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from string import ascii_letters, digits
from typing import NamedTuple

import torch
from torch import Tensor, nn

from demos.kit.training import accuracy, seeded, train
from demos.kit.transformer import CausalAttention, rotate
from tutor.lab.frames import Frame, Matrix, Measure, Point, Progress

B, D, HEADS = 32, 64, 2
SHORT, LONG, TESTED = 8, 20, 16  # tokens in a block: shortest, longest, and where the model is looked at
EVERY = 10  # batches between two looks
SHOWN = 8  # tokens in the block whose pattern is shown


def run(*, seed: int, batches: int, kinds: int, fixed: bool) -> Iterator[Frame]:
    for batch in (1, batches):
        yield Point("chance", batch, 1 / kinds)
    for number, (arm, layers) in enumerate({"one": 1, "two": 2}.items()):
        model = seeded(partial(AttentionOnly, kinds, layers), seed)
        g = torch.Generator().manual_seed(seed)
        test = repeated(64, TESTED, kinds, torch.Generator().manual_seed(seed + 1))
        draw = partial(training_batch, kinds, g, fixed=fixed)
        for batch, _ in enumerate(train(model, draw, steps=batches, lr=0.01), 1):
            if batch == 1 or batch % EVERY == 0 or batch == batches:
                found = look(model, *test)
                yield Point(arm, batch, found.right)
                if layers == 2:
                    yield Point("induction", batch, found.induction)
                    yield Point("previous", batch, found.previous)
            yield Progress(number * batches + batch, 2 * batches, "batches")
        yield Measure(f"{arm}_right", found.right)
        yield Measure(f"{arm}_induction", found.induction)
    yield Measure("previous", found.previous)
    tokens, _ = repeated(1, SHOWN, kinds, g)
    names = [(ascii_letters + digits)[token] for token in tokens[0]]
    yield Matrix("induction head", best_head(model, tokens).tolist(), names, names)


class AttentionOnly(nn.Module):
    def __init__(self, n_vocab: int, n_layers: int) -> None:
        super().__init__()
        self.embed = nn.Embedding(n_vocab, D)
        nn.init.normal_(self.embed.weight, std=0.5)
        self.layers = nn.ModuleList(nn.Sequential(nn.LayerNorm(D), CausalAttention(D, HEADS)) for _ in range(n_layers))
        self.unembed = nn.Sequential(nn.LayerNorm(D), nn.Linear(D, n_vocab))

    def forward(self, tokens: Tensor) -> Tensor:
        x = self.embed(tokens)  # (B, N, d)
        for layer in self.layers:
            x = x + layer(x)
        logits: Tensor = self.unembed(x)
        return logits


@torch.no_grad()
def patterns(model: AttentionOnly, tokens: Tensor) -> Tensor:
    """Where every head of every layer looks: (layers, B, HEADS, N, N), query by key."""
    x, found = model.embed(tokens), []
    later = torch.ones(tokens.shape[1], tokens.shape[1], dtype=torch.bool).triu(1)
    for layer in model.layers:
        norm, attention = layer.children()
        assert isinstance(attention, CausalAttention)
        q, k, _ = attention.qkv(norm(x)).unflatten(-1, (3, HEADS, -1)).permute(2, 0, 3, 1, 4)  # (B, HEADS, N, d_head)
        scores = rotate(q) @ rotate(k).mT / q.shape[-1] ** 0.5
        found.append(scores.masked_fill(later, -torch.inf).softmax(-1))
        x = x + attention(norm(x))
    return torch.stack(found)


class Look(NamedTuple):
    right: float
    induction: float
    previous: float


@torch.no_grad()
def look(model: AttentionOnly, tokens: Tensor, target: Tensor) -> Look:
    """Share right in the second copy, and the two scores, on blocks of TESTED tokens."""
    found = patterns(model, tokens)
    second, every = torch.arange(TESTED, 2 * TESTED - 1), torch.arange(1, 2 * TESTED - 1)
    right = accuracy(model(tokens)[:, second], target[:, second])
    induction = found[..., second, second - TESTED + 1].mean((1, 3))  # (layers, HEADS)
    previous = found[0][..., every, every - 1].mean((0, 2))  # (HEADS,)
    return Look(right, float(induction.max()), float(previous.max()))


def best_head(model: AttentionOnly, tokens: Tensor) -> Tensor:
    """The pattern (N, N) of the head that looks most to the token after the first copy."""
    heads = patterns(model, tokens)[:, 0].flatten(0, 1)  # (layers · HEADS, N, N)
    second = torch.arange(SHOWN, 2 * SHOWN - 1)
    return heads[heads[:, second, second - SHOWN + 1].mean(1).argmax()]


def training_batch(kinds: int, g: torch.Generator, *, fixed: bool) -> tuple[Tensor, Tensor]:
    block = TESTED if fixed else int(torch.randint(SHORT, LONG + 1, (), generator=g))
    return repeated(B, block, kinds, g)


def repeated(B: int, block: int, kinds: int, g: torch.Generator) -> tuple[Tensor, Tensor]:
    """Random blocks, each twice, without the last token; and the token after each (B, 2·block − 1)."""
    tokens = torch.randint(kinds, (B, block), generator=g).repeat(1, 2)
    return tokens[:, :-1], tokens[:, 1:]
