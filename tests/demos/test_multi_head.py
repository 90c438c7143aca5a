"""The layer against torch's own attention, and the task against its words."""

from __future__ import annotations

import torch
from torch import nn

from demos.kit.training import seeded
from demos.multi_head import demo


def test_the_two_tokens_wanted_are_the_last_one_and_the_one_further_back() -> None:
    tokens, wanted = demo.two_back(4, 3, torch.Generator().manual_seed(0))

    for n in range(3, demo.N):
        assert torch.equal(wanted[:, n - 3, 0], tokens[:, n - 1])
        assert torch.equal(wanted[:, n - 3, 1], tokens[:, n - 3])


def test_the_layer_is_torch_s_with_the_same_weights_and_its_pattern_too() -> None:
    d, heads = 8, 2
    layer = seeded(lambda: demo.Layer(d, heads, 3, mlp=False), 0)
    tokens, _ = demo.two_back(4, 3, torch.Generator().manual_seed(0))
    theirs = nn.MultiheadAttention(d, heads, bias=False, batch_first=True)
    with torch.no_grad():
        theirs.in_proj_weight.copy_(torch.cat([layer.qk.weight, layer.v.weight]))
        theirs.out_proj.weight.copy_(layer.out.weight)
    x = layer.read(tokens)
    mask = nn.Transformer.generate_square_subsequent_mask(demo.N)

    y, pattern = theirs(x, x, x, attn_mask=mask, average_attn_weights=False)

    torch.testing.assert_close(layer.pattern(x), pattern)
    torch.testing.assert_close(layer(tokens)[:, :, 0], layer.readouts[0](y[:, 3:]))


def test_the_number_of_heads_changes_no_parameter_s_size() -> None:
    sizes = [[p.shape for p in demo.Layer(16, heads, 3, mlp=False).parameters()] for heads in (1, 2, 4)]

    assert sizes[0] == sizes[1] == sizes[2]
