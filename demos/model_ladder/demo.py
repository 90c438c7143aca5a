"""N-gram, recurrent net, transformer: who wins when?

Predict first: all of them read the same half a million characters. Who is then least surprised by new text?

Text      Python's own help texts (`pydoc_data.topics`, part of the standard library), character by character. They
          differ between versions of Python: their hash is shown. The seed draws which tenth is kept for measuring
Arms      n-gram: how often each character followed the n − 1 before it, mixed with shorter contexts as Witten and Bell
          do; gru: one layer of 96; transformer: two layers of 64, rotary positions
Equal     what is read: the counts are taken from the nets' own batches. Not the work, of which counting has little
Shapes    windows (B, N + 1); position t is asked for character t + 1
Measured  bits a character, the mean of −log₂ p, in the second half of unseen windows: N/2 characters stand before each
Source    Witten and Bell 1991 (their method C); Bengio et al. 2003, section 4
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from zlib import crc32

import torch
from torch import Tensor, nn

from demos.kit.training import seeded, train
from demos.kit.transformer import Transformer
from tutor.lab.frames import Frame, Measure, Point, Progress, Table, Text

B, N = 32, 64  # windows in a batch, characters in a window
TESTED = 256  # unseen windows
ORDERS = (1, 2, 3, 4, 5, 6)  # n of the n-grams
LOOKS = 5  # at how many batches the nets are measured, each twice as many as the one before


def run(*, seed: int, order: int, batches: int) -> Iterator[Frame]:
    yield Progress(0, 2 * batches, "batches")
    g = torch.Generator().manual_seed(seed)
    tokens, V = text()
    yield Text(f"{len(tokens):,} characters of {V} kinds, CRC {crc32(bytes(tokens.tolist())):08x}")
    tokens = tokens.roll(int(torch.randint(len(tokens), (), generator=g)))
    unseen, seen = tokens.split([len(tokens) // 10, len(tokens) - len(tokens) // 10])
    test = windows(unseen, TESTED, g)
    read = windows(seen, batches * B, g)  # (batches·B, N + 1), by everyone

    looks = sorted({math.ceil(batches / 2**halvings) for halvings in range(LOOKS)})
    bits: dict[tuple[str, int], float] = {}
    for look in looks:
        for n, p in zip(ORDERS, n_grams(read[: look * B], test, V), strict=True):
            bits[f"gram{n}", look] = surprise(p)
        yield Point("counts", look * B * N, bits[f"gram{order}", look])
        yield Point("pairs", look * B * N, bits["gram2", look])
    nets = {"gru": lambda: Gru(V, 96), "transformer": lambda: Transformer(V, 64, n_layers=2, n_heads=4, d_mlp=256)}
    for number, (arm, build) in enumerate(nets.items()):
        model, batch_of = seeded(build, seed), iter(read.split(B))

        def batch(batch_of: Iterator[Tensor] = batch_of) -> tuple[Tensor, Tensor]:
            both = next(batch_of)
            return both[:, :-1], both[:, 1:]

        for done, _ in enumerate(train(model, batch, steps=batches, lr=0.005), 1):
            if done in looks:
                bits[arm, done] = surprise(predicted(model, test))
                yield Point(arm, done * B * N, bits[arm, done])
            yield Progress(number * batches + done, 2 * batches, "batches")

    last, half = looks[-1], looks[-2]
    for n in ORDERS[1:]:
        yield Measure(f"gram{n}", bits[f"gram{n}", last])
    best = min(ORDERS, key=lambda n: bits[f"gram{n}", last])
    yield Measure("best_order", best)
    for arm in nets:
        yield Measure(arm, bits[arm, last])
        yield Measure(f"{arm}_falls", bits[arm, half] - bits[arm, last])
    yield Measure("counts", bits[f"gram{order}", last])
    yield Measure("counts_fall", bits[f"gram{order}", half] - bits[f"gram{order}", last])
    rows = [[f"{look * B * N:,}", *(bits[arm, look] for arm in ("gram2", f"gram{best}", *nets))] for look in looks]
    yield Table("bits", ("characters read", "2-gram", f"{best}-gram", "GRU", "transformer"), rows)


class Gru(nn.Module):
    def __init__(self, n_vocab: int, d: int) -> None:
        super().__init__()
        self.embed, self.gru = nn.Embedding(n_vocab, d), nn.GRU(d, d, batch_first=True)
        self.unembed = nn.Linear(d, n_vocab)

    def forward(self, x: Tensor) -> Tensor:
        logits: Tensor = self.unembed(self.gru(self.embed(x))[0])
        return logits


def n_grams(read: Tensor, test: Tensor, V: int) -> Iterator[Tensor]:
    """What the 1-gram, then the 2-gram … gives each character of `test` but the first, (windows, N) each.

    p(c | h) = (how often hc was read + kinds · p(c | h without its first)) / (how often h was read + kinds), where
    `kinds` is how many different characters were read after h.
    """
    p = torch.full(test[:, 1:].shape, 1 / V, dtype=torch.float64)
    for n in ORDERS:
        grams, times = numbered(read, n, V).unique(return_counts=True)
        contexts, of, kinds = (grams // V).unique_consecutive(return_inverse=True, return_counts=True)
        in_all = torch.zeros_like(contexts).index_add_(0, of, times)
        asked = numbered(test[:, 1:] if n == 1 else test, n, V)  # (windows, up to N)
        h, c = looked_up(contexts, in_all, asked // V), looked_up(contexts, kinds, asked // V)
        shorter = p[:, -asked.shape[1] :]
        mixed = (looked_up(grams, times, asked) + c * shorter) / (h + c)
        p = torch.cat([p[:, : -asked.shape[1]], mixed.where(h > 0, shorter)], 1)
        yield p


def numbered(x: Tensor, n: int, V: int) -> Tensor:
    """Each n-gram in the rows of `x` as one number in base V: its last character is the last digit."""
    return x.unfold(1, n, 1) @ V ** torch.arange(n - 1, -1, -1)


def looked_up(keys: Tensor, values: Tensor, wanted: Tensor) -> Tensor:
    """The value of each wanted key, 0 where there is none; keys ascend."""
    at = torch.searchsorted(keys, wanted).clamp(max=len(keys) - 1)
    return values[at].where(keys[at] == wanted, 0)


@torch.no_grad()
def predicted(model: nn.Module, test: Tensor) -> Tensor:
    """The probability that `model` gives each character of `test` but the first, (windows, N)."""
    p: Tensor = model(test[:, :-1]).softmax(-1)
    return p.gather(-1, test[:, 1:, None])[..., 0]


def surprise(p: Tensor) -> float:
    """Bits a character over the second half of the windows."""
    return float(-p[:, -N // 2 :].log2().double().mean())


def windows(tokens: Tensor, n: int, g: torch.Generator) -> Tensor:
    """`n` random windows of N + 1 characters."""
    return tokens[torch.randint(len(tokens) - N, (n, 1), generator=g) + torch.arange(N + 1)]


def text() -> tuple[Tensor, int]:
    """The characters of Python's help texts as numbers, and how many kinds they are; what is not ASCII is `?`."""
    from pydoc_data.topics import topics

    characters = "\n".join(topics[name] for name in sorted(topics)).encode("ascii", "replace").decode()
    kinds = {kind: number for number, kind in enumerate(sorted(set(characters)))}
    return torch.tensor([kinds[character] for character in characters]), len(kinds)
