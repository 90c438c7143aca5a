"""The leaky attention against the kit's, the honest question against what it may see."""

from __future__ import annotations

import torch

from demos.causal_mask_leak import demo
from demos.kit.training import seeded
from demos.kit.transformer import CausalAttention

X = torch.randn(2, 7, 16, generator=torch.Generator().manual_seed(0))


def test_with_no_future_it_is_the_kit_s_causal_attention() -> None:
    ours, kit = (seeded(build, 0) for build in (lambda: demo.LeakyAttention(16, 4, 0), lambda: CausalAttention(16, 4)))

    torch.testing.assert_close(ours(X), kit(X))


def test_a_mask_off_by_one_shows_the_next_token_and_no_other() -> None:
    attention = seeded(lambda: demo.LeakyAttention(16, 4, 1), 0)
    changed = X.clone()
    changed[:, 4] += 1

    moved = (attention(changed) - attention(X)).abs().amax((0, 2)) > 1e-6

    assert moved.tolist() == [False, False, False, True, True, True, True]


def test_the_target_of_a_window_is_the_token_after_each_of_its_own() -> None:
    tokens, target = demo.windows(torch.arange(200), 5, torch.Generator().manual_seed(0))

    assert torch.equal(target, tokens + 1)
    assert torch.equal(tokens[:, 1:], target[:, :-1])


def test_text_and_names_give_the_text_back() -> None:
    from pydoc_data.topics import topics

    names, tokens = demo.text()

    assert "".join(names[token] for token in tokens[:80]) == topics[min(topics)][:80]
