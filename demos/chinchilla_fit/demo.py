"""How is a compute-optimal point found, and how well is it known?

Predict first: with the published fit, ten times the compute calls for how many times the parameters?

World    the law L(N, D) = E + A / N^alpha + B / D^beta with the published numbers is taken for the truth. `runs`
         training runs of random N and D measure it, each with noise: no language model is trained here
Fit      as Hoffmann et al. did: Huber loss on log L, L-BFGS from several starts; the five numbers through their logs
Optimum  least L at C = 6·N·D FLOPs: N = G (C/6)^a, D = (C/6)^b / G, with a = beta / (alpha + beta), b = 1 − a and
         G = (alpha·A / (beta·B))^(1 / (alpha + beta))
Shapes   R runs: N, D, L are (R,)
Source   Hoffmann et al. 2022, section 3.3, equations 2 to 4, appendix D.3; Besiroglu et al. 2024, table 1
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

import torch
from torch import Tensor

from tutor.lab.frames import Frame, Measure, Point, Progress, Table

GOPHER = 5.76e23  # FLOPs of Gopher's training, the budget that Chinchilla was given
DELTA = 1e-3  # from where on the Huber loss is linear


class Law(NamedTuple):
    E: float
    A: float
    B: float
    alpha: float
    beta: float


TRUTH = {
    "hoffmann": Law(1.69, 406.4, 410.7, 0.34, 0.28),  # Hoffmann et al. 2022, equation 10, as printed
    "besiroglu": Law(1.8172, 482.01, 2085.43, 0.3478, 0.3658),  # Besiroglu et al. 2024, the same data fitted again
}

STARTS = [Law(E, 10**a, 10**b, 0.4, 0.4) for E in (1.0, 2.0) for a, b in ((2, 4), (4, 2))]
"""Where the search begins: the loss has more than one valley."""


def run(*, seed: int, truth: str, runs: int, noise: float, reach: float) -> Iterator[Frame]:
    yield Progress(0, len(STARTS), "starts")
    g = torch.Generator().manual_seed(seed)
    law = TRUTH[truth]
    # Between 50 million and 50 million · 10^reach parameters, 5 to 100 tokens for each.
    N = 5e7 * 10 ** (reach * torch.rand(runs, generator=g, dtype=torch.float64))  # (R,)
    D = N * 5 * 20 ** torch.rand(runs, generator=g, dtype=torch.float64)  # (R,)
    L = loss(law, N, D) * (noise * torch.randn(runs, generator=g, dtype=torch.float64)).exp()  # (R,)

    best, error = law, math.inf
    for number, start in enumerate(STARTS, 1):
        found, missed = fit(N, D, L, start)
        if missed < error:
            best, error = found, missed
        yield Progress(number, len(STARTS), "starts")

    for exponent in range(18, 27):
        C = 10.0**exponent
        yield Point("truth", C, optimum(law, C)[0])
        yield Point("fit", C, optimum(best, C)[0])
        yield Point("twenty", C, math.sqrt(C / 120))  # D = 20·N, so C = 120·N²
    yield Measure("alpha_error", abs(best.alpha - law.alpha))
    yield Measure("beta_error", abs(best.beta - law.beta))
    yield Measure("growth", best.beta / (best.alpha + best.beta))
    yield Measure("true_growth", law.beta / (law.alpha + law.beta))
    n, d = optimum(best, GOPHER)
    true_n, true_d = optimum(law, GOPHER)
    yield Measure("tenfold", 10 ** (best.beta / (best.alpha + best.beta)))
    yield Measure("tokens_per_parameter", d / n)
    yield Measure("true_tokens_per_parameter", true_d / true_n)
    least = loss(law, true_n, true_d)
    yield Measure("regret", loss(law, n, d) / least - 1)
    yield Measure("twice_regret", loss(law, 2 * true_n, true_d / 2) / least - 1)
    rows = [["truth", *law, true_n, true_d], ["fit", *best, n, d]]
    yield Table("fit", ["", *Law._fields, "N at 5.76e23", "D at 5.76e23"], rows)


def loss(law: Law, N: Tensor | float, D: Tensor | float) -> Tensor:
    """Nats a token for N parameters and D tokens."""
    return torch.as_tensor(law.E + law.A / N**law.alpha + law.B / D**law.beta, dtype=torch.float64)


def fit(N: Tensor, D: Tensor, L: Tensor, start: Law) -> tuple[Law, float]:
    """The law nearest to the runs, and its mean Huber loss on log L."""
    logs = torch.tensor([math.log(start.E), math.log(start.A), math.log(start.B), start.alpha, start.beta]).double()
    logs.requires_grad_()
    search = torch.optim.LBFGS(
        [logs], max_iter=300, tolerance_grad=1e-12, tolerance_change=1e-14, line_search_fn="strong_wolfe"
    )

    def missed() -> Tensor:
        search.zero_grad()
        e, a, b, alpha, beta = logs
        terms = torch.stack([e.expand_as(N), a - alpha * N.log(), b - beta * D.log()])  # (3, R)
        miss = torch.nn.functional.huber_loss(terms.logsumexp(0), L.log(), delta=DELTA) / DELTA
        miss.backward()
        return miss

    search.step(missed)  # type: ignore[no-untyped-call]
    e, a, b, alpha, beta = logs.tolist()
    return Law(math.exp(e), math.exp(a), math.exp(b), alpha, beta), float(missed().detach())


def optimum(law: Law, C: float) -> tuple[float, float]:
    """The N and D of least loss for C = 6·N·D FLOPs."""
    total = law.alpha + law.beta
    N = (law.alpha * law.A / (law.beta * law.B)) ** (1 / total) * (C / 6) ** (law.beta / total)
    return N, C / 6 / N
