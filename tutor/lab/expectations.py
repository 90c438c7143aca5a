"""Did it happen here? What a manifest expects, and what a person predicted, beside what was measured."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from tutor import expr
from tutor.errors import ExpressionError
from tutor.lab.manifest import Manifest
from tutor.lab.model import Expectation
from tutor.packs.model import Scalar


@dataclass(frozen=True, slots=True)
class Spread:
    """What several seeds measured; None where none of them measured a finite number."""

    median: float | None
    min: float | None
    max: float | None


@dataclass(frozen=True, slots=True)
class Judgement:
    """One claim beside what was measured.

    holds     true on every seed; None if the claim is not about these parameters
    held      on how many of the seeds it was true
    measured  each measure the claim speaks of
    because   the theory behind the claim
    note      why it does not hold, or is not judged; empty where there is nothing to add
    """

    that: str
    title: str
    holds: bool | None
    held: int
    measured: Mapping[str, Spread]
    because: str
    note: str


@dataclass(frozen=True, slots=True)
class PredictionVerdict:
    """What was said beside what was measured.

    measured  the median of the seeds; NaN if there is none
    right     within the tolerance, or the choice that came true; None if nothing was measured to tell
    why       where a wrong prediction usually comes from, if that is known
    because   why what was measured is what should be expected
    """

    said: float | str
    measured: float
    right: bool | None
    why: str
    because: str


def spread(values: Sequence[float]) -> Spread:
    """Median, lowest and highest of the finite values."""
    finite = [value for value in values if math.isfinite(value)]
    return Spread(median(finite), min(finite), max(finite)) if finite else Spread(None, None, None)


def judge(
    manifest: Manifest, parameters: Mapping[str, Scalar], measures: Sequence[Mapping[str, float]]
) -> tuple[Judgement, ...]:
    """Each expectation of the manifest, judged on every seed.

    measures  for each seed, its measures by name; one that is missing or not finite fails what speaks of it
    """
    return tuple(_judged(expectation, manifest, parameters, measures) for expectation in manifest.expectations)


def judge_prediction(
    manifest: Manifest,
    parameters: Mapping[str, Scalar],
    measures: Sequence[Mapping[str, float]],
    said: float | str,
) -> PredictionVerdict:
    """Whether a prediction came true: `said` is a number on the ruler, or the id of a choice."""
    predict = manifest.predict
    medians = {name: spread([m.get(name, math.nan) for m in measures]).median for name in manifest.measures}
    values = manifest.numbers(parameters) | {name: value for name, value in medians.items() if value is not None}
    measured = medians[predict.measure]
    right: bool | None = None
    why = ""
    if isinstance(said, str):
        chosen = next(choice for choice in predict.choices or () if choice.id == said)
        right = _is_true(chosen.when, values)
        why = chosen.why or ""
    elif measured is not None:
        right = abs(said - measured) <= max(predict.atol or 0.0, (predict.rtol or 0.0) * abs(measured))
        reasons = (w.why for w in predict.wrong if _is_true(w.when, values | {"said": said}))
        why = "" if right else next(reasons, "")
    return PredictionVerdict(said, math.nan if measured is None else measured, right, why, predict.because)


def _judged(
    claim: Expectation, manifest: Manifest, parameters: Mapping[str, Scalar], measures: Sequence[Mapping[str, float]]
) -> Judgement:
    numbers = manifest.numbers(parameters)
    parsed = expr.parse(claim.that)
    names = [name for name in manifest.measures if name in parsed.names]
    holds: bool | None
    if claim.when is not None and not _is_true(claim.when, numbers):
        holds, held, note = None, 0, f"judged only where {claim.when}"
    else:
        faults = [_fault(parsed, names, numbers, values) for values in measures]
        held = sum(fault is None for fault in faults)
        holds = held == len(faults) > 0
        note = next((fault for fault in faults if fault), "")
    measured = {name: spread([values.get(name, math.nan) for values in measures]) for name in names}
    return Judgement(claim.that, claim.title, holds, held, measured, claim.because, note)


def _fault(
    that: expr.Expr, names: Sequence[str], numbers: Mapping[str, float], measured: Mapping[str, float]
) -> str | None:
    """Why a claim is not true on one seed, None if it is; empty where the numbers say it all."""
    for name in names:
        if name not in measured:
            return f"the demo did not measure `{name}`"
        if not math.isfinite(measured[name]):
            return f"`{name}` is not a finite number"
    try:
        return None if that.evaluate({**numbers, **measured}) else ""
    except ExpressionError as error:
        return error.what


def _is_true(condition: str, values: Mapping[str, float]) -> bool:
    """Whether a condition is met; one that has no value here, for want of a measure, is not."""
    try:
        return bool(expr.parse(condition).evaluate(values))
    except ExpressionError:
        return False
