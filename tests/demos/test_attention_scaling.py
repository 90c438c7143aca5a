"""The closed form of the softmax's Jacobian against autograd's, and a pattern's numbers against cases known by hand."""

from __future__ import annotations

import math

import pytest
import torch

from demos.attention_scaling import demo


def test_the_gradient_is_the_norm_of_the_jacobian_that_autograd_finds() -> None:
    scores = 3 * torch.randn(1, 7, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    jacobian = torch.autograd.functional.jacobian(lambda z: z.softmax(-1), scores[0])  # type: ignore[no-untyped-call]

    assert float(demo.gradient(scores.softmax(-1))) == pytest.approx(float(jacobian.norm()), rel=1e-9)


def test_an_even_pattern_has_all_the_entropy_and_one_sure_of_itself_has_none_and_no_gradient() -> None:
    even, sure = torch.full((3, 8), 1 / 8), torch.eye(8)[:3]

    assert [float(demo.entropy(even)), float(demo.entropy(sure))] == pytest.approx([1, 0])
    assert [float(demo.top(even)), float(demo.top(sure))] == pytest.approx([1 / 8, 1])
    assert [float(demo.gradient(even)), float(demo.gradient(sure))] == pytest.approx([math.sqrt(1 / 8 - 1 / 64), 0])
