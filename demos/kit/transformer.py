"""A decoder-only transformer, small enough to read: pre-LN blocks, causal attention, rotary positions.

B sequences, N positions, C = d_model numbers a position in n_heads heads of d_head.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn.functional import scaled_dot_product_attention


def rotate(x: Tensor, base: float = 10_000.0) -> Tensor:
    """Turns each pair of numbers by an angle that grows with the position: then q·k depends on the distance alone.

    x       (B, n_heads, N, d_head), d_head even; number i is paired with number i + d_head/2
    source  Su et al. 2021, section 3.2.2
    """
    N, d_head = x.shape[-2:]
    speed = base ** (-torch.arange(0, d_head, 2, dtype=x.dtype) / d_head)  # (d_head/2,)
    angle = torch.arange(N, dtype=x.dtype)[:, None] * speed  # (N, d_head/2)
    a, b = x.chunk(2, -1)
    return torch.cat([a * angle.cos() - b * angle.sin(), a * angle.sin() + b * angle.cos()], -1)


class CausalAttention(nn.Module):
    """Every position looks at itself and those before it."""

    def __init__(self, d_model: int, n_heads: int) -> None:
        super().__init__()
        self.n_heads = n_heads
        self.qkv = nn.Linear(d_model, 3 * d_model, bias=False)
        self.out = nn.Linear(d_model, d_model, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        # q, k, v: (B, n_heads, N, d_head)
        q, k, v = self.qkv(x).unflatten(-1, (3, self.n_heads, -1)).permute(2, 0, 3, 1, 4)
        mixed = scaled_dot_product_attention(rotate(q), rotate(k), v, is_causal=True)  # (B, n_heads, N, d_head)
        written: Tensor = self.out(mixed.transpose(1, 2).flatten(-2))  # (B, N, C)
        return written


class Block(nn.Module):
    """Attention mixes positions, an MLP works on each; both add to the residual stream."""

    def __init__(self, d_model: int, n_heads: int, d_mlp: int) -> None:
        super().__init__()
        self.attention = nn.Sequential(nn.LayerNorm(d_model), CausalAttention(d_model, n_heads))
        self.mlp = nn.Sequential(nn.LayerNorm(d_model), nn.Linear(d_model, d_mlp), nn.GELU(), nn.Linear(d_mlp, d_model))

    def forward(self, x: Tensor) -> Tensor:
        x = x + self.attention(x)
        y: Tensor = self.mlp(x)
        return x + y


class Transformer(nn.Module):
    """Reads tokens from left to right and gives the logits of what comes after each."""

    def __init__(self, n_vocab: int, d_model: int, *, n_layers: int, n_heads: int, d_mlp: int) -> None:
        super().__init__()
        self.embed = nn.Embedding(n_vocab, d_model)
        nn.init.normal_(self.embed.weight, std=0.5)
        self.blocks = nn.Sequential(*(Block(d_model, n_heads, d_mlp) for _ in range(n_layers)))
        self.unembed = nn.Sequential(nn.LayerNorm(d_model), nn.Linear(d_model, n_vocab))

    def forward(self, *pieces: Tensor) -> Tensor:
        """Logits (B, N, n_vocab) at the last of `pieces`, each (B, its own N), read one after the other."""
        x = self.blocks(self.embed(torch.cat(pieces, 1)))
        logits: Tensor = self.unembed(x[:, -pieces[-1].shape[1] :])
        return logits
