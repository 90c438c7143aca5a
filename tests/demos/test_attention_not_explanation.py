"""The texts, the search and the shuffle on a classifier whose answers are known."""

from __future__ import annotations

import math

import pytest
import torch
from torch import Tensor

from demos.attention_not_explanation import demo


class Reader(demo.Classifier):
    """Names what it reads: the states are the logits."""

    def answer(self, states: Tensor, weights: Tensor) -> Tensor:
        return (weights[..., None] * states).sum(1)


def generator(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def test_a_text_has_the_cues_of_its_class_and_no_others() -> None:
    words, label = demo.write(300, 2, 3, generator())

    cues = torch.stack([((words // demo.CUES_A_CLASS) == c).sum(-1) for c in (0, 1)], -1)
    assert cues[label == 0].tolist() == [[2, 0]] * int((label == 0).sum())
    assert cues[label == 1].tolist() == [[0, 2]] * int((label == 1).sum())
    assert cues[label == 2].tolist() == [[0, 0]] * int((label == 2).sum())
    assert min(int((label == c).sum()) for c in (0, 1, 2)) > 60


def test_weights_are_pinned_where_one_place_decides_and_free_where_all_say_the_same() -> None:
    model = Reader(8, 2, encoder=False)
    states = torch.zeros(2, demo.N, 2)
    states[:, :, 0] = 8.0
    states[0, 3] = torch.tensor([0.0, 8.0])  # only in the first text, and it is looked at
    weights = torch.zeros(2, demo.N)
    weights[:, 3] = 1.0

    changed = demo.shuffled(model, states, weights, generator())
    moved = demo.search(model, states, weights, generator())

    assert float(changed[0]) > 0.7
    assert float(changed[1]) == 0
    assert float(moved[0]) < 0.4
    assert float(moved[1]) > 0.9


def test_the_divergence_is_nothing_for_the_same_and_ln_2_without_overlap() -> None:
    p, q = torch.tensor([[0.5, 0.5, 0.0, 0.0]]), torch.tensor([[0.0, 0.0, 0.9, 0.1]])

    assert demo.divergence(p, p).tolist() == pytest.approx([0], abs=1e-6)
    assert demo.divergence(p, q).tolist() == pytest.approx([math.log(2)], abs=1e-6)
