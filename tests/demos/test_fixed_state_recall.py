"""The memories against torch's attention and against cases that can be worked out by hand."""

from __future__ import annotations

import math

import pytest
import torch
from torch.nn.functional import scaled_dot_product_attention

from demos.fixed_state_recall import demo


def generator(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def test_with_keys_at_right_angles_both_rules_bring_back_every_value_exactly() -> None:
    keys = torch.eye(6)[None]
    values = demo.unit(1, 6, 6, g=generator())

    torch.testing.assert_close(demo.add_up(keys, values), values)
    torch.testing.assert_close(demo.correct(keys, values), values)


def test_a_key_stored_twice_adds_up_and_is_overwritten_by_the_delta_rule() -> None:
    keys = torch.tensor([[[1.0, 0.0], [1.0, 0.0]]])
    values = torch.tensor([[[1.0, 0.0], [0.0, 1.0]]])

    assert demo.add_up(keys, values)[0, 0].tolist() == [1.0, 1.0]
    assert demo.correct(keys, values)[0, 0].tolist() == [0.0, 1.0]


def test_at_sharpness_one_the_lookup_is_attention_without_its_division() -> None:
    keys, values = demo.unit(2, 9, 4, g=generator()), demo.unit(2, 9, 4, g=generator(1))

    expected = scaled_dot_product_attention(keys, keys, values, scale=math.sqrt(4))

    torch.testing.assert_close(demo.lookup(keys, values, 1.0), expected)


def test_two_values_of_many_dimensions_are_told_apart_and_many_of_few_are_not() -> None:
    assert demo.theory(2, 512, 0.0) > 0.999
    assert demo.theory(10_000, 8, 0.0) < 0.01


@pytest.mark.parametrize("overlap", [0.0, 0.3])
def test_two_keys_overlap_as_much_as_was_asked_for(overlap: float) -> None:
    seen: list[torch.Tensor] = []

    def remember(keys: torch.Tensor, values: torch.Tensor) -> torch.Tensor:
        seen.append(keys)
        return values

    demo.recalled(remember, 64, 32, overlap, generator())
    products = (seen[0] @ seen[0].mT)[:, ~torch.eye(64, dtype=torch.bool)]

    assert float(products.mean()) == pytest.approx(overlap, abs=0.01)
    assert seen[0].norm(dim=-1).flatten().tolist() == pytest.approx([1.0] * (seen[0].shape[0] * 64))


def test_half_is_found_between_two_sizes_on_a_log_axis() -> None:
    assert demo.half_recalled([10, 40], [0.75, 0.25]) == pytest.approx(20)
    assert math.isnan(demo.half_recalled([10, 40], [0.9, 0.8]))
