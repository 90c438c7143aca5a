"""What is on screen before anything has been read, in a real terminal."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pexpect

DEADLINE_S = 60
WITHOUT_AN_ANSWER = """
import sys, threading
from tutor.settings import Settings, find_paths
from tutor.study import Study
from tutor.ui.app import TutorApp

class Silent(Study):
    def today(self):
        loaded = {"fsrs", "numpy", "pydantic", "pylatexenc", "sqlite3", "torch"} & sys.modules.keys()
        sys.__stderr__.write(f"asked, with {sorted(loaded)} loaded")
        sys.__stderr__.flush()
        threading.Event().wait()

TutorApp(Silent(find_paths(), Settings())).run()
"""


def test_today_is_framed_before_the_library_and_the_history_are_opened(tmp_path: Path) -> None:
    environ = {**os.environ, "TUTOR_HOME": str(tmp_path), "TERM": "xterm-256color"}
    program = pexpect.spawn(sys.executable, ["-c", WITHOUT_AN_ANSWER], dimensions=(24, 80), env=environ)

    both = ["Today", "asked, with [] loaded"]  # one goes through Textual's writer, the other does not: in any order
    first = program.expect_exact(both, timeout=DEADLINE_S)
    program.expect_exact(both[1 - first], timeout=DEADLINE_S)

    program.close(force=True)
