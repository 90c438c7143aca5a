"""Where does a recurrent net win?

Predict first: after each of 12 bits, is the number of ones so far odd? Recurrent nets learn it without an error. What
share of the answers does a transformer get right after the twelfth?

Tasks    parity: bits, and whether the ones so far are odd; cups: a ball under the first of five cups, two of which each
         move swaps, and where the ball is (the word problem of S5, of which it follows one of the five)
Arms     rnn, gru, lstm: one layer; transformer: decoder-only, `layers` blocks; chain: the same transformer, reading its
         own last answer beside each move: the right one in training, its own when it is tested
Shapes   B sequences of N moves (B, N); an answer is wanted after every move: logits (B, N, states)
Measure  share of right answers after 12 moves, the longest trained on, and after 64; chance is 1/2, or 1/5
Equal    batches and width; not parameters, not compute. Learning rates are .01 for recurrent nets, .003 for attention
Source   Deletang et al. 2023, table 2; Hahn 2020; S5: Merrill et al. 2024; the chain: Merrill and Sabharwal 2024
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations

import torch
from torch import Tensor, nn

from demos.kit.training import seeded, train
from demos.kit.transformer import Transformer
from tutor.lab.frames import Frame, Measure, Point, Progress, Text

B = 32  # sequences in a batch
SHORTEST, LONGEST = 2, 12  # moves trained on
FAR = 64  # moves tested on
TESTED = 512  # sequences tested on
CHAINED = 64  # sequences of them for the chain: it has to answer one move after the other
SWAPS = torch.tensor(list(combinations(range(5), 2)))  # (10, 2): the two cups of each move
STATES = {"parity": 2, "cups": 5}
MOVES = {"parity": 2, "cups": len(SWAPS)}


def run(*, seed: int, task: str, layers: int, d: int, batches: int) -> Iterator[Frame]:
    states, moves = STATES[task], MOVES[task]

    def attending() -> nn.Module:
        # A token names a move and, in the chain, the last answer too (else that is 0).
        model = Transformer(states * moves, d, n_layers=layers, n_heads=2, d_mlp=d)
        model.unembed = nn.Sequential(nn.LayerNorm(d), nn.Linear(d, states))
        return model

    arms: dict[str, tuple[Callable[[], nn.Module], float]] = {
        "rnn": (lambda: Recurrent(nn.RNN(d, d, batch_first=True), moves, states), 0.01),
        "gru": (lambda: Recurrent(nn.GRU(d, d, batch_first=True), moves, states), 0.01),
        "lstm": (lambda: Recurrent(nn.LSTM(d, d, batch_first=True), moves, states), 0.01),
        "transformer": (attending, 0.003),
        "chain": (attending, 0.003),
    }
    for n in (1, FAR):
        yield Point("chance", n, 1 / states)
    for number, (arm, (build, lr)) in enumerate(arms.items()):
        model, g = seeded(build, seed), torch.Generator().manual_seed(seed)

        def draw(g: torch.Generator = g, arm: str = arm) -> tuple[Tensor, Tensor]:
            N = int(torch.randint(SHORTEST, LONGEST + 1, (), generator=g))
            tokens, answers = track(task, B, N, g)
            return (tokens + moves * before(answers) if arm == "chain" else tokens), answers

        for batch, share in enumerate(train(model, draw, steps=batches, lr=lr), 1):
            if batch % 20 == 1:
                yield Text(f"{arm}: {100 * share:.0f} % of the last batch's answers right")
            yield Progress(number * batches + batch, len(arms) * batches, "batches")

        tokens, answers = track(task, TESTED, FAR, g)
        said = chained(model, tokens[:CHAINED], moves) if arm == "chain" else answered(model, tokens)
        right = (said == answers[: len(said)]).double().mean(0)  # (FAR,): after 1 move, after 2, …
        for n in (*range(1, LONGEST + 1), *range(16, FAR + 1, 4)):
            yield Point(arm, n, right[n - 1])
        yield Measure(f"{arm}_at_12", right[LONGEST - 1])
        yield Measure(f"{arm}_at_64", right[FAR - 1])


def track(task: str, B: int, N: int, g: torch.Generator) -> tuple[Tensor, Tensor]:
    """Random moves (B, N), and the state after each (B, N)."""
    moves = torch.randint(MOVES[task], (B, N), generator=g)
    if task == "parity":
        return moves, moves.cumsum(1) % 2
    ball, after = torch.zeros(B, dtype=torch.long), []
    for a, b in SWAPS[moves].permute(1, 2, 0):  # the cups of one move, (B,) each
        ball = torch.where(ball == a, b, torch.where(ball == b, a, ball))
        after.append(ball)
    return moves, torch.stack(after, 1)


def before(answers: Tensor) -> Tensor:
    """The state before each move: at first 0."""
    return nn.functional.pad(answers[:, :-1], (1, 0))


@torch.no_grad()
def answered(model: nn.Module, tokens: Tensor) -> Tensor:
    """All answers at once (B, N). None of them sees a later move, so each is the answer to the moves before it."""
    said: Tensor = model(tokens).argmax(-1)
    return said


@torch.no_grad()
def chained(model: nn.Module, tokens: Tensor, moves: int) -> Tensor:
    """One answer after the other (B, N), each read again beside the next move."""
    read, said = tokens.clone(), torch.zeros_like(tokens)
    for n in range(tokens.shape[1]):
        if n > 0:
            read[:, n] += moves * said[:, n - 1]
        said[:, n] = model(read[:, : n + 1])[:, -1].argmax(-1)
    return said


class Recurrent(nn.Module):
    """A recurrent net between embedding and logits."""

    def __init__(self, net: nn.RNNBase, moves: int, states: int) -> None:
        super().__init__()
        self.embed = nn.Embedding(moves, net.hidden_size)
        self.net = net
        self.unembed = nn.Linear(net.hidden_size, states)

    def forward(self, tokens: Tensor) -> Tensor:
        logits: Tensor = self.unembed(self.net(self.embed(tokens))[0])
        return logits
