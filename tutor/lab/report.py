"""A run in words: for a pipe, a screen reader, or whoever prefers a table to a picture.

A chart is a sentence that says what it shows and a table of its lines; `tutor.lab.pictures` tells what is no line.
Everything is a list of lines; words carry the meaning, never signs or places alone.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterable, Mapping, Sequence

from tutor.lab.expectations import Judgement, PredictionVerdict, Spread
from tutor.lab.frames import Frame, Point
from tutor.lab.manifest import Manifest
from tutor.lab.model import LinePlot
from tutor.lab.record import RunRecord
from tutor.packs.model import Scalar
from tutor.text.cells import cells
from tutor.text.markup import to_plain

WIDTH = 76
LEVELS = "▁▂▃▄▅▆▇█"
ASCII_LEVELS = "12345678"
_SPARK = 16  # signs of a sparkline
_LABEL = 14


def figure(value: float | None, unit: str = "") -> str:
    """A measured number as it is written on screen, with its unit after a space.

    >>> figure(0.8421), figure(12.44, "s"), figure(1536), figure(3.14e-10), figure(None)
    ('.842', '12.4 s', '1,536', '3.1e-10', 'no number')
    """
    if value is None or math.isnan(value):
        return "no number"
    size = abs(value)
    if value == 0:
        digits = "0"
    elif size < 0.001 or size >= 1e7:
        mantissa, exponent = f"{value:.1e}".split("e")
        digits = f"{mantissa}e{int(exponent)}"
    elif size >= 10:
        digits = f"{value:,.0f}" if size >= 1000 or value == round(value) else f"{value:.1f}"
    else:
        digits = f"{value:.3f}".replace("0.", ".", 1) if size < 0.9995 else f"{value:.3f}"
    return f"{digits} {unit}".rstrip()


def spread_figure(measured: Spread, unit: str = "") -> str:
    """The median, with the lowest and highest where the seeds differ: `.842 (.839 to .846)`."""
    low, high = figure(measured.min), figure(measured.max)
    band = f" ({low} to {high})" if low != high else ""
    return figure(measured.median, unit) + band


def setting(manifest: Manifest, parameters: Mapping[str, Scalar], seeds: Sequence[int]) -> str:
    """Where it was run: `ρ 0.9 · d 64 · seeds 0 to 2`."""
    titles = {name: parameter.title for name, parameter in manifest.parameters.items()}
    values = [f"{titles.get(name, name)} {_word(value)}" for name, value in parameters.items()]
    return " · ".join([*values, seed_words(seeds)])


def seed_words(seeds: Sequence[int]) -> str:
    """`seed 7`, `seeds 0 to 2`."""
    if len(seeds) == 1:
        return f"seed {seeds[0]}"
    if list(seeds) == list(range(seeds[0], seeds[-1] + 1)):
        return f"seeds {seeds[0]} to {seeds[-1]}"
    return f"seeds {', '.join(map(str, seeds))}"


def headline(judgements: Sequence[Judgement]) -> str:
    """Whether the claims held, in one sentence."""
    judged = [judgement.holds for judgement in judgements if judgement.holds is not None]
    held, claims = sum(judged), len(judged)
    if claims == 0:
        return "No claim is judged at these parameters."
    if claims == 1:
        return "The claim held here." if held else "The claim did not hold here."
    if held == claims:
        return f"All {claims} claims held here."
    return f"{held} of {claims} claims held here." if held else f"None of the {claims} claims held here."


def predicted(manifest: Manifest, verdict: PredictionVerdict) -> list[str]:
    """What was said beside what was measured, and why that was to be expected."""
    unit = manifest.measures[manifest.predict.measure].unit
    said = figure(verdict.said, unit) if isinstance(verdict.said, float) else _choice(manifest, verdict.said)
    word = {True: "Right", False: "Not right", None: "Nothing was measured to tell"}[verdict.right]
    lines = wrapped(f"{word}: you said {said}, measured was {figure(verdict.measured, unit)}.")
    return [*lines, *wrapped(to_plain(verdict.why)), *wrapped(to_plain(verdict.because))]


def measures(manifest: Manifest, record: RunRecord) -> list[str]:
    """Each number that was measured: its name, its value over the seeds, and what it means."""
    rows = []
    for name, values in record.measures.items():
        measured = Spread(values["median"], values["min"], values["max"])
        rows.append([manifest.measures[name].title, spread_figure(measured, manifest.measures[name].unit)])
    meanings = [wrapped(manifest.measures[name].meaning, "  ") for name in record.measures]
    return [line for row, meaning in zip(columns(rows), meanings, strict=True) for line in (row, *meaning)]


def claims(judgements: Iterable[Judgement], seeds: int) -> list[str]:
    """Each claim: held, did not hold or not judged, its bound beside what was measured, and what theory says."""
    lines = []
    for judgement in judgements:
        mark = {True: "held", False: "did not hold", None: "not judged"}[judgement.holds]
        lines += wrapped(judgement.title, mark.ljust(_LABEL))
        values = [f"{name} {spread_figure(measured)}" for name, measured in judgement.measured.items()]
        notes = [judgement.that, *([] if judgement.holds is None else [f"measured {', '.join(values)}"])]
        notes += [f"true on {judgement.held} of {seeds} seeds"] if 0 < judgement.held < seeds else []
        lines += wrapped("; ".join([*notes, *([judgement.note] if judgement.note else [])]), " " * _LABEL)
        lines += wrapped(to_plain(judgement.because), " " * _LABEL)
    return lines


def limits(manifest: Manifest) -> list[str]:
    """Where it breaks down, if the demo says so."""
    return wrapped(f"Where it breaks down: {to_plain(manifest.limits)}") if manifest.limits else []


def chart(plot: LinePlot, frames: Iterable[Frame], levels: str = LEVELS) -> list[str]:
    """A plot as a sentence and a table: each line's first, last, lowest and highest value, and its course."""
    found: dict[str, list[Point]] = {name: [] for name in plot.series}
    for frame in frames:
        if isinstance(frame, Point) and not math.isnan(frame.y):
            found.setdefault(frame.series, []).append(frame)
    lines = {name: points for name, points in found.items() if points}
    if not lines:
        return []
    focus = plot.focus if plot.focus in lines else next(iter(lines))
    is_log = plot.y.scale == "log" and all(point.y > 0 for points in lines.values() for point in points)
    scaled = {name: [math.log(p.y) if is_log else p.y for p in points] for name, points in lines.items()}
    low = min(min(ys) for ys in scaled.values())
    high = max(max(ys) for ys in scaled.values())
    rows = [["", "first", "last", "lowest", "highest", ""]]
    for name, points in lines.items():
        ys = [point.y for point in points]
        numbers = [figure(y) for y in (ys[0], ys[-1], min(ys), max(ys))]
        rows.append([_title(plot, name), *numbers, sparkline(scaled[name], low, high, levels)])
    sentence = f"{plot.title}: {_course(plot, focus, lines[focus])}{', on a log scale' if is_log else ''}."
    return [*wrapped(sentence), "", *columns(rows, right=(1, 2, 3, 4))]


