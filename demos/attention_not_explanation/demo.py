"""Do attention weights explain an answer?

Predict first: a classifier with attention answers every example rightly. Its weights are shuffled among the words, and
all else is left as it was. What share of the answers changes?

Setup    N = 16 words of 40, most of them neutral. `cues` words are good or bad, and say which class it is; a second
         classifier has a third class as well, for texts with no cue. A bidirectional GRU reads the words (or nothing
         does), additive attention weighs its states, one linear map names the class
Tests    shuffled: how often the answer changes with the same weights in random places
         moved: the most different weights we can find that leave all probabilities within .05
         Both are taken over texts with cues, and for each class by itself
Shapes   B texts: words (B, N), states (B, N, d), weights (B, N), logits (B, classes)
Robust   three classes against two. How unlike the two classes of the first classifier are is shown and not judged: on
         most seeds one hardly changes and the other nearly always does, on a few both do sometimes
Source   Jain and Wallace 2019, sections 4.2.1 and 4.2.2; Wiegreffe and Pinter 2019
"""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from demos.kit.training import accuracy, seeded
from tutor.lab.frames import Frame, Measure, Point, Progress, Text

V, CUES_A_CLASS, N = 40, 4, 16  # words: 4 good, 4 bad, 32 neutral; and how many make a text
B = 64
TESTED, SHUFFLES = 300, 30
SEARCH = 60  # steps of the search for other weights
CLOSE = 0.05  # how far a probability may move there


class Classifier(nn.Module):
    """Words to states, states to weights, their mean under the weights to logits."""

    def __init__(self, d: int, classes: int, *, encoder: bool) -> None:
        super().__init__()
        self.embed = nn.Embedding(V, d)
        self.encoder = nn.GRU(d, d // 2, batch_first=True, bidirectional=True) if encoder else None
        self.score = nn.Sequential(nn.Linear(d, d), nn.Tanh(), nn.Linear(d, 1, bias=False))
        self.name = nn.Linear(d, classes)

    def states(self, words: Tensor) -> Tensor:
        x: Tensor = self.embed(words)
        return x if self.encoder is None else self.encoder(x)[0]  # (B, N, d)

    def weights(self, states: Tensor) -> Tensor:
        scores: Tensor = self.score(states)
        return scores.squeeze(-1).softmax(-1)  # (B, N), rows sum to 1

    def answer(self, states: Tensor, weights: Tensor) -> Tensor:
        logits: Tensor = self.name((weights[..., None] * states).sum(1))
        return logits


def run(*, seed: int, encoder: str, cues: int, steps: int, d: int) -> Iterator[Frame]:
    yield Progress(0, 2 * steps)
    for arm, classes in (("two", 2), ("three", 3)):
        g = torch.Generator().manual_seed(seed)
        model = seeded(lambda classes=classes: Classifier(d, classes, encoder=encoder == "gru"), seed)
        optimizer = torch.optim.AdamW(model.parameters(), lr=5e-3, weight_decay=0.0, fused=True)
        for step in range(1, steps + 1):
            words, label = write(B, cues, classes, g)
            states = model.states(words)
            logits = model.answer(states, model.weights(states))
            optimizer.zero_grad()
            cross_entropy(logits, label).backward()
            optimizer.step()
            if step % 10 == 0:
                yield Text(f"{arm} classes: {100 * accuracy(logits, label):.0f} % of the last batch right")
                yield Progress((classes - 2) * steps + step, 2 * steps)

        model.requires_grad_(False)
        words, label = write(TESTED, cues, 2, g)  # texts with cues only, for both
        states = model.states(words)
        weights = model.weights(states)
        answers = model.answer(states, weights)
        changed = shuffled(model, states, weights, g)  # (TESTED,)
        moved = search(model, states, weights, g)  # (TESTED,)
        for rank, most in enumerate(moved.sort().values):
            yield Point(arm, (rank + 0.5) / TESTED, most)
        yield Measure(f"{arm}_accuracy", accuracy(answers, label))
        yield Measure(f"{arm}_on_cues", (weights * (words < 2 * CUES_A_CLASS)).sum(-1).mean())
        yield Measure(f"{arm}_changed", changed.mean())
        yield Measure(f"{arm}_moved", moved.mean())
        by_class = [(changed[label == c].mean(), moved[label == c].mean()) for c in (0, 1)]
        for name, (change, move) in zip(("free", "held"), sorted(by_class), strict=True):
            yield Measure(f"{arm}_changed_{name}", change)
            yield Measure(f"{arm}_moved_{name}", move)


def write(n: int, cues: int, classes: int, g: torch.Generator) -> tuple[Tensor, Tensor]:
    """Texts of neutral words; class 0 has cues from the first four words, class 1 from the next, class 2 none."""
    words = torch.randint(2 * CUES_A_CLASS, V, (n, N), generator=g)
    label = torch.randint(classes, (n,), generator=g)
    places = torch.rand(n, N, generator=g).argsort(-1)[:, :cues]
    cue = CUES_A_CLASS * label[:, None] + torch.randint(CUES_A_CLASS, (n, cues), generator=g)
    words.scatter_(1, places, torch.where(label[:, None] < 2, cue, words.gather(1, places)))
    return words, label


def shuffled(model: Classifier, states: Tensor, weights: Tensor, g: torch.Generator) -> Tensor:
    """For each text, in what share of the shuffles its answer changes."""
    before = model.answer(states, weights).argmax(-1)
    times = torch.zeros(len(before))
    for _ in range(SHUFFLES):
        places = torch.rand(weights.shape, generator=g).argsort(-1)
        times += model.answer(states, weights.gather(1, places)).argmax(-1) != before
    return times / SHUFFLES


def search(model: Classifier, states: Tensor, weights: Tensor, g: torch.Generator) -> Tensor:
    """For each text, the largest share of attention found that can be moved elsewhere while the answer stays.

    Gradient ascent on the Jensen–Shannon divergence from `weights`, with a fine on what moves the probabilities; 0
    where the weights it ends with move one of them by more than CLOSE.
    """
    before = model.answer(states, weights).softmax(-1)
    scores = torch.randn(weights.shape, generator=g).requires_grad_()
    optimizer = torch.optim.Adam([scores], lr=0.3)
    for _ in range(SEARCH):
        other = scores.softmax(-1)
        gap = (model.answer(states, other).softmax(-1) - before).abs().amax(-1)
        loss = 50 * (gap - CLOSE / 5).clamp_min(0) - divergence(weights, other)
        optimizer.zero_grad()
        loss.sum().backward()
        optimizer.step()
    other = scores.detach().softmax(-1)
    gap = (model.answer(states, other).softmax(-1) - before).abs().amax(-1)
    return (weights - other).abs().sum(-1) / 2 * (gap < CLOSE)


def divergence(p: Tensor, q: Tensor) -> Tensor:
    """Jensen–Shannon divergence of the rows in nats: 0 if they are the same, ln 2 if nothing overlaps."""
    middle = (p + q) / 2
    return sum((r * (r.clamp_min(1e-9) / middle.clamp_min(1e-9)).log()).sum(-1) / 2 for r in (p, q))
