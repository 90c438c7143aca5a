"""The encoder–decoder of 2014: two GRUs with one vector between them, and additive attention for those that want it.

B sequences, S source and T target positions, d numbers in a state.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn


class AdditiveAttention(nn.Module):
    """Scores every source state with a small network: v·tanh(W q + U s), then a softmax over the source.

    source  Bahdanau et al. 2015, section 3.1 and appendix A.1.2
    """

    def __init__(self, d: int) -> None:
        super().__init__()
        self.W = nn.Linear(d, d)
        self.U = nn.Linear(d, d, bias=False)
        self.v = nn.Linear(d, 1, bias=False)

    def forward(self, queries: Tensor, states: Tensor) -> tuple[Tensor, Tensor]:
        """The context of each query (B, T, d), and its pattern over the source (B, T, S)."""
        hidden = torch.tanh(self.W(queries)[:, :, None] + self.U(states)[:, None])  # (B, T, S, d)
        pattern = self.v(hidden).squeeze(-1).softmax(-1)  # (B, T, S), rows sum to 1
        return pattern @ states, pattern


class Seq2Seq(nn.Module):
    """A GRU reads the source both ways, its last states start a GRU that writes the target.

    With attention the decoder also looks at all source states before it names a token. Bahdanau's decoder looks before
    it moves on, which makes training wait for each step; here it looks after (Luong et al. 2015, section 3.1), so the
    encoder and both GRUs are the same with and without.
    """

    def __init__(self, n_vocab: int, d: int, *, attention: bool) -> None:
        super().__init__()
        self.embed = nn.Embedding(n_vocab + 1, d)  # one more starts the target
        self.encoder = nn.GRU(d, d // 2, batch_first=True, bidirectional=True)
        self.decoder = nn.GRU(d, d, batch_first=True)
        self.attention = AdditiveAttention(d) if attention else None
        self.unembed = nn.Linear(2 * d if attention else d, n_vocab)

    def states(self, source: Tensor, previous: Tensor) -> tuple[Tensor, Tensor]:
        """The decoder's states (B, T, d), and the source states it may look at (B, S, d)."""
        states, last = self.encoder(self.embed(source))  # (B, S, d), (2, B, d/2)
        vector = torch.cat([last[0], last[1]], -1)[None]  # (1, B, d): all that passes without attention
        return self.decoder(self.embed(previous), vector)[0], states

    def forward(self, source: Tensor, previous: Tensor) -> Tensor:
        """Logits of each target token (B, T, n_vocab)."""
        written, states = self.states(source, previous)
        if self.attention is not None:
            context, _ = self.attention(written, states)
            written = torch.cat([written, context], -1)
        logits: Tensor = self.unembed(written)
        return logits
