"""The mixing of experts, worked out by hand."""

from __future__ import annotations

import torch

from demos.moe_routing.demo import mix, trained


def test_each_input_goes_through_the_maps_its_weights_name() -> None:
    x = torch.tensor([[[1.0, 2.0], [3.0, 4.0]]])  # (1, 2, 2)
    double, swap = 2 * torch.eye(2), torch.eye(2).flip(0)

    mixed = mix(x, torch.stack([double, swap])[None], torch.tensor([[[1.0, 0.0], [0.0, 0.5]]]))

    assert mixed.tolist() == [[[2.0, 4.0], [2.0, 1.5]]]


def test_the_shares_of_every_layer_add_up_to_one() -> None:
    error, load = next(trained(4, 1.0, 1.0, 150, torch.Generator().manual_seed(0)))

    torch.testing.assert_close(load.sum(-1), torch.ones(len(error)))
    assert (error > 0.5).all()  # nothing is learned yet
