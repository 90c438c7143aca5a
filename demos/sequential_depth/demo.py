"""Serial steps or parallel ones, and what do they cost here?

Predict first: an LSTM and an attention layer of width 64, each in its fused kernel, run forward and backward over 2,048
tokens on one thread of this processor. How many times as long does attention take?

Arms     lstm: torch.nn.LSTM; attention: causal, 4 heads, torch's fused kernel (SDPA) behind the projections to q, k, v;
         explicit: the same with the (n, n) scores written out; loop: the LSTM as a loop in Python
Shapes   one sequence x of n tokens, d numbers each: (1, n, d)
Depth    operations in the longest chain that wait for each other, from output to input, in autograd's graph
Time     CPU time of the one thread, forward and backward, the best of three: this machine's, others differ
Theory   floating-point operations forward: 16·n·d² for the LSTM, 6·n·d² + 2·n²·d for attention (the mask halves 4·n²·d)
Source   Vaswani et al. 2017, table 1 (sequential operations); fused attention: Dao et al. 2022, section 3
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator

import torch
from torch import Tensor, nn
from torch.nn.functional import scaled_dot_product_attention

from demos.kit.training import seeded
from tutor.lab.frames import Frame, Measure, Point, Progress

N_HEADS, REPEATS = 4, 3
LOOPED = 512  # tokens up to which the loop in Python is run
SHALLOW = 16  # tokens at which the depth is counted, and again at twice as many


def run(*, seed: int, longest: int, d: int) -> Iterator[Frame]:
    lengths = [n for n in (64, 128, 256, 512, 1024, 2048, 4096) if n <= longest]
    yield Progress(0, len(lengths), "lengths")
    g = torch.Generator().manual_seed(seed)
    fused = seeded(lambda: nn.LSTM(d, d, batch_first=True), seed)
    qkv = (torch.randn(3 * d, d, generator=g) / math.sqrt(d)).requires_grad_()
    arms: dict[str, Callable[[Tensor], Tensor]] = {
        "lstm": lambda x: fused(x)[0],
        "attention": lambda x: attention(x, qkv, sdpa),
        "explicit": lambda x: attention(x, qkv, explicit),
        "loop": lambda x: looped(x, fused),
    }
    for arm in ("loop", "attention"):
        depths = [depth(arms[arm](torch.randn(1, n, d, generator=g))) for n in (SHALLOW, 2 * SHALLOW)]
        yield Measure(f"{arm}_depth", (depths[1] - depths[0]) / SHALLOW)

    ms: dict[tuple[str, int], float] = {}
    for done, n in enumerate(lengths, 1):
        x = torch.randn(1, n, d, generator=g)
        for arm, layer in arms.items():
            if arm != "loop" or n <= LOOPED:
                ms[arm, n] = 1000 * seconds(layer, x)
                yield Point(arm, n, ms[arm, n])
        yield Progress(done, len(lengths), "lengths")
    for arm in ("lstm", "attention", "explicit"):
        yield Measure(f"{arm}_growth", ms[arm, longest] / ms[arm, longest // 4])
    yield Measure("theory_ratio", (6 + 2 * longest / d) / 16)
    yield Measure("ratio", ms["attention", longest] / ms["lstm", longest])
    yield Measure("loop_ratio", ms["loop", min(LOOPED, longest)] / ms["lstm", min(LOOPED, longest)])


def attention(x: Tensor, qkv: Tensor, mix: Callable[[Tensor, Tensor, Tensor], Tensor]) -> Tensor:
    _, n, d = x.shape
    q, k, v = (x @ qkv.T).view(1, n, 3, N_HEADS, d // N_HEADS).permute(2, 0, 3, 1, 4)  # (1, N_HEADS, n, d_head) each
    return mix(q, k, v).transpose(1, 2).flatten(-2)  # (1, n, d)


def sdpa(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    return scaled_dot_product_attention(q, k, v, is_causal=True)


def explicit(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    n = q.shape[-2]
    scores = q @ k.mT / math.sqrt(q.shape[-1])  # (1, N_HEADS, n, n)
    return scores.masked_fill(torch.ones(n, n, dtype=torch.bool).triu(1), -math.inf).softmax(-1) @ v


def looped(x: Tensor, net: nn.LSTM) -> Tensor:
    """The same LSTM, one step after the other in Python: the gates are input, forget, candidate, output."""
    W, U, b, b2 = (net.get_parameter(f"{name}_l0") for name in ("weight_hh", "weight_ih", "bias_hh", "bias_ih"))
    inputs = x @ U.T + b + b2  # (1, n, 4d): these need no order
    h = c = x.new_zeros(1, net.hidden_size)
    states = []
    for n in range(x.shape[1]):
        i, f, candidate, o = (inputs[:, n] + h @ W.T).chunk(4, -1)  # h of the step before: this has to wait
        c = f.sigmoid() * c + i.sigmoid() * candidate.tanh()
        h = o.sigmoid() * c.tanh()
        states.append(h)
    return torch.stack(states, 1)


def depth(y: Tensor) -> int:
    """The longest path through the graph that autograd would walk back from `y`."""
    below: dict[object, int] = {None: 0}
    pending = [y.grad_fn]
    while pending:
        node = pending[-1]
        parents = [parent for parent, _ in node.next_functions] if node is not None else []
        waiting = [parent for parent in parents if parent not in below]
        pending += waiting
        if not waiting:
            below[node] = 1 + max((below[parent] for parent in parents), default=0) if node is not None else 0
            pending.pop()
    return below[y.grad_fn]


def seconds(layer: Callable[[Tensor], Tensor], x: Tensor) -> float:
    """CPU time of one pass forward and backward, the best of a few."""
    best = math.inf
    for _ in range(REPEATS):
        start = time.thread_time()
        torch.autograd.backward(layer(x).sum())
        best = min(best, time.thread_time() - start)
    return best
