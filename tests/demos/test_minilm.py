"""MiniLM in plain torch: its forward pass against torch's own encoder layer and the cosines its authors publish."""

from __future__ import annotations

import hashlib
import json
from importlib.util import find_spec
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from demos.kit import minilm

with_weights = pytest.mark.skipif(find_spec(minilm.PACKAGE) is None, reason="needs semantic")
VOCABULARY = {
    word: n for n, word in enumerate(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "un", "##aff", "##able", "!", "na"])
}


def cosines(model: minilm.MiniLM, *texts: str) -> Tensor:
    found = [minilm.tokens(text, model.vocabulary) for text in texts]
    vectors = minilm.embed(model.weights, *minilm.numbers(found, model.vocabulary))
    return vectors @ vectors.T


def random_weights(d: int = 24) -> dict[str, Tensor]:
    g = torch.Generator().manual_seed(0)
    sizes = {"word": len(VOCABULARY), "position": 16, "token_type": 2}
    weights = {f"embeddings.{name}_embeddings.weight": torch.randn(n, d, generator=g) for name, n in sizes.items()}
    shapes = {f"attention.self.{part}": (d, d) for part in ("query", "key", "value")}
    shapes |= {"attention.output.dense": (d, d), "intermediate.dense": (4 * d, d), "output.dense": (d, 4 * d)}
    norms = ["embeddings.LayerNorm"]
    for layer in range(minilm.LAYERS):
        for name, shape in shapes.items():
            weights[f"encoder.layer.{layer}.{name}.weight"] = torch.randn(shape, generator=g) / d**0.5
            weights[f"encoder.layer.{layer}.{name}.bias"] = torch.randn(shape[0], generator=g)
        norms += [f"encoder.layer.{layer}.{name}.LayerNorm" for name in ("attention.output", "output")]
    for name in norms:
        weights[f"{name}.weight"], weights[f"{name}.bias"] = torch.randn(2, d, generator=g)
    return weights


def test_each_layer_is_torch_s_own_encoder_layer() -> None:
    weights, d = random_weights(), 24
    ids, mask = minilm.numbers([["[CLS]", "un", "!", "[SEP]"], ["[CLS]", "[SEP]"]], VOCABULARY)

    read = minilm.encode(weights, ids, mask)

    for n, (before, after) in enumerate(zip(read.states, read.states[1:], strict=False)):
        at = f"encoder.layer.{n}."
        theirs = nn.TransformerEncoderLayer(d, minilm.HEADS, 4 * d, 0.0, "gelu", 1e-12, batch_first=True)
        parts = [at + f"attention.self.{part}" for part in ("query", "key", "value")]
        names = {
            "self_attn.out_proj": "attention.output.dense",
            "linear1": "intermediate.dense",
            "linear2": "output.dense",
            "norm1": "attention.output.LayerNorm",
            "norm2": "output.LayerNorm",
        }
        state = {f"{t}.{kind}": weights[f"{at}{o}.{kind}"] for t, o in names.items() for kind in ("weight", "bias")}
        for kind in ("weight", "bias"):
            state[f"self_attn.in_proj_{kind}"] = torch.cat([weights[f"{part}.{kind}"] for part in parts])
        theirs.load_state_dict(state)
        torch.testing.assert_close(
            after[mask], theirs(before, src_key_padding_mask=~mask)[mask].detach(), atol=1e-4, rtol=1e-4
        )


def test_a_word_is_cut_into_the_longest_pieces_that_are_known() -> None:
    said = minilm.tokens("Unaffable!  ünaff xyz\u200b", VOCABULARY)

    assert said == ["[CLS]", "un", "##aff", "##able", "!", "un", "##aff", "[UNK]", "[SEP]"]


def test_a_long_text_is_cut_off_and_still_ends() -> None:
    said = minilm.tokens("! " * 1000, VOCABULARY)

    assert len(said) == minilm.LONGEST
    assert said[-1] == "[SEP]"


def test_tensors_are_read_where_the_header_says(tmp_path: Path) -> None:
    about = {
        "__metadata__": {"format": "pt"},
        "ids": {"dtype": "I64", "shape": [1], "data_offsets": [0, 8]},
        "w": {"dtype": "F32", "shape": [2, 2], "data_offsets": [8, 24]},
    }
    header = json.dumps(about).encode()
    header += b" " * (-len(header) % 8)
    numbers = torch.arange(6, dtype=torch.float32)
    (tmp_path / "w").write_bytes(len(header).to_bytes(8, "little") + header + numbers.numpy().tobytes())

    (tensor,) = minilm.read_safetensors(tmp_path / "w").values()

    assert tensor.tolist() == [[2, 3], [4, 5]]


def test_without_the_package_the_error_is_named_after_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(minilm, "PACKAGE", "no_such_package")

    with pytest.raises(ModuleNotFoundError) as raised:
        minilm.load()

    assert raised.value.name == "no_such_package"


@with_weights
def test_the_weights_are_the_published_ones() -> None:
    file = minilm.folder() / "model" / "model.safetensors"

    digest = hashlib.sha256(file.read_bytes()).hexdigest()

    # What the model's own page shows for the file.
    assert digest == "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


@with_weights
def test_the_cosines_are_those_its_authors_publish() -> None:
    model = minilm.load()

    happy = cosines(
        model,
        "That is a happy person",
        "That is a happy dog",
        "That is a very happy person",
        "Today is a sunny day",
    )
    weather = cosines(model, "The weather is lovely today.", "It's so sunny outside!", "He drove to the stadium.")

    # The model's page; the quickstart of Sentence Transformers.
    assert happy[0, 1:].tolist() == pytest.approx([0.6945, 0.9429, 0.2569], abs=2e-4)
    assert [weather[0, 1].item(), weather[0, 2].item(), weather[1, 2].item()] == pytest.approx(
        [0.6660, 0.1046, 0.1411], abs=1e-4
    )
