"""One run of a demo, inside the process that may die of it."""

from __future__ import annotations

import contextlib
import faulthandler
import importlib.util
import platform
import sys
import time
import traceback
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import ModuleType, TracebackType
from typing import Any, Final

from tutor import __version__
from tutor.lab.extras import MODULES
from tutor.lab.outlet import ChannelLost, NotAFrame, Outlet

MEMORY_MIB: Final = 2048
"""What a run may hold, of which a warm worker's PyTorch is 250: RLIMIT_DATA counts private writable memory."""

CHANNEL_LOST: Final = 73
"""Exit code of a run whose descriptor for frames is gone."""

_OUT_OF_MEMORY = ("can't allocate memory", "not enough memory", "bad_alloc", "Cannot allocate memory")
_KEPT = 4_000  # characters of a traceback


def run(command: Mapping[str, Any], descriptor: int) -> int:
    """Runs the demo that `command` names, sends its frames, and says how it ended; returns the exit code.

    command     folder (of the demo), root (the folder that holds `demos/kit`), seed, parameters
    descriptor  where the lines go
    """
    sys.path.insert(0, command["root"])
    sys.dont_write_bytecode = True  # an author edits demo.py between two runs
    faulthandler.enable()
    outlet = Outlet(descriptor)
    started = time.perf_counter()
    try:
        with memory_limit(MEMORY_MIB):
            for frame in frames_of(command):
                outlet.send(frame)
            outlet.close()
        seconds = time.perf_counter() - started
        outlet.event("returned", seconds=round(seconds, 3), versions=versions())
    except BaseException as error:  # whatever a demo does ends here, SystemExit and ctrl+c included
        return _report(error, outlet)
    finally:
        with contextlib.suppress(OSError, ValueError):  # a demo may have closed them
            sys.stdout.flush()
            sys.stderr.flush()
    return 0


def frames_of(command: Mapping[str, Any]) -> Iterable[object]:
    """The demo's generator; raises NotAFrame if it has none."""
    demo = _load(Path(command["folder"]))
    if not callable(getattr(demo, "run", None)):
        raise NotAFrame("demo.py has no function `run`")
    frames = demo.run(seed=command["seed"], **command["parameters"])
    if not isinstance(frames, Iterable):
        raise NotAFrame(f"`run` returned {type(frames).__name__}; it must yield frames")
    return frames


def _load(folder: Path) -> ModuleType:
    """The module of demo.py, wherever its folder lies."""
    name = f"demos.{folder.name}.demo"
    spec = importlib.util.spec_from_file_location(name, folder / "demo.py")
    assert spec
    assert spec.loader
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def versions() -> dict[str, str]:
    """What a run was made with: this app, Python, and PyTorch if the demo used it."""
    torch = sys.modules.get("torch")
    with_torch = {"torch": str(torch.__version__)} if torch else {}
    return {"tutor": __version__, "python": platform.python_version(), **with_torch}


@contextlib.contextmanager
def memory_limit(mebibytes: int) -> Iterator[None]:
    """Holds this process to so much memory; outside there is room again, to say what happened."""
    try:
        import resource
    except ImportError:  # Windows has no such limit
        yield
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    limit = mebibytes << 20
    resource.setrlimit(resource.RLIMIT_DATA, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))


def _report(error: BaseException, outlet: Outlet) -> int:
    """Says what ended the run, if there is still a way to say it."""
    if isinstance(error, ChannelLost):
        return CHANNEL_LOST
    kind, text = _kind(error)
    shown = "" if kind in ("memory", "extra") else _shown(error)
    try:
        outlet.event("raised", kind=kind, text=text, traceback=shown[-_KEPT:])
    except ChannelLost:
        return CHANNEL_LOST
    return 1


def _kind(error: BaseException) -> tuple[str, str]:
    """What sort of end it was, and one line about it."""
    text = traceback.format_exception_only(error)[-1].strip()
    if isinstance(error, MemoryError) or (isinstance(error, RuntimeError) and any(w in text for w in _OUT_OF_MEMORY)):
        return "memory", text
    if isinstance(error, NotAFrame):
        return "frame", str(error)
    if isinstance(error, SystemExit):
        return "exit", f"sys.exit({error.code!r})"
    if isinstance(error, ModuleNotFoundError) and error.name == "torch":
        return "torch", text
    for extra, module in MODULES.items():
        if isinstance(error, ModuleNotFoundError) and error.name == module:
            return "extra", extra
    return "error", text


def _shown(error: BaseException) -> str:
    """The traceback from the demo's own frames on."""
    inside: TracebackType | None = error.__traceback__
    while inside and inside.tb_frame.f_globals.get("__name__", "").startswith(("tutor.lab", "importlib")):
        inside = inside.tb_next
    return "".join(traceback.format_exception(type(error), error, inside))
