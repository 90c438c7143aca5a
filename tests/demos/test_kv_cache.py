"""The decoder with its cache against itself without, and the formulas against what PyTorch counts."""

from __future__ import annotations

import pytest
import torch
from torch.utils.flop_counter import FlopCounterMode

from demos.kit.training import seeded
from demos.kv_cache.demo import D_HEAD, HEADS, Decoder, flops


@pytest.mark.parametrize("n_kv", [1, 2, 8])
def test_the_arithmetic_of_a_cached_step_is_what_pytorch_counts(n_kv: int) -> None:
    model = seeded(lambda: Decoder(3, n_kv, 20), 0)
    cache = [(torch.zeros(1, n_kv, 20, D_HEAD), torch.zeros(1, n_kv, 20, D_HEAD)) for _ in range(3)]
    with torch.no_grad(), FlopCounterMode(display=False) as counter:
        model(torch.zeros(1, 1, dtype=torch.long), cache, 19)

    attention = 3 * 4 * HEADS * D_HEAD * 20  # the counter does not know the CPU's attention kernel
    counted = counter.get_total_flops()
    assert flops(20, 3, n_kv) == counted + attention


def test_a_prompt_may_be_read_at_once_and_continued_token_by_token() -> None:
    model = seeded(lambda: Decoder(2, 2, 12), 0)
    tokens = torch.randint(256, (1, 12), generator=torch.Generator().manual_seed(0))
    cache = [(torch.zeros(1, 2, 12, D_HEAD), torch.zeros(1, 2, 12, D_HEAD)) for _ in range(2)]

    with torch.no_grad():
        prompt = model(tokens[:, :8], cache, 0)
        rest = torch.cat([model(tokens[:, t : t + 1], cache, t) for t in range(8, 12)], 1)

        torch.testing.assert_close(torch.cat([prompt, rest], 1), model(tokens))


def test_without_what_was_kept_the_logits_are_others() -> None:
    model = seeded(lambda: Decoder(2, 2, 12), 0)
    tokens = torch.randint(256, (1, 12), generator=torch.Generator().manual_seed(0))
    empty = [(torch.zeros(1, 2, 12, D_HEAD), torch.zeros(1, 2, 12, D_HEAD)) for _ in range(2)]

    with torch.no_grad():
        assert not torch.allclose(model(tokens[:, 11:], empty, 11), model(tokens)[:, 11:], atol=1e-3)
