"""Encoder-decoder or decoder alone: who learns to rewrite a sentence?

Predict first: an encoder-decoder names nearly every rank. Its encoder alone gets a causal mask, the decoder still looks
at all its states. How many tokens does it get right now?

Tasks    B sources of N random numbers. rank: write for each how many of its sentence are smaller; sort; reverse
Arms     two stacks (an encoder layer; a decoder layer with cross-attention) or one (two decoder layers that read
         source and target in a row); the source read both ways, or causally. Two by two, parameters equal within 1 %
Shapes   source, previous, target (B, N); logits (B, N, n_vocab)
Equal    parameters, batches, optimizer; rate: the best of .002, .004, .008, .016 for each arm on 16 numbers
Source   Vaswani et al. 2017, sections 3.1 and 3.2.3; Raffel et al. 2020, section 3.2.1 (the three masks)
"""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import Tensor, nn
from torch.nn.functional import scaled_dot_product_attention

from demos.kit.training import seeded, train
from tutor.lab.frames import Frame, Measure, Point, Progress

NUMBERS = 16  # a source is drawn from 0 ... 15; a rank can be as large as its length
B, D, HEADS = 32, 64, 4  # sentences in a batch; numbers a position, shared out among the heads
TESTED, EVERY = 256, 20  # sentences written in the end; batches between two points
ARMS = {  # stacks; is the source read both ways?
    "two_both": (2, True),
    "two_causal": (2, False),
    "one_causal": (1, False),
    "one_prefix": (1, True),
}


class Attention(nn.Module):
    """Pre-LN attention of x on what it `reads`: itself (normed alike), or the states of an encoder."""

    def __init__(self) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(D)
        self.q, self.kv = nn.Linear(D, D, bias=False), nn.Linear(D, 2 * D, bias=False)
        self.out = nn.Linear(D, D, bias=False)

    def forward(self, x: Tensor, mask: Tensor | None, reads: Tensor | None = None) -> Tensor:
        x = self.norm(x)  # (B, T, D)
        q = self.q(x).unflatten(-1, (HEADS, -1)).transpose(1, 2)  # (B, heads, T, d_head)
        k, v = self.kv(x if reads is None else reads).unflatten(-1, (2, HEADS, -1)).permute(2, 0, 3, 1, 4)
        mixed = scaled_dot_product_attention(q, k, v, attn_mask=mask)
        written: Tensor = self.out(mixed.transpose(1, 2).flatten(-2))
        return written


class Rewriter(nn.Module):
    """A source and the target so far to the target's next token, through two stacks or one."""

    def __init__(self, n_vocab: int, N: int, *, stacks: int, both_ways: bool) -> None:
        super().__init__()
        self.stacks, self.both_ways = stacks, both_ways
        self.embed = nn.Embedding(n_vocab + 1, D)  # one more starts the target
        nn.init.normal_(self.embed.weight, std=0.5)
        self.position = nn.Parameter(0.5 * torch.randn(2, N, D))  # of the source, of the target
        self.unembed = nn.Sequential(nn.LayerNorm(D), nn.Linear(D, n_vocab))
        self.attention = nn.ModuleList(Attention() for _ in range(2))
        self.cross = Attention() if stacks == 2 else None  # its parameters go to wider MLPs in one stack
        self.mlp = nn.ModuleList(mlp(D if stacks == 2 else 2 * D) for _ in range(2))
        self.encoded = nn.LayerNorm(D) if stacks == 2 else nn.Identity()

    def forward(self, source: Tensor, previous: Tensor) -> Tensor:
        S, T = source.shape[1], previous.shape[1]
        x = self.embed(source) + self.position[0, :S]  # (B, S, D)
        y = self.embed(previous) + self.position[1, :T]  # (B, T, D)
        mask = seen(S, T, both_ways=self.both_ways)
        if self.cross is None:
            y = torch.cat([x, y], 1)  # (B, S+T, D)
            for attention, widen in zip(self.attention, self.mlp, strict=True):
                y = y + attention(y, mask)
                y = y + widen(y)
        else:
            x = x + self.attention[0](x, mask[:S, :S])
            x = self.encoded(x + self.mlp[0](x))
            y = y + self.attention[1](y, mask[S:, S:])
            y = y + self.cross(y, None, x)
            y = y + self.mlp[1](y)
        logits: Tensor = self.unembed(y[:, -T:])
        return logits


def mlp(width: int) -> nn.Module:
    return nn.Sequential(nn.LayerNorm(D), nn.Linear(D, width), nn.GELU(), nn.Linear(width, D))


def seen(S: int, T: int, *, both_ways: bool) -> Tensor:
    """Where each of S source and T target tokens may look: up to itself, or at all of the source too."""
    mask = torch.ones(S + T, S + T, dtype=torch.bool).tril()
    mask[:, :S] |= torch.tensor(both_ways)
    return mask


def rewritten(task: str, source: Tensor) -> Tensor:
    if task == "rank":
        return (source[:, None, :] < source[:, :, None]).sum(-1)  # how many are smaller
    return source.sort(1).values if task == "sort" else source.flip(1)


def run(*, seed: int, task: str, length: int, rate: float, batches: int) -> Iterator[Frame]:
    total = len(ARMS) * batches
    yield Progress(0, total, "batches")
    n_vocab = max(NUMBERS, length)
    test = torch.randint(NUMBERS, (TESTED, length), generator=torch.Generator().manual_seed(seed + 1_000_000))
    for number, (arm, (stacks, both_ways)) in enumerate(ARMS.items()):
        g = torch.Generator().manual_seed(seed)  # the same batches for each arm

        def draw(g: torch.Generator = g) -> tuple[Tensor, Tensor, Tensor]:
            source = torch.randint(NUMBERS, (B, length), generator=g)
            target = rewritten(task, source)
            return source, torch.cat([torch.full((B, 1), n_vocab), target[:, :-1]], 1), target

        model = seeded(lambda s=stacks, b=both_ways: Rewriter(n_vocab, length, stacks=s, both_ways=b), seed)  # type: ignore[misc]
        recent = []
        for batch, right in enumerate(train(model, draw, steps=batches, lr=rate), 1):
            yield Progress(number * batches + batch, total, "batches")
            recent.append(right)
            if batch % EVERY == 0 or batch == batches:
                yield Point(arm, batch, sum(recent) / len(recent))
                recent = []
        yield Measure(arm, float((written(model, test, n_vocab) == rewritten(task, test)).double().mean()))


@torch.no_grad()
def written(model: Rewriter, source: Tensor, start: int) -> Tensor:
    """What the model writes (B, N), each token the likeliest after its own earlier ones."""
    tokens = torch.full((len(source), 1), start)
    for _ in range(source.shape[1]):
        tokens = torch.cat([tokens, model(source, tokens)[:, -1:].argmax(-1)], 1)
    return tokens[:, 1:]
