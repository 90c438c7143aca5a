"""What happens if the causal mask is forgotten?

Predict first: a character model is trained without the mask. Scored as in training, its loss on unseen text is almost
0. What share of characters does it get right where the next one is really unknown?

Setup    characters of Python's own help texts (`pydoc_data.topics`, part of the standard library; it differs between
         versions of Python), or random tokens of 16 kinds, which nobody can predict: 1/16 right, a loss of ln 16 = 2.77
Shapes   B = 32 windows of N tokens; position t is asked for token t + 1
Arms     masked: position t sees tokens 0 … t. leaky: it sees later ones too, all of them or one (a mask off by one)
Measure  as in training: all positions of a window at once, so the answer to t stands at t + 1.
         honest: the last position only, whose answer is in nobody's input, as when text is written
Source   Vaswani et al. 2017, section 3.2.3
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from zlib import crc32

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy, scaled_dot_product_attention

from demos.kit.training import accuracy, seeded, train
from demos.kit.transformer import Block, CausalAttention, Transformer, rotate
from tutor.lab.frames import Frame, Measure, Point, Progress, Table, Text

B, N, D = 32, 32, 48
KINDS = 16  # of random tokens
TESTED = 512  # windows of unseen text
EVERY = 10  # batches between two honest looks
WRITTEN = 48  # characters written at the end


def run(*, seed: int, data: str, leak: str, batches: int, layers: int) -> Iterator[Frame]:
    yield Progress(0, 2 * batches, "batches")
    g = torch.Generator().manual_seed(seed)
    names, tokens = text() if data == "text" else noise(g)
    yield Text(f"{len(tokens):,} tokens of {len(names)} kinds, CRC {crc32(bytes(tokens.tolist())):08x}")
    seen, unseen = tokens[: len(tokens) * 9 // 10], tokens[len(tokens) * 9 // 10 :]
    test = windows(unseen, TESTED, g)
    commonest = float(unseen.bincount().max() / len(unseen))
    for batch in (1, batches):
        yield Point("commonest", batch, commonest)
    written: list[tuple[str, str]] = []
    for number, (arm, future) in enumerate({"masked": 0, "leaky": N if leak == "no_mask" else 1}.items()):
        model = seeded(partial(network, len(names), layers, future), seed)
        order = torch.Generator().manual_seed(seed)
        for batch, share in enumerate(train(model, partial(windows, seen, B, order), steps=batches, lr=0.005), 1):
            yield Point(f"{arm}_training", batch, share)
            if batch % EVERY == 0 or batch == batches:
                yield Point(f"{arm}_honest", batch, honest(model, *test)[0])
            yield Progress(number * batches + batch, 2 * batches, "batches")
        right, loss = honest(model, *test)
        yield Measure(f"{arm}_honest", right)
        yield Measure(f"{arm}_honest_loss", loss)
        right, loss = as_in_training(model, *test)
        yield Measure(f"{arm}_validation", right)
        yield Measure(f"{arm}_validation_loss", loss)
        written.append((arm, "".join(names[token] for token in write(model, test[0][:1], order))))
    yield Table("written", ("mask", "what it writes"), written)


class LeakyAttention(CausalAttention):
    """Causal attention that also sees the next `future` positions: 0 is the right mask."""

    def __init__(self, d_model: int, n_heads: int, future: int) -> None:
        super().__init__(d_model, n_heads)
        self.future = future

    def forward(self, x: Tensor) -> Tensor:
        q, k, v = self.qkv(x).unflatten(-1, (3, self.n_heads, -1)).permute(2, 0, 3, 1, 4)  # (B, n_heads, N, d_head)
        allowed = torch.ones(x.shape[1], x.shape[1], dtype=torch.bool).tril(self.future)  # (N, N): query, key
        mixed = scaled_dot_product_attention(rotate(q), rotate(k), v, attn_mask=allowed)
        written: Tensor = self.out(mixed.transpose(1, 2).flatten(-2))
        return written


def network(n_vocab: int, layers: int, future: int) -> Transformer:
    model = Transformer(n_vocab, D, n_layers=layers, n_heads=4, d_mlp=2 * D)
    for part in model.modules():
        if isinstance(part, Block):
            part.attention[1] = LeakyAttention(D, 4, future)
    return model


@torch.no_grad()
def honest(model: nn.Module, tokens: Tensor, target: Tensor) -> tuple[float, float]:
    """Accuracy and loss at the last position, whose target no position has seen."""
    logits = model(tokens)[:, -1]
    return accuracy(logits, target[:, -1]), float(cross_entropy(logits, target[:, -1]))


@torch.no_grad()
def as_in_training(model: nn.Module, tokens: Tensor, target: Tensor) -> tuple[float, float]:
    """Accuracy and loss over all positions, as a training or validation loss is taken."""
    logits = model(tokens)
    return accuracy(logits, target), float(cross_entropy(logits.flatten(0, 1), target.flatten()))


@torch.no_grad()
def write(model: nn.Module, tokens: Tensor, g: torch.Generator) -> list[int]:
    """The tokens that the model adds to a window (1, N), drawn by their probabilities."""
    for _ in range(WRITTEN):
        chances = model(tokens[:, -N:])[:, -1].softmax(-1)  # (1, n_vocab)
        tokens = torch.cat([tokens, torch.multinomial(chances, 1, generator=g)], 1)
    added: list[int] = tokens[0, -WRITTEN:].tolist()
    return added


def windows(tokens: Tensor, B: int, g: torch.Generator) -> tuple[Tensor, Tensor]:
    """Random windows (B, N), and the token after each of theirs (B, N)."""
    start = torch.randint(len(tokens) - N, (B, 1), generator=g)
    both = tokens[start + torch.arange(N + 1)]  # (B, N + 1)
    return both[:, :-1], both[:, 1:]


def text() -> tuple[list[str], Tensor]:
    """The characters of Python's help texts and their names; what is not ASCII is a question mark."""
    from pydoc_data.topics import topics

    characters = "\n".join(topics[name] for name in sorted(topics)).encode("ascii", "replace").decode()
    names = sorted(set(characters))
    number = {name: at for at, name in enumerate(names)}
    return names, torch.tensor([number[c] for c in characters])


def noise(g: torch.Generator) -> tuple[list[str], Tensor]:
    return [chr(ord("a") + kind) for kind in range(KINDS)], torch.randint(KINDS, (100_000,), generator=g)
