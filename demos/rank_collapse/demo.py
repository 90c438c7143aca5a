"""Why does a transformer need its residual connections, beyond the gradient?

Predict first: four layers of attention and nothing else, weights as at the start of training. How far are the tokens
still from being all the same?

Shapes   n tokens, d = 64 numbers each: a layer takes X (n, d) to X (n, d); nothing is trained, no gradient is taken
Arms     attention alone; with an MLP after it; with a residual around it; with both, as in a transformer. Attention and
         MLP read LayerNorm(X), unless `norm` is off
Weights  normal, standard deviation gain/√(inputs), new ones in each layer, biases 0; the arms share them
Measure  distance to rank 1: |X − 1 x̄ᵀ| / |X| with x̄ the mean token, 0 when all rows are the same
Numbers  float64: the fourth layer takes the distance below what float32 can tell from 0
Source   Dong et al. 2021, section 2 (the collapse) and section 3 (what counteracts it)
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import torch
from torch import Tensor
from torch.nn.functional import layer_norm

from tutor.lab.frames import Frame, Measure, Point

D, HEADS = 64, 4
DEPTH = 4  # layers after which the arms are compared
FLOOR = 1e-13  # a distance below this is rounding


def run(*, seed: int, layers: int, n: int, gain: float, norm: bool) -> Iterator[Frame]:
    g = torch.Generator().manual_seed(seed)
    start = torch.randn(n, D, generator=g, dtype=torch.float64)  # (n, d)
    states = {"residual": start, "both": start, "mlp": start, "pure": start}
    distances: dict[str, list[float]] = {arm: [] for arm in states}
    for layer in range(layers + 1):
        yield Point("halving", layer, 0.5**layer)
        for arm, x in states.items():
            distances[arm].append(distance(x))
            yield Point(arm, layer, distances[arm][-1])
        qkv, out = weight(3 * D, D, gain, g), weight(D, D, gain, g)
        up, down = weight(4 * D, D, gain, g), weight(D, 4 * D, gain, g)
        for arm, x in states.items():
            attended = attention(normed(x) if norm else x, qkv, out)
            x = x + attended if arm in ("residual", "both") else attended
            if arm in ("mlp", "both"):
                written = (normed(x) if norm else x).matmul(up.T).relu() @ down.T  # (n, d)
                x = x + written if arm == "both" else written
            states[arm] = x

    for layer in (1, 2, 3):
        yield Measure(f"pure_{layer}", distances["pure"][layer])
    for arm in states:
        yield Measure(f"{arm}_{DEPTH}", distances[arm][DEPTH])
    yield Measure("residual_last", distances["residual"][-1])
    yield Measure("power", power(distances["pure"]))


def attention(x: Tensor, qkv: Tensor, out: Tensor) -> Tensor:
    """Every token looks at all: (n, d) to (n, d)."""
    q, k, v = (x @ qkv.T).view(-1, 3, HEADS, D // HEADS).permute(1, 2, 0, 3)  # (HEADS, n, d_head) each
    pattern = (q @ k.transpose(-1, -2) / math.sqrt(D // HEADS)).softmax(-1)  # (HEADS, n, n), rows sum to 1
    attended: Tensor = (pattern @ v).transpose(0, 1).flatten(1) @ out.T
    return attended


def distance(x: Tensor) -> float:
    """How far the rows of x are from being all the same: 1 for rows around 0, 0 for equal ones."""
    return float((x - x.mean(0)).norm() / x.norm())


def power(distances: Sequence[float]) -> float:
    """p in d(l+1) = c · d(l)^p, from the last three distances above rounding: 1 is a steady decay, 3 a cubic one."""
    a, b, c = (math.log(d) for d in [d for d in distances if d > FLOOR][-3:])
    return (c - b) / (b - a)


def normed(x: Tensor) -> Tensor:
    return layer_norm(x, (D,))


def weight(outputs: int, inputs: int, gain: float, g: torch.Generator) -> Tensor:
    return gain / math.sqrt(inputs) * torch.randn(outputs, inputs, generator=g, dtype=torch.float64)
