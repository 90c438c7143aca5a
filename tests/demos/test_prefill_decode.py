"""The attention against torch's, and the arithmetic of the roofline at a speed known in advance."""

from __future__ import annotations

import itertools
import time

import pytest
import torch
from torch.nn.functional import scaled_dot_product_attention

from demos.prefill_decode import demo
from tutor.lab.frames import Measure, Point


def test_attention_over_the_caches_is_torchs() -> None:
    g = torch.Generator().manual_seed(0)
    q, k, v = (torch.randn(3, 2, n, demo.D_HEAD, generator=g) for n in (1, 7, 7))

    torch.testing.assert_close(demo.attend(q, k, v), scaled_dot_product_attention(q, k, v))


def test_at_a_clock_that_ticks_once_a_look_the_numbers_are_those_counted_by_hand(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each pass takes one second: then operations a second are operations."""
    ticks = itertools.count()
    monkeypatch.setattr(time, "thread_time", lambda: float(next(ticks)))
    frames = list(demo.run(seed=0, d=512, context=32))

    measured = {f.name: f.value for f in frames if isinstance(f, Measure)}
    drawn = {(f.series, f.x): f.y for f in frames if isinstance(f, Point)}

    assert measured["peak"] == pytest.approx(2 * 1024**3 / 1e9)
    assert measured["memory"] == pytest.approx(2**27 / 1e9)
    assert measured["ridge"] == pytest.approx(2 * 2**31 / 2**27)  # B/2 operations a byte reach the peak there
    assert drawn["matrices", 4] == pytest.approx(2 * 12 * 512**2 * 4 / 1e9)
    assert drawn["cache", 4] == pytest.approx(4 * 4 * 32 * 512 / 1e9)  # q·k and p·v, two operations each
    assert drawn["theory", 4] == pytest.approx(4 / 2 * 2**27 / 1e9)
    assert drawn["theory", 256] == pytest.approx(measured["peak"])
