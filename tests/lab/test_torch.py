"""One run with the real PyTorch: warm it forks at once, trains as it should, and stays warm after a cancel."""

from __future__ import annotations

from collections.abc import Callable

from tutor.lab.events import Cancelled, Finished, Frames
from tutor.lab.manifest import Manifest
from tutor.lab.runner import Worker

Write = Callable[..., Manifest]
TRAINS = """
torch.manual_seed(seed)
torch.set_num_threads(n)
net = torch.nn.Linear(8, 8)
optimizer = torch.optim.AdamW(net.parameters(), lr=0.1, fused=True)
for step in range(60):
    x = torch.randn(32, 8)
    loss = (net(x) - 2 * x).pow(2).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    yield Point("line", step, loss)
yield Measure("loss", loss)
"""


def test_a_warm_worker_trains_the_same_on_one_thread_and_on_two_and_after_a_cancel(demo: Write) -> None:
    manifest = demo(TRAINS, head="import torch")
    loops = demo("while True: yield Point('line', 0, torch.zeros(1).sum())", name="loops", head="import torch")
    losses = []
    with Worker() as worker:
        for threads in (1, 2):
            *_, end = worker.run(manifest, manifest.resolve({"n": threads}), (0,))
            assert isinstance(end, Finished)
            losses.append(end.run.measures[0]["loss"])
            versions = end.run.versions
            assert worker.warm()

            for event in worker.run(loops, loops.resolve()):
                if isinstance(event, Frames):
                    worker.cancel()
            assert event == Cancelled()

    assert versions["torch"].startswith("2.")
    assert abs(losses[0] - losses[1]) < 1e-4
    assert losses[0] < 1.0
