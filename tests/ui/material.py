"""What the pictures are made of: a pack with a question of each kind, two demos, a worker that does as it is told."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from tutor.lab.events import Cancelled, Event, Finished, Frames, Run, Started
from tutor.lab.frames import Frame, Measure, Point, Progress
from tutor.lab.manifest import Manifest
from tutor.lab.record import RunRecord, StoredRun, make_record, write_recorded
from tutor.packs.model import Scalar

PACK = """
id: seq
title: transformers vs seq2seq
version: 1.0.0
licence: MIT
authors: [Test]
concepts:
  - {id: fixed-vector, title: The fixed vector}
  - {id: vanishing, title: Vanishing and exploding gradients}
  - {id: cache, title: The KV cache}
"""
SOURCES = """
sutskever14: {authors: "Sutskever, Vinyals, Le", year: 2014, title: Sequence to Sequence Learning with Neural Networks,
              where: NeurIPS 2014, url: "https://arxiv.org/abs/1409.3215"}
bahdanau15: {authors: "Bahdanau, Cho, Bengio", year: 2015, title: Neural Machine Translation by Jointly Learning to
             Align and Translate, where: "ICLR 2015, section 3", url: "https://arxiv.org/abs/1409.0473"}
"""
QUESTIONS = r"""
- id: bottleneck
  kind: choice
  concepts: [fixed-vector]
  level: 3
  stem: >-
    A GRU encoder–decoder learns to reverse sequences. Token accuracy falls from .88 at length 4 to .25 at length 32.
    Give its decoder attention over the encoder states, change nothing else, and length 32 stays at .93.
    What was the bottleneck?
  choices:
    - {id: vector, text: One vector of fixed size has to carry the whole source., correct: true,
       why: It is the one thing that attention took away.}
    - {id: decoder, text: The decoder is too small to write 32 tokens in the right order.,
       why: The same decoder writes them once it may look.}
    - {id: order, text: A recurrent encoder cannot keep order over 32 steps.,
       why: The attention arm has this very encoder and keeps .93. Recurrence stayed; only the single vector went.}
    - {id: data, text: Training showed it too few long sequences., why: Both arms saw the same batches.}
  hints: [What did the second model have that the first had not?]
  explanation: >-
    $d$ numbers hold what they hold, whether the source has 4 tokens or 32. With attention each step reads all $n$
    encoder states, so memory grows with the source.
  cite: [sutskever14, bahdanau15]
  follow_ups: [parallel]
  demo: {id: gradient_decay}
- id: true-of-attention
  kind: multi
  concepts: [fixed-vector]
  level: 2
  stem: What did attention over the encoder states change?
  choices:
    - {id: path, text: "The path between two tokens became short.", correct: true, why: One hop instead of $n$.}
    - {id: memory, text: Memory grows with the source., correct: true, why: Every state is kept.}
    - {id: serial, text: The encoder no longer runs step by step., why: It is still recurrent.}
    - {id: cost, text: Each output step costs less., why: "It costs more: it reads $n$ states."}
  explanation: Attention reads all states at every step.
- id: kv-bytes
  kind: numeric
  concepts: [cache]
  level: 3
  vars: {layers: [32], kv_heads: [8], d_head: [128]}
  stem: >-
    A decoder has {{layers}} layers, {{kv_heads}} KV heads and $d_\text{head} = {{d_head}}$, in fp16.
    How many bytes does the KV cache grow by with each token?
  answer: {expr: "2*2*layers*kv_heads*d_head", unit: B, rtol: 0.02}
  wrong: [{expr: "2*layers*kv_heads*d_head", why: K and V are both stored.}]
  explanation: "Two tensors of 2 bytes: $2 \\cdot 2 \\cdot 32 \\cdot 8 \\cdot 128$."
