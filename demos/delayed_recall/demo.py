"""Does the model learn what its gradient allows?

Predict first: a net has to name the first of 20 tokens. Before training, the gradient at that token, as a share of the
last token's, is about 5e-7 in a plain RNN, 8e-4 in a GRU, and 3e-3 in an RNN with an orthogonal recurrent matrix. Which
of them learn it?

Shapes   T = `delay` tokens, B sequences at once, d numbers in a state; a token is one of 8 symbols or 2 kinds of noise
Arms     rnn: tanh, weights uniform in ±1/√d as torch.nn draws them (spectral radius about .58); orthogonal: the same
         with an orthogonal recurrent matrix; lstm: with the forget bias asked for; gru; attention: one layer, one head
Measure  share of 2,048 new sequences whose first token is named; chance is 1/8. And, every ten batches, the gradient
         norm at the first token over that at the last, for a random direction sent back from the output
Equal    batches, width and learning rate; not parameters, not compute
Source   Hochreiter and Schmidhuber 1997, section 5 (long time lags); Pascanu et al. 2013, section 2.1
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import torch
from torch import Tensor, nn

from demos.kit.training import accuracy, seeded, train
from demos.kit.transformer import Transformer
from tutor.lab.frames import Frame, Measure, Point, Progress, Text

SYMBOLS, NOISE = 8, 2  # kinds of token to remember, and of tokens in between
V = SYMBOLS + NOISE
B = 32  # sequences in a batch
TESTED = 2048  # sequences that accuracy is measured on


class Batch(NamedTuple):
    """A symbol, then noise: `before` (B, T − 1), `last` (B, 1), and the symbol as `target` (B, 1)."""

    before: Tensor
    last: Tensor
    target: Tensor


def run(*, seed: int, delay: int, d: int, forget_bias: float, batches: int) -> Iterator[Frame]:
    arms: dict[str, Callable[[], Recurrent | Transformer]] = {
        "rnn": lambda: Recurrent(nn.RNN(d, d, batch_first=True)),
        "orthogonal": lambda: Recurrent(orthogonal(nn.RNN(d, d, batch_first=True))),
        "lstm": lambda: Recurrent(forgetting(nn.LSTM(d, d, batch_first=True), forget_bias)),
        "gru": lambda: Recurrent(nn.GRU(d, d, batch_first=True)),
        "attention": lambda: Transformer(V, d, n_layers=1, n_heads=1, d_mlp=d),
    }
    total = len(arms) * batches
    yield Progress(0, total, "batches")
    for number, (arm, build) in enumerate(arms.items()):
        model = seeded(build, seed)
        g = torch.Generator().manual_seed(seed)  # every arm sees the same batches
        probe = recall(B, delay, torch.Generator().manual_seed(seed + 1))
        yield Point(arm, 0, at_start := gradient_share(model, probe, seed))
        yield Measure(f"{arm}_gradient", at_start)

        def draw(g: torch.Generator = g) -> Batch:
            return recall(B, delay, g)

        for batch, share in enumerate(train(model, draw, steps=batches, lr=0.003), 1):
            if batch % 10 == 0:
                yield Point(arm, batch, gradient_share(model, probe, seed))
                yield Text(f"{arm}: {100 * share:.0f} % of the last batch right")
            yield Progress(number * batches + batch, total, "batches")
        yield Measure(f"{arm}_gradient_after", gradient_share(model, probe, seed))
        yield Measure(f"{arm}_accuracy", tested(model, recall(TESTED, delay, g)))


def recall(B: int, T: int, g: torch.Generator) -> Batch:
    """Random symbols, each followed by T − 1 tokens of noise."""
    symbol = torch.randint(SYMBOLS, (B, 1), generator=g)
    noise = torch.randint(SYMBOLS, V, (B, T - 1), generator=g)
    return Batch(torch.cat([symbol, noise[:, :-1]], 1), noise[:, -1:], symbol)


def gradient_share(model: Recurrent | Transformer, probe: Batch, seed: int) -> float:
    """Gradient norm at the first token over that at the last: how much of a message from the output gets there."""
    embedded: list[Tensor] = []
    hook = model.embed.register_forward_hook(lambda _module, _tokens, vectors: embedded.append(vectors))
    logits = model(probe.before, probe.last)  # (B, 1, V)
    hook.remove()
    direction = torch.randn(logits.shape, generator=torch.Generator().manual_seed(seed))
    (gradient,) = torch.autograd.grad(logits, embedded[0], direction)  # (B, T, d)
    norms = gradient.double().norm(dim=-1).mean(0)  # (T,); the squares of 1e-23 would be 0 in float32
    return float(norms[0] / norms[-1])


@torch.no_grad()
def tested(model: nn.Module, batch: Batch) -> float:
    return accuracy(model(batch.before, batch.last), batch.target)


class Recurrent(nn.Module):
    """A recurrent net between embedding and logits; called like the Transformer of the kit."""

    def __init__(self, net: nn.RNNBase) -> None:
        super().__init__()
        self.embed = nn.Embedding(V, net.hidden_size)
        self.net = net
        self.unembed = nn.Linear(net.hidden_size, V)

    def forward(self, *pieces: Tensor) -> Tensor:
        """Logits at the last of `pieces`, read one after the other."""
        states, _ = self.net(self.embed(torch.cat(pieces, 1)))  # (B, T, d)
        logits: Tensor = self.unembed(states[:, -pieces[-1].shape[1] :])
        return logits


def orthogonal(net: nn.RNN) -> nn.RNN:
    nn.init.orthogonal_(net.get_parameter("weight_hh_l0"))
    return net


@torch.no_grad()
def forgetting(net: nn.LSTM, bias: float) -> nn.LSTM:
    """Sets the forget bias. PyTorch adds two biases to a gate, in the order input, forget, candidate, output."""
    forget = slice(net.hidden_size, 2 * net.hidden_size)
    net.get_parameter("bias_ih_l0")[forget] = bias
    net.get_parameter("bias_hh_l0")[forget] = 0
    return net
