"""Grading typed answers: every short, cloze and numeric question that ships, in several ways; and the start."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from statistics import median

from tests.bench.homes import SHIPPED
from tests.bench.measure import ROOT, Figure, waits
from tutor.grading import Filled, Response, Typed, grade
from tutor.packs.loader import load_pack
from tutor.packs.variant import Variant, draw

TIMES = 20
TEXTS = (
    "attention",
    "the forget gate",
    "2*80*2048",
    "because the gradient shrinks by the same factor at every step that it is sent back through the recurrent matrix",
)
START = """
import sys, time
from tutor.packs.model import QUESTION
from tutor.packs.variant import draw
short = QUESTION.validate_python({"id": "a", "kind": "short", "concepts": ["c"], "level": 1, "stem": "Which?",
                                  "accept": ["gradient path", "re:paths?"]})
began = time.perf_counter()
from tutor.grading import Typed, grade
grade(draw(short, 1), Typed("the gradient paths"))
print(time.perf_counter() - began)
assert "torch" not in sys.modules
"""


def measure() -> Iterator[Figure]:
    variants = [draw(entry.value, 1) for entry in load_pack(SHIPPED).questions.values()]
    by_question = {
        variant.question.id: [_grade(variant, text) for _ in range(TIMES) for text in TEXTS]
        for variant in variants
        if variant.question.kind in ("short", "cloze", "numeric")
    }
    slowest = max(by_question, key=lambda question: median(by_question[question]))
    what = f"`{slowest}`, slowest of {len(by_question)}"
    yield waits("grade of a typed answer", by_question[slowest], 2, "ms", what=what)
    yield waits("start of grading, first answer graded", [_start() for _ in range(9)], 0.2, "s")


def _grade(variant: Variant, text: str) -> float:
    response = _response(variant, text)
    began = time.perf_counter()
    grade(variant, response)
    return time.perf_counter() - began


def _response(variant: Variant, text: str) -> Response:
    if variant.question.kind == "cloze":
        return Filled(dict.fromkeys(variant.order, text))
    return Typed("2*80*2048" if variant.question.kind == "numeric" else text)


def _start() -> float:
    done = subprocess.run([sys.executable, "-c", START], capture_output=True, text=True, cwd=ROOT, check=True)
    return float(done.stdout)
