"""Does an ability appear suddenly, or is the metric sharp?

Predict first: a model that writes answers of 8 tokens gets 80 % of the tokens right. How many whole answers are right?

Setup    two GRUs with attention learn to copy or reverse random sources over 16 tokens, B = 32; as they train, the same
         1,000 new sources are scored in two ways
Measure  token accuracy: share of tokens right, with the right previous tokens given; exact match: share of answers with
         every token right. One model, one set of answers, two numbers
Theory   if tokens err independently, exact match is ∏ p_i, with p_i the accuracy at position i
Source   Schaeffer et al. 2023, section 2; Wei et al. 2022 for the curves it is about
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from itertools import chain

import torch

from demos.kit.seq2seq import Seq2Seq
from demos.kit.tasks import Batch, rewrite
from demos.kit.training import seeded, train
from tutor.lab.frames import Frame, Measure, Point, Progress, Text

V = 16  # tokens in the vocabulary
B = 32
TESTED = 1000  # sources
EVERY = 10  # steps between two scores


def run(*, seed: int, task: str, length: int, steps: int, d: int) -> Iterator[Frame]:
    yield Progress(0, steps)
    g = torch.Generator().manual_seed(seed)
    model = seeded(lambda: Seq2Seq(V, d, attention=True), seed)
    new = rewrite(task, TESTED, length, V, g)

    at, token, exact, product = [], [], [], []
    training = train(model, lambda: rewrite(task, B, length, V, g), steps=steps, lr=0.5 / d)
    for step, _ in enumerate(chain([0.0], training)):  # step 0 is before training
        if step % EVERY and step < steps:
            continue
        p, whole = scored(model, new)
        at.append(step)
        token.append(sum(p) / length)
        exact.append(whole)
        product.append(math.prod(p))
        yield Point("token", step, token[-1])
        yield Point("product", step, product[-1])
        yield Point("exact", step, exact[-1])
        yield Progress(step, steps)

    yield Measure("token_accuracy", token[-1])
    yield Measure("exact_match", exact[-1])
    for percent in (50, 80):
        level = percent / 100
        if token[-1] < level:
            yield Text(f"It never got {percent} % of the tokens right: give it more steps.")
        yield Measure(f"exact_at_{percent}", crossing(token, exact, level))
    yield Measure("token_half_way", crossing(token, at, token[-1] / 2))
    yield Measure("exact_half_way", crossing(exact, at, exact[-1] / 2))
    yield Measure("gap", max(abs(e - p) for e, p in zip(exact, product, strict=True)))


@torch.no_grad()
def scored(model: Callable[..., torch.Tensor], batch: Batch) -> tuple[list[float], float]:
    """The share of right tokens at each position, and the share of answers that are right at all of them."""
    right = model(batch.source, batch.previous).argmax(-1) == batch.target  # (TESTED, length)
    return right.double().mean(0).tolist(), float(right.all(-1).double().mean())


def crossing(line: Sequence[float], other: Sequence[float], level: float) -> float:
    """What `other` is where `line` first reaches `level`, between two scores in proportion; NaN if it never does."""
    for i in range(1, len(line)):
        if line[i - 1] < level <= line[i]:
            part = (level - line[i - 1]) / (line[i] - line[i - 1])
            return other[i - 1] + part * (other[i] - other[i - 1])
    return math.nan
