"""Speculative decoding: why is it exact, and how much does it save?

Predict first: a draft proposes 4 tokens, each is accepted with probability .8. How many tokens does one pass of the
large model yield on average?

Models   target and draft are bigram models over V tokens: row c is the distribution of what follows c. The draft is the
         target mixed with another model, just so much that in every row Σ min(target, draft) = `acceptance`
A pass   the draft proposes `drafted` tokens; the target looks at all of them at once. Each is kept with probability
         min(1, target / draft); the first that is not is drawn again from the positive part of target − draft; if all
         are kept, one more is drawn from the target
Shapes   R passes side by side, each after one last token; a model is (V, V), rows sum to 1
Source   Leviathan et al. 2023, theorem 3.5, corollary 3.6, equation 1, theorem 3.8 and appendix A.1; Chen et al. 2023
"""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import Tensor

from tutor.lab.frames import Frame, Measure, Point, Progress

V = 16  # tokens
R = 10_000  # passes for every number of drafted tokens
LONGEST = 10  # the most tokens that are drafted at a time in the plot
WORDS = 100_000  # tokens whose distribution is compared with the target's


def run(*, seed: int, acceptance: float, drafted: int, cost: float) -> Iterator[Frame]:
    yield Progress(0, LONGEST, "lengths of draft")
    g = torch.Generator().manual_seed(seed)
    target = (torch.randn(V, V, generator=g, dtype=torch.float64)).softmax(-1)
    draft = with_overlap(target, acceptance)

    for k in range(1, LONGEST + 1):
        _, written = one_pass(target, draft, torch.randint(V, (R,), generator=g), k, g)
        tokens = float(written.double().mean())
        yield Point("theory", k, expected(acceptance, k))
        yield Point("tokens", k, tokens)
        yield Point("speedup", k, tokens / (1 + k * cost))  # a pass of the target, and k of the draft before it
        if k == drafted:
            yield Measure("tokens", tokens)
            yield Measure("speedup", tokens / (1 + k * cost))
        yield Progress(k, LONGEST, "lengths of draft")
    yield Measure("formula", expected(acceptance, drafted))

    # Is what is written still the target's? The token after a fixed one, drawn in three ways.
    first = torch.zeros(WORDS, dtype=torch.long)
    ways = {
        "speculative": one_pass(target, draft, first, drafted, g)[0],
        "sampling": draw(target[first], g),
        "uncorrected": corrected_by_target(target, draft, first, g),
    }
    for way, words in ways.items():
        yield Measure(f"{way}_distance", distance(torch.bincount(words, minlength=V) / WORDS, target[0]))
    yield Measure("draft_distance", distance(draft[0], target[0]))


def one_pass(target: Tensor, draft: Tensor, last: Tensor, drafted: int, g: torch.Generator) -> tuple[Tensor, Tensor]:
    """The first token that a pass writes after `last` (R,), and how many it writes (R,), 1 to drafted + 1."""
    alive, written, first = torch.ones_like(last, dtype=torch.bool), torch.ones_like(last), last
    for step in range(drafted):
        p, q = target[last], draft[last]  # (R, V) each
        proposed = draw(q, g)
        ratio = (p / q).gather(1, proposed[:, None])[:, 0]
        kept = torch.rand(len(last), generator=g, dtype=p.dtype) < ratio
        if step == 0:
            first = torch.where(kept, proposed, draw((p - q).clamp(min=0), g))
        alive = alive & kept
        written += alive
        last = proposed
    return first, written


def corrected_by_target(target: Tensor, draft: Tensor, last: Tensor, g: torch.Generator) -> Tensor:
    """A tempting mistake: what is rejected is drawn again from the target itself."""
    p, q = target[last], draft[last]
    proposed = draw(q, g)
    kept = torch.rand(len(last), generator=g, dtype=p.dtype) < (p / q).gather(1, proposed[:, None])[:, 0]
    return torch.where(kept, proposed, draw(p, g))


def with_overlap(target: Tensor, acceptance: float) -> Tensor:
    """A model whose every row shares exactly `acceptance` of its mass with the target's.

    Mixed with a share s of another model, the distance is s times theirs: s = (1 − acceptance) / distance. The other
    puts all mass on the second, fourth, … most likely tokens; the rest has more than half, so there is distance enough.
    """
    ranks = target.argsort(-1, descending=True).argsort(-1)
    other = target * (ranks % 2)
    other = other / other.sum(-1, keepdim=True)
    share = (1 - acceptance) / distance(other, target)[:, None]
    return (1 - share) * target + share * other


def expected(acceptance: float, drafted: int) -> float:
    """Tokens a pass: 1 + a + a² + … + a^drafted, since a drafted token counts only if all before it were kept."""
    return sum(acceptance**i for i in range(drafted + 1))


def distance(p: Tensor, q: Tensor) -> Tensor:
    """Total variation: half of Σ |p − q|, which is 1 − Σ min(p, q)."""
    return (p - q).abs().sum(-1) / 2


def draw(p: Tensor, g: torch.Generator) -> Tensor:
    return torch.multinomial(p, 1, generator=g)[:, 0]
