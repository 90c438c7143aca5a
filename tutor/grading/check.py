"""Whether an answer can be graded, and if not, what was expected."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from tutor.errors import ResponseError
from tutor.grading.quantity import read
from tutor.grading.response import Filled, GaveUp, Ordered, Paired, Picked, Response, Ticked, Typed

if TYPE_CHECKING:
    from tutor.packs.model import Question
    from tutor.packs.variant import Variant

LONGEST_PHRASE = 200
LONGEST_TEXT = 20_000
SHAPES: dict[str, type[Response]] = {
    "choice": Picked,
    "multi": Picked,
    "verdict": Picked,
    "numeric": Typed,
    "short": Typed,
    "order": Ordered,
    "match": Paired,
    "cloze": Filled,
    "open": Ticked,
}


def shape_of(question: Question) -> type[Response]:
    """The class of response that a question is answered with, unless the learner gives up."""
    if question.kind == "predict":
        return Typed if question.choices is None else Picked
    return SHAPES[question.kind]


def expected(variant: Variant) -> str:
    """What is to be typed, numbered as shown: "one number from 1 to 4, as in `2`"."""
    question, count = variant.question, len(variant.order)
    match question.kind:
        case "multi":
            return f"the numbers of all that hold, from 1 to {count}, as in `1,3`"
        case "order":
            backwards = " ".join(str(n) for n in range(count, 0, -1))
            return f"each number from 1 to {count} once, first to last, as in `{backwards}`"
        case "match":
            last = chr(ord("a") + len(variant.rights) - 1)
            return f"a number and a letter for each pair, 1 to {count} with a to {last}, as in `1b 2a`"
        case "cloze":
            return "a word or a phrase" if count == 1 else f"{count} texts in order with | between, as in `one | two`"
        case "short":
            return "a word or a phrase"
        case "open":
            return "your answer in a sentence or more"
        case "numeric":
            return f"a number in {question.answer.unit}" if question.answer.unit else "a number"
        case _:
            return f"one number from 1 to {count}, as in `2`" if count else "a number"


def check(variant: Variant, response: Response) -> None:
    """Nothing, if the response can be graded.

    raises  ResponseError if it is empty, incomplete or unreadable, or names what the question does not have;
            TypeError if it is of the wrong class for the question, which is a bug in the caller
    """
    if isinstance(response, GaveUp):
        return
    if not isinstance(response, shape_of(variant.question)):
        raise TypeError(f"a {variant.question.kind} question is not answered with {type(response).__name__}")
    if _is_empty(response):
        raise _refused("There is no answer yet.", variant)
    match response:
        case Picked(ids):
            _known(ids, variant.order, variant)
            if len(ids) > 1 and variant.question.kind != "multi":
                raise _refused("Only one can be chosen.", variant)
        case Ordered(ids):
            _known(ids, variant.order, variant)
            if len(ids) < len(variant.order):
                raise _refused(f"{len(ids)} of {len(variant.order)} have a place.", variant)
        case Paired(pairs):
            _known(pairs, variant.order, variant)
            _known(set(pairs.values()), variant.rights, variant)
        case Filled(blanks):
            _known(blanks, variant.order, variant)
            _not_too_long(max(blanks.values(), key=len), LONGEST_PHRASE)
        case Ticked(text, points):
            open_points = [point.id for point in variant.question.points] if variant.question.kind == "open" else []
            _known(points, open_points, variant)
            _not_too_long(text, LONGEST_TEXT)
        case Typed(text):
            _typed(variant.question, text)


def _typed(question: Question, text: str) -> None:
    match question.kind:
        case "numeric":
            read(text, question.answer.unit)
        case "predict":
            read(text, "")
        case _:
            _not_too_long(text, LONGEST_PHRASE)


def _is_empty(response: Response) -> bool:
    match response:
        case Typed(text):
            return not text.strip()
        case Filled(blanks):
            return not any(text.strip() for text in blanks.values())
        case Ticked(text, points):
            return not (text.strip() or points)
        case Paired(pairs):
            return not pairs
        case Picked(ids) | Ordered(ids):
            return not ids
        case GaveUp():
            return False


def _known(ids: Iterable[str], known: Iterable[str], variant: Variant) -> None:
    counts = Counter(list(ids))
    if strange := counts.keys() - set(known):
        raise ResponseError(
            f"`{min(strange)}` is not part of this question.", remedy="Answer it again: its pack may have changed."
        )
    if max(counts.values(), default=0) > 1:
        raise _refused("Something is there twice.", variant)


def _not_too_long(text: str, limit: int) -> None:
    if len(text) > limit:
        raise ResponseError(f"That is {len(text):,} characters.", remedy=f"Say it in at most {limit:,}.")


def _refused(what: str, variant: Variant) -> ResponseError:
    return ResponseError(what, remedy=f"Expected: {expected(variant)}; `?` if you don't know.")
