"""The drawings against their captions, the cutting against the pixels, and what a bag of patches cannot know."""

from __future__ import annotations

import torch
from torch import Tensor

from demos.kit.training import seeded
from demos.multimodal import demo


def drawings(noise: float = 0.0) -> Tensor:
    return demo.pictures(demo.CAPTIONS, noise, torch.Generator().manual_seed(0))  # (64, 3, SIZE, SIZE)


def test_every_caption_is_drawn_in_its_colour_and_in_its_corner() -> None:
    half = demo.SIZE // 2
    for words, x in zip(demo.CAPTIONS.tolist(), drawings(), strict=True):
        colour, _, place = demo.caption(words).split()
        painted = x[:, x.sum(0) > 0]  # (3, pixels)
        assert (painted == torch.tensor(demo.COLOURS[colour])[:, None]).all(), demo.caption(words)
        quarters = x.sum(0).unflatten(0, (2, half)).unflatten(2, (2, half)).sum((1, 3)).flatten()
        assert demo.PLACES[int(quarters.argmax())] == place, demo.caption(words)


def test_the_four_shapes_differ_in_many_pixels() -> None:
    shapes = demo.drawn().flatten(1)
    apart = (shapes[:, None] != shapes).sum(-1)

    assert int(apart[~torch.eye(4, dtype=torch.bool)].min()) >= 8


def test_a_patch_holds_the_pixels_of_its_square() -> None:
    x = drawings(0.5)

    tokens = demo.patches(x, 4)

    assert tokens.shape == (64, 16, 48)
    torch.testing.assert_close(tokens[:, 6].view(64, 3, 4, 4), x[:, :, 4:8, 8:12])  # second row, third column


def test_in_another_corner_a_shape_is_the_same_bag_of_patches() -> None:
    def bag(place: int, side: int) -> list[list[float]]:
        caption = torch.tensor([[0, 4, 8 + place]])
        x = demo.pictures(caption, 0.0, torch.Generator().manual_seed(0))  # the seed moves all of them alike
        return sorted(demo.patches(x, side)[0].tolist())

    for side in demo.SIDES.values():
        assert bag(0, side) == bag(1, side) == bag(2, side) == bag(3, side), side


def test_without_places_the_order_of_the_patches_makes_no_difference_and_with_them_it_does() -> None:
    tokens = demo.patches(drawings(), 4)
    mixed = tokens[:, torch.randperm(16, generator=torch.Generator().manual_seed(0))]

    for places in (False, True):
        tower = seeded(lambda places=places: demo.Pairs(4, places=places), 0).pictures  # type: ignore[misc]
        assert torch.allclose(tower(tokens), tower(mixed), atol=1e-5) is not places


def test_a_vector_has_length_one_so_that_a_product_is_a_cosine() -> None:
    model = seeded(lambda: demo.Pairs(4, places=True), 0)

    for vectors in (model.pictures(demo.patches(drawings(), 4)), model.captions(demo.CAPTIONS)):
        torch.testing.assert_close(vectors.norm(dim=-1), torch.ones(64))
