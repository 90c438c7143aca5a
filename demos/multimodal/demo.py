"""How do pictures become tokens, and what do they lose without their places?

Predict first: pictures are cut into patches, each a token, and a net learns which caption goes with which picture. It
is not told where in the picture a patch was. For what share of new pictures does it pick the right one of 64 captions?

Pictures  SIZE × SIZE pixels in red, green and blue: one of 4 shapes in one of 4 colours in one of 4 corners, moved by
          a pixel or not, with noise
Captions  three words, such as "red disc top-left". Some of the 64 are never shown in training, nor are their pictures
Nets      two of one layer, for the patches and for the words; the mean over tokens, at length 1, is the vector of each
Loss      of B pictures with B different captions each has to find its own: cross-entropy over cosines times a learned
          factor, both ways
Shapes    pictures (B, 3, SIZE, SIZE); patches (B, n, 3·side²) with n = (SIZE / side)²; logits (2, B, B)
Source    patches: Dosovitskiy et al. 2021, section 3.1; loss: Radford et al. 2021, section 2.3 and figure 3
"""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import Tensor, nn
from torch.nn.functional import normalize

from demos.kit.training import seeded, train
from tutor.lab.frames import Frame, Measure, Point, Progress, Table

COLOURS = {"red": (1, 0, 0), "green": (0, 1, 0), "blue": (0, 0, 1), "yellow": (1, 1, 0)}
SHAPES = ("disc", "frame", "triangle", "cross")
PLACES = ("top-left", "top-right", "bottom-left", "bottom-right")
WORDS = (*COLOURS, *SHAPES, *PLACES)
CAPTIONS = torch.cartesian_prod(torch.arange(4), torch.arange(4, 8), torch.arange(8, 12))  # (64, 3): numbers of WORDS
SIZE, DRAWN, D = 16, 7, 32  # pixels along a picture and along a shape; numbers a token
SIDES = {"two": 2, "four": 4, "eight": 8}  # pixels along a patch
B, TESTED, EVERY = 32, 256, 20  # pairs in a batch; pictures to test on; batches between two tests


