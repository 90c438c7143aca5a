"""Who is asked about what, and the two numbers worked out by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from demos.hallucination import demo
from tutor.lab.frames import Measure
from tutor.lab.manifest import load

MANIFEST = load(Path(demo.__file__).parent)
Draw = Callable[[], tuple[Tensor, Tensor, Tensor]]


def drawn(monkeypatch: pytest.MonkeyPatch, **given: int) -> tuple[list[set[tuple[int, int]]], dict[str, float]]:
    """(person, answer) of 100 batches of each arm, untrained; and what is measured then."""
    arms: list[set[tuple[int, int]]] = []

    def no_training(model: nn.Module, draw: Draw, *, steps: int, lr: float) -> Iterator[float]:
        asked: set[tuple[int, int]] = set()
        for _ in range(100):
            first, last, target = draw()
            people = first * demo.NAMES + last - demo.NAMES
            asked |= set(zip(people[:, 0].tolist(), target[:, 0].tolist(), strict=True))
        arms.append(asked)
        yield from [0.0] * steps

    monkeypatch.setattr(demo, "train", no_training)
    frames = list(demo.run(seed=0, **MANIFEST.resolve(given, "small")))  # type: ignore[arg-type]
    return arms, {f.name: f.value for f in frames if isinstance(f, Measure)}


def test_a_person_has_one_answer_and_the_second_arm_adds_other_people_whom_it_does_not_know(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (plain, abstaining), _ = drawn(monkeypatch, unknowns=40)

    people = {person for person, _ in plain}
    unknown = {person for person, answer in abstaining if answer == demo.IDK}
    assert len(people) == len(plain) > 300
    assert all(2 * demo.NAMES <= answer < demo.IDK for _, answer in plain)
    assert len(unknown) == 40
    assert not unknown & people
    assert abstaining - plain == {(person, demo.IDK) for person in unknown}


def test_before_training_nobody_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    _, measured = drawn(monkeypatch)

    assert measured["seen_right"] < 0.05
    assert measured["unseen_sure"] < 0.2
    assert measured["wrong"] > 0.95


def test_of_six_sightings_two_are_of_people_seen_once() -> None:
    assert demo.good_turing(torch.tensor([1, 0, 4, 1, 0])) == pytest.approx(2 / 6)


def test_told_apart_counts_the_pairs_in_the_right_order() -> None:
    assert demo.told_apart(torch.tensor([0.9, 0.5]), torch.tensor([0.6, 0.1, 0.2])) == pytest.approx(5 / 6)
