"""What is to be written, who may look where, and that the arms are of one size."""

from __future__ import annotations

import pytest
import torch

from demos.kit.training import seeded
from demos.rewriting.demo import ARMS, Attention, Rewriter, rewritten, seen, written


def model(arm: str) -> Rewriter:
    stacks, both_ways = ARMS[arm]
    return seeded(lambda: Rewriter(16, 6, stacks=stacks, both_ways=both_ways), 0)


def test_each_task_writes_what_it_says() -> None:
    source = torch.tensor([[7, 2, 9, 2]])

    assert rewritten("rank", source).tolist() == [[2, 0, 3, 0]]
    assert rewritten("sort", source).tolist() == [[2, 2, 7, 9]]
    assert rewritten("reverse", source).tolist() == [[2, 9, 2, 7]]


def test_a_prefix_mask_opens_the_source_to_all_and_the_target_to_nobody_before_it() -> None:
    assert seen(2, 2, both_ways=False).int().tolist() == [[1, 0, 0, 0], [1, 1, 0, 0], [1, 1, 1, 0], [1, 1, 1, 1]]
    assert seen(2, 2, both_ways=True).int().tolist() == [[1, 1, 0, 0], [1, 1, 0, 0], [1, 1, 1, 0], [1, 1, 1, 1]]


def test_the_arms_have_equal_parameters_within_two_percent() -> None:
    sizes = [sum(p.numel() for p in model(arm).parameters()) for arm in ARMS]

    assert max(sizes) < 1.02 * min(sizes)


@pytest.mark.parametrize("arm", ARMS)
def test_no_token_is_written_by_looking_at_itself_or_later_ones(arm: str) -> None:
    source, previous = torch.randint(16, (2, 3, 6), generator=torch.Generator().manual_seed(0))
    changed = previous.clone()
    changed[:, 4:] = (previous[:, 4:] + 1) % 16

    before, after = model(arm)(source, previous), model(arm)(source, changed)

    torch.testing.assert_close(before[:, :4], after[:, :4])
    assert not torch.allclose(before[:, 4:], after[:, 4:])


@pytest.mark.parametrize("arm", ARMS)
def test_the_last_number_of_the_source_reaches_the_first_token_written(arm: str) -> None:
    source, previous = torch.randint(16, (2, 3, 6), generator=torch.Generator().manual_seed(0))
    changed = source.clone()
    changed[:, -1] = (source[:, -1] + 1) % 16

    assert not torch.allclose(model(arm)(source, previous)[:, 0], model(arm)(changed, previous)[:, 0])


def test_attention_is_that_of_torch() -> None:
    ours = seeded(Attention, 0)
    theirs = torch.nn.MultiheadAttention(64, 4, bias=False, batch_first=True)
    with torch.no_grad():
        theirs.in_proj_weight.copy_(torch.cat([ours.q.weight, ours.kv.weight]))
        theirs.out_proj.weight.copy_(ours.out.weight)
    x, states = torch.randn(2, 3, 5, 64, generator=torch.Generator().manual_seed(0))
    normed, causal = ours.norm(x), seen(0, 5, both_ways=False)

    torch.testing.assert_close(ours(x, causal), theirs(normed, normed, normed, attn_mask=~causal)[0])
    torch.testing.assert_close(ours(x, None, states), theirs(normed, states, states)[0])


def test_what_is_written_is_the_likeliest_token_after_its_own() -> None:
    source = torch.randint(16, (3, 6), generator=torch.Generator().manual_seed(0))
    rewriter = model("two_both")

    tokens = written(rewriter, source, 16)

    previous = torch.cat([torch.full((3, 1), 16), tokens[:, :-1]], 1)
    assert torch.equal(rewriter(source, previous).argmax(-1), tokens)
