"""When does an exam make it wise to guess?

Predict first: a right answer earns 1 point, a blank 0, a wrong one costs 3. How sure must one be for answering to pay?

Setup    N questions with k options each. The examinee has a belief over the options, and it is honest: the right option
         is drawn from that belief, so what it believes at .8 is right 80 % of the time. It answers with its favourite
         where the confidence that it states reaches a threshold, and leaves the rest blank
Shapes   beliefs (N, k); scores (T,), one for each threshold
Theory   answering earns P − p·(1 − P), a blank 0: answer where P > p/(1 + p)
Source   Kalai et al. 2025, section 4; the rule is Chow's (1970)
"""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import Tensor

from tutor.lab.frames import Frame, Measure, Point, Table, Text

N = 100_000  # questions
CAUTIOUS = 0.5  # the threshold of the examinee that prefers a blank to a coin's toss


def run(*, seed: int, penalty: float, options: int, skill: float, overconfidence: float) -> Iterator[Frame]:
    yield Text(f"{N:,} questions with {options} options")
    g = torch.Generator().manual_seed(seed)
    logits = skill * torch.randn(N, options, generator=g)
    belief = logits.softmax(-1)  # (N, k)
    truth = belief.multinomial(1, generator=g)[:, 0]  # (N,): drawn from the belief, so the belief is calibrated
    favourite = logits.argmax(-1)
    right = favourite == truth
    stated = (overconfidence * logits).softmax(-1).max(-1).values  # (N,)

    thresholds = torch.arange(0, 1.001, 0.01)  # (T,)
    answered = stated >= thresholds[:, None]  # (T, N)
    points = {"exam": scores(answered, right, 0.0), "penalised": scores(answered, right, penalty)}
    points["expected"] = scores(answered, belief.max(-1).values, penalty)
    for at, threshold in enumerate(thresholds):
        for name, score in points.items():
            yield Point(name, threshold, score[at])

    best = int(points["penalised"].argmax())
    yield Measure("best_threshold", thresholds[best])
    rule = int((thresholds - penalty / (1 + penalty)).abs().argmin())
    yield Measure("lost_by_the_rule", points["penalised"][best] - points["penalised"][rule])

    cautious = int((thresholds - CAUTIOUS).abs().argmin())
    rows = []
    for name, at in (("guesser", 0), ("cautious", cautious)):
        wrong = float((answered[at] & ~right).double().mean())
        yield Measure(f"{name}_exam", points["exam"][at])
        yield Measure(f"{name}_penalised", points["penalised"][at])
        yield Measure(f"{name}_wrong", wrong)
        rows.append((name, points["exam"][at], points["penalised"][at], wrong))
    yield Table("two examinees", ("", "exam", f"wrong costs {penalty:g}", "share wrong"), rows)


def scores(answered: Tensor, right: Tensor, penalty: float) -> Tensor:
    """Mean points a question (T,): 1 where right, −penalty where wrong, 0 where nothing was answered.

    answered  (T, N), whether each question is answered at each threshold
    right     (N,), 1 or 0, or the probability of it
    """
    worth = right.double() - penalty * (1 - right.double())
    return answered.double() @ worth / len(right)
