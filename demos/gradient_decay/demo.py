"""How much gradient is left k steps back?

Predict first: the recurrent matrix of a tanh RNN has spectral radius rho = 0.9. By what factor does a gradient shrink
at each step it is sent back?

Shapes   T time steps, B sequences at once, d numbers in a state: x is (T, B, d), a state (B, d);
         an LSTM's state is h beside c, (B, 2d)
Weights  uniform in ±1/√d as torch.nn draws them, biases 0, nothing trained. The RNN's recurrent matrix is Gaussian or
         orthogonal, then scaled until its largest |eigenvalue| is rho exactly. PyTorch adds two biases to a gate: a
         forget bias of 1 is set in one of them
Numbers  float64: an LSTM with forget bias 0 leaves 1e-13 after 64 steps, and smaller ones follow
Source   Bengio et al. 1994; Pascanu et al. 2013, section 2.1; forget bias: Jozefowicz et al. 2015
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate

import torch
from torch import Tensor

from tutor.lab.frames import Frame, Measure, Point, Progress

B = 8  # sequences, each with a direction of its own to send back: one gradient alone is noisy
WARM_UP = 32  # steps before the first one that is looked at, so that no state is still at its start
FIRST, LAST = 8, 64  # lags of the fit: the first few still show the direction that was sent back

Cell = Callable[[Tensor, Tensor], Tensor]
"""One time step: input (B, d) and state before to state after."""


def run(*, seed: int, rho: float, d: int, steps: int, input_std: float, matrix: str) -> Iterator[Frame]:
    yield Progress(0, steps, "steps back")
    g = torch.Generator().manual_seed(seed)
    x = input_std * normal(WARM_UP + steps, B, d, g=g)  # (T, B, d)
    v = normal(B, d, g=g) / math.sqrt(d)  # (B, d), what is sent back from the last output
    h0 = torch.zeros_like(v)

    rnn = unroll(tanh_rnn(recurrent(rho, d, matrix, g), uniform(d, d, g=g)), x, h0)
    rnn1 = unroll(tanh_rnn(recurrent(1.0, d, matrix, g), uniform(d, d, g=g)), x, h0)
    forgetting = {
        f"lstm{bias}": unroll(lstm(uniform(4 * d, d, g=g), uniform(4 * d, d, g=g), bias), x, h0.repeat(1, 2))
        for bias in (0, 1, 3)
    }
    gated = unroll(gru(uniform(3 * d, d, g=g), uniform(3 * d, d, g=g)), x, h0)
    mixing = uniform(3 * d, d, g=g), uniform(d, d, g=g)

    # One entry a step back, the last step first.
    arms: dict[str, Iterator[float]] = {
        "rnn": sent_back(rnn, v),
        "theory": theory(rho, [h.detach() for _, _, h in reversed(rnn)]),
        "rnn1": sent_back(rnn1, v),
        **{
            name: sent_back(trail, torch.cat([v, h0], -1)) for name, trail in forgetting.items()
        },  # c itself is no output
        "gru": sent_back(gated, v),
        "attention": through_attention(*mixing, x, v, residual=True),
        "attention_alone": through_attention(*mixing, x, v, residual=False),
    }
    norms: dict[str, list[float]] = {name: [] for name in arms}
    for k, sizes in zip(range(steps + 1), zip(*arms.values(), strict=False), strict=False):
        for name, size in zip(arms, sizes, strict=True):
            norms[name].append(size)
            yield Point(name, k, size / norms[name][0])
        yield Progress(k, steps, "steps back")
        if k % 8 == 0 and FIRST < k < LAST:
            yield Measure("rnn_factor", factor(norms["rnn"]))  # so far
    for name in arms:
        yield Measure(f"{name}_factor", factor(norms[name]))
    yield Measure("rnn_ratio_50", norms["rnn"][50] / norms["rnn"][0])


def unroll(cell: Cell, x: Tensor, state: Tensor) -> list[tuple[Tensor, Tensor, Tensor]]:
    """Every step of a recurrent net: its input, the state before and the state after, cut from the other steps."""
    trail = []
    for x_t in x:
        before, x_t = state.detach().requires_grad_(), x_t.detach().requires_grad_()
        state = cell(x_t, before)
        trail.append((x_t, before, state))
    return trail


def sent_back(trail: Sequence[tuple[Tensor, Tensor, Tensor]], gradient: Tensor) -> Iterator[float]:
    """Gradient norm at each input, the last one first: backpropagation through time, one step at a time."""
    for x_t, before, after in reversed(trail):
        at_input, gradient = torch.autograd.grad(after, (x_t, before), gradient)
        yield float(at_input.norm())


def theory(rho: float, states: Sequence[Tensor]) -> Iterator[float]:
    """rho^k · ∏ rms(tanh′): each step back multiplies by the matrix, and by the slope of tanh where the unit stood.

    tanh′(a) = 1 − tanh(a)² = 1 − h². For an orthogonal matrix this holds on average; for a Gaussian one it is close.
    """
    per_step = [rho * float((1 - h.square()).square().mean().sqrt()) for h in states[1:]]
    return accumulate([1.0, *per_step], lambda left, shrunk: left * shrunk)


def through_attention(qkv: Tensor, out: Tensor, x: Tensor, v: Tensor, *, residual: bool) -> Iterator[float]:
    """Gradient norm at each input of one attention layer, sent back from its last position: every path is one step."""
    x = x.transpose(0, 1).detach().requires_grad_()  # (B, T, d)
    (B, T, d), n_heads = x.shape, 4
    # q, k, values: (B, n_heads, T, d_head)
    q, k, values = (x @ qkv.T).view(B, T, 3, n_heads, d // n_heads).permute(2, 0, 3, 1, 4)
    # One row of queries is enough, and needs no mask: the last position sees them all.
    pattern = (q[:, :, -1:] @ k.transpose(-1, -2) / math.sqrt(d // n_heads)).softmax(-1)  # (B, n_heads, 1, T)
    y = (pattern @ values).flatten(1) @ out.T  # (B, d)
    if residual:
        y = y + x[:, -1]
    (gradient,) = torch.autograd.grad(y, x, v)
    return iter(gradient.norm(dim=(0, 2)).flip(0).tolist())


def factor(norms: Sequence[float]) -> float:
    """What each step back multiplies by: the slope of log norm over the lags FIRST to LAST, least squares."""
    lags = torch.arange(FIRST, min(LAST, len(norms) - 1) + 1)
    k = lags - lags.double().mean()
    logs = torch.tensor(norms, dtype=torch.float64)[lags].log()
    return float((k @ logs / (k @ k)).exp())


def tanh_rnn(W: Tensor, U: Tensor) -> Cell:
    return lambda x, h: torch.tanh(x @ U.T + h @ W.T)


def lstm(W: Tensor, U: Tensor, forget_bias: float) -> Cell:
    """Gates in PyTorch's order: input, forget, candidate, output."""

    def step(x: Tensor, state: Tensor) -> Tensor:
        h, c = state.chunk(2, -1)
        i, f, candidate, o = (x @ U.T + h @ W.T).chunk(4, -1)
        c = torch.sigmoid(f + forget_bias) * c + torch.sigmoid(i) * torch.tanh(candidate)
        return torch.cat([torch.sigmoid(o) * torch.tanh(c), c], -1)

    return step


