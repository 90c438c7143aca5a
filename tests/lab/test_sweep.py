"""Sweeps on any executor: what runs, what is tried again, what a dead process costs."""

from __future__ import annotations

import math
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tutor.errors import ParameterError
from tutor.lab.ledger import Ledger
from tutor.lab.manifest import Manifest
from tutor.lab.sweep import Broken, Cell, Measured, Outcome, cells, read_grid, settings, sweep
from tutor.lab.swept import gather, rows, table

Write = Callable[..., Manifest]
NOON = datetime(2026, 11, 12, 12, tzinfo=UTC)


@pytest.fixture
def manifest(demo: Write) -> Manifest:
    return demo("yield")


@pytest.fixture
def four(manifest: Manifest) -> list[Cell]:
    return cells(manifest, settings(manifest, manifest.resolve(), {"n": [1, 2]}), (0, 1))


def measure(cell: Cell) -> Outcome:
    return Measured(cell, {"loss": float(cell.parameters["n"]) + cell.seed / 10}, 0.5, {"python": "3"})


def failing(*wrong: tuple[int, int], times: int = 99) -> tuple[Callable[[Cell], Outcome], list[tuple[int, int]]]:
    """A run of which these cells (n, seed) fail so many times, and what it was asked for."""
    asked: list[tuple[int, int]] = []

    def run(cell: Cell) -> Outcome:
        who = (int(cell.parameters["n"]), cell.seed)
        asked.append(who)
        return Broken(cell, "no", "mend") if who in wrong and asked.count(who) <= times else measure(cell)

    return run, asked


def names(outcomes: list[Outcome]) -> list[tuple[str, int, int]]:
    return [(type(o).__name__, int(o.cell.parameters["n"]), o.cell.seed) for o in outcomes]


def test_a_grid_is_every_combination_and_the_last_parameter_varies_fastest(manifest: Manifest) -> None:
    grid = read_grid(manifest, {"n": ["2", "1", "2"], "task": ["copy", "reverse"]})

    assert grid == {"n": [2, 1], "task": ["copy", "reverse"]}
    assert settings(manifest, manifest.resolve({"rate": 1.5}), grid) == [
        {"n": n, "rate": 1.5, "task": task, "clip": True} for n in (2, 1) for task in ("copy", "reverse")
    ]
    with pytest.raises(ParameterError, match="`n` cannot be 0"):
        read_grid(manifest, {"n": ["1", "0"]})


def test_a_cell_has_the_same_key_for_the_same_code_parameters_and_seed_only(manifest: Manifest) -> None:
    (cell,) = cells(manifest, [manifest.resolve()], (0,))
    moved = Cell("elsewhere", cell.hash, dict(reversed([*cell.parameters.items()])), 0)

    assert moved.key == cell.key
    assert len({
        cell.key,
        Cell(cell.folder, cell.hash, cell.parameters, 1).key,
        Cell(cell.folder, cell.hash, {**cell.parameters, "n": 4}, 0).key,
        Cell(cell.folder, "other", cell.parameters, 0).key,
    }) == 4  # fmt: skip


def test_every_cell_runs_once_on_whatever_executor(four: list[Cell]) -> None:
    run, asked = failing()

    outcomes = list(sweep(four, lambda: ThreadPoolExecutor(2), 2, run))

    assert sorted(names(outcomes)) == [("Measured", n, seed) for n in (1, 2) for seed in (0, 1)]
    assert sorted(asked) == [(1, 0), (1, 1), (2, 0), (2, 1)]


def test_a_failing_cell_is_tried_again_after_the_others_and_reported_only_then(four: list[Cell]) -> None:
    run, asked = failing((1, 0))
    mended, once = failing((1, 0), times=1)

    outcomes = list(sweep(four, lambda: ThreadPoolExecutor(1), 1, run))
    after = list(sweep(four, lambda: ThreadPoolExecutor(1), 1, mended))

    assert asked == once == [(1, 0), (1, 1), (2, 0), (2, 1), (1, 0)]
    assert names(outcomes)[-1] == ("Broken", 1, 0)
    assert names(after)[-1] == ("Measured", 1, 0)


