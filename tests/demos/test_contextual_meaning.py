"""Means and neighbours by hand, and sentences in which the word can be found."""

from __future__ import annotations

import pytest
import torch

from demos.contextual_meaning import demo
from demos.kit.minilm import words

IS_FIRST = torch.tensor([True, True, False, False])
COSINES = torch.tensor([[1.0, 0.8, 0.2, 0.4], [0.8, 1.0, 0.9, 0.1], [0.2, 0.9, 1.0, 0.6], [0.4, 0.1, 0.6, 1.0]])


def test_a_sentence_is_not_compared_with_itself() -> None:
    assert demo.by_sense(COSINES, IS_FIRST) == pytest.approx(((0.8 + 0.6) / 2, (0.2 + 0.4 + 0.9 + 0.1) / 4))


def test_two_of_these_four_have_a_neighbour_of_their_own_sense() -> None:
    assert demo.nearest_has_its_sense(COSINES, IS_FIRST) == 0.5  # the second and the third are each other's


@pytest.mark.parametrize("word", demo.SENTENCES)
def test_each_sense_has_eight_sentences_with_the_word_once(word: str) -> None:
    for sense in demo.SENTENCES[word]:
        assert len(set(sense)) == 8
        assert [text for text in sense if words(text).count(word) != 1] == []
