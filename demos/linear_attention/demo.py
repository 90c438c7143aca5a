"""How well do random features stand in for softmax, and is linear attention a recurrent net?

Predict first: Performer's features replace exp(q·k). With four times as many of them, what is left of the error?

Performer  exp(q·k) is the mean over random w of exp(w·q − |q|²/2) · exp(w·k − |k|²/2): positive features, drawn in
           orthogonal blocks (FAVOR+). Then Σ_j φ(q)·φ(k_j) v_j needs no n × n scores
Recurrent  the same causal sum, kept as a state: S ← S + φ(k) vᵀ, z ← z + φ(k), output Sᵀφ(q) / z·φ(q)
Linformer  keys and values projected from n rows to m by a random matrix, not trained: shown for what it is not
Shapes     n tokens, D = 32 numbers each; φ of them (n, m); S (m, D), z (m,)
Source     Choromanski et al. 2021, section 2.3; Katharopoulos et al. 2020, section 3.4; Wang et al. 2020
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import torch
from torch import Tensor

from tutor.lab.frames import Frame, Measure, Point, Progress

D, DRAWS = 32, 16  # numbers a token; draws of the features that are averaged
FEATURES = (16, 32, 64, 128, 256, 512, 1024)


def run(*, seed: int, n: int, size: float, features: int) -> Iterator[Frame]:
    counts = sorted({*FEATURES, features, 4 * features})
    yield Progress(0, len(counts), "numbers of features")
    g = torch.Generator().manual_seed(seed)
    q, k, v = (torch.randn(n, D, generator=g) for _ in range(3))  # (n, D) each
    q, k = size * q, size * k
    exact = (q @ k.T / math.sqrt(D)).softmax(-1) @ v  # (n, D)

    error, linformer = {}, {}
    for done, m in enumerate(counts, 1):
        error[m] = sum(missed(performer(q, k, v, m, g), exact) for _ in range(DRAWS)) / DRAWS
        projection = torch.randn(m, n, generator=g) / math.sqrt(m)  # (m, n)
        shorter = (q @ (projection @ k).T / math.sqrt(D)).softmax(-1) @ (projection @ v)
        linformer[m] = missed(shorter, exact)
        yield Point("performer", m, error[m])
        yield Point("root", m, error[counts[0]] * math.sqrt(counts[0] / m))
        yield Point("mean", m, missed(v.mean(0).expand(n, D), exact))
        yield Progress(done, len(counts), "numbers of features")
    yield Measure("error", error[features])
    yield Measure("error_4x", error[4 * features])
    yield Measure("left", error[4 * features] / error[features])
    yield Measure("mean_error", missed(v.mean(0).expand(n, D), exact))
    yield Measure("linformer_error", linformer[features])

    w = orthogonal(features, g)
    parallel = causal(phi(q, w), phi(k, w), v)
    yield Measure("recurrent_difference", (recurrent(phi(q, w), phi(k, w), v) - parallel).abs().max())


def performer(q: Tensor, k: Tensor, v: Tensor, m: int, g: torch.Generator) -> Tensor:
    """Attention by `m` random features: φ(q) (φ(k)ᵀ v), each row divided by φ(q)·Σφ(k)."""
    w = orthogonal(m, g)
    a, b = phi(q, w), phi(k, w)  # (n, m) each
    return a @ (b.T @ v) / (a @ b.sum(0))[:, None]


def phi(x: Tensor, w: Tensor) -> Tensor:
    """Positive features (n, m) whose products have exp(q·k / √D) for their mean; a common factor cancels later."""
    x = x / D**0.25
    log = x @ w.T - x.square().sum(-1, keepdim=True) / 2
    return (log - log.max()).exp().clamp(min=1e-30)


def orthogonal(m: int, g: torch.Generator) -> Tensor:
    """`m` Gaussian directions (m, D), orthogonal within each block of D."""
    blocks = [torch.linalg.qr(torch.randn(D, D, generator=g)).Q for _ in range(-(-m // D))]
    lengths = torch.randn(m, D, generator=g).norm(dim=1, keepdim=True)
    return torch.cat(blocks)[:m] * lengths


def causal(a: Tensor, b: Tensor, v: Tensor) -> Tensor:
    """Linear attention to what came before, by the n × n matrix that it is meant to avoid."""
    scores = (a @ b.T).tril()  # (n, n)
    return scores @ v / scores.sum(-1, keepdim=True)


def recurrent(a: Tensor, b: Tensor, v: Tensor) -> Tensor:
    """The same as a recurrent net: one state of fixed size, one token after the other."""
    S, z = torch.zeros(a.shape[1], D), torch.zeros(a.shape[1])
    outputs = []
    for query, key, value in zip(a, b, v, strict=True):
        S, z = S + key[:, None] * value, z + key
        outputs.append(query @ S / (query @ z))
    return torch.stack(outputs)


def missed(found: Tensor, exact: Tensor) -> float:
    """The error's norm as a share of the exact output's."""
    return float((found - exact).norm() / exact.norm())
