"""The hand-written layers against torch's own, and the tasks against their words."""

from __future__ import annotations

from itertools import pairwise

import pytest
import torch
from torch import nn

from demos.kit.seq2seq import AdditiveAttention, Seq2Seq
from demos.kit.tasks import rewrite
from demos.kit.training import accuracy, seeded, train
from demos.kit.transformer import CausalAttention, Transformer, rotate


def generator(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def test_reverse_is_the_source_backwards_and_copy_the_source() -> None:
    backwards = rewrite("reverse", 4, 7, 16, generator())
    same = rewrite("copy", 4, 7, 16, generator())

    assert torch.equal(backwards.target, backwards.source.flip(1))
    assert torch.equal(same.target, same.source)


def test_the_decoder_is_given_the_right_token_before_each_and_a_start() -> None:
    batch = rewrite("reverse", 4, 7, 16, generator())

    assert torch.equal(batch.previous[:, 1:], batch.target[:, :-1])
    assert batch.previous[:, 0].tolist() == [16] * 4


def test_additive_attention_is_the_formula_of_the_paper() -> None:
    attention = AdditiveAttention(6)
    queries, states = torch.randn(1, 2, 6, generator=generator()), torch.randn(1, 3, 6, generator=generator(1))

    context, pattern = attention(queries, states)

    for t in range(2):
        scores = torch.stack(
            [attention.v(torch.tanh(attention.W(queries[0, t]) + attention.U(states[0, s])))[0] for s in range(3)]
        )
        weights = scores.softmax(0)
        torch.testing.assert_close(pattern[0, t], weights)
        torch.testing.assert_close(context[0, t], (weights[:, None] * states[0]).sum(0))


def test_without_attention_nothing_of_the_source_passes_but_the_vector() -> None:
    model = seeded(lambda: Seq2Seq(5, 8, attention=False), 0)
    batch = rewrite("reverse", 2, 6, 5, generator())
    _, last = model.encoder(model.embed(batch.source))
    vector = torch.cat([last[0], last[1]], -1)[None]

    by_hand = model.unembed(model.decoder(model.embed(batch.previous), vector)[0])

    torch.testing.assert_close(model(batch.source, batch.previous), by_hand)


def test_with_and_without_attention_begin_with_the_same_grus() -> None:
    plain = seeded(lambda: Seq2Seq(5, 8, attention=False), 3)
    attending = seeded(lambda: Seq2Seq(5, 8, attention=True), 3)

    for name in ("encoder", "decoder"):
        pairs = zip(getattr(plain, name).parameters(), getattr(attending, name).parameters(), strict=True)
        assert all(torch.equal(a, b) for a, b in pairs), name


def test_causal_attention_with_its_rotation_undone_is_torch_s() -> None:
    d, heads = 8, 2
    ours = seeded(lambda: CausalAttention(d, heads), 0)
    x = torch.randn(3, 5, d, generator=generator())
    q, k, v = (part.unflatten(-1, (heads, -1)).transpose(1, 2) for part in ours.qkv(x).chunk(3, -1))
    mask = nn.Transformer.generate_square_subsequent_mask(5)

    weights = (rotate(q) @ rotate(k).transpose(-1, -2) / (d / heads) ** 0.5 + mask).softmax(-1)
    expected = ours.out((weights @ v).transpose(1, 2).flatten(-2))

    torch.testing.assert_close(ours(x), expected)


def test_a_rotated_product_depends_on_the_distance_alone() -> None:
    q = torch.randn(1, 1, 1, 8, dtype=torch.float64, generator=generator()).expand(1, 1, 12, 8)
    k = torch.randn(1, 1, 1, 8, dtype=torch.float64, generator=generator(1)).expand(1, 1, 12, 8)

    scores = (rotate(q) @ rotate(k).transpose(-1, -2))[0, 0]

    for distance in range(-11, 12):
        diagonal = scores.diagonal(distance)
        torch.testing.assert_close(diagonal, diagonal[:1].expand_as(diagonal))


def test_no_position_of_the_transformer_sees_a_later_one() -> None:
    model = seeded(lambda: Transformer(9, 8, n_layers=2, n_heads=2, d_mlp=8), 0)
    tokens = torch.randint(9, (1, 10), generator=generator())
    changed = tokens.clone()
    changed[0, 6] = (changed[0, 6] + 1) % 9

    before, after = model(tokens), model(changed)

    torch.testing.assert_close(before[:, :6], after[:, :6])
    assert not torch.allclose(before[:, 6:], after[:, 6:])


def test_accuracy_is_the_share_of_tokens_whose_largest_logit_is_right() -> None:
    logits = torch.tensor([[[0.1, 0.9, 0.0], [0.8, 0.2, 0.0], [0.0, 0.3, 0.1], [0.0, 0.0, 0.1]]])

    assert accuracy(logits, torch.tensor([[1, 1, 1, 2]])) == 0.75


def test_a_rotation_turns_each_pair_as_multiplying_by_a_complex_number_does() -> None:
    x = torch.randn(2, 3, 7, 8, dtype=torch.float64, generator=generator())
    angle = torch.arange(7)[:, None] * 10_000.0 ** (-torch.arange(4, dtype=torch.float64) / 4)

    turned = torch.complex(x[..., :4], x[..., 4:]) * torch.polar(torch.ones_like(angle), angle)

    torch.testing.assert_close(rotate(x), torch.cat([turned.real, turned.imag], -1))


def test_a_seed_draws_the_same_weights_again_and_leaves_the_global_generator_alone() -> None:
    torch.manual_seed(1)
    before = torch.get_rng_state()
    first = seeded(lambda: nn.Linear(3, 3), 7)
    torch.rand(5)
    again, other = seeded(lambda: nn.Linear(3, 3), 7), seeded(lambda: nn.Linear(3, 3), 8)

    assert torch.equal(first.weight, again.weight)
    assert not torch.equal(first.weight, other.weight)
    torch.manual_seed(1)
    seeded(lambda: nn.Linear(3, 3), 7)
    assert torch.equal(torch.get_rng_state(), before)


def test_training_says_after_each_step_how_good_the_model_was_before_it() -> None:
    model = seeded(lambda: nn.Embedding(4, 4), 0)  # logits of the token itself
    tokens = torch.arange(4)
    at_first = accuracy(model(tokens), tokens)

    shares = list(train(model, lambda: (tokens, tokens), steps=40, lr=0.3))

    assert len(shares) == 40
    assert shares[0] == at_first < 1.0
    assert shares[-1] == 1.0


def test_the_learning_rate_rises_over_a_tenth_of_the_steps_and_falls_over_two_fifths() -> None:
    model = nn.Embedding(4, 4)
    steps = [torch.zeros(4, 4)]

    def draw() -> tuple[torch.Tensor, torch.Tensor]:
        steps.append(model.weight.detach().clone())
        return torch.arange(4), torch.arange(4)

    nn.init.zeros_(model.weight)
    list(train(model, draw, steps=100, lr=0.001))

    # The gradient hardly changes here, so each of AdamW's steps is about as long as the learning rate.
    lengths = [float((b - a).abs().max()) for a, b in pairwise(steps[1:])]
    wanted = {0: 0.0001, 4: 0.0005, 9: 0.001, 50: 0.001, 80: 0.0005, 98: 0.00005}
    assert {step: lengths[step] for step in wanted} == pytest.approx(wanted, rel=0.05)
