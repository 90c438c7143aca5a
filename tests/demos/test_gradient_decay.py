"""The cells against torch's own, the gradient against autograd's, the matrix and the fit against their words."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from demos.gradient_decay import demo
from tutor.lab.expectations import judge
from tutor.lab.frames import Measure, Progress
from tutor.lab.manifest import load
from tutor.packs.model import Scalar

MANIFEST = load(Path(demo.__file__).parent)
D = 6


def generator(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def measures(seed: int, parameters: Mapping[str, Scalar]) -> dict[str, float]:
    return {f.name: f.value for f in demo.run(seed=seed, **parameters) if isinstance(f, Measure)}  # type: ignore[arg-type]


def weights(gates: int) -> tuple[Tensor, Tensor]:
    g = generator(7)
    return demo.uniform(gates * D, D, g=g), demo.uniform(gates * D, D, g=g)


def with_weights(cell: nn.RNNCellBase, w: Tensor, u: Tensor) -> nn.RNNCellBase:
    """torch's cell with these weights, its biases 0."""
    cell = cell.double()
    with torch.no_grad():
        for parameter in cell.parameters():
            parameter.zero_()
        cell.weight_hh.copy_(w)
        cell.weight_ih.copy_(u)
    return cell


def some(*shape: int) -> Tensor:
    return demo.normal(*shape, g=generator(3))


def test_the_rnn_is_torch_s() -> None:
    (w, u), x, h = weights(1), some(2, D), some(2, D)

    torch.testing.assert_close(demo.tanh_rnn(w, u)(x, h), with_weights(nn.RNNCell(D, D), w, u)(x, h))


def test_the_gru_is_torch_s() -> None:
    (w, u), x, h = weights(3), some(2, D), some(2, D)

    torch.testing.assert_close(demo.gru(w, u)(x, h), with_weights(nn.GRUCell(D, D), w, u)(x, h))


@pytest.mark.parametrize("bias", [0, 1, 3])
def test_the_lstm_is_torch_s_with_the_forget_bias_in_one_of_its_two(bias: int) -> None:
    (w, u), x, state = weights(4), some(2, D), some(2, 2 * D)
    cell = with_weights(nn.LSTMCell(D, D), w, u)
    with torch.no_grad():
        cell.bias_ih[D : 2 * D] = bias

    h, c = cell(x, (state[:, :D], state[:, D:]))

    torch.testing.assert_close(demo.lstm(w, u, bias)(x, state), torch.cat([h, c], -1))


def test_a_gradient_sent_back_step_by_step_is_the_one_of_the_whole_sequence() -> None:
    cell, x, v, start = demo.gru(*weights(3)), some(9, 2, D), some(2, D), torch.zeros(2, D, dtype=torch.float64)
    whole = x.clone().requires_grad_()
    h = start
    for x_t in whole:
        h = cell(x_t, h)
    (expected,) = torch.autograd.grad(h, whole, v)

    norms = list(demo.sent_back(demo.unroll(cell, x, start), v))

    assert norms == pytest.approx(expected.norm(dim=(1, 2)).flip(0).tolist())


@pytest.mark.parametrize("residual", [True, False])
def test_the_attention_layer_is_torch_s(residual: bool) -> None:
    d, x, v = 8, some(5, 2, 8), some(2, 8)
    qkv, out = demo.uniform(3 * d, d, g=generator()), demo.uniform(d, d, g=generator(1))
    layer = nn.MultiheadAttention(d, 4, bias=False, batch_first=True).double()
    with torch.no_grad():
        layer.in_proj_weight.copy_(qkv)
        layer.out_proj.weight.copy_(out)
    whole = x.transpose(0, 1).clone().requires_grad_()
    y = layer(whole[:, -1:], whole, whole, need_weights=False)[0][:, 0] + (whole[:, -1] if residual else 0)
    (expected,) = torch.autograd.grad(y, whole, v)

    norms = list(demo.through_attention(qkv, out, x, v, residual=residual))

    assert norms == pytest.approx(expected.norm(dim=(0, 2)).flip(0).tolist())


@pytest.mark.parametrize("rho", [0.5, 0.9, 2.0])
def test_the_recurrent_matrix_has_exactly_the_spectral_radius_that_was_asked_for(rho: float) -> None:
    gaussian = demo.recurrent(rho, 32, "gaussian", generator())
    orthogonal = demo.recurrent(rho, 32, "orthogonal", generator())

    assert float(torch.linalg.eigvals(gaussian).abs().max()) == pytest.approx(rho, rel=1e-12)
    assert torch.linalg.svdvals(orthogonal).tolist() == pytest.approx([rho] * 32, rel=1e-12)


def test_the_factor_is_fitted_to_lags_8_to_64_and_to_no_others() -> None:
    norms = [1e9] * 8 + [0.7**k for k in range(8, 65)] + [5.0] * 10

    assert demo.factor(norms) == pytest.approx(0.7)


def test_without_inputs_tanh_is_linear_and_an_orthogonal_rnn_loses_rho_a_step() -> None:
    measured = measures(0, MANIFEST.resolve({"input_std": 0.1, "matrix": "orthogonal", "rho": 0.5}))

    assert measured["rnn_factor"] == pytest.approx(measured["theory_factor"], rel=0.005)
    assert measured["rnn_factor"] == pytest.approx(0.5, rel=0.01)


def test_at_twice_the_radius_an_orthogonal_rnn_explodes_on_seeds_0_to_2() -> None:
    parameters = MANIFEST.resolve(preset="exploding")

    judgements = judge(MANIFEST, parameters, [measures(seed, parameters) for seed in (0, 1, 2)])

    (explodes,) = (j for j in judgements if j.that == "rnn_factor > 1.05")
    assert explodes.holds is True


@pytest.mark.parametrize("name", ["rho", "d", "steps", "input_std"])
@pytest.mark.parametrize("end", [0, 1], ids=["lowest", "highest"])
def test_every_measure_is_a_number_at_the_ends_of_every_range(name: str, end: int) -> None:
    value = (MANIFEST.parameters[name].range or [])[end]

    measured = measures(0, MANIFEST.resolve({"d": 16, name: value}))

    assert all(math.isfinite(value) and value > 0 for value in measured.values()), measured


def test_two_threads_measure_the_same() -> None:
    one = measures(0, MANIFEST.resolve())
    torch.set_num_threads(2)
    two = measures(0, MANIFEST.resolve())

    assert two == pytest.approx(one, rel=1e-9)


def test_the_first_frame_waits_for_no_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "normal", None)  # nothing can be drawn

    assert next(iter(demo.run(seed=0, **MANIFEST.resolve()))) == Progress(0, 64, "steps back")  # type: ignore[arg-type]
