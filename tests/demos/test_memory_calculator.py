"""The calculator against published figures that were worked out elsewhere."""

from __future__ import annotations

import pytest

from demos.memory_calculator.demo import GIB, MODELS, activation_bytes, cache_bytes


def test_a_llama_2_7b_context_of_4096_tokens_takes_2_gib_of_cache() -> None:
    assert 4096 * cache_bytes(MODELS["llama2_7b"]) == 2 * GIB


def test_the_parameters_of_each_dense_llama_follow_from_its_shape() -> None:
    shapes = {
        "llama2_7b": (11008, 32000),
        "llama2_70b": (28672, 32000),
        "llama3_8b": (14336, 128256),
    }  # d_ff, vocabulary

    for name, (d_ff, vocabulary) in shapes.items():
        m = MODELS[name]
        attention = 2 * m.d * m.d + 2 * m.d * m.kv_heads * m.d_head
        counted = m.layers * (attention + 3 * m.d * d_ff) + 2 * vocabulary * m.d
        assert m.parameters == pytest.approx(counted, rel=0.001), name


def test_gpt_3_s_parameters_follow_from_its_shape() -> None:
    m = MODELS["gpt3_175b"]

    assert m.parameters == pytest.approx(12 * m.layers * m.d**2 + 50257 * m.d, rel=0.002)


def test_scores_pass_the_rest_of_the_activations_where_5_heads_s_is_34_d() -> None:
    m = MODELS["gpt3_175b"]
    s = 34 * m.d // (5 * m.heads)

    assert activation_bytes(m, s) == pytest.approx(2 * 34 * s * m.d * m.layers, rel=0.01)
