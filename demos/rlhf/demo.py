"""What does the KL term hold back?

Predict first: answers are 8 letters long, an A earns one point, each nat of KL from the model before costs β = 1.
How many of the 8 letters are A after training?

Setup    the policy is a bigram model over V = 12 letters, a table of logits; the reference it starts from is random,
         but for A: that comes with probability 1/12 after any letter
Arms     REINFORCE on reward − β·log(policy/reference), the mean of the batch as baseline, for β from 3 down to 0
         DPO with the same β, on pairs of the reference's answers, preferred as Bradley and Terry would: σ(r − r′)
Theory   the best policy is the reference times exp(r/β), made to sum to 1: here each A becomes exp(1/β) times likelier,
         against the other letters. That gives the most reward that can be had for each KL
Shapes   B answers with a start before them: (B, T + 1) tokens; logits (V + 1, V), one row for each letter before
Source   Ziegler et al. 2019, section 2; Rafailov et al. 2023, sections 3 and 4; Williams 1992
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn.functional import logsigmoid

from tutor.lab.frames import Frame, Measure, Point, Progress, Table

V, T = 12, 8  # letters, and how many make an answer
A = 0  # the letter that earns a point
START = V
BETAS = (3.0, 1.0, 0.3, 0.1)  # the weights of the KL that are always tried
B = 128
TESTED = 2000


class Outcome(NamedTuple):
    reward: float  # letters that are A, of T
    kl: float  # nats an answer, from the reference
    distinct: float  # different letters in an answer
    sample: str


def run(*, seed: int, beta: float, steps: int, spread: float, pairs: int) -> Iterator[Frame]:
    g = torch.Generator().manual_seed(seed)
    reference = bigrams(spread, g)
    for k in range(-13, 16):
        reward, kl = optimum(math.exp(-k / 5))
        yield Point("optimum", kl, reward)

    found: dict[tuple[str, float], Outcome] = {("reference", 0.0): tested(reference, reference, g)}
    betas = sorted({*BETAS, beta}, reverse=True)
    arms = [("REINFORCE", b) for b in [*betas, 0.0]] + [("DPO", b) for b in betas]
    for done, (arm, weight) in enumerate(arms, 1):
        logits = dpo(reference, weight, steps, g, pairs) if arm == "DPO" else reinforce(reference, weight, steps, g)
        found[arm, weight] = outcome = tested(logits, reference, g)
        yield Point(arm, outcome.kl, outcome.reward)
        yield Progress(done, len(arms), "policies")

    rows = [(arm if arm == "reference" else f"{arm}, β = {b:g}", *outcome) for (arm, b), outcome in found.items()]
    yield Table("answers", ("", "A of 8", "KL, nats", "distinct", "for example"), rows)
    best_reward, best_kl = optimum(beta)
    yield Measure("optimum_reward", best_reward)
    yield Measure("optimum_kl", best_kl)
    for name, key in (
        ("reference", ("reference", 0.0)),
        ("free", ("REINFORCE", 0.0)),
        ("held", ("REINFORCE", beta)),
        ("dpo", ("DPO", beta)),
    ):
        yield Measure(f"{name}_reward", found[key].reward)
        yield Measure(f"{name}_distinct", found[key].distinct)
        if name != "reference":
            yield Measure(f"{name}_kl", found[key].kl)


def bigrams(spread: float, g: torch.Generator) -> Tensor:
    """Random logits (V + 1, V) of a letter after each letter or the start; A has probability 1/V everywhere."""
    logits = spread * torch.randn(V + 1, V, generator=g)
    logits[:, A] = torch.cat([logits[:, :A], logits[:, A + 1 :]], 1).logsumexp(-1) - math.log(V - 1)
    return logits


def sample(logits: Tensor, n: int, g: torch.Generator) -> Tensor:
    """n answers, each after its start: (n, T + 1)."""
    tokens = torch.full((n, 1), START)
    p = logits.detach().softmax(-1)
    for _ in range(T):
        tokens = torch.cat([tokens, p[tokens[:, -1]].multinomial(1, generator=g)], 1)
    return tokens


def log_p(logits: Tensor, tokens: Tensor) -> Tensor:
    """Log probability of each answer (n,)."""
    return logits.log_softmax(-1)[tokens[:, :-1], tokens[:, 1:]].sum(-1)


def reward_of(tokens: Tensor) -> Tensor:
    return (tokens[:, 1:] == A).sum(-1).float()


def reinforce(reference: Tensor, beta: float, steps: int, g: torch.Generator) -> Tensor:
    """Logits after `steps` batches of answers, each made likelier by how much better than the mean it did."""
    logits = reference.clone().requires_grad_()
    optimizer = torch.optim.Adam([logits], lr=0.05)
    for _ in range(steps):
        tokens = sample(logits, B, g)
        now = log_p(logits, tokens)
        score = reward_of(tokens) - beta * (now.detach() - log_p(reference, tokens))
        loss = -((score - score.mean()) * now).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return logits.detach()


def dpo(reference: Tensor, beta: float, steps: int, g: torch.Generator, pairs: int) -> Tensor:
    """Logits fitted to preferences between the reference's own answers; nothing is sampled while it learns."""
    one, other = sample(reference, pairs, g), sample(reference, pairs, g)
    preferred = torch.rand(pairs, generator=g) < (reward_of(one) - reward_of(other)).sigmoid()
    won, lost = torch.where(preferred[:, None], one, other), torch.where(preferred[:, None], other, one)
    before = log_p(reference, won) - log_p(reference, lost)
    logits = reference.clone().requires_grad_()
    optimizer = torch.optim.Adam([logits], lr=0.05)
    for _ in range(steps):
        at = torch.randint(pairs, (2 * B,), generator=g)
        margin = beta * (log_p(logits, won[at]) - log_p(logits, lost[at]) - before[at])
        loss = -logsigmoid(margin).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return logits.detach()


def tested(logits: Tensor, reference: Tensor, g: torch.Generator) -> Outcome:
    tokens = sample(logits, TESTED, g)
    distinct = torch.tensor([len(set(answer)) for answer in tokens[:, 1:].tolist()]).float().mean()
    kl = (log_p(logits, tokens) - log_p(reference, tokens)).mean()
    letters = "".join(chr(ord("A") + token) for token in tokens[0, 1:].tolist())
    return Outcome(float(reward_of(tokens).mean()), float(kl), float(distinct), letters)


def optimum(beta: float) -> tuple[float, float]:
    """Reward and KL of the policy that maximises reward − β·KL, an answer of T letters.

    Each letter is worked out by itself: an A earns as much after any letter, and leads to no better place.
    """
    tilt = math.exp(1 / beta)
    p = tilt / (tilt + V - 1)
    return T * p, T * (p * math.log(p * V) + (1 - p) * math.log((1 - p) * V / (V - 1)))
