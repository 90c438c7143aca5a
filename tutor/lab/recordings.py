"""Makes the runs that ship with the demos: each at its default setting, on seeds 0 to 2.

    python -m tutor.lab.recordings [ID …]

A recording whose claims do not all hold is not written, and the exit code is 1: a demo ships only what it can show.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from tutor.errors import LabError, TutorError
from tutor.lab.extras import is_there
from tutor.lab.manifest import Demos, Manifest
from tutor.lab.record import StoredRun, make_record, write_recorded
from tutor.lab.runner import Worker
from tutor.settings import find_paths

SEEDS = (0, 1, 2)


def record_all(demos: Path, ids: Iterable[str], worker: Worker, at: datetime) -> list[Path]:
    """Records the demos called `ids`, all that can run here if there are none; returns the files written.

    raises  LabError for a demo that is broken, missing, fails or does not show what it claims
    """
    found = Demos(demos)
    if found.problems:
        raise LabError("\n".join(["a manifest is broken", *(problem.show() for problem in found.problems)]))
    wanted = list(ids) or [demo for demo, manifest in found.items() if is_there(manifest.needs)]
    if missing := [demo for demo in wanted if demo not in found]:
        raise LabError(f"there is no demo `{missing[0]}`", remedy=f"there are: {', '.join(found)}")
    return [_record(found[demo], worker, at) for demo in wanted]


def _record(manifest: Manifest, worker: Worker, at: datetime) -> Path:
    run = worker.complete(manifest, manifest.resolve(), SEEDS)
    record = make_record(manifest, run, at)
    if broken := [claim["that"] for claim in record.expectations if claim["holds"] is False]:
        raise LabError(f"`{broken[0]}` does not hold", where=manifest.id, remedy="mend the demo or the claim")
    return write_recorded(manifest, StoredRun(record, run.frames))


def main() -> None:
    """Records what the command line names."""
    with Worker() as worker:
        try:
            files = record_all(find_paths().demos, sys.argv[1:], worker, datetime.now(UTC))
        except TutorError as error:
            sys.exit(str(error))
    sys.stdout.writelines(f"{file}\n" for file in files)


if __name__ == "__main__":
    main()