def gru(W: Tensor, U: Tensor) -> Cell:
    """Gates in PyTorch's order: reset, update, candidate."""

    def step(x: Tensor, h: Tensor) -> Tensor:
        (r, z, candidate), (from_r, from_z, from_h) = (x @ U.T).chunk(3, -1), (h @ W.T).chunk(3, -1)
        r, z = torch.sigmoid(r + from_r), torch.sigmoid(z + from_z)
        candidate = torch.tanh(candidate + r * from_h)
        return candidate + z * (h - candidate)  # (1 − z) of the new, z of the old

    return step


def recurrent(rho: float, d: int, matrix: str, g: torch.Generator) -> Tensor:
    """A random (d, d) matrix whose largest |eigenvalue| is `rho`; all singular values too, if it is orthogonal."""
    W = normal(d, d, g=g)
    if matrix == "orthogonal":
        W = torch.linalg.qr(W).Q
    radius = float(torch.linalg.eigvals(W).abs().max())
    return W * (rho / radius)


def normal(*shape: int, g: torch.Generator) -> Tensor:
    return torch.randn(*shape, generator=g, dtype=torch.float64)


def uniform(rows: int, d: int, *, g: torch.Generator) -> Tensor:
    return (torch.rand(rows, d, generator=g, dtype=torch.float64) * 2 - 1) / math.sqrt(d)
