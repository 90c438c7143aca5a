"""What do real heads look at, on my sentence?

Predict first: all-MiniLM-L6-v2 puts a token [CLS] before every text. What share of its words' attention goes there?

Model    all-MiniLM-L6-v2: 6 layers of 12 heads, no causal mask
Shapes   T tokens: [CLS], the words' pieces, [SEP]; a pattern is (H, T, T), each row sums to 1
Measure  over the rows of the words only. A weight says how much of a token's value is taken; what that adds is the
         length of weight · value · W_O, head by head (Kobayashi et al. 2020)
Source   Clark et al. 2019, sections 3.1 and 3.2; Kobayashi et al. 2020; Xiao et al. 2024 (attention sinks)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import torch
from torch import Tensor

from demos.kit import minilm
from demos.kit.minilm import HEADS, LAYERS, MiniLM, Read
from tutor.lab.frames import Frame, Matrix, Measure, Progress

PREVIOUS, NEXT = (1, 3), (2, 9)  # layer and head, counted from 1, of two that look beside them; found by looking
DRAWN = 5  # of the sentences below, by the seed: the claims are about these, whatever text is typed
SENTENCES = (
    "The animal didn't cross the street because it was too tired.",
    "A man lives in the yellow house at the end of our street.",
    "She poured the water from the jug into the cup until it was full.",
    "My brother cooked dinner for ten people, and nobody went home hungry.",
    "The committee that approved the plans has not met since March.",
    "Prices rose faster than wages in most of the countries we studied.",
    "If the train is late again, we will miss the ferry to the island.",
    "Few of the letters he wrote during the war have been found.",
    "Nobody knew why the old bridge had been closed for so long.",
    "The new nurse read the chart twice before she called the doctor.",
    "Light from the nearest star takes four years to reach us.",
    "Turn left at the bakery, then follow the river until the mill.",
)
PUBLISHED = {"That is a happy dog": 0.6945, "That is a very happy person": 0.9429, "Today is a sunny day": 0.2569}


def run(*, seed: int, text: str, layer: int, head: int) -> Iterator[Frame]:
    yield Progress(0, DRAWN + 1, "texts")
    model = minilm.load()
    tokens, read = look(model, text)
    for name, at in {"chosen": (layer, head), "previous": PREVIOUS, "next": NEXT}.items():
        yield Matrix(name, pattern(read, at), tokens, tokens)
    yield Matrix("layer", read.patterns[layer - 1][0].mean(0), tokens, tokens)
    weight, _ = first_share(model, read)
    yield Measure("text_cls", weight)
    yield Measure("even_share", 1 / len(tokens))
    yield Progress(1, DRAWN + 1, "texts")

    g = torch.Generator().manual_seed(seed)
    found: dict[str, list[float]] = {}
    row_error = 0.0
    for done, n in enumerate(torch.randperm(len(SENTENCES), generator=g)[:DRAWN].tolist(), 2):
        _, read = look(model, SENTENCES[n])
        words = SENTENCES[n].split()
        _, mixed = look(model, " ".join(words[i] for i in torch.randperm(len(words), generator=g).tolist()))
        weight, effect = first_share(model, read)
        here = {
            "cls_weight": weight,
            "cls_effect": effect,
            "previous_share": beside(pattern(read, PREVIOUS), -1),
            "next_share": beside(pattern(read, NEXT), 1),
            "mixed_previous": beside(pattern(mixed, PREVIOUS), -1),
        }
        for name, share in here.items():
            found.setdefault(name, []).append(share)
        row_error = max(row_error, *(float((p.sum(-1) - 1).abs().max()) for p in read.patterns))
        yield Progress(done, DRAWN + 1, "texts")
    for name, shares in found.items():
        yield Measure(name, sum(shares) / DRAWN)
    yield Measure("row_error", row_error)
    yield Measure("published_error", published_error(model))


def look(model: MiniLM, text: str) -> tuple[list[str], Read]:
    tokens = minilm.tokens(text, model.vocabulary)
    return tokens, minilm.encode(model.weights, *minilm.numbers([tokens], model.vocabulary))


def pattern(read: Read, at: tuple[int, int]) -> Tensor:
    """What one head looks at, (T, T)."""
    layer, head = at
    return read.patterns[layer - 1][0, head - 1]


def beside(pattern: Tensor, offset: int) -> float:
    """Mean weight of the words on the token so far to their right."""
    T = len(pattern)
    rows = torch.arange(1, T - 1)
    return float(pattern[rows, rows + offset].mean())


def first_share(model: MiniLM, read: Read) -> tuple[float, float]:
    """Share of the words' attention that [CLS] has, and of what attention adds to their states; layers 2 to 6."""
    weights, effects = [], []
    for layer in range(1, LAYERS):
        name = f"encoder.layer.{layer}.attention"
        value, out = (model.weights[f"{name}.{part}.weight"] for part in ("self.value", "output.dense"))
        v = read.states[layer][0] @ value.T + model.weights[f"{name}.self.value.bias"]  # (T, d)
        v = v.unflatten(-1, (HEADS, -1)).transpose(0, 1)  # (H, T, d_head)
        added = (v @ out.T.unflatten(0, (HEADS, -1))).norm(dim=-1)  # (H, T), by each head, were its weight 1
        rows = read.patterns[layer][0, :, 1:-1]  # (H, T − 2, T)
        effect = rows * added[:, None]
        weights.append(rows[..., 0].mean())
        effects.append((effect[..., 0] / effect.sum(-1)).mean())
    return mean(weights), mean(effects)


def published_error(model: MiniLM) -> float:
    """How far three cosines are from those on the model's page."""
    texts = [minilm.tokens(text, model.vocabulary) for text in ("That is a happy person", *PUBLISHED)]
    vectors = minilm.embed(model.weights, *minilm.numbers(texts, model.vocabulary))
    return float((vectors[1:] @ vectors[0] - torch.tensor(list(PUBLISHED.values()))).abs().max())


def mean(values: Sequence[Tensor]) -> float:
    return float(torch.stack(list(values)).mean())
