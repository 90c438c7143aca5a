"""Demos whose runs are no lines: heatmaps of attention, bars, a table alone; and one that takes words."""

from __future__ import annotations

import math
from collections.abc import Sequence

from tests.ui.conftest import Opening, Stage
from tests.ui.material import write_demo
from tutor.lab.events import Event, Frames, Started
from tutor.lab.frames import Bars, Frame, Matrix, Measure, Progress, Table
from tutor.ui.screens.running import RunningScreen

_REST = """
concepts: [fixed-vector]
source: Bahdanau et al. 2015, figure 3
seconds: 2
predict:
  ask: What share of its attention lies on the anti-diagonal?
  measure: share
  range: [0, 1]
  step: 0.01
  low: none of it
  high: all of it
  atol: 0.05
  because: Reversing is reading backwards.
measures:
  share: {title: on the anti-diagonal, meaning: mean attention on the letter that is to be written}
expectations:
  - {that: share > 0.6, title: more than .6 on the anti-diagonal, because: It has learned to align.}
"""
HEADS = f"""
id: cross_attention
title: Is cross-attention an alignment?
about: "A GRU with attention learns to write {{{{text}}}} backwards."
parameters:
  text: {{kind: text, default: attention, length: 60, title: text, help: the word to be reversed}}
  d: {{kind: int, default: 32, range: [8, 64], step: 8, title: d, help: numbers in a state}}
{_REST}
plot:
  kind: heatmap
  title: where the decoder looks while it writes
  rows: {{label: writing}}
  columns: {{label: reading}}
  focus: after
  series:
    before: {{title: before training}}
    after: {{title: after training}}
"""
EXPERTS = f"""
id: who_answers
title: Who predicts the next token best?
about: Four models read the same text.
{_REST}
plot:
  kind: bars
  title: who predicts best
  y: {{label: "loss per token, nats (lower is better)"}}
  focus: 4-gram
  series: {{loss: {{title: loss}}}}
"""
BUDGET = f"""
id: budget
title: What does a token cost?
about: We count.
{_REST}
"""


def running(stage: Stage, manifest: str, *frames: Frame) -> Opening:
    """A run of this demo that has shown these frames, 208 of its 250 steps, and goes on."""
    demo = manifest.split("id: ")[1].split("\n")[0]
    write_demo(stage.study.paths.demos, demo, manifest, "")
    stage.study.lab.__dict__.pop("demos", None)
    stage.worker.script = [told(*frames)]
    found = stage.study.lab.manifest(demo)
    return lambda study: RunningScreen(study, found, found.resolve(), (0,), 0.4)


def attention(words: Sequence[str], *, sharp: float = 1.0, name: str = "after") -> Matrix:
    """A decoder that reads `words` backwards; `sharp` is how sure it is."""
    n = len(words)
    scores = [
        [math.exp(-sharp * abs(i + j - n + 1) + 0.6 * math.sin(3 * i + 5 * j)) for j in range(n)] for i in range(n)
    ]
    rows = [[score / sum(row) for score in row] for row in scores]
    return Matrix(name, rows, list(reversed(words)), words)


def told(*frames: Frame, share: float = 0.64) -> list[Event]:
    """The events of such a run."""
    return [Started(0, 1, 1), Frames(0, (*frames, Progress(208, 250), Measure("share", share)))]


WORD = (attention("attention", sharp=0.1, name="before"), attention("attention", sharp=1.6))
SENTENCE = "the bank of the river was steep and so the bank of the town gave nobody any money for a long time"
LOSSES = Bars("loss", ["4-gram", "transformer", "LSTM", "unigram"], [1.41, 1.78, 1.83, 2.87])
COSTS = Table(
    "bytes per token",
    ["model", "weights", "KV cache"],
    [["Llama 3 8B", 16.1e9, 131072], ["Mistral 7B", 14.5e9, 131072], ["GPT-2", 0.25e9, 73728]],
)
