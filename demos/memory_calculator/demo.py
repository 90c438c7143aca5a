"""Will it fit? The bytes of weights, KV cache, and what training keeps.

Predict first: 32 conversations of 4,096 tokens with Llama 2 70B. How many GiB is their KV cache?

Formulas  cache of a token: layers · 2 · kv_heads · d_head numbers; with MLA layers · latent; 2 bytes each
          training: 16 bytes a parameter (fp16 weights and gradients; float32 weights and Adam's two moments)
          activations of s tokens, 16 bits, nothing recomputed: s · d · layers · (34 + 5 · heads · s / d) bytes
Check     the seed draws a tiny decoder's shape; its caches are allocated, and their bytes counted
Source    cache: Pope et al. 2022, section 2; MLA: DeepSeek-AI 2024 (V2), table 1; training: Rajbhandari et al. 2020,
          section 3.1; activations: Korthikanti et al. 2022, equation 1. A model's own figures: beside it
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

import torch

from tutor.lab.frames import Frame, Measure, Point, Progress, Table

GIB, CARD = 2**30, 80  # bytes; GiB on one accelerator


class Model(NamedTuple):
    parameters: float
    layers: int
    d: int
    heads: int
    kv_heads: int
    d_head: int
    latent: int = 0  # numbers that MLA keeps a token and layer, instead of keys and values


MODELS = {
    "gpt3_175b": Model(174.6e9, 96, 12288, 96, 96, 128),  # Brown et al. 2020, table 2.1
    "llama2_7b": Model(6.74e9, 32, 4096, 32, 32, 128),  # Touvron et al. 2023, table 1, and its published weights
    "llama2_70b": Model(68.98e9, 80, 8192, 64, 8, 128),  # the same
    "llama3_8b": Model(8.03e9, 32, 4096, 32, 8, 128),  # Grattafiori et al. 2024, table 3
    "deepseek_v2": Model(236e9, 60, 5120, 128, 128, 128, latent=512 + 64),  # DeepSeek-AI 2024 (V2), section 3.1.2
}


def run(*, seed: int, model: str, context: int, users: int, bits: int) -> Iterator[Frame]:
    yield Progress(0, 1, "models")
    m = MODELS[model]
    weights = m.parameters * bits / 8 / GIB
    own_heads = m._replace(kv_heads=m.heads, latent=0)  # every query head with keys and values of its own
    one_head = m._replace(kv_heads=1, latent=0)

    for tokens in sorted({2**exponent for exponent in range(10, 18)} | {context}):
        for name, kind in (("mha", own_heads), ("published", m), ("mqa", one_head)):
            yield Point(name, tokens, weights + users * tokens * cache_bytes(kind) / GIB)
        yield Point("weights", tokens, weights)
        yield Point("card", tokens, CARD)

    cache, mha, mqa = (users * context * cache_bytes(kind) / GIB for kind in (m, own_heads, one_head))
    training, kept = 16 * m.parameters / GIB, activation_bytes(m, context) / GIB
    rows: list[list[str | float]] = [
        [f"weights, {bits} bits", weights],
        [f"cache, {users} × {context:,} tokens", cache],
        ["the same, MHA", mha],
        ["the same, MQA", mqa],
        ["training: weights, gradients, Adam", training],
        ["training: activations of one sequence", kept],
    ]
    yield Table("bytes", ["", "GiB"], rows)
    yield Measure("weights_gib", weights)
    yield Measure("token_kib", cache_bytes(m) / 2**10)
    yield Measure("cache_gib", cache)
    yield Measure("mha_gib", mha)
    yield Measure("mqa_gib", mqa)
    yield Measure("cards", math.ceil((weights + cache) / CARD))
    yield Measure("training_gib", training)
    yield Measure("activations_gib", kept)

    counted, formula = counted_and_formula(torch.Generator().manual_seed(seed))
    yield Measure("counted", counted)
    yield Measure("formula", formula)


def cache_bytes(m: Model) -> int:
    """What one token leaves in the cache, 2 bytes a number."""
    return 2 * m.layers * (m.latent or 2 * m.kv_heads * m.d_head)


def activation_bytes(m: Model, s: int) -> float:
    """What one sequence of `s` tokens keeps for the backward pass, in a layer with an MLP of 4·d and scores stored."""
    return s * m.d * m.layers * (34 + 5 * m.heads * s / m.d)


def counted_and_formula(g: torch.Generator) -> tuple[int, int]:
    """The bytes of a tiny decoder's caches, allocated as an inference engine would, and what the formula says."""
    layers, kv_heads, d_head, tokens = (int(torch.randint(2, 17, (), generator=g)) for _ in range(4))
    kept = [torch.empty(2, kv_heads, tokens, d_head, dtype=torch.float16) for _ in range(layers)]  # k and v of a layer
    tiny = Model(0, layers, kv_heads * d_head, kv_heads, kv_heads, d_head)
    return sum(part.element_size() * part.numel() for part in kept), tokens * cache_bytes(tiny)
