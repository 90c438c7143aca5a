"""python -m tests.bench.framed WORDS MODULE: runs the module's `main`, a Textual app, up to the frame with WORDS.

Ends the app as the words go to the terminal, and writes there the CPU seconds that it took from exec to that moment:
what an app does after its frame, or while somebody else reads it, is not counted.
"""

from __future__ import annotations

import importlib
import os
import re
import sys
import time
from typing import Any

_CONTROL = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|[@-Z\\-_]|\][^\x07\x1b]*(?:\x07|\x1b\\))")


def plain(painted: bytes) -> str:
    """What was painted, without what moves the cursor and sets colours."""
    return _CONTROL.sub(b"", painted).decode("utf-8", "replace")


class Watched:
    """Where Textual paints: a file that ends the program once the words have been written to it."""

    def __init__(self, file: Any, words: str) -> None:
        self._file = file
        self._words = words
        self._painted = b""

    def write(self, text: str) -> None:
        seconds = time.process_time()
        self._painted += text.encode()
        if self._words in plain(self._painted):
            os.write(self._file.fileno(), f"\r\n{seconds} CPU s\r\n".encode())
            os._exit(0)
        self._file.write(text)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


def main() -> None:
    _, words, module = sys.argv
    sys.argv[1:] = []
    watched: Any = Watched(sys.__stderr__, words)
    sys.__stderr__ = watched  # type: ignore[misc]
    importlib.import_module(module).main()


if __name__ == "__main__":
    main()
