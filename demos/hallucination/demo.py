"""Why is a language model confident about what it has never read?

Predict first: a tiny transformer has read about 632 of 1,000 people and answers everything about them. How sure is it,
on average, of its answer about one of the others?

Setup    a person is a first and a last name, the question that follows is always the same, the answer one of 20 tokens,
         drawn at random: nothing about one person tells anything about another. Who is read about is drawn too,
         `sightings` times, so some people come up often, some once, some never
Arms     plain: trained on the sightings alone
         abstaining: the same, and a third of each batch asks about other people, answered "I don't know"
Measure  over the people never read about: the share answered rightly, the mean of the largest probability, and the
         share for whom the abstaining model still invents an answer
Theory   of N random sightings n1 are of people seen once: the next one is of a new person with probability n1/N or so
Source   Good 1953; Kalai and Vempala 2024, theorem 1; Kalai et al. 2025, sections 3.3.1 and 4
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import torch
from torch import Tensor

from demos.kit.training import seeded, train
from demos.kit.transformer import Transformer
from tutor.lab.frames import Frame, Measure, Point, Progress, Text

NAMES = 50  # first names, and as many last names: 2,500 people can be named
PEOPLE = 1000  # those who may be asked about; "I don't know" is taught on others
ANSWERS = 20
IDK = 2 * NAMES + ANSWERS  # the last token; before it first names, last names, answers
B = 64  # sightings in a batch


def run(*, seed: int, sightings: int, unknowns: int, steps: int, d: int) -> Iterator[Frame]:
    yield Point("chance", 0, 1 / ANSWERS)
    yield Point("chance", steps, 1 / ANSWERS)
    g = torch.Generator().manual_seed(seed)
    everybody = torch.randperm(NAMES**2, generator=g)  # a person is NAMES · first name + last name
    answer = 2 * NAMES + torch.randint(ANSWERS, (NAMES**2,), generator=g)  # the token that is right for each
    read = everybody[torch.randint(PEOPLE, (sightings,), generator=g)]  # (sightings,), people more than once
    times = torch.bincount(read, minlength=NAMES**2)[everybody[:PEOPLE]]
    seen, unseen = everybody[:PEOPLE][times > 0], everybody[:PEOPLE][times == 0]
    others = everybody[PEOPLE : PEOPLE + unknowns]

    def draw(abstaining: bool) -> tuple[Tensor, Tensor, Tensor]:
        people = read[torch.randint(sightings, (B,), generator=g)]
        target = answer[people]
        if abstaining:
            people = torch.cat([people, others[torch.randint(unknowns, (B // 2,), generator=g)]])
            target = torch.cat([target, torch.full((B // 2,), IDK)])
        return *names(people), target[:, None]

    @torch.no_grad()
    def asked(people: Tensor) -> tuple[Tensor, Tensor]:
        """How sure it is of the token it names for each, and that token."""
        sure, named = model(*names(people))[:, 0].softmax(-1).max(-1)  # (people,) each
        return sure, named

    for abstaining in (False, True):
        model = seeded(lambda: Transformer(IDK + 1, d, n_layers=1, n_heads=4, d_mlp=4 * d), seed)
        for step, _ in enumerate(train(model, partial(draw, abstaining), steps=steps, lr=5e-3), 1):
            if step % 20 and step < steps:
                continue
            (sure_seen, named_seen), (sure, named) = asked(seen), asked(unseen)
            if abstaining:
                yield Point("invented", step, share(named != IDK))
            else:
                yield Point("seen_right", step, share(named_seen == answer[seen]))
                yield Point("unseen_right", step, share(named == answer[unseen]))
                yield Point("unseen_sure", step, sure.mean())
                yield Measure("unseen_sure", sure.mean())
            yield Progress(abstaining * steps + step, 2 * steps)
        if abstaining:
            yield Measure("invented", share(named != IDK))
            yield Measure("refused", share(named_seen == IDK))
            continue
        right = torch.cat([named_seen == answer[seen], named == answer[unseen]])
        yield Text(f"{len(seen)} of {PEOPLE:,} people read about, {int((times == 1).sum())} of them once")
        yield Measure("seen_right", share(named_seen == answer[seen]))
        yield Measure("seen_sure", sure_seen.mean())
        yield Measure("unseen_right", share(named == answer[unseen]))
        yield Measure("wrong", 1 - share(right))
        yield Measure("good_turing", good_turing(times) * (1 - 1 / ANSWERS))
        yield Measure("told_apart", told_apart(sure_seen, sure))


def names(people: Tensor) -> tuple[Tensor, Tensor]:
    """First and last names as tokens, (B, 1) each: the two pieces that the model reads."""
    return (people // NAMES)[:, None], (NAMES + people % NAMES)[:, None]


def good_turing(times: Tensor) -> float:
    """Probability that the next sighting is of somebody new, from how often each person was seen: n1/N."""
    return float((times == 1).sum() / times.sum())


def told_apart(seen: Tensor, unseen: Tensor) -> float:
    """Area under the ROC curve: how often it is surer about somebody seen than about somebody unseen."""
    return float((seen[:, None] > unseen).double().mean())


def share(which: Tensor) -> float:
    return float(which.double().mean())
