"""Does "bank" move with its sentence?

Predict first: "bank" stands in eight sentences about money and in eight about rivers. Before the first layer its vector
is nearly the same in all of them. After the last one, what is the cosine of a money bank and a river bank?

Model    all-MiniLM-L6-v2, six layers; layer 0 is the embedding: the word and its place
Shapes   S sentences of T tokens; the word's states are (S, d) in each layer, their cosines (S, S)
Measure  mean cosine between two sentences of one sense, of two senses, and between the word and other words; and how
         often a word's nearest neighbour among the others has its sense
Source   Ethayarajh 2019, sections 4.1 and 4.2; Reif et al. 2019, section 4.2
"""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import Tensor
from torch.nn.functional import normalize

from demos.kit import minilm
from demos.kit.minilm import LAYERS
from tutor.lab.frames import Frame, Measure, Point, Progress

SENTENCES = {
    "bank": (
        (
            "She deposited the money at the bank.",
            "The bank approved our loan.",
            "He opened an account with the bank.",
            "The bank raised its interest rates.",
            "My bank charges a fee for every transfer.",
            "The bank was robbed of all its cash.",
            "They keep their savings in a small bank.",
            "The bank refused to lend us more.",
        ),
        (
            "They sat on the bank of the river.",
            "The river burst its bank after the flood.",
            "We fished from the muddy bank of the stream.",
            "The canoe drifted to the grassy bank.",
            "Willows grow along the bank of the lake.",
            "He swam across and climbed the far bank.",
            "The ducks nest on the bank below the mill.",
            "Her boat ran into the bank at the bend.",
        ),
    ),
    "apple": (
        (
            "She ate a ripe apple from the tree.",
            "He peeled an apple for the pie.",
            "The apple was sweet and juicy.",
            "Pick an apple from the orchard.",
            "An apple fell into the grass.",
            "There was a worm in my apple.",
            "Cut the apple into thin slices.",
            "The horse took the apple from her hand.",
        ),
        (
            "The apple laptop needs a software update.",
            "Shares of apple rose after the iphone launch.",
            "Tim Cook runs apple in California.",
            "The new apple chip is very fast.",
            "He works as an engineer at apple.",
            "The judge ordered apple to open its app store.",
            "Google and apple compete for the same customers.",
            "The apple keyboard has no wires.",
        ),
    ),
    "bat": (
        (
            "The bat flew out of the cave at night.",
            "A bat hangs upside down to sleep.",
            "The bat hunts insects using echoes.",
            "A small brown bat lives in the attic.",
            "The wings of a bat are made of skin.",
            "An owl caught the bat at dusk.",
            "The bat carried a virus.",
            "A baby bat clings to its mother.",
        ),
        (
            "He swung the bat and hit a home run.",
            "The batter broke his wooden bat.",
            "She bought a cricket bat and a ball.",
            "The bat struck the ball hard.",
            "He dropped the bat and ran to first base.",
            "The coach showed her how to hold the bat.",
            "An aluminium bat weighs less than a wooden one.",
            "The pitcher threw, and the bat cracked.",
        ),
    ),
    "spring": (
        (
            "Flowers bloom in spring.",
            "The spring semester starts in march.",
            "It rained all spring.",
            "Birds return in the spring.",
            "We plant potatoes every spring.",
            "Last spring the river froze again.",
            "The trees turn green in spring.",
            "They will marry next spring.",
        ),
        (
            "The metal spring was compressed.",
            "A coil spring stores energy.",
            "The mattress spring broke.",
            "He replaced the spring in the lock.",
            "The spring pulls the door shut.",
            "Stretch the spring and measure its force.",
            "A rusty spring stuck out of the sofa.",
            "The clock is driven by a wound spring.",
        ),
    ),
}


def run(*, seed: int, word: str, sentences: int) -> Iterator[Frame]:
    yield Progress(0, LAYERS + 1, "layers")
    model = minilm.load()
    g = torch.Generator().manual_seed(seed)
    chosen = [
        sense[i] for sense in SENTENCES[word] for i in torch.randperm(len(sense), generator=g)[:sentences].tolist()
    ]  # S of them, the first half in one sense
    tokens = [minilm.tokens(text, model.vocabulary) for text in chosen]
    read = minilm.encode(model.weights, *minilm.numbers(tokens, model.vocabulary))
    place = torch.tensor([text.index(word) for text in tokens])
    is_first = torch.arange(len(chosen)) < sentences  # (S,) has the first sense
    other = read.mask.clone()  # (S, T) words that are not this one
    other[torch.arange(len(chosen)), place] = False
    for row, text in zip(other, tokens, strict=True):
        row[0] = row[len(text) - 1] = False

    for layer, states in enumerate(read.states):  # (S, T, d)
        states = normalize(states, dim=-1)
        at_word = states[torch.arange(len(chosen)), place]  # (S, d)
        cosines = at_word @ at_word.T  # (S, S)
        same, cross = by_sense(cosines, is_first)
        others = float((at_word @ states[other].T).mean())
        yield Point("same", layer, same)
        yield Point("cross", layer, cross)
        yield Point("other", layer, others)
        yield Progress(layer + 1, LAYERS + 1, "layers")
        if layer == 0:
            yield Measure("cross_before", cross)
            yield Measure("gap_before", same - cross)
    yield Measure("same", same)
    yield Measure("cross", cross)
    yield Measure("other", others)
    yield Measure("gap", same - cross)
    yield Measure("neighbour", nearest_has_its_sense(cosines, is_first))


def by_sense(cosines: Tensor, is_first: Tensor) -> tuple[float, float]:
    """Mean cosine of two sentences of one sense, and of two senses."""
    is_alike = is_first[:, None] == is_first
    is_itself = torch.eye(len(cosines), dtype=torch.bool)
    return float(cosines[is_alike & ~is_itself].mean()), float(cosines[~is_alike].mean())


def nearest_has_its_sense(cosines: Tensor, is_first: Tensor) -> float:
    """How often the nearest of the other sentences has the same sense."""
    nearest = cosines.clone().fill_diagonal_(-1).argmax(1)
    return float((is_first[nearest] == is_first).double().mean())
