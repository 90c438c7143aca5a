"""Runs the whole library on seeds nobody has looked at, and prints what it measured: `make demos`.

    python -m tutor.lab.survey [ID …]

The seeds come from the clock and are printed, so that what failed once can be run again. The exit code is 1 if a demo
failed or a claim did not hold.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from tutor.errors import LabError, TutorError
from tutor.lab.expectations import Spread
from tutor.lab.extras import is_there, what_is_missing
from tutor.lab.manifest import Demos, Manifest
from tutor.lab.record import RunRecord, make_record
from tutor.lab.report import columns, spread_figure
from tutor.lab.runner import Worker
from tutor.packs.problems import suggest
from tutor.settings import find_paths

SEEDS = 5


def survey(demos: Path, ids: Iterable[str], seeds: Sequence[int], worker: Worker) -> Iterator[tuple[bool, list[str]]]:
    """For each demo called `ids` (all if there are none) whether every claim held on every seed, and its lines.

    raises  LabError for a demo that is broken or missing; one that fails is a line
    """
    found = Demos(demos)
    if found.problems:
        raise LabError("\n".join(["a manifest is broken", *(problem.show() for problem in found.problems)]))
    wanted = list(ids) or list(found)
    if missing := [demo for demo in wanted if demo not in found]:
        raise LabError(f"there is no demo `{missing[0]}`", remedy=suggest(missing[0], found))
    for demo in wanted:
        yield _measured(found[demo], seeds, worker)


def _measured(manifest: Manifest, seeds: Sequence[int], worker: Worker) -> tuple[bool, list[str]]:
    if manifest.needs and not is_there(manifest.needs):
        return True, [f"{manifest.id}  not run", *(f"  {line}" for line in what_is_missing(manifest.needs))]
    try:
        run = worker.complete(manifest, manifest.resolve(), seeds)
    except LabError as error:
        return False, [f"{manifest.id}  failed", *(f"  {line}" for line in str(error).splitlines())]
    record = make_record(manifest, run, datetime.now(UTC))
    judged = [claim for claim in record.expectations if claim["holds"] is not None]
    broken = [claim for claim in judged if not claim["holds"]]
    head = f"{manifest.id}  {len(judged) - len(broken)} of {len(judged)} claims held  {record.seconds:.1f} s"
    return not broken, [head, *_measures(manifest, record), *(f"  did not hold: {claim['that']}" for claim in broken)]


def _measures(manifest: Manifest, record: RunRecord) -> list[str]:
    rows = [
        [name, spread_figure(Spread(measure["median"], measure["min"], measure["max"]), manifest.measures[name].unit)]
        for name, measure in record.measures.items()
    ]
    return [f"  {line}" for line in columns(rows)]


def main() -> None:
    """Surveys what the command line names."""
    first = int(time.time())
    seeds = range(first, first + SEEDS)
    sys.stdout.write(f"seeds {seeds[0]} to {seeds[-1]}\n\n")
    did_hold = []
    with Worker() as worker:
        try:
            for is_held, lines in survey(find_paths().demos, sys.argv[1:], seeds, worker):
                did_hold.append(is_held)
                sys.stdout.write("\n".join(lines) + "\n\n")
                sys.stdout.flush()
        except TutorError as error:
            sys.exit(str(error))
    sys.stdout.write(f"{sum(did_hold)} of {len(did_hold)} demos showed all they claim\n")
    sys.exit(not all(did_hold))


if __name__ == "__main__":
    main()
