"""The two tasks against counting and shuffling by hand, and the chain against what it is given to read."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from demos.state_tracking import demo


def generator(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def test_parity_is_whether_the_ones_so_far_are_odd() -> None:
    bits, answers = demo.track("parity", 5, 9, generator())

    for row, said in zip(bits.tolist(), answers.tolist(), strict=True):
        assert said == [sum(row[: n + 1]) % 2 for n in range(9)]


def test_the_ball_is_where_shuffling_five_cups_by_hand_leaves_it() -> None:
    moves, answers = demo.track("cups", 6, 20, generator())

    for row, said in zip(moves.tolist(), answers.tolist(), strict=True):
        cups = ["ball", "", "", "", ""]
        for move, where in zip(row, said, strict=True):
            a, b = demo.SWAPS[move].tolist()
            cups[a], cups[b] = cups[b], cups[a]
            assert cups.index("ball") == where


def test_the_chain_reads_its_own_last_answer_beside_each_move() -> None:
    class Flips(nn.Module):
        """Right about parity from the last move and the last answer alone; wrong at the third move."""

        def forward(self, read: Tensor) -> Tensor:
            move, last = read[:, -1:] % 2, read[:, -1:] // 2
            said = (move + last) % 2
            return nn.functional.one_hot(1 - said if read.shape[1] == 3 else said, 2).float()

    bits, answers = demo.track("parity", 50, 6, generator())

    right = demo.chained(Flips(), bits, 2) == answers

    assert right.float().mean(0).tolist() == [1, 1, 0, 0, 0, 0]  # one wrong state, and all that follow from it
