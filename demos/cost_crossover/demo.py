"""When does attention's n² cost more than the rest of its layer?

Predict first: a transformer layer of width d reads n tokens. Scores and mixing take operations that grow with n²,
projections and MLP with n. At how many times d are they equal?

Counted  floating-point operations of the forward pass, by torch's own counter on tensors without contents; a
         multiplication with its addition is two
Timed    CPU time of one thread for the same parts, the best of three: this machine's, others differ
Arms     attention: q, k, v and output projections, scores q·k and mixing p·v, without a mask; MLP of `ffn`·d; LSTM with
         inputs of width d, both of its matrices
Shapes   x is (1, n, d); scores (1, n_heads, n, n)
Theory   mixing 4·n²·d, projections 8·n·d², MLP 4·ffn·n·d², LSTM 16·n·d²
Source   Vaswani et al. 2017, table 1; Kaplan et al. 2020, section 2.1 and table 1
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.utils.flop_counter import FlopCounterMode

from demos.kit.training import seeded
from tutor.lab.frames import Frame, Measure, Point, Progress

REPEATS = 3
HEADS = {"one": 1, "two": 2, "four": 4, "eight": 8}


def run(*, seed: int, d: int, heads: str, ffn: int) -> Iterator[Frame]:
    lengths = [round(d / 2 * 2 ** (i / 2)) for i in range(12)]  # d/2 to 23 d
    yield Progress(0, len(lengths), "lengths")
    layer = seeded(lambda: Layer(d, HEADS[heads], ffn), seed)
    layer_meta = Layer(d, HEADS[heads], ffn).to("meta")
    g = torch.Generator().manual_seed(seed)
    share: dict[str, list[float]] = {"operations": [], "time": []}
    against_lstm: list[float] = []
    error = 0.0
    for done, n in enumerate(lengths, 1):
        x = torch.randn(1, n, d, generator=g)
        parts = {name: flops(part, x.to("meta")) for name, part in layer_meta.parts().items()}
        theory = {"mixing": 4 * n * n * d, "projections": 8 * n * d * d, "mlp": 4 * ffn * n * d * d}
        error = max(error, *(abs(parts[name] / theory[name] - 1) for name in theory))
        against_lstm.append((parts["mixing"] + parts["projections"]) / lstm_flops(n, d))
        ms = {name: seconds(part, x) for name, part in layer.parts().items()}
        share["operations"].append(parts["mixing"] / sum(parts.values()))
        share["time"].append(ms["mixing"] / sum(ms.values()))
        yield Point("theory", n / d, n / (n + (2 + ffn) * d))
        for name, values in share.items():
            yield Point(name, n / d, values[-1])
        yield Progress(done, len(lengths), "lengths")
    yield Measure("crossover", crossing(lengths, share["operations"], 0.5) / d)
    yield Measure("lstm_crossover", crossing(lengths, against_lstm, 1.0) / d)
    yield Measure("time_crossover", crossing(lengths, share["time"], 0.5) / d)
    yield Measure("count_error", error)
    yield Measure("time_share_first", share["time"][0])
    yield Measure("time_share_last", share["time"][-1])
    yield Measure("score_mib", HEADS[heads] * lengths[-1] ** 2 * 4 / 2**20)
    yield Measure("token_mib", x.nbytes / 2**20)


class Layer(nn.Module):
    """The three parts of a transformer layer that multiply matrices, each to be run by itself."""

    def __init__(self, d: int, heads: int, ffn: int) -> None:
        super().__init__()
        self.heads = heads
        self.qkvo = nn.ModuleList(nn.Linear(d, d, bias=False) for _ in range(4))
        self.mlp = nn.Sequential(nn.Linear(d, ffn * d), nn.GELU(), nn.Linear(ffn * d, d))

    def parts(self) -> dict[str, Callable[[Tensor], object]]:
        return {"mixing": self.mix, "projections": self.project, "mlp": self.mlp}

    def mix(self, x: Tensor) -> Tensor:
        """Scores, softmax and mixing, with x itself as q, k and v."""
        q = x.view(1, -1, self.heads, x.shape[-1] // self.heads).transpose(1, 2)  # (1, heads, n, d_head)
        pattern = (q @ q.mT / math.sqrt(q.shape[-1])).softmax(-1)  # (1, heads, n, n)
        return (pattern @ q).transpose(1, 2).flatten(-2)

    def project(self, x: Tensor) -> list[Tensor]:
        return [linear(x) for linear in self.qkvo]


def lstm_flops(n: int, d: int) -> int:
    """Counted for one step, which is the same for each: both matrices are (4d, d)."""
    x, W, U = (torch.empty(shape, device="meta") for shape in ((1, d), (4 * d, d), (4 * d, d)))
    return n * flops(lambda x: x @ W.T + x @ U.T, x)


def flops(part: Callable[[Tensor], object], x: Tensor) -> int:
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        part(x)
    return int(counter.get_total_flops())


@torch.no_grad()
def seconds(part: Callable[[Tensor], object], x: Tensor) -> float:
    """CPU time of one pass forward, the best of a few."""
    best = math.inf
    for _ in range(REPEATS):
        start = time.thread_time()
        part(x)
        best = min(best, time.thread_time() - start)
    return best


def crossing(lengths: Sequence[int], values: Sequence[float], level: float) -> float:
    """The length at which `values` rise through `level`, between two on a log axis; NaN if they stay below it."""
    if values[0] >= level:
        return lengths[0]
    for (a, below), (b, above) in pairwise(zip(lengths, values, strict=True)):
        if below < level <= above:
            return a * math.exp(math.log(b / a) * (level - below) / (above - below))
    return math.nan