class Dying(Executor):
    """Runs at once; all that is under way is lost with the cell (n, seed) that kills it."""

    def __init__(self, deadly: tuple[int, int], begun: list[tuple[int, int]]) -> None:
        self._deadly = deadly
        self._begun = begun
        self._is_dead = False
        self._open: list[tuple[Future[Any], Any]] = []

    def submit(self, run: Callable[..., Any], cell: Any, /, *_: Any, **__: Any) -> Future[Any]:  # type: ignore[override]
        if self._is_dead:
            raise BrokenProcessPool("dead")
        who = (int(cell.parameters["n"]), cell.seed)
        self._begun.append(who)
        future: Future[Any] = Future()
        if who == self._deadly:
            self._is_dead = True
            future.set_exception(BrokenProcessPool("dead"))
        else:
            future.set_result(run(cell))
        return future


@pytest.mark.parametrize("at_once", [1, 3, 4])
def test_a_process_that_dies_costs_only_the_cell_that_kills_it(four: list[Cell], at_once: int) -> None:
    begun: list[tuple[int, int]] = []

    outcomes = list(sweep(four, lambda: Dying((1, 1), begun), at_once, measure))

    assert sorted(names(outcomes)) == [
        ("Broken", 1, 1), ("Measured", 1, 0), ("Measured", 2, 0), ("Measured", 2, 1),
    ]  # fmt: skip
    (broken,) = (outcome for outcome in outcomes if isinstance(outcome, Broken))
    assert broken.reason == "the process that ran it died"
    assert begun.count((1, 1)) == 3  # among others, and then twice alone


def test_what_is_in_the_ledger_is_found_again_and_what_is_no_line_is_passed_over(
    four: list[Cell], tmp_path: Path
) -> None:
    ledger = Ledger(tmp_path / "sweeps" / "probe.jsonl")
    assert ledger.of(four) == {}
    ledger.add(Measured(four[0], {"loss": 1.5, "odd": math.nan}, 0.5, {"torch": "2"}), NOON)
    with ledger.file.open("a") as file:
        file.write('[]\n{"key":"' + four[1].key + '","measures":{"loss":')  # broken off
    ledger.add(Measured(four[2], {"loss": 2.5}, 0.5, {}), NOON)

    found = ledger.of(four)

    assert list(found) == [four[0].key, four[2].key]
    assert found[four[2].key] == Measured(four[2], {"loss": 2.5}, 0.5, {})
    first = found[four[0].key]
    assert (first.measures["loss"], first.seconds, first.versions) == (1.5, 0.5, {"torch": "2"})
    assert math.isnan(first.measures["odd"])
    assert ledger.of(four[1:2]) == {}


def test_a_sweep_is_told_with_what_failed_in_its_place(manifest: Manifest, four: list[Cell]) -> None:
    measured = {cell.key: outcome for cell in four[1:2] if isinstance(outcome := measure(cell), Measured)}
    broken = [Broken(cell, "no", "mend") for cell in (*four[:1], *four[2:])]

    swept = gather(manifest, {"n": [1, 2]}, four, measured, broken, NOON)

    assert table(swept, ["loss"]) == [
        "n  loss, nats  claims",
        "1  1.100       0 of 1 held, on 1 of 2 seeds",
        "2  failed",
    ]
    assert [list(row) for row in rows(swept)[1]] == [["probe", "1", "0.5", "reverse", "true", 1, 1.1]]
    assert swept.to_json()["failed"][0] == {
        "parameters": {"n": 1, "rate": 0.5, "task": "reverse", "clip": True},
        "seed": 0,
        "reason": "no",
        "help": "mend",
    }
