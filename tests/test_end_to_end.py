"""Two evenings of one learner, in a real terminal: the installed `tutor`, its keys, and a kill in the middle."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pexpect
import pyte
import pytest

TUTOR = str(Path(sys.executable).with_name("tutor"))
DEADLINE_S = 120
"""How long a test waits for what must come: PyTorch loads in it, and a demo runs, on whatever machine this is."""
ESCAPE, ENTER, DOWN, CTRL_C, CTRL_P, CTRL_Z = "\x1b", "\r", "\x1b[B", "\x03", "\x10", "\x1a"


class Terminal:
    """A program at 80x24, and what stands on the screen."""

    def __init__(self, home: Path, *args: str, program: str = TUTOR) -> None:
        environ = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
        environ |= {"TUTOR_HOME": str(home), "TERM": "xterm-256color", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}
        self.program: Any = pexpect.spawn(program, list(args), dimensions=(24, 80), env=environ, timeout=DEADLINE_S)
        self._screen = pyte.Screen(80, 24)
        self._stream = pyte.ByteStream(self._screen)

    @property
    def shown(self) -> str:
        return "\n".join(line.rstrip() for line in self._screen.display)

    def see(self, *texts: str) -> str:
        """Reads on until all the texts stand on the screen; returns the screen."""
        deadline = time.monotonic() + DEADLINE_S
        while not all(text in self.shown for text in texts):
            assert time.monotonic() < deadline, f"no {texts} in\n{self.shown}"
            try:
                self._stream.feed(self.program.read_nonblocking(65536, timeout=1))
            except pexpect.TIMEOUT:
                continue
            except pexpect.EOF:
                pytest.fail(f"it ended, without {texts}:\n{self.shown}")
        return self.shown

    def press(self, *keys: str) -> None:
        for key in keys:
            self.program.send(key)

    def ended(self) -> int | None:
        """Reads on to its end; its exit code, None if a signal ended it."""
        self.program.expect(pexpect.EOF)
        self.program.close()
        code: int | None = self.program.exitstatus
        return code


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """An empty TUTOR_HOME."""
    yield tmp_path / "home"
    shutil.rmtree(tmp_path / "home", ignore_errors=True)


def tutor(home: Path, *args: str, lines: str = "") -> subprocess.CompletedProcess[str]:
    """`tutor` in a pipe."""
    environ = os.environ | {"TUTOR_HOME": str(home)}
    return subprocess.run([TUTOR, *args], input=lines, capture_output=True, text=True, env=environ, check=False)


def question(screen: str) -> list[str]:
    """The lines of a question's screen that its stem and choices are on."""
    return [line.lstrip(" ▸") for line in screen.splitlines()[2:20] if line.strip(" ▸")]


def reviews(home: Path) -> int:
    count: int = json.loads(tutor(home, "stats", "--json").stdout)["reviews"]
    return count


def test_answer_undo_be_killed_resume_run_a_demo_and_find_everything_again(home: Path) -> None:
    first = Terminal(home, "practice", "--kind", "choice", "--count", "5", "--seed", "3")

    # a question answered, and its answer on disk while its feedback is on screen
    asked = first.see("1 of 5", "one answer")
    first.press("1")
    first.see("How sure are you?")
    first.press("3")
    first.see("Rating", "comes back")
    assert reviews(home) == 1

    # taken back on the next question, and answered again
    first.press(ENTER)
    first.see("2 of ")
    first.press("u")
    first.see("1 of 5", *question(asked))
    assert reviews(home) == 0
    first.press("2")
    first.see("How sure are you?")
    first.press("4")
    first.see("Rating", "comes back")
    first.press(ENTER)

    # killed in the middle of the second
    second_asked = first.see("2 of ", "one answer")
    first.program.kill(signal.SIGKILL)
    assert first.ended() is None

    # the next evening it resumes there
    second = Terminal(home)
    second.see("in the session you were in", "enter resumes at question 2 of ")
    second.press(ENTER)
    second.see("2 of ", *question(second_asked))
    assert reviews(home) == 1

    # a demo: found by its name, predicted, run, stopped, run again to its verdict
    second.press(ESCAPE)
    second.see("resume your session")
    second.press(CTRL_P)
    second.see("an action, an explanation, a demo, a question")
    second.press(*"fixed context vector")
    second.see("seq2seq_bottleneck: predict it")
    second.press(ENTER)
    second.see("predict and run")
    second.press(ENTER)
    second.see("then the verdict", "so far")
    second.press("c")
    second.see("stopped at", "not judged")
    second.press(ENTER)
    second.see("The claim held here")
    record = json.loads(tutor(home, "demo", "records", "seq2seq_bottleneck", "--json").stdout)
    assert [run["demo"] for run in record] == ["seq2seq_bottleneck"]

    # left by ctrl+c; nothing is lost, and the history is whole
    second.press(CTRL_C)
    assert second.ended() == 0
    checked = tutor(home, "history", "check")
    assert (checked.returncode, checked.stderr) == (0, "")
    assert reviews(home) == 1


def test_ctrl_z_gives_the_shell_its_terminal_and_fg_the_app(home: Path) -> None:
    shell = Terminal(home, "-i", program="/bin/sh")
    shell.press(TUTOR, ENTER)
    today = shell.see("Today", "q quit")

    shell.press(CTRL_Z)
    shell.see("Stopped")
    shell.press("fg; echo left with $?", ENTER)
    shell.see(today.splitlines()[0])

    shell.press(CTRL_C)
    shell.see("left with 0")
    shell.press("exit", ENTER)
    assert shell.ended() == 0


def test_who_ends_the_app_from_outside_gets_the_terminal_back_as_it_was(home: Path) -> None:
    app = Terminal(home)
    app.see("Today", "q quit")

    app.program.kill(signal.SIGTERM)

    assert app.ended() == 0
    assert b"\x1b[?1049l" in app.program.before  # the other screen is left, and the mouse is the terminal's again
    assert b"\x1b[?1000l" in app.program.before


def test_the_same_in_line_mode_from_a_pipe(home: Path) -> None:
    options = ["practice", "--plain", "--kind", "choice", "--count", "3", "--seed", "3"]

    left = tutor(home, *options, lines="1\n")

    assert left.returncode == 0, left.stderr
    assert "[1/3 new]" in left.stdout
    assert "the same command goes on where you were" in left.stdout
    assert reviews(home) == 1

    rest = tutor(home, *options, lines="?\n" * 20)

    assert rest.returncode == 0, rest.stderr
    assert "[1/" not in rest.stdout
    assert rest.stdout.index("[2/") < rest.stdout.index("[3/") < rest.stdout.index("Session: ")
    assert reviews(home) > 2
