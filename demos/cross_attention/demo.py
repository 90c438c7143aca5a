"""Is cross-attention an alignment?

Predict first: a decoder with attention has learned to reverse 12 tokens, and 97 % of them come out right. Each is one
token of the source. What share of the attention is on that one?

Model    two GRUs with additive attention between them (Bahdanau et al. 2015), for sources of 4 to `length` tokens
Shapes   B = 32 sources (B, S) and targets (B, T), T = S; a pattern is (B, T, S), its rows sum to 1
Measure  on sources of `length` tokens: the weight on the one source token that is to be written (aligned), on its two
         neighbours, how often it has the largest weight of all; and the accuracy when that one state is hidden
Source   Bahdanau et al. 2015, section 5.2.1 and figure 3; Garg et al. 2019; Jain and Wallace 2019
"""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import Tensor

from demos.kit.seq2seq import AdditiveAttention, Seq2Seq
from demos.kit.tasks import Batch, rewrite
from demos.kit.training import accuracy, seeded, train
from tutor.lab.frames import Frame, Matrix, Measure, Progress

V = 16  # tokens in the vocabulary
B = 32  # sources in a batch
TESTED = 256  # sources that are looked at


def run(*, seed: int, task: str, length: int, d: int, batches: int) -> Iterator[Frame]:
    yield Progress(0, batches, "batches")
    model = seeded(lambda: Seq2Seq(V, d, attention=True), seed)
    attention = model.attention
    assert attention is not None
    g = torch.Generator().manual_seed(seed)
    shown = rewrite(task, 1, length, V, g)
    yield picture("untrained", model, attention, shown)

    def draw() -> Batch:
        return rewrite(task, B, int(torch.randint(4, length + 1, (), generator=g)), V, g)

    for batch, _ in enumerate(train(model, draw, steps=batches, lr=0.5 / d), 1):
        yield Progress(batch, batches, "batches")
        if batch == batches // 4:
            yield picture("quarter", model, attention, shown)
    yield picture("trained", model, attention, shown)

    tested = rewrite(task, TESTED, length, V, g)
    with torch.no_grad():
        written, states = model.states(tested.source, tested.previous)  # (B, T, d), (B, S, d)
        _, pattern = attention(written, states)  # (B, T, S)
        aligned = wanted(task, length)  # (T, S), 1 where the source token is the one to be written
        hidden = pattern * (1 - aligned)
        hidden = hidden / hidden.sum(-1, keepdim=True)
        for name, weights in (("accuracy", pattern), ("hidden_accuracy", hidden)):
            logits = model.unembed(torch.cat([written, weights @ states], -1))
            yield Measure(name, accuracy(logits, tested.target))
    beside = neighbours(aligned)
    yield Measure("aligned", (pattern * aligned).sum(-1).mean())
    yield Measure("beside", (pattern * beside).sum(-1).mean())
    yield Measure("top", (pattern.argmax(-1) == aligned.argmax(-1)).double().mean())


def wanted(task: str, n: int) -> Tensor:
    """Which source token (columns) each target token (rows) is: the alignment that is known to be right."""
    eye = torch.eye(n)
    return eye.flip(1) if task == "reverse" else eye


def neighbours(aligned: Tensor) -> Tensor:
    """1 at the source tokens before and after the one that is wanted."""
    left, right = torch.zeros_like(aligned), torch.zeros_like(aligned)
    left[:, :-1], right[:, 1:] = aligned[:, 1:], aligned[:, :-1]
    return left + right


@torch.no_grad()
def picture(name: str, model: Seq2Seq, attention: AdditiveAttention, batch: Batch) -> Matrix:
    """Where the decoder looks (columns: source tokens) while it writes each target token (rows)."""
    _, pattern = attention(*model.states(batch.source, batch.previous))
    return Matrix(name, pattern[0], letters(batch.target[0]), letters(batch.source[0]))


def letters(tokens: Tensor) -> list[str]:
    return [chr(ord("A") + int(token)) for token in tokens]
