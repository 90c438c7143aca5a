"""The parts of a demo's manifest: its parameters, its prediction, its measures, its expectations and its plot.

The shape only: docs/demos.md explains each field to whoever writes a demo, and `tutor.lab.crosscheck` holds what needs
more than one of them.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import Discriminator, Field, Tag, model_validator
from pydantic_core import PydanticCustomError

from tutor.packs.model import Expression, Line, Model, Name, Number, PredictChoice, Prose, Scalar, Whole
from tutor.text.clean import clean

Range = Annotated[list[Number], Field(min_length=2, max_length=2)]
"""The lowest and the highest value, both allowed."""
Positive = Annotated[Number, Field(ge=1e-9)]
Tolerance = Annotated[Number, Field(ge=0)]

WORDS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}


class Parameter(Model):
    """Something to vary: a number in a range, one of several words, on and off, or words of one's own."""

    kind: Literal["float", "int", "choice", "bool", "text"]
    default: Scalar
    range: Range | None = Field(None, description="For a number: its lowest and its highest value.")
    step: Positive | None = Field(None, description="For a number: what one arrow key moves it by.")
    multiple: Whole | None = Field(None, ge=2, description="For a whole number: what it must be a multiple of.")
    options: list[Name] | None = Field(None, min_length=2, max_length=12, description="For a choice: its words.")
    length: Whole | None = Field(None, ge=1, le=500, description="For a text: how many characters it may have.")
    title: Line = Field(description="What it is called on screen: ρ, d, task.")
    help: Line = Field(description="What it is, in a few words.")

    @model_validator(mode="after")
    def _has_what_its_kind_needs(self) -> Self:
        is_number = self.kind in ("float", "int")
        if (self.range is not None) is not is_number or (self.step is not None and not is_number):
            needs = "needs a `range`" if is_number else "has no `range` and no `step`"
            raise PydanticCustomError("exclusive", f"a parameter of kind {self.kind} {needs}; {_EXAMPLES[self.kind]}")
        if self.multiple is not None and self.kind != "int":
            raise PydanticCustomError("exclusive", f"a parameter of kind {self.kind} has no `multiple`; leave it out")
        if (self.options is not None) is not (self.kind == "choice"):
            needs = "needs its `options`" if self.kind == "choice" else "has no `options`"
            raise PydanticCustomError("exclusive", f"a parameter of kind {self.kind} {needs}; {_EXAMPLES[self.kind]}")
        if (self.length is not None) is not (self.kind == "text"):
            needs = "needs its `length`" if self.kind == "text" else "has no `length`"
            raise PydanticCustomError("exclusive", f"a parameter of kind {self.kind} {needs}; {_EXAMPLES[self.kind]}")
        return self

    @property
    def allowed(self) -> str:
        """What it may be, in words."""
        if self.range:
            low, high = self.range
            if self.kind == "float":
                return f"a number from {low} to {high}"
            return f"a {f'multiple of {self.multiple:,}' if self.multiple else 'whole number'} from {low:,} to {high:,}"
        if self.length:
            return f"a text of 1 to {self.length} characters"
        return f"one of {', '.join(self.options)}" if self.options else "true or false"

    def take(self, value: object) -> Scalar | None:
        """`value`, or the text of one, in the parameter's own type; None if it cannot have it."""
        match self.kind:
            case "choice":
                return value if isinstance(value, str) and value in (self.options or ()) else None
            case "bool":
                return value if isinstance(value, bool) else WORDS.get(str(value).lower())
            case "text":
                return self._text(value) if isinstance(value, str) else None
            case "int":
                number = self._in_range(_read(value, int))
                return None if number is not None and number % (self.multiple or 1) else number
            case "float":
                return self._in_range(_read(value, float))

    def remedy(self, value: object) -> str:
        """What it may be where it cannot be `value`, with the multiples next to it where that is all it lacks."""
        number = _read(value, int)
        if self.multiple is None or self._in_range(number) is None:
            return f"it may be {self.allowed}"
        assert number is not None
        below = int(number // self.multiple * self.multiple)
        return f"it may be {self.allowed}; the nearest are {below:,} and {below + self.multiple:,}"

    def moved(self, value: Scalar, steps: int) -> Scalar:
        """The value so many arrow keys away, on the grid of `step` and in the range; words and flags go round.

        A text stays.
        """
        if self.kind == "text":
            return value
        if self.range is None or isinstance(value, str):
            words: list[Scalar] = list(self.options or (False, True))
            return words[(words.index(value) + steps) % len(words)]
        (low, high), step = self.range, self.step or 1
        nearest = round((value - low) / step) + steps
        moved = min(max(low + nearest * step, low), high)
        return int(moved) if self.kind == "int" else round(float(moved), 9)

    def _text(self, value: str) -> str | None:
        """The text on one line, made printable; None if there is nothing of it, or too much."""
        text = " ".join(clean(value).split())
        return text if 0 < len(text) <= (self.length or 0) else None

    def _in_range(self, number: float | None) -> float | None:
        low, high = self.range or (0, 0)
        return number if number is not None and low <= number <= high else None


_EXAMPLES = {
    "float": "range: [0.1, 2.0]",
    "int": "range: [8, 256]",
    "choice": "options: [reverse, copy]",
    "bool": "default: true",
    "text": "length: 120",
}


class WrongPrediction(Model):
    """Where a wrong prediction usually comes from."""

    when: Expression = Field(description="Over `said`, measures and parameters: `said > 0.9`.")
    why: Prose


class Predict(Model):
    """The prediction asked for before a run: a number on a ruler, or one of several choices."""

    ask: Prose
    measure: Name = Field(description="The measure that decides.")
    theory: Name | None = Field(None, description="The measure that says what theory gives for it.")
    range: Range | None = Field(None, description="The two ends of the ruler.")
    step: Positive | None = Field(None, description="One tick of the ruler.")
    low: Line | None = Field(None, description="What the left end means, in words.")
    high: Line | None = Field(None, description="What the right end means, in words.")
    atol: Tolerance | None = Field(None, description="A prediction within this much is right.")
    rtol: Tolerance | None = Field(None, description="A prediction within this share of what is measured is right.")
    choices: list[PredictChoice] | None = Field(None, min_length=2, max_length=9)
    wrong: list[WrongPrediction] = Field(default_factory=list)
    because: Prose = Field(description="Why what was measured is what should be expected.")

    @model_validator(mode="after")
    def _is_a_ruler_or_choices(self) -> Self:
        ruler = [part is not None for part in (self.range, self.step, self.low, self.high)]
        tolerance = self.atol is not None or self.rtol is not None
        if self.choices is not None:
            if any(ruler) or tolerance or self.wrong:
                raise PydanticCustomError(
                    "exclusive", "a prediction with `choices` has no ruler, tolerance or `wrong`; put a `why` at each"
                )
        elif not all(ruler):
            raise PydanticCustomError(
                "exclusive", "a prediction needs a ruler or choices; give `range`, `step`, `low`, `high`, or `choices`"
            )
        elif not tolerance:
            raise PydanticCustomError("no_tolerance", "a predicted number needs a tolerance; give `rtol` or `atol`")
        return self


class MeasureInfo(Model):
    """What a measured number is called and means."""

    title: Line
    unit: str = Field("", max_length=20)
    meaning: Line


class Expectation(Model):
    """What a run must measure if the claim holds."""

    that: Expression = Field(description="Over measures and parameters; true for every seed, or it did not hold.")
    title: Line = Field(description="The claim with its bound, as a person would say it.")
    when: Expression | None = Field(None, description="Over parameters; at other settings the claim is not judged.")
    because: Prose = Field(description="The theory or the paper behind it.")


class Axis(Model):
    """What is along one side of a plot."""

    label: Line
    scale: Literal["linear", "log"] = "linear"


class Series(Model):
    """One line of a plot."""

    title: Line
    measure: Name | None = Field(None, description="The number that stands at the line's end.")
    style: Literal["line", "dotted"] = "line"


class LinePlot(Model):
    """How the points are drawn; a series that is not named here is drawn in ink under its own name."""

    kind: Literal["lines"] = "lines"
    title: Line
    x: Axis
    y: Axis
    focus: Line = Field(description="The one series that has colour.")
    series: dict[Line, Series] = Field(min_length=1)


class Side(Model):
    """What the rows, or the columns, of a heatmap stand for."""

    label: Line


class Picture(Model):
    """One heatmap or one set of bars, by the name of its frame."""

    title: Line


class HeatmapPlot(Model):
    """How matrices are drawn: one at a time, the reader goes from one to the next."""

    kind: Literal["heatmap"]
    title: Line
    rows: Side
    columns: Side
    focus: Line = Field(description="The matrix that is shown first.")
    series: dict[Line, Picture] = Field(min_length=1)


class BarsPlot(Model):
    """How bars are drawn: one set at a time, the reader goes from one to the next."""

    kind: Literal["bars"]
    title: Line
    y: Axis
    focus: Line = Field(description="The label of the one bar that has colour.")
    series: dict[Line, Picture] = Field(min_length=1)


def _plot_kind(value: Any) -> Any:
    """The kind of a plot, `lines` where it says none."""
    return value.get("kind", "lines") if isinstance(value, dict) else getattr(value, "kind", "lines")


Plot = Annotated[
    Annotated[LinePlot, Tag("lines")] | Annotated[HeatmapPlot, Tag("heatmap")] | Annotated[BarsPlot, Tag("bars")],
    Discriminator(_plot_kind),
]


def _read(value: object, kind: type[int] | type[float]) -> float | None:
    """A number, or the text of one, as `kind`; None if it is neither, or if it would be rounded."""
    if isinstance(value, str):
        try:
            return kind(value)
        except ValueError:
            return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return kind(value) if kind is float or isinstance(value, int) else None
