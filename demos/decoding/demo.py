"""Greedy, beam, sampling: who finds the most probable text, and is it one that anybody would write?

Predict first: greedy decoding takes the most probable next token, each time. For what share of starts does it end with
the most probable text of 16 tokens?

Model    random bigram models over V tokens: log p of the next token is (M, V, V), one row for each last token. Then the
         most probable text can be found exactly, by dynamic programming (Viterbi)
Shapes   S = M·V starts side by side, one for each model and first token; a beam of k is scores (S, k), texts (S, k, t)
Source   Viterbi 1967; search errors: Stahlberg and Byrne 2019, section 3; the most probable text is not a typical one:
         Holtzman et al. 2020, sections 1 and 4.3
"""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import Tensor

from tutor.lab.frames import Frame, Measure, Point, Progress, Table

M = 48  # models
WIDTHS = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32)  # of the beam; 1 is greedy


def run(*, seed: int, V: int, length: int, sharpness: float) -> Iterator[Frame]:
    yield Progress(0, len(WIDTHS), "beams")
    g = torch.Generator().manual_seed(seed)
    log_p = (sharpness * torch.randn(M, V, V, generator=g, dtype=torch.float64)).log_softmax(-1)
    model, start = torch.arange(M).repeat_interleave(V), torch.arange(V).repeat(M)  # (S,) each

    best = most_probable(log_p, length)[model, start]  # (S,)
    found: dict[int, Tensor] = {}
    texts: dict[str, Tensor] = {}
    for done, width in enumerate(WIDTHS, 1):
        found[width], text = beam(log_p, model, start, length, width)
        if width in (1, 16):
            texts["greedy" if width == 1 else "beam of 16"] = text
        yield Point("beam", width, (best - found[width]).mean())
        yield Progress(done, len(WIDTHS), "beams")
    sampled, texts["sampling"] = sample(log_p, model, start, length, g)

    yield Measure("greedy_finds", share(best - found[1] < 1e-9))
    yield Measure("greedy_gap", (best - found[1]).mean())
    yield Measure("beam4_gap", (best - found[4]).mean())
    yield Measure("beam16_gap", (best - found[16]).mean())
    yield Measure("beam2_loses", share(found[2] < found[1] - 1e-9))
    yield Measure("sampled_gap", (best - sampled).mean())
    yield Measure("smallest_gap", min(float((best - score).min()) for score in (*found.values(), sampled)))
    distinct = {way: mean_distinct(text, V) for way, text in texts.items()}
    yield Measure("greedy_distinct", distinct["greedy"])
    yield Measure("sampled_distinct", distinct["sampling"])
    rows = [[way, distinct[way], " ".join(letter(token) for token in text[0])] for way, text in texts.items()]
    yield Table("texts", ["", "distinct tokens", "the first start, continued"], rows)


def most_probable(log_p: Tensor, length: int) -> Tensor:
    """Log-probability of the best text of `length` tokens after each first one, (M, V).

    From the end: the best of t tokens after c is the best next token together with the best of t − 1 after it.
    """
    best = torch.zeros(log_p.shape[:2], dtype=log_p.dtype)
    for _ in range(length):
        best = (log_p + best[:, None, :]).amax(-1)
    return best


def beam(log_p: Tensor, model: Tensor, start: Tensor, length: int, width: int) -> tuple[Tensor, Tensor]:
    """The best text a beam ends with, and its log-probability: (S,) and (S, length)."""
    score, text = torch.zeros(len(start), 1, dtype=log_p.dtype), start[:, None, None]  # (S, 1), (S, 1, 1)
    for _ in range(length):
        V = log_p.shape[-1]
        longer = (score[..., None] + log_p[model[:, None], text[..., -1]]).flatten(1)  # (S, k·V): each text, each token
        score, kept = longer.topk(min(width, longer.shape[1]))  # (S, k)
        before = text.gather(1, (kept // V)[..., None].expand(-1, -1, text.shape[-1]))
        text = torch.cat([before, (kept % V)[..., None]], -1)
    return score[:, 0], text[:, 0, 1:]


def sample(log_p: Tensor, model: Tensor, start: Tensor, length: int, g: torch.Generator) -> tuple[Tensor, Tensor]:
    """A text drawn from the model after each start, and its log-probability."""
    score, text = torch.zeros(len(start), dtype=log_p.dtype), [start]
    for _ in range(length):
        row = log_p[model, text[-1]]  # (S, V)
        text.append(torch.multinomial(row.exp(), 1, generator=g)[:, 0])
        score = score + row.gather(1, text[-1][:, None])[:, 0]
    return score, torch.stack(text[1:], 1)


def mean_distinct(text: Tensor, V: int) -> float:
    return float(torch.nn.functional.one_hot(text, V).amax(1).sum(-1).double().mean())


def share(true: Tensor) -> float:
    return float(true.double().mean())


def letter(token: Tensor) -> str:
    return chr(ord("A") + int(token)) if token < 26 else chr(ord("a") + int(token) - 26)
