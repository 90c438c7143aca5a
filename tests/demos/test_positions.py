"""What each encoding does to a score, and the attention layer against torch's."""

from __future__ import annotations

import math

import torch
from torch import nn

from demos.kit.training import seeded
from demos.positions import demo


def test_the_wanted_token_is_the_one_before() -> None:
    tokens, wanted = demo.previous(3, 5, torch.Generator().manual_seed(0))

    assert torch.equal(tokens[:, :5], wanted)
    assert demo.Model("none", causal=True)(tokens).shape == (3, 5, demo.V)


def test_alibi_takes_the_distance_times_a_slope_of_each_head_and_the_mask_hides_what_is_later() -> None:
    bias = demo.Layer("alibi", causal=True).bias(5)

    assert bias[:, 4, 1].tolist() == [-3 / 4, -3 / 16, -3 / 64, -3 / 256]  # Press et al. 2022: 2^(-8/n), its powers
    assert bool((bias[:, 1, 2:] == -math.inf).all())
    assert demo.Layer("alibi", causal=False).bias(5)[0, 1, 4] == -3 / 4


def test_without_positions_a_layer_is_torch_s_encoder_layer() -> None:
    ours = seeded(lambda: demo.Layer("none", causal=True), 0)
    theirs = nn.MultiheadAttention(demo.D, demo.N_HEADS, bias=False, batch_first=True)
    with torch.no_grad():
        theirs.in_proj_weight.copy_(ours.qkv.weight)
        theirs.out_proj.weight.copy_(ours.out.weight)
    x = torch.randn(2, 6, demo.D, generator=torch.Generator().manual_seed(0))
    read = ours.norm(x)

    y = x + theirs(read, read, read, attn_mask=nn.Transformer.generate_square_subsequent_mask(6))[0]

    torch.testing.assert_close(ours(x), y + ours.mlp(y))


def test_two_sinusoids_have_a_product_that_depends_on_their_distance_alone() -> None:
    table = demo.sinusoids(40).double()
    products = table @ table.T

    for distance in (1, 5, 20):
        diagonal = products.diagonal(distance)
        torch.testing.assert_close(diagonal, diagonal[:1].expand_as(diagonal), atol=1e-4, rtol=1e-5)