- id: attention-steps
  kind: order
  concepts: [fixed-vector]
  level: 1
  stem: Put the steps of one attention read in order.
  items:
    - {id: score, text: Score the query against every key.}
    - {id: soft, text: Turn the scores into weights that sum to 1.}
    - {id: sum, text: Sum the values by those weights.}
    - {id: out, text: Hand the sum to the decoder's next step.}
  explanation: The weights need all scores, the sum needs all weights.
- id: who-keeps-what
  kind: match
  concepts: [cache]
  level: 2
  stem: What does each keep while it decodes?
  pairs:
    - {id: rnn, left: an RNN, right: one state}
    - {id: transformer, left: a transformer, right: keys and values of every token}
    - {id: window, left: sliding-window attention, right: keys and values of the last w tokens}
  extra: [nothing at all]
  explanation: What is kept is what is read.
- id: blanks
  kind: cloze
  concepts: [fixed-vector]
  level: 1
  text: In training a transformer computes all [[what]] at once; decoding stays [[how]].
  blanks:
    what: {accept: [positions, tokens], why: Teacher forcing gives every input.}
    how: {accept: [serial, sequential, step by step], why: Each token needs the one before it.}
- id: what-shortens
  kind: short
  concepts: [vanishing]
  level: 2
  stem: What do residual connections shorten?
  accept: [gradient path, path]
  reject: [{text: training, why: "They make training possible at depth, not short."}]
- id: parallel
  kind: open
  concepts: [fixed-vector]
  level: 4
  stem: How do transformers improve on classic seq2seq models?
  points:
    - {id: parallel, says: "In training, every position is computed at once.", required: true}
    - {id: path, says: Any two tokens are one hop apart in a layer.}
    - {id: vector, says: No vector of fixed size stands between encoder and decoder.}
    - {id: cost, says: "It costs $n^2$ scores in time, and a KV cache at decoding."}
  answers:
    short: Training is parallel, paths are short, nothing is squeezed through one vector.
    full: In training every position is computed at once. Any two tokens are one hop apart.
- id: claim
  kind: verdict
  concepts: [vanishing]
  level: 2
  claim: LSTMs solved the vanishing gradient problem.
  verdict: qualified
  correction: "Only while the forget gate stays open: the cell keeps σ(b) of the gradient at each step."
- id: guess-factor
  kind: predict
  concepts: [vanishing]
  level: 3
  stem: A tanh RNN has spectral radius .9. What does its gradient do at each step back?
  demo: {id: gradient_decay}
  measure: rnn_factor
  choices:
    - {id: below, text: It shrinks to less than .9 of itself., when: rnn_factor < 0.9,
       why: The slope of tanh is below 1.}
    - {id: equal, text: It shrinks to exactly .9 of itself., when: rnn_factor == 0.9}
    - {id: above, text: It stays as it is., when: rnn_factor > 0.95}
"""
READING = """---
concept: vanishing
title: Vanishing and exploding gradients
cite: [sutskever14]
demos: [gradient_decay]
further: [{title: Understanding LSTM Networks, url: "https://colah.github.io/posts/2015-08-Understanding-LSTMs/",
           kind: article}]
---
## 30 seconds
Going back $k$ steps multiplies $k$ Jacobians. Trained at ρ = 0.9, the gradient shrinks to
{{measure gradient_decay.rnn_factor}} of itself at every step.

## How it works
A recurrent net applies one Jacobian at every step. The gradient $k$ steps back is a product of $k$ of them:

$$\\frac{\\partial h_t}{\\partial h_{t-k}} = \\prod_{i=0}^{k-1} \\text{diag}(\\tanh'(a_{t-i})) W$$

- With a largest singular value below one it **vanishes**.
- Far above one, it *may* explode: clip it.

| arm | factor |
|---|---|
| RNN | .84 |
| attention | 1.0 |

```python
g = g @ W.T * (1 - h**2)  # (B, d)
```

Attention has one hop at any distance.

## Misconceptions
"Gates cured it." Only an **open** forget gate does.
"""
CACHE = """---
concept: cache
title: What the KV cache holds
---
## 30 seconds
Keys and values of every token, so that the next one need not compute them again.
"""
RULER = """
id: gradient_decay
title: How much gradient is left k steps back?
about: >-
  A tanh RNN of {{d}} units, its recurrent matrix at spectral radius ρ = {{rho}}. A gradient is sent back through 128
  steps; from its size we fit one factor per step.
concepts: [vanishing]
source: Pascanu et al. 2013, section 2.1
seconds: 1
parameters:
  rho: {kind: float, default: 0.9, range: [0.5, 2.0], step: 0.1, title: ρ, help: largest eigenvalue of the matrix}
  d: {kind: int, default: 64, range: [8, 256], step: 8, title: d, help: numbers in a state}
  matrix: {kind: choice, default: gaussian, options: [gaussian, orthogonal], title: matrix, help: before it is scaled}
  clip: {kind: bool, default: true, title: clip, help: cut large gradients}
predict:
  ask: By what factor does it shrink at each step?
  measure: rnn_factor
  theory: theory_factor
  range: [0.5, 1.1]
  step: 0.01
  low: half is lost
  high: it grows
  atol: 0.02
  wrong:
    - {when: said > 0.9, why: "Nothing keeps the factor at 1: the slope of tanh is multiplied in at every step."}
  because: One step back is one multiplication by the matrix and by the slopes of tanh.
measures:
  rnn_factor: {title: RNN at ρ, meaning: "factor per step back, fitted over lags 8 to 64"}
  theory_factor: {title: theory, meaning: ρ times the mean slope of tanh}
  attention_factor: {title: attention, meaning: factor per step back through one layer}
expectations:
  - {that: 0.80 < rnn_factor < 0.90, title: RNN at ρ = .9 between .80 and .90, when: rho == 0.9,
     because: Less than ρ by the slope of tanh.}
  - {that: 0.98 < attention_factor < 1.02, title: attention between .98 and 1.02, when: rho <= 1,
     because: It is one hop at any distance.}
limits: The net is untrained; what training makes of such a gradient is another question.
plot:
  title: gradient norm k steps back, as a share of the last step's
  x: {label: "k, steps back"}
  y: {label: share, scale: log}
  focus: rnn
  series:
    attention: {title: attention, measure: attention_factor}
    theory: {title: theory, measure: theory_factor, style: dotted}
    rnn: {title: RNN at ρ, measure: rnn_factor}
"""
CHOICES = """
id: serial_steps
title: Serial steps or parallel? What does it cost?
about: An RNN and a transformer read the same 512 tokens.
concepts: [fixed-vector]
source: Vaswani et al. 2017, table 1
seconds: 8
predict:
  ask: Which is faster to train here, on this machine?
  measure: ratio
  choices:
    - {id: rnn, text: "The RNN, by more than a tenth.", when: ratio < 0.9, why: It does less work and waits more.}
    - {id: same, text: They are within a tenth of each other., when: 0.9 <= ratio <= 1.1}
    - {id: transformer, text: "The transformer, by more than a tenth.", when: ratio > 1.1}
  because: What can be done at once is limited by the machine, not by the sentence.
measures:
  ratio: {title: ratio, meaning: seconds of the RNN over seconds of the transformer}
expectations:
  - {that: ratio > 1.1, title: The RNN takes longer, because: Its steps wait for each other.}
"""
RECORDED_AT = datetime(2026, 11, 9, 9, 30, tzinfo=UTC)


def write_pack(folder: Path) -> Path:
    """The pack of the pictures, written into `folder`."""
    (folder / "questions").mkdir(parents=True)
    (folder / "explanations").mkdir()
    (folder / "pack.yaml").write_text(PACK)
    (folder / "sources.yaml").write_text(SOURCES)
    (folder / "questions" / "all.yaml").write_text(QUESTIONS)
    (folder / "explanations" / "vanishing.md").write_text(READING)
    (folder / "explanations" / "cache.md").write_text(CACHE)
    return folder


def write_demo(demos: Path, name: str, manifest: str, code: str) -> None:
    """A demo in `demos/name`."""
    (demos / name).mkdir(parents=True)
    (demos / "__init__.py").touch()
    (demos / name / "demo.yaml").write_text(manifest)
    (demos / name / "demo.py").write_text(code)


def frames(factor: float, steps: int = 128, *, end: bool = True) -> tuple[Frame, ...]:
    """What gradient_decay says over so many of its 128 steps."""
    shown: list[Frame] = []
    for k in range(steps):
        shown += [Point("attention", k, 1.0), Point("theory", k, 0.862**k), Point("rnn", k, factor**k)]
    shown += [Progress(steps, 128), Measure("rnn_factor", factor)]
    if end:
        shown += [Measure("theory_factor", 0.862), Measure("attention_factor", 1.0)]
    return tuple(shown)


def run_of(
    manifest: Manifest, factors: Sequence[float] = (0.839, 0.842, 0.846), parameters: Mapping[str, Scalar] | None = None
) -> Run:
    """A finished run of gradient_decay that measured `factors`, one a seed."""
    return Run(
        demo=manifest.id,
        parameters=manifest.resolve(parameters),
        seeds=tuple(range(len(factors))),
        measures=tuple({"rnn_factor": f, "theory_factor": 0.862, "attention_factor": 1.0} for f in factors),
        frames=tuple(frames(factor) for factor in factors),
        seconds=1.0,
        versions={"torch": "2.13.0"},
    )


def record(manifest: Manifest) -> None:
    """The run that ships with gradient_decay: made on another machine, three days ago."""
    run = run_of(manifest, (0.851,))
    kept = make_record(manifest, run, RECORDED_AT)
    elsewhere = RunRecord(**{**kept.to_json(), "machine": "8 CPUs, arm64, Darwin"})
    write_recorded(manifest, StoredRun(elsewhere, run.frames))


class StageWorker:
    """A worker that says what it was given to say, in its order, and then waits to be stopped.

    script   what a run says, for each run in turn
    is_warm  whether PyTorch is loaded
    """

    def __init__(self) -> None:
        self.script: list[Sequence[Event]] = []
        self.is_warm = True
        self._stopped = threading.Event()
        self._closed = False

    def warm(self) -> bool:
        return self.is_warm

    def run(self, manifest: Manifest, parameters: Mapping[str, Scalar], seeds: Sequence[int] = (0,)) -> Iterator[Event]:
        self._stopped = threading.Event()
        return self._say(self.script.pop(0) if self.script else (), self._stopped)

    def _say(self, events: Sequence[Event], stopped: threading.Event) -> Iterator[Event]:
        yield from events
        if not events or isinstance(events[-1], Started | Frames):
            while not (stopped.wait(0.05) or self._closed):
                pass
            yield Cancelled()

    def cancel(self) -> None:
        self._stopped.set()

    def close(self) -> None:
        self._closed = True


def told(run: Run) -> list[Event]:
    """A run from its start to its end."""
    events: list[Event] = []
    for number, (seed, shown) in enumerate(zip(run.seeds, run.frames, strict=True), start=1):
        events += [Started(seed, number, len(run.seeds)), Frames(seed, shown)]
    return [*events, Finished(run)]