def run(*, seed: int, patch: str, hidden: int, noise: float, batches: int) -> Iterator[Frame]:
    yield Progress(0, 2 * batches, "batches")
    g = torch.Generator().manual_seed(seed)
    shuffled = torch.randperm(len(CAPTIONS), generator=g)
    unseen, seen = shuffled[:hidden], shuffled[hidden:]
    side = SIDES[patch]
    yield Measure("tokens", (SIZE // side) ** 2)

    def batch() -> tuple[Tensor, Tensor, Tensor]:
        captions = CAPTIONS[seen[torch.randperm(len(seen), generator=g)[:B]]]  # (B, 3)
        return patches(pictures(captions, noise, g), side), captions, torch.arange(B).repeat(2, 1)

    tests = {}
    for name, kinds in (("seen", seen), ("unseen", unseen)):
        asked = kinds[torch.randint(len(kinds), (TESTED,), generator=g)]
        tests[name] = asked, patches(pictures(CAPTIONS[asked], noise, g), side)
    for number, arm in enumerate(("places", "bag")):
        model = seeded(lambda arm=arm: Pairs(side, places=arm == "places"), seed)  # type: ignore[misc]
        for done, _ in enumerate(train(model, batch, steps=batches, lr=0.01), 1):
            yield Progress(number * batches + done, 2 * batches, "batches")
            if done % EVERY == 0 or done == batches:
                found = {name: found_by(model, cut) for name, (_, cut) in tests.items()}
                for name, (asked, _) in tests.items():
                    yield Point(f"{arm}_{name}", done, share(found[name] == asked))
        for name, (asked, _) in tests.items():
            yield Measure(f"{arm}_{name}", share(found[name] == asked))
        said, right = CAPTIONS[found["seen"]], CAPTIONS[tests["seen"][0]]  # (TESTED, 3) each
        for word, of in enumerate(("colour", "shape", "place")):
            yield Measure(f"{arm}_{of}", share(said[:, word] == right[:, word]))
        rows = [[caption(a), caption(b)] for a, b in zip(right[:8].tolist(), said[:8].tolist(), strict=True)]
        yield Table(arm, ("picture", f"caption found, {'with' if arm == 'places' else 'without'} places"), rows)
    for done in (EVERY, batches):
        yield Point("quarter", done, 0.25)


class Tower(nn.Module):
    """Tokens (B, n, …) to one vector each (B, D), of length 1. Without `places` their order makes no difference."""

    def __init__(self, embed: nn.Module, n: int, *, places: bool) -> None:
        super().__init__()
        self.embed, self.place = embed, nn.Parameter(0.5 * torch.randn(n, D)) if places else None
        self.mix = nn.TransformerEncoderLayer(D, 4, 2 * D, dropout=0.0, batch_first=True, norm_first=True)
        self.out = nn.Sequential(nn.LayerNorm(D), nn.Linear(D, D))

    def forward(self, tokens: Tensor) -> Tensor:
        x = self.embed(tokens)  # (B, n, D)
        if self.place is not None:
            x = x + self.place
        return normalize(self.out(self.mix(x).mean(1)), dim=-1)


class Pairs(nn.Module):
    """A tower for pictures and one for captions, and how sharply their cosines are told apart."""

    def __init__(self, side: int, *, places: bool) -> None:
        super().__init__()
        self.pictures = Tower(nn.Linear(3 * side**2, D), (SIZE // side) ** 2, places=places)
        self.captions = Tower(nn.Embedding(len(WORDS), D), 3, places=True)
        self.log_factor = nn.Parameter(torch.tensor(2.5))

    def forward(self, cut: Tensor, captions: Tensor) -> Tensor:
        """Logits of each picture for the captions, and of each caption for the pictures, (2, B, B)."""
        cosines = self.pictures(cut) @ self.captions(captions).T
        return torch.stack([cosines, cosines.T]) * self.log_factor.exp()


def pictures(captions: Tensor, noise: float, g: torch.Generator) -> Tensor:
    """A picture for each caption, (B, 3, SIZE, SIZE)."""
    n = len(captions)
    colour, shape, place = captions[:, 0], captions[:, 1] - 4, captions[:, 2] - 8
    # Corners are whole patches apart, so that no patch tells by its edge which one it is from.
    corner = torch.stack([place // 2, place % 2]) * (SIZE // 2) + torch.randint(2, (2, n), generator=g)  # top and left
    rows, columns = corner[..., None] + torch.arange(DRAWN)  # (B, DRAWN) each
    canvas = torch.zeros(n, SIZE, SIZE)
    canvas[torch.arange(n)[:, None, None], rows[:, :, None], columns[:, None]] = drawn()[shape]
    paint = torch.tensor(list(COLOURS.values()))[colour]  # (B, 3)
    return canvas[:, None] * paint[..., None, None] + noise * torch.randn(n, 3, SIZE, SIZE, generator=g)


def drawn() -> Tensor:
    """The SHAPES in black and white, (4, DRAWN, DRAWN)."""
    y, x = torch.meshgrid(*[torch.arange(DRAWN) - DRAWN // 2] * 2, indexing="ij")
    edge = torch.maximum(x.abs(), y.abs())
    return torch.stack([x**2 + y**2 < 10, edge >= 2, y >= 2 * x.abs() - 3, (x == 0) | (y == 0)]).float()


def patches(x: Tensor, side: int) -> Tensor:
    """A picture as tokens: its squares of `side` pixels row by row, each with all its numbers, (B, n, 3·side²)."""
    return nn.functional.unfold(x, side, stride=side).mT


@torch.no_grad()
def found_by(model: Pairs, cut: Tensor) -> Tensor:
    """For each picture the number of the caption nearest to it, of all 64."""
    return (model.pictures(cut) @ model.captions(CAPTIONS).T).argmax(-1)


def share(right: Tensor) -> float:
    return float(right.double().mean())


def caption(words: list[int]) -> str:
    return " ".join(WORDS[word] for word in words)
