"""Who learns more from little data?

Predict first: the answer at each position depends on its token and the one before. From 50 examples a convolution gets
nearly every answer right. What share does attention, which knows its 50 examples by heart just as well?

Task      a table of V·V answers, drawn by the seed; the answer at position t is table[x[t − distance], x[t]]
Arms      conv: one convolution over a token and the `reach` before it; rnn: one GRU; attention: one causal layer whose
          positions are learned; relative: the same with rotary ones, where a score depends on the distance only
Equal     examples, batches and their order. 7,000 to 14,000 weights
Shapes    B sequences of N tokens; logits (B, N, V), of which the first ANSWERS are ever right
Measured  on sequences that nobody learned from, where there is a token `distance` before
Source    Battaglia et al. 2018, section 2; Dosovitskiy et al. 2021, sections 3.1 and 4.3
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import torch
from torch import Tensor, nn

from demos.kit.training import seeded, train
from demos.kit.transformer import Transformer
from tutor.lab.frames import Frame, Measure, Point, Progress, Table

V, ANSWERS, N, D = 8, 4, 12, 32  # tokens, kinds of answer, tokens in a sequence, numbers a position
EXAMPLES = (50, 150, 500, 2000)
B, TESTED = 32, 500  # sequences in a batch, and to measure on
UNASKED = -100  # an answer that cross_entropy leaves out


def run(*, seed: int, distance: int, reach: int, batches: int) -> Iterator[Frame]:
    arms: dict[str, Callable[[], nn.Module]] = {
        "conv": lambda: Convolution(reach),
        "rnn": Recurrence,
        "relative": lambda: Transformer(V, D, n_layers=1, n_heads=4, d_mlp=2 * D),
        "attention": Attention,
    }
    total = len(EXAMPLES) * len(arms)
    yield Progress(0, total, "nets")
    g = torch.Generator().manual_seed(seed)
    table = torch.randint(ANSWERS, (V, V), generator=g)

    def draw(n: int) -> tuple[Tensor, Tensor]:
        x = torch.randint(V, (n, N), generator=g)
        answers = table[x.roll(distance, 1), x]
        answers[:, :distance] = UNASKED
        return x, answers  # (n, N) each

    test, (x, answers) = draw(TESTED), draw(EXAMPLES[-1])
    # Who sees a token alone can do no better than the answer that is commonest with it.
    alone = float(nn.functional.one_hot(table, ANSWERS).sum(0).amax(-1).sum()) / V**2
    few, last = [], {}
    for size, n in enumerate(EXAMPLES):
        yield Point("alone", n, alone)
        for number, (arm, build) in enumerate(arms.items(), 1):
            model, order = seeded(build, seed), torch.Generator().manual_seed(seed)

            def batch(n: int = n, order: torch.Generator = order) -> tuple[Tensor, Tensor]:
                some = torch.randint(n, (B,), generator=order)
                return x[some], answers[some]

            for _ in train(model, batch, steps=batches, lr=0.01):
                pass
            right = last[arm] = share(model, *test)
            yield Point(arm, n, right)
            yield Progress(size * len(arms) + number, total, "nets")
            if n == EXAMPLES[0]:
                yield Measure(f"{arm}_few", right)
                few.append((arm, sum(p.numel() for p in model.parameters()), share(model, x[:n], answers[:n]), right))
    for arm, right in last.items():
        yield Measure(f"{arm}_most", right)
    yield Measure("alone", alone)
    yield Table("few", ("net", "weights", f"right on its {EXAMPLES[0]} examples", "on others"), few)


class Convolution(nn.Module):
    """One layer over a token and the `reach` before it: locality, and the same weights everywhere."""

    def __init__(self, reach: int) -> None:
        super().__init__()
        self.embed, self.mix = nn.Embedding(V, D), nn.Conv1d(D, 2 * D, reach + 1, padding=reach)
        self.unembed = nn.Linear(2 * D, V)

    def forward(self, x: Tensor) -> Tensor:
        mixed = self.mix(self.embed(x).mT)[..., : x.shape[1]]  # (B, 2·D, N): what was padded on the right is cut off
        logits: Tensor = self.unembed(mixed.relu().mT)
        return logits


class Recurrence(nn.Module):
    """A GRU: what is near is at hand, what is far has to be carried."""

    def __init__(self) -> None:
        super().__init__()
        self.embed, self.mix = nn.Embedding(V, D), nn.GRU(D, 48, batch_first=True)
        self.unembed = nn.Linear(48, V)

    def forward(self, x: Tensor) -> Tensor:
        logits: Tensor = self.unembed(self.mix(self.embed(x))[0])
        return logits


class Attention(nn.Module):
    """One causal layer whose positions are learned: which ones are neighbours it has to find out for each."""

    def __init__(self) -> None:
        super().__init__()
        self.embed, self.position = nn.Embedding(V, D), nn.Parameter(0.5 * torch.randn(N, D))
        self.mix = nn.TransformerEncoderLayer(D, 4, 2 * D, dropout=0.0, batch_first=True, norm_first=True)
        self.unembed = nn.Sequential(nn.LayerNorm(D), nn.Linear(D, V))
        self.mask = nn.Transformer.generate_square_subsequent_mask(N)  # (N, N)

    def forward(self, x: Tensor) -> Tensor:
        logits: Tensor = self.unembed(self.mix(self.embed(x) + self.position, src_mask=self.mask))
        return logits


@torch.no_grad()
def share(model: nn.Module, x: Tensor, answers: Tensor) -> float:
    """The share of answers that are right, where one is asked for."""
    asked = answers != UNASKED
    return float((model(x).argmax(-1) == answers)[asked].double().mean())