def sparkline(ys: Sequence[float], low: float, high: float, levels: str = LEVELS) -> str:
    """The course of a line in a few signs, from `low` to `high`."""
    count = min(_SPARK, len(ys))
    stretches = [ys[i * len(ys) // count : (i + 1) * len(ys) // count] for i in range(count)]
    shares = [(sum(ys) / len(ys) - low) / (high - low) if high > low else 0.5 for ys in stretches]
    return "".join(levels[round(share * (len(levels) - 1))] for share in shares)


def columns(rows: Sequence[Sequence[str]], *, right: Sequence[int] = ()) -> list[str]:
    """Rows with their cells one below the other; those of the columns in `right` end together."""
    widths = [max(cells(row[column]) for row in rows) for column in range(len(rows[0]))] if rows else []
    lines = []
    for row in rows:
        gaps = [" " * (width - cells(cell)) for cell, width in zip(row, widths, strict=True)]
        padded = [gap + cell if i in right else cell + gap for i, (cell, gap) in enumerate(zip(row, gaps, strict=True))]
        lines.append("  ".join(padded).rstrip())
    return lines


def wrapped(text: str, lead: str = "") -> list[str]:
    """Prose at reading width, its first line after `lead` and the others below its beginning."""
    indent = " " * len(lead)
    return textwrap.wrap(text, WIDTH, initial_indent=lead, subsequent_indent=indent, break_on_hyphens=False)


def _title(plot: LinePlot, name: str) -> str:
    return plot.series[name].title if name in plot.series else name


def _course(plot: LinePlot, name: str, points: Sequence[Point]) -> str:
    first, last = points[0], points[-1]
    verb = "falls" if last.y < first.y else "rises"
    course = f"{verb} from {figure(first.y)} to {figure(last.y)}"
    if figure(first.y) == figure(last.y):
        course = f"stays at {figure(first.y)}"
    return f"{_title(plot, name)} {course} over {plot.x.label} {_word(first.x)} to {_word(last.x)}"


def _choice(manifest: Manifest, said: str) -> str:
    return to_plain(next(choice.text for choice in manifest.predict.choices or () if choice.id == said))


def _word(value: Scalar) -> str:
    """A parameter's value as it is typed."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value)
