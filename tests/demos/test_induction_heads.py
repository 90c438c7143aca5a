"""The patterns against the attention they are taken from, the data and the scores against their words."""

from __future__ import annotations

import torch

from demos.induction_heads import demo
from demos.kit.training import seeded
from demos.kit.transformer import CausalAttention


def test_the_second_block_is_the_first_and_the_target_is_one_token_on() -> None:
    tokens, target = demo.repeated(3, 6, 10, torch.Generator().manual_seed(0))

    assert tokens.shape == target.shape == (3, 11)
    assert torch.equal(tokens[:, 6:], tokens[:, :5])
    assert torch.equal(target[:, :-1], tokens[:, 1:])


def test_the_patterns_mix_the_values_to_what_the_attention_gives() -> None:
    model = seeded(lambda: demo.AttentionOnly(10, 1), 0)
    tokens, _ = demo.repeated(2, 6, 10, torch.Generator().manual_seed(0))
    norm, attention = model.layers[0].children()
    assert isinstance(attention, CausalAttention)
    x = norm(model.embed(tokens))
    _, _, v = attention.qkv(x).unflatten(-1, (3, demo.HEADS, -1)).permute(2, 0, 3, 1, 4)

    mixed = (demo.patterns(model, tokens)[0] @ v).transpose(1, 2).flatten(-2)

    torch.testing.assert_close(attention.out(mixed), attention(x))


def test_the_length_of_a_block_varies_unless_it_is_fixed() -> None:
    g = torch.Generator().manual_seed(0)
    varied = {demo.training_batch(16, g, fixed=False)[0].shape[1] for _ in range(200)}
    fixed = {demo.training_batch(16, g, fixed=True)[0].shape[1] for _ in range(20)}

    assert varied == {2 * block - 1 for block in range(demo.SHORT, demo.LONG + 1)}
    assert fixed == {2 * demo.TESTED - 1}
