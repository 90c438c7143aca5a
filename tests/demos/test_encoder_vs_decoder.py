"""What tells the two apart, and what counts as a pair that fits."""

from __future__ import annotations

import torch

from demos.encoder_vs_decoder import demo
from demos.encoder_vs_decoder.demo import Layer, says
from demos.kit.training import seeded
from tutor.lab.frames import Measure


def test_an_encoder_hears_later_tokens_and_a_decoder_does_not() -> None:
    x = torch.randint(1, 60, (2, 8), generator=torch.Generator().manual_seed(0))
    changed = x.clone()
    changed[:, 5] = 1 + x[:, 5] % 59
    encoder = seeded(lambda: Layer(61, causal=False), 0)
    decoder = seeded(lambda: Layer(61, causal=True), 0)

    assert not torch.allclose(says(encoder, x, 4), says(encoder, changed, 4))
    torch.testing.assert_close(says(decoder, x, 4), says(decoder, changed, 4))
    assert not torch.allclose(says(decoder, x, 6), says(decoder, changed, 6))


def test_neither_sees_the_token_that_it_is_asked_for() -> None:
    x = torch.randint(1, 60, (2, 8), generator=torch.Generator().manual_seed(0))
    changed = x.clone()
    changed[:, 4] = 1 + x[:, 4] % 59

    for causal in (False, True):
        model = seeded(lambda causal=causal: Layer(61, causal=causal), 0)  # type: ignore[misc]
        assert torch.equal(says(model, x, 4), says(model, changed, 4)), causal


def test_one_seed_gives_both_the_same_weights() -> None:
    encoder = seeded(lambda: Layer(61, causal=False), 3)
    decoder = seeded(lambda: Layer(61, causal=True), 3)

    assert all(torch.equal(a, b) for a, b in zip(encoder.parameters(), decoder.parameters(), strict=True))


def test_untrained_pairs_fit_as_often_as_chance_has_it() -> None:
    frames = list(demo.run(seed=0, clue="after", articles=2, masked=0.15, batches=1))

    measured = {f.name: f.value for f in frames if isinstance(f, Measure)}

    # Token drawn first: one of 11; it must be an article (2 of 11), then one of its 4 nouns (4 of 11).
    assert 0.01 < measured["decoder_in_turn"] < 0.15
