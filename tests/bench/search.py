"""Searching the full text of 10,000 questions, as ctrl+p does with each letter that is typed.

In CPU seconds: nothing is waited for, and what other programs do on the same cores is not ours.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from statistics import median

from tests.bench.homes import home, study
from tests.bench.measure import Figure, waits
from tutor.packs.library import Library

TIMES = 25
QUERIES = (
    "att",
    "attention",
    "vanishing gradient",
    "how many bytes",
    "lstm forget g",
    "fixed vector bottleneck",
    "zzz",
)


def measure() -> Iterator[Figure]:
    opened = study(home(10_000))
    by_query = {query: [_search(opened.library, query) for _ in range(TIMES)] for query in QUERIES}
    opened.close()
    slowest = max(by_query, key=lambda query: median(by_query[query]))
    yield waits(
        "search, 10,000 questions, CPU", by_query[slowest], 10, "ms", what=f"`{slowest}`, slowest of {len(QUERIES)}"
    )


def _search(library: Library, query: str) -> float:
    began = time.process_time()
    library.search(query)
    return time.process_time() - began
