"""What is a group advantage, and when does it teach nothing?

Predict first: answers come in groups of 16, each is right or wrong, and the policy ends up with the kind of answer that
is right 90 % of the time. What share of the groups then has no gradient at all?

Setup    K = 5 kinds of answer, right with probabilities spread evenly from .1 to `best`; the policy is a softmax over
         them, all alike at first. 64 runs at once, each with its own draws, Adam on all
Arms     group: advantage (r − mean)/std of the group, as in GRPO; centred: r − mean, as in Dr. GRPO; raw: r itself
Theory   the rewards of a group are independent given the policy, right with probability p, so all G are equal with
         probability p^G + (1 − p)^G
Shapes   R runs, G answers in a group: theta (R, K), answers and rewards (R, G)
Source   Shao et al. 2024, section 4.1; Liu et al. 2025, section 3; Williams 1992
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import torch
from torch import Tensor

from tutor.lab.frames import Frame, Measure, Point, Progress

K, R = 5, 64
EVERY = 10  # steps between two points
TESTED = 200  # groups a run that the silent ones are counted in, after training

ADVANTAGES: dict[str, Callable[[Tensor], Tensor]] = {
    "group": lambda r: (r - r.mean(-1, keepdim=True)) / (r.std(-1, keepdim=True, correction=0) + 1e-6),
    "centred": lambda r: r - r.mean(-1, keepdim=True),
    "raw": lambda r: r,
}
"""From rewards (R, G) to advantages (R, G)."""


def run(*, seed: int, best: float, group: int, steps: int, lr: float) -> Iterator[Frame]:
    yield Progress(0, len(ADVANTAGES) * steps)
    right = torch.linspace(0.1, best, K)  # (K,)
    for number, (arm, advantage) in enumerate(ADVANTAGES.items()):
        g = torch.Generator().manual_seed(seed)
        theta = torch.zeros(R, K, requires_grad=True)
        optimizer = torch.optim.Adam([theta], lr=lr)
        for step in range(steps + 1):
            pi = theta.detach().softmax(-1)  # (R, K)
            if step % EVERY == 0 or step == steps:
                yield Point(arm, step, pi[:, -1].mean())
                if arm == "group":
                    yield Point("silent", step, theory(pi @ right, group))
                yield Progress(number * steps + step, len(ADVANTAGES) * steps)
            if step == steps:
                break
            answers, rewards = draw(pi, right, group, g)
            chosen = theta.log_softmax(-1).gather(1, answers)  # (R, G)
            optimizer.zero_grad()
            (-(advantage(rewards) * chosen).mean(-1)).sum().backward()
            optimizer.step()

        yield Measure(f"{arm}_best", pi[:, -1].mean())
        yield Measure(f"{arm}_worst_run", pi[:, -1].min())
        if arm == "group":
            groups = torch.stack([draw(pi, right, group, g)[1].mean(-1) for _ in range(TESTED)])  # (TESTED, R)
            yield Measure("silent", ((groups == 0) | (groups == 1)).double().mean())
            yield Measure("silent_theory", theory(pi @ right, group))
            yield Measure("equal_advantage", advantage(torch.ones(1, group)).abs().max())


def draw(pi: Tensor, right: Tensor, group: int, g: torch.Generator) -> tuple[Tensor, Tensor]:
    """A group of answers for each run, and 1 or 0 for each answer: (R, G) both."""
    answers = pi.multinomial(group, replacement=True, generator=g)
    return answers, torch.bernoulli(right[answers], generator=g)


def theory(p: Tensor, group: int) -> Tensor:
    """How often all rewards of a group are equal, mean of the runs; p is each run's chance of a right answer."""
    return (p**group + (1 - p) ** group).mean()
