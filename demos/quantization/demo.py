"""How few bits does a weight need?

Predict first: each weight matrix is rounded to 4 bits with one scale for the whole matrix. How near are the outputs?

Model    a transformer of two layers trained on the spot to reverse 8 tokens, or all-MiniLM-L6-v2
Shapes   a matrix is (d_out, d_in): one scale in all, one a row (channel), or one for every 32 numbers of a row (group)
Measure  mean cosine between the outputs before and after: logits of the small net, sentence vectors of MiniLM
Source   Jacob et al. 2018, section 2.1; Dettmers and Zettlemoyer 2023, section 2; Frantar et al. 2023
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import product

import torch
from torch import Tensor
from torch.func import functional_call
from torch.nn.functional import cosine_similarity

from demos.kit import minilm
from demos.kit.tasks import rewrite
from demos.kit.training import seeded, train
from demos.kit.transformer import Transformer
from tutor.lab.frames import Frame, Measure, Point, Progress

V, N = 16, 8  # tokens in the small net's vocabulary and in a source
GROUP = 32
BITS = (2, 3, 4, 5, 6, 8)
SCALES = ("tensor", "channel", "group")
STARTS = ("The cat sat on", "A storm destroyed", "The committee approved", "My brother cooked", "The train left")
ENDS = ("the old wooden house.", "a new planet yesterday.", "dinner for ten people.", "the quiet village station.")

Weights = Mapping[str, Tensor]


def run(*, seed: int, net: str, batches: int) -> Iterator[Frame]:
    yield Progress(0, batches, "batches")
    g = torch.Generator().manual_seed(seed)
    if net == "minilm":
        weights, output = sentence_encoder(g)
    else:
        model = seeded(lambda: Transformer(V + 1, 64, n_layers=2, n_heads=4, d_mlp=256), seed)
        steps = train(model, lambda: small_batch(32, g), steps=batches, lr=3e-3)
        for batch, _ in enumerate(steps, 1):
            yield Progress(batch, batches, "batches")
        weights, output = trained(model, small_batch(64, g)[:-1])
    exact = output(weights)  # (…, d)
    for bits, scales in product(BITS, SCALES):
        rounded = {name: rounding(w, bits, scales) if is_rounded(name, w) else w for name, w in weights.items()}
        nearness = float(cosine_similarity(output(rounded), exact, dim=-1).mean())
        yield Point(scales, bits, nearness)
        if bits in (8, 4, 2):
            yield Measure(f"{scales}_{bits}", nearness)


def rounding(w: Tensor, bits: int, scales: str) -> Tensor:
    """`w` on the grid of 2^bits − 1 integers around 0 times a scale, so that the largest of each share stays itself."""
    shares = w if scales == "channel" else w.reshape(-1, GROUP if scales == "group" else w.numel())
    top = 2 ** (bits - 1) - 1
    scale = shares.abs().amax(1, keepdim=True).clamp_min(1e-12) / top
    return ((shares / scale).round() * scale).view_as(w)


def is_rounded(name: str, w: Tensor) -> bool:
    """The matrices of the layers; embeddings, norms and biases stay as they are."""
    return w.dim() == 2 and name.startswith(("blocks.", "encoder."))


@torch.no_grad()
def trained(model: Transformer, inputs: tuple[Tensor, ...]) -> tuple[Weights, Callable[[Weights], Tensor]]:
    """The small net's weights, and the logits it gives with others in their place."""
    weights = {name: w.detach() for name, w in model.named_parameters()}
    return weights, lambda given: functional_call(model, dict(given), inputs).detach()


def small_batch(B: int, g: torch.Generator) -> tuple[Tensor, ...]:
    batch = rewrite("reverse", B, N, V, g)
    return batch.source, batch.previous, batch.target


def sentence_encoder(g: torch.Generator) -> tuple[Weights, Callable[[Weights], Tensor]]:
    """MiniLM's weights, and the vectors it gives twelve of twenty sentences with others in their place."""
    model = minilm.load()
    texts = [f"{start} {end}" for start, end in product(STARTS, ENDS)]
    chosen = [texts[i] for i in torch.randperm(len(texts), generator=g)[:12].tolist()]
    ids, mask = minilm.numbers([minilm.tokens(text, model.vocabulary) for text in chosen], model.vocabulary)
    return model.weights, lambda given: minilm.embed(given, ids, mask)
