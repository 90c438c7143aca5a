"""Who can use the words to the right? Who can write?

Predict first: an encoder has learned which article goes with which noun. It is given a sentence of nothing but masks
and fills all of them at once. In what share of the pairs does the article fit its noun?

Language  a sentence is four pairs of an article and a noun ("an apple"). There are NOUNS nouns to each article, drawn
          evenly, and a noun decides its article. With clue = before the noun comes first
Arms      one layer and one set of first weights, one mask apart. encoder: every position sees all, and tokens hidden
          behind [MASK] are learned. decoder: every position sees those before it, and the next token is learned
Shapes    B sentences of T = 2·PAIRS tokens; logits (B, T, n_vocab)
Equal     sentences and batches, not targets: a sentence is T targets for the decoder, `masked` of that for the encoder
Source    Devlin et al. 2019, section 3.1; Radford et al. 2018, section 3.1; all masks at once: Gu et al. 2018,
          section 2.3
"""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import Tensor, nn

from demos.kit.training import seeded, train
from tutor.lab.frames import Frame, Measure, Point, Progress

PAIRS, NOUNS = 4, 4  # pairs in a sentence; nouns that go with each article
MASK = 0  # stands where a token is hidden, and before a decoder's first; then come articles, then nouns
B, D = 32, 64  # sentences in a batch; numbers a position
TESTED, EVERY = 256, 20  # sentences that are read, and written; batches between two points
UNASKED = -100  # a target that cross_entropy leaves out


class Layer(nn.Module):
    """A transformer of one layer, positions learned. `causal` is all that tells a decoder from an encoder."""

    def __init__(self, n_vocab: int, *, causal: bool) -> None:
        super().__init__()
        T = 2 * PAIRS
        self.embed, self.position = nn.Embedding(n_vocab, D), nn.Parameter(0.5 * torch.randn(T, D))
        self.layer = nn.TransformerEncoderLayer(D, 4, 2 * D, dropout=0.0, batch_first=True, norm_first=True)
        self.unembed = nn.Sequential(nn.LayerNorm(D), nn.Linear(D, n_vocab))
        self.mask = nn.Transformer.generate_square_subsequent_mask(T) if causal else None  # (T, T)

    def forward(self, tokens: Tensor) -> Tensor:
        """Logits (B, T, n_vocab) of each token itself; a decoder is given its tokens one place late."""
        if self.mask is not None:
            tokens = torch.cat([torch.full_like(tokens[:, :1], MASK), tokens[:, :-1]], 1)
        x = self.layer(self.embed(tokens) + self.position, src_mask=self.mask)  # (B, T, D)
        logits: Tensor = self.unembed(x)
        return logits


def run(*, seed: int, clue: str, articles: int, masked: float, batches: int) -> Iterator[Frame]:
    yield Progress(0, 2 * batches, "batches")
    g = torch.Generator().manual_seed(seed)
    article_first = clue == "after"

    def draw(n: int = B) -> Tensor:
        noun = torch.randint(articles * NOUNS, (n, PAIRS), generator=g)
        pair = [1 + noun % articles, 1 + articles + noun]
        return torch.stack(pair if article_first else pair[::-1], -1).flatten(1)  # (n, T)

    def next_token() -> tuple[Tensor, Tensor]:
        x = draw()
        return x, x

    def masked_tokens() -> tuple[Tensor, Tensor]:
        x = draw()
        asked = torch.rand(x.shape, generator=g) < masked
        return x.masked_fill(asked, MASK), x.masked_fill(~asked, UNASKED)

    def fits(x: Tensor) -> float:
        """The share of pairs whose article goes with the noun."""
        first, second = x.unflatten(1, (PAIRS, 2)).unbind(-1)
        article, noun = (first, second) if article_first else (second, first)
        return share((noun > articles) & (article == 1 + (noun - 1 - articles) % articles))

    test, blank = draw(TESTED), torch.full((TESTED, 2 * PAIRS), MASK)
    asked_at = range(0 if article_first else 1, 2 * PAIRS, 2)  # where the articles stand
    for number, (arm, batch_of) in enumerate({"encoder": masked_tokens, "decoder": next_token}.items()):
        model = seeded(lambda arm=arm: Layer(1 + articles * (1 + NOUNS), causal=arm == "decoder"), seed)  # type: ignore[misc]
        for batch, _ in enumerate(train(model, batch_of, steps=batches, lr=5e-3), 1):
            yield Progress(number * batches + batch, 2 * batches, "batches")
            if batch % EVERY == 0 or batch == batches:
                read = share(torch.stack([says(model, test, t).argmax(-1) == test[:, t] for t in asked_at]))
                yield Point(f"{arm}_reads", batch, read)
        yield Measure(f"{arm}_reads", read)
        if arm == "encoder":
            at_once = torch.stack([drawn(says(model, blank, t), g) for t in range(2 * PAIRS)], 1)
            yield Measure("encoder_at_once", fits(at_once))
        x = blank.clone()
        for t in range(2 * PAIRS):
            x[:, t] = drawn(says(model, x, t), g)
        yield Measure(f"{arm}_in_turn", fits(x))
    for batch in (EVERY, batches):
        yield Point("chance", batch, 1 / articles)


@torch.no_grad()
def says(model: Layer, x: Tensor, t: int) -> Tensor:
    """Logits (B, n_vocab) of token t: an encoder sees all the others, a decoder those before it."""
    hidden = x.clone()
    hidden[:, t] = MASK
    logits: Tensor = model(hidden)[:, t]
    return logits


def drawn(logits: Tensor, g: torch.Generator) -> Tensor:
    return torch.multinomial(logits.softmax(-1), 1, generator=g)[:, 0]


def share(right: Tensor) -> float:
    return float(right.double().mean())
