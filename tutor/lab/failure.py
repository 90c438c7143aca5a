"""How a run went wrong, in words: what happened, and what to do next."""

from __future__ import annotations

import signal
from collections.abc import Mapping
from typing import Any, Final

from tutor.lab.child import CHANNEL_LOST, MEMORY_MIB
from tutor.lab.extras import what_is_missing
from tutor.text.clean import clean

INSTALL_TORCH: Final = "install it: `pip install torch`; README says how to get the small CPU build"
_MEND: Final = "mend demo.py, or choose smaller parameters"
_RETURN: Final = "a demo ends by returning from `run`"
_SIGKILL: Final = 9  # Windows has no name for it
_LONGEST: Final = 200


def of_demo(raised: Mapping[str, Any], code: int) -> tuple[str, str]:
    """What a demo's last words, or else its exit code, mean."""
    text = one_line(str(raised.get("text", "")))
    match raised.get("kind"):
        case "memory":
            return f"the demo needs more than the {MEMORY_MIB:,} MiB it may have", "choose smaller parameters"
        case "frame":
            return f"the demo sent no frame: {text}", "docs/demos.md lists the frames"
        case "exit":
            return f"the demo called {text}", _RETURN
        case "torch":
            return "PyTorch is not installed", INSTALL_TORCH
        case "extra":
            return what_is_missing(text)
        case "error":
            return f"the demo raised {text}", "mend demo.py, or choose other parameters"
    if code == CHANNEL_LOST:
        return "the demo closed the descriptor its frames go through", "close only what you opened"
    if code == -_SIGKILL:
        return "the demo was killed; the system does that when memory runs out", "choose smaller parameters"
    if code < 0:
        return f"the demo was killed by {_signal(-code)}", _MEND
    return f"the demo ended its process with exit code {code} before it was done", _RETURN


def of_torch(broken: Mapping[str, Any]) -> tuple[str, str]:
    """Why PyTorch does not start, and how to get one that does."""
    if broken.get("missing"):
        return "PyTorch is not installed", INSTALL_TORCH
    return f"PyTorch does not start: {one_line(str(broken.get('text', '')))}", INSTALL_TORCH


def of_worker(code: int, printed: str) -> tuple[str, str]:
    """Why a worker ended before any demo ran: as a rule a PyTorch that this machine cannot run."""
    how = f"was killed by {_signal(-code)}" if code < 0 else f"ended with exit code {code}"
    last = one_line(printed.strip().rsplit("\n", 1)[-1])
    return f"PyTorch does not start: its process {how}{': ' if last else ''}{last}", INSTALL_TORCH


def one_line(text: str) -> str:
    """Untrusted text as one short line that can only print."""
    words = " ".join(clean(text).split())
    return words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1]}…"


def _signal(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
