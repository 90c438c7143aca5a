"""What the face has resident at most: Python, Textual and the questions; PyTorch lives in the worker."""

from __future__ import annotations

from collections.abc import Iterator

from tests.bench.homes import home
from tests.bench.measure import TUTOR, Figure
from tests.bench.terminal import Terminal

ESCAPE, CTRL_P = "\x1b", "\x10"
QUESTIONS = (10, 100)


def measure() -> Iterator[Figure]:
    environ = {"TUTOR_HOME": str(home(10_000))}
    with Terminal(TUTOR, **environ) as terminal:
        terminal.wait_for("answered yet today")
        terminal.rest()
        yield _peak(terminal, "Today")
    with Terminal(TUTOR, "practice", "--kind", "choice", "--count", f"{QUESTIONS[-1] + 1}", **environ) as terminal:
        terminal.wait_for("pick one")
        for number in range(1, QUESTIONS[-1] + 1):
            _press(terminal, "1", "How sure are you?")
            _press(terminal, "3", "comes back")
            _press(terminal, "\r", "pick one")
            if number in QUESTIONS:
                yield _peak(terminal, f"{number} questions")
        _press(terminal, ESCAPE, "resume your session")
        _press(terminal, CTRL_P, "an action")
        _press(terminal, "gradient is left", "predict it")
        _press(terminal, "\r", "predict and run")
        _press(terminal, "\r", "The claim")
        yield _peak(terminal, "a demo run")


def _press(terminal: Terminal, key: str, then: str) -> None:
    terminal.rest(0.05)
    terminal.press(key)
    terminal.wait_for(then)


def _peak(terminal: Terminal, when: str) -> Figure:
    return Figure(f"memory after {when}", terminal.peak_mb(), 80, "MB", "peak of the app's process, 10,000 questions")
