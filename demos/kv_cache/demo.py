"""What does the KV cache save, and what does it cost?

Predict first: with a cache the 256th token needs about 1/256 of the arithmetic. How much less time does it take?

Model    a decoder of 256 numbers a position in 8 query heads, untrained: sizes and times do not depend on it.
         mha keeps keys and values for each of the 8 heads, gqa for 2, mqa for 1
Shapes   B = 1 sequence, N tokens; q (B, 8, N, 32); the cache of a layer is k and v, each (B, n_kv, length, 32)
Time     the fastest of several looks at this machine's clock, one thread; it differs from run to run, the rest does not
Source   Shazeer 2019, sections 2.4 and 3; Pope et al. 2022, section 2; Ainslie et al. 2023, section 2.2
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import torch
from torch import Tensor, nn
from torch.nn.functional import scaled_dot_product_attention

from demos.kit.training import seeded
from tutor.lab.frames import Frame, Measure, Point, Progress, Table

D, HEADS, D_HEAD, VOCAB = 256, 8, 32, 256
KV_HEADS = {"mha": 8, "gqa": 2, "mqa": 1}
SHORTEST, LOOKS = 32, 7  # first length that is timed; looks at the clock for each

Cache = list[tuple[Tensor, Tensor]]
"""A layer's keys and values, both (B, n_kv, length, D_HEAD)."""


class Decoder(nn.Module):
    def __init__(self, n_layers: int, n_kv: int, length: int) -> None:
        super().__init__()
        self.n_kv = n_kv
        self.embed, self.position = nn.Embedding(VOCAB, D), nn.Embedding(length, D)
        self.q = nn.ModuleList(nn.Linear(D, D, bias=False) for _ in range(n_layers))
        self.kv = nn.ModuleList(nn.Linear(D, 2 * n_kv * D_HEAD, bias=False) for _ in range(n_layers))
        self.out = nn.ModuleList(nn.Linear(D, D, bias=False) for _ in range(n_layers))
        self.mlp = nn.ModuleList(
            nn.Sequential(nn.LayerNorm(D), nn.Linear(D, 4 * D), nn.GELU(), nn.Linear(4 * D, D)) for _ in range(n_layers)
        )
        self.norm = nn.ModuleList(nn.LayerNorm(D) for _ in range(n_layers))
        self.unembed = nn.Sequential(nn.LayerNorm(D), nn.Linear(D, VOCAB, bias=False))

    def forward(self, tokens: Tensor, cache: Cache | None = None, start: int = 0) -> Tensor:
        """Logits (B, N, VOCAB) of N tokens; with a cache they stand from `start` on, and it holds all before them."""
        B, N = tokens.shape
        x = self.embed(tokens) + self.position.weight[start : start + N]  # (B, N, D)
        for layer, (norm, mlp) in enumerate(zip(self.norm, self.mlp, strict=True)):
            y = norm(x)
            q = self.q[layer](y).view(B, N, HEADS, D_HEAD).transpose(1, 2)  # (B, HEADS, N, D_HEAD)
            k, v = self.kv[layer](y).view(B, N, 2, self.n_kv, D_HEAD).permute(2, 0, 3, 1, 4)  # (B, n_kv, N, D_HEAD)
            if cache is not None:
                for kept, new in zip(cache[layer], (k, v), strict=True):
                    kept[:, :, start : start + N] = new
                k, v = (kept[:, :, : start + N] for kept in cache[layer])
            # One query, the newest, may look at all that is kept: only several at once need a mask.
            mixed = scaled_dot_product_attention(q, k, v, is_causal=N > 1, enable_gqa=True)
            x = x + self.out[layer](mixed.transpose(1, 2).reshape(B, N, D))
            x = x + mlp(x)
        logits: Tensor = self.unembed(x)
        return logits


@torch.no_grad()
def run(*, seed: int, heads: str, layers: int, length: int) -> Iterator[Frame]:
    lengths = [n for n in (SHORTEST, 64, 96, 128, 192, 256, 384, 512) if n < length] + [length]
    yield Progress(0, len(lengths), "lengths")
    n_kv = KV_HEADS[heads]
    model = seeded(lambda: Decoder(layers, n_kv, length), seed)
    tokens = torch.randint(VOCAB, (1, length), generator=torch.Generator().manual_seed(seed))
    cache: Cache = [(torch.zeros(1, n_kv, length, D_HEAD), torch.zeros(1, n_kv, length, D_HEAD)) for _ in range(layers)]

    at_once = model(tokens)  # (1, length, VOCAB)
    one_by_one = torch.cat([model(tokens[:, t : t + 1], cache, t) for t in range(length)], 1)
    yield Measure("difference", (at_once - one_by_one).abs().max())
    kept = sum(part.nbytes for layer in cache for part in layer)
    yield Measure("bytes_per_token", kept / length)
    yield Measure("bytes_formula", 2 * layers * n_kv * D_HEAD * 4)  # k and v, 4 bytes a number
    mha, mqa = (2 * layers * KV_HEADS[kind] * D_HEAD * 4 * length / 2**10 for kind in ("mha", "mqa"))
    yield Table(
        "cache", ["", f"KiB at {length} tokens"], [["mha", mha], ["mqa", mqa], [f"{heads}, counted", kept / 2**10]]
    )

    for done, n in enumerate(lengths, 1):
        arithmetic = sum(flops(t, layers, n_kv) for t in range(1, n + 1)) / flops(n, layers, n_kv)
        again, cached = seconds(
            lambda n=n: model(tokens[:, :n]),  # type: ignore[misc]
            lambda n=n: model(tokens[:, n - 1 : n], cache, n - 1),  # type: ignore[misc]
        )
        yield Point("arithmetic", n, arithmetic)
        yield Point("time", n, again / cached)
        yield Progress(done, len(lengths), "lengths")
    yield Measure("arithmetic", arithmetic)
    yield Measure("speedup", again / cached)


def flops(n: int, layers: int, n_kv: int) -> int:
    """Operations for the n-th token, those before it being known: 2 a weight, and 4·D a token looked at."""
    weights = 2 * D * D + 2 * D * n_kv * D_HEAD + 8 * D * D
    return layers * (2 * weights + 4 * D * n) + 2 * D * VOCAB


def seconds(*things: Callable[[], object]) -> list[float]:
    """The fastest of several looks at each, taken in turn so that what else the machine does strikes all alike."""
    fastest = [float("inf")] * len(things)
    for _ in range(LOOKS):
        for number, thing in enumerate(things):
            begun = time.perf_counter()
            thing()
            fastest[number] = min(fastest[number], time.perf_counter() - begun)
    return fastest
