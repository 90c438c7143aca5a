"""Points worked out by hand."""

from __future__ import annotations

import pytest
import torch

from demos.guess_or_abstain import demo


def test_an_examinee_earns_one_for_right_nothing_for_blank_and_pays_for_wrong() -> None:
    answered = torch.tensor([[True, True, True, True], [True, False, True, False], [False] * 4])
    right = torch.tensor([True, True, False, False])

    assert demo.scores(answered, right, 3.0).tolist() == pytest.approx([(2 - 6) / 4, (1 - 3) / 4, 0])
    assert demo.scores(answered, right, 0.0).tolist() == pytest.approx([2 / 4, 1 / 4, 0])


def test_at_the_threshold_of_the_rule_an_answer_is_worth_what_a_blank_is() -> None:
    asked = torch.tensor([[True]])

    for penalty in (0.0, 1.0, 3.0, 9.0):
        confidence = torch.tensor([penalty / (1 + penalty)], dtype=torch.float64)
        assert demo.scores(asked, confidence, penalty).tolist() == pytest.approx([0], abs=1e-12)
