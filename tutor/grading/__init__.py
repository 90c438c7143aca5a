"""Item and response in, grade out. Pure: the same answer to the same variant always earns the same grade.

    response = read_line(variant, "320 KiB")     # or made by a screen: Typed("320 KiB")
    grade = grade(variant, response)             # Grade(score, verdict, parts, note)

One file a kind. How each kind is scored, and after whom, is in docs/grading.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tutor.grading.check import check, expected, shape_of
from tutor.grading.choice import grade_choice, grade_multi
from tutor.grading.cloze import grade_cloze
from tutor.grading.lines import read_line, read_ticks
from tutor.grading.marks import Grade, Mark, Part, Verdict
from tutor.grading.match import grade_match
from tutor.grading.numeric import grade_numeric
from tutor.grading.open import grade_open
from tutor.grading.order import grade_order
from tutor.grading.predict import grade_predicted_choice, grade_predicted_number
from tutor.grading.quantity import reading
from tutor.grading.response import Filled, GaveUp, Ordered, Paired, Picked, Response, Ticked, Typed, from_json, to_json
from tutor.grading.short import grade_short
from tutor.grading.verdict import grade_verdict

if TYPE_CHECKING:
    from tutor.packs.variant import Variant

__all__ = [
    "Filled",
    "GaveUp",
    "Grade",
    "Mark",
    "Ordered",
    "Paired",
    "Part",
    "Picked",
    "Response",
    "Ticked",
    "Typed",
    "Verdict",
    "check",
    "expected",
    "from_json",
    "grade",
    "read_line",
    "read_ticks",
    "reading",
    "shape_of",
    "to_json",
]


def grade(variant: Variant, response: Response, *, measured: Mapping[str, float] | None = None) -> Grade:
    """How the response did; giving up scores 0 and shows the key.

    measured  predict only: the demo's measures from the run that decides (with its parameters, if choices use them)
    raises    ResponseError if the response cannot be graded and should be asked for again;
              TypeError or ValueError if the caller mixed up kinds or left out what was measured
    """
    check(variant, response)
    given: Any = shape_of(variant.question)() if isinstance(response, GaveUp) else response
    question = variant.question
    match question.kind:
        case "choice":
            return grade_choice(question, given)
        case "multi":
            return grade_multi(question, given)
        case "verdict":
            return grade_verdict(variant, question, given)
        case "order":
            return grade_order(question, given)
        case "match":
            return grade_match(question, given)
        case "cloze":
            return grade_cloze(variant, question, given)
        case "short":
            return grade_short(question, given)
        case "numeric":
            return grade_numeric(variant, question, given)
        case "open":
            return grade_open(question, given)
        case "predict":
            if measured is None or question.measure not in measured:
                raise ValueError(f"a prediction of {question.measure} needs what the run measured")
            by_choice = question.choices is not None
            return (grade_predicted_choice if by_choice else grade_predicted_number)(question, given, measured)
        case "code":
            raise ValueError("a code question is graded by its tests, not here")
