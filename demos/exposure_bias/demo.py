"""Does one wrong token make the next ones wrong?

Predict first: a GRU has only ever seen right text. It is given one whose last token must not stand there, and writes
on. How many tokens later is a mistake first less than twice as likely as usual?

Language  FOLLOW of V tokens may follow each; which two of them do depends on the token before it as well. A mistake is
          a token that may not follow the last one, whatever stands before: that rule was seen thousands of times
Training  teacher forcing: the right tokens come in, whatever the net would have written. With `slips` a share of them
          is wrong; those are not asked for, and from there the text goes on by the rules
Shapes    texts (B, N + 1); position t is asked for token t + 1
Measured  right texts of START tokens, their last ones replaced by wrong ones or not; then the net writes AFTER tokens.
          The chance of a mistake is what its distribution gives to all forbidden tokens together
Source    Ranzato et al. 2016, section 1; slips are akin to scheduled sampling, Bengio et al. 2015, section 2.4;
          recovery: He et al. 2021; against it: Arora et al. 2022
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import torch
from torch import Tensor, nn

from demos.kit.training import seeded, train
from demos.kit.transformer import Transformer
from tutor.lab.frames import Frame, Measure, Point, Progress

V, FOLLOW, N = 16, 4, 32  # tokens, how many may follow each, tokens in a text
TEXTS, B = 4800, 32  # to learn from; in a batch
TESTED, START, AFTER = 256, 16, 16  # texts to write on from, their tokens, tokens written
UNASKED = -100  # a target that cross_entropy leaves out


class Gru(nn.Module):
    def __init__(self, d: int) -> None:
        super().__init__()
        self.embed, self.gru, self.unembed = nn.Embedding(V, d), nn.GRU(d, d, batch_first=True), nn.Linear(d, V)

    def forward(self, x: Tensor) -> Tensor:
        logits: Tensor = self.unembed(self.gru(self.embed(x))[0])
        return logits


def run(*, seed: int, wrong: int, slips: float, batches: int) -> Iterator[Frame]:
    yield Progress(0, 2 * batches, "batches")
    g = torch.Generator().manual_seed(seed)
    language = Language(g)
    texts, slipped = language.texts(TEXTS, slips, g)
    asked = texts.masked_fill(slipped, UNASKED)
    right = language.texts(TESTED, 0.0, g)[0][:, :START]  # (TESTED, START)
    mistaken = language.spoilt(right, wrong, g)

    def batch() -> tuple[Tensor, Tensor]:
        some = torch.randint(TEXTS, (B,), generator=g)
        return texts[some, :-1], asked[some, 1:]

    nets: dict[str, Callable[[], nn.Module]] = {
        "transformer": lambda: Transformer(V, 48, n_layers=2, n_heads=4, d_mlp=96),
        "gru": lambda: Gru(64),
    }
    for number, (arm, build) in enumerate(nets.items()):
        model = seeded(build, seed)
        for done, _ in enumerate(train(model, batch, steps=batches, lr=0.005), 1):
            yield Progress(number * batches + done, 2 * batches, "batches")
        usual = language.mistakes(model, right, g)  # (AFTER,)
        after = language.mistakes(model, mistaken, g)
        base = sum(usual) / AFTER
        for k, chance in enumerate(after, 1):
            yield Point(arm, k, chance)
            if arm == "gru":
                yield Point("usual", k, base)
        yield Measure(f"{arm}_usual", base)
        yield Measure(f"{arm}_factor", after[0] / base)
        yield Measure(f"{arm}_end", sum(after[-4:]) / 4 / base)
        yield Measure(f"{arm}_back", next((k for k, chance in enumerate(after, 1) if chance < 2 * base), AFTER + 1))
        yield Measure(f"{arm}_flawless", (1 - base) ** 100)


class Language:
    """Which tokens may follow which: `follow` (V, FOLLOW), and the two that do after a pair, `then` (V, V, 2)."""

    def __init__(self, g: torch.Generator) -> None:
        self.follow = torch.rand(V, V, generator=g).topk(FOLLOW).indices
        picked = torch.rand(V, V, FOLLOW, generator=g).topk(2).indices  # of b's, after a b
        self.then = self.follow[torch.arange(V)[None, :, None], picked]
        self.forbidden = torch.ones(V, V, dtype=torch.bool).scatter_(1, self.follow, False)

    def texts(self, n: int, slips: float, g: torch.Generator) -> tuple[Tensor, Tensor]:
        """`n` texts (n, N + 1), and where in them a token is wrong, which happens to a share `slips` of them."""
        x = torch.randint(V, (n, 2), generator=g)
        x[:, 1] = self.follow[x[:, 0], x[:, 1] % FOLLOW]
        slipped = torch.rand(n, N + 1, generator=g) < slips
        slipped[:, :2] = False
        for t in range(2, N + 1):
            by_rule = self.then[x[:, -2], x[:, -1]].gather(1, torch.randint(2, (n, 1), generator=g))
            x = torch.cat([x, torch.where(slipped[:, t : t + 1], self.wrong_after(x[:, -1], g), by_rule)], 1)
        return x, slipped

    def wrong_after(self, token: Tensor, g: torch.Generator) -> Tensor:
        """A forbidden token after each, (n, 1)."""
        return torch.multinomial(self.forbidden[token].float(), 1, generator=g)

    def spoilt(self, x: Tensor, wrong: int, g: torch.Generator) -> Tensor:
        """The same texts with their last `wrong` tokens wrong."""
        x = x[:, : START - wrong]
        for _ in range(wrong):
            x = torch.cat([x, self.wrong_after(x[:, -1], g)], 1)
        return x

    @torch.no_grad()
    def mistakes(self, model: nn.Module, x: Tensor, g: torch.Generator) -> list[float]:
        """While `model` writes on from x (n, START): the chance of a mistake at each token, the mean over texts."""
        chances = []
        for _ in range(AFTER):
            p = model(x)[:, -1].softmax(-1)  # (n, V)
            chances.append(float((p * self.forbidden[x[:, -1]]).sum(-1).mean()))
            x = torch.cat([x, torch.multinomial(p, 1, generator=g)], 1)
        return chances
