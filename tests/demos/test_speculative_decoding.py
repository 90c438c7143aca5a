"""The draft's overlap, and one pass worked out by hand."""

from __future__ import annotations

import pytest
import torch

from demos.speculative_decoding import demo


@pytest.mark.parametrize("acceptance", [0.5, 0.8, 0.95])
def test_every_row_of_the_draft_is_a_distribution_that_shares_just_so_much_with_the_target(acceptance: float) -> None:
    target = (4 * torch.randn(16, 16, dtype=torch.float64, generator=torch.Generator().manual_seed(0))).softmax(-1)

    draft = demo.with_overlap(target, acceptance)

    assert draft.min() >= 0
    torch.testing.assert_close(draft.sum(-1), torch.ones(16, dtype=torch.float64))
    torch.testing.assert_close(torch.minimum(draft, target).sum(-1), torch.full((16,), acceptance, dtype=torch.float64))


def test_four_drafts_at_point_eight_yield_the_3_36_tokens_of_the_paper_s_formula() -> None:
    assert demo.expected(0.8, 4) == pytest.approx((1 - 0.8**5) / (1 - 0.8))
    assert demo.expected(0.8, 4) == pytest.approx(3.3616)


def test_a_draft_that_is_never_right_yields_one_token_and_it_is_the_target_s() -> None:
    target, draft = torch.tensor([[0.0, 1.0], [0.0, 1.0]]), torch.tensor([[1.0, 0.0], [1.0, 0.0]])

    first, written = demo.one_pass(
        target, draft, torch.zeros(50, dtype=torch.long), 3, torch.Generator().manual_seed(0)
    )

    assert set(written.tolist()) == {1}
    assert set(first.tolist()) == {1}


def test_a_rejected_token_is_drawn_from_what_the_draft_gives_too_little() -> None:
    p, q = torch.tensor([[0.5, 0.3, 0.2]]), torch.tensor([[0.2, 0.6, 0.2]])

    first, _ = demo.one_pass(p, q, torch.zeros(100_000, dtype=torch.long), 1, torch.Generator().manual_seed(0))

    # Token 1 is proposed with .6 and kept with .5; what is rejected all goes to token 0: .2 + .3.
    assert (torch.bincount(first, minlength=3) / 100_000).tolist() == pytest.approx([0.5, 0.3, 0.2], abs=0.006)


def test_redrawing_from_the_target_is_wrong_by_as_much_as_can_be_worked_out() -> None:
    p, q = torch.tensor([[0.5, 0.3, 0.2]]), torch.tensor([[0.2, 0.6, 0.2]])

    first = demo.corrected_by_target(p, q, torch.zeros(100_000, dtype=torch.long), torch.Generator().manual_seed(0))

    # Kept (.2, .3, .2), and the rejected .3 spread like p instead of all on token 0.
    assert (torch.bincount(first, minlength=3) / 100_000).tolist() == pytest.approx([0.35, 0.39, 0.26], abs=0.006)
