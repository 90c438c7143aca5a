"""What a pack is: its questions, sources, concepts and explanations.

One class a kind of question, told apart by `kind`. The models hold the *shape* (fields, types, ranges); what needs
more than one field or more than one file (a question without a key, an unknown citation) is found by
`tutor.authoring.check`. The JSON Schema that editors use is made from these classes, so a description here is what
an author reads while typing.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, model_validator
from pydantic.config import JsonDict
from pydantic_core import PydanticCustomError

Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(?:[-_][a-z0-9]+)*$", max_length=80)]
Ref = Annotated[str, Field(pattern=r"^[a-z0-9]+(?:[-_][a-z0-9]+)*(?:/[a-z0-9]+(?:[-_][a-z0-9]+)*)?$", max_length=160)]
"""A question: its id, or pack/id where it is in another pack."""
Name = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]*$", max_length=40)]
"""A name that expressions can use: a variable, a measure, a parameter."""
Line = Annotated[str, Field(min_length=1, max_length=2_000)]
Title = Annotated[Line, AfterValidator(lambda text: " ".join(text.split()))]
"""In one line, for heads and lists."""
Prose = Annotated[str, Field(min_length=1, max_length=20_000)]
"""Markdown with `$maths$`."""
Expression = Annotated[str, Field(min_length=1, max_length=500)]
Url = Annotated[str, Field(pattern=r"^https?://[^\s]+$", max_length=500)]
Number = Annotated[int | float, Field(allow_inf_nan=False)]


def _whole(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value


Whole = Annotated[int, BeforeValidator(_whole)]
"""An integer as JSON Schema means it: 2.0 is one."""
Verdict = Literal["holds", "qualified", "misleading", "wrong", "open"]
Scalar = bool | int | float | str


class Model(BaseModel):
    """Strict and closed: a misspelt field is an error, `"3"` is not 3."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


def _given(*fields: str) -> list[JsonDict]:
    """JSON Schema for `one of these fields is there, and not null`, which is what the validators below mean."""
    return [{"required": [field], "properties": {field: {"not": {"type": "null"}}}} for field in fields]


class DemoLink(Model):
    """A demo that shows what the question is about, at settings of its own."""

    id: Slug
    set: dict[Name, Scalar] = Field(default_factory=dict, description="Parameters that differ from the demo's default.")


class BaseQuestion(Model):
    """What every kind of question has."""

    id: Slug = Field(description="Permanent, unique in the pack, never reused: a learner's history hangs on pack/id.")
    rev: Whole = Field(1, ge=1, description="Raise it when the meaning or the key changes; leave it for a typo.")
    concepts: list[Slug] = Field(min_length=1, description="Concept ids, the main one first.")
    level: Whole = Field(ge=1, le=5, description="1 recall, 2 explain, 3 apply or estimate, 4 trade-off, 5 design.")
    stem: Prose = Field(description="The question, in Markdown with $maths$. It stands alone.")
    hints: list[Prose] = Field(default_factory=list, description="From gentle to nearly there; each costs one rating.")
    explanation: Prose | None = Field(None, description="Why the answer is the answer, shown after it.")
    cite: list[Slug] = Field(default_factory=list, description="Keys of sources.yaml that say exactly this.")
    follow_ups: list[Ref] = Field(default_factory=list, description="Ids of questions that follow, or pack/id.")
    demo: DemoLink | None = Field(None, description="The demo that shows it.")


class Choice(Model):
    """One answer to choose."""

    id: Slug = Field(description="Stable, so that choices can be reordered without rewriting history.")
    text: Line
    correct: bool = False
    why: Prose = Field(description="Why it is right, or what the mistake is and what is true instead.")
    misconception: Slug | None = Field(None, description="The mistaken idea behind it, shared across questions.")


class ChoiceQuestion(BaseQuestion):
    """One right answer among several."""

    kind: Literal["choice"]
    choices: list[Choice] = Field(min_length=2, max_length=9)


class MultiQuestion(BaseQuestion):
    """Tick all that hold."""

    kind: Literal["multi"]
    choices: list[Choice] = Field(min_length=2, max_length=9)


class Tolerance(Model):
    """How near is right: relative (`rtol: 0.02` is 2 %) or absolute (in the answer's unit)."""

    model_config = ConfigDict(json_schema_extra={"anyOf": [*_given("rtol", "atol")]})

    rtol: float | None = Field(None, ge=0, allow_inf_nan=False)
    atol: float | None = Field(None, ge=0, allow_inf_nan=False)

    @model_validator(mode="after")
    def _has_a_tolerance(self) -> Self:
        if self.rtol is None and self.atol is None:
            raise PydanticCustomError("no_tolerance", "a number needs a tolerance; add `rtol` or `atol` (0 for exact)")
        return self


class NumericAnswer(Tolerance):
    """The number: an expression of `vars`, or a value."""

    model_config = ConfigDict(
        json_schema_extra={"anyOf": [*_given("rtol", "atol")], "oneOf": [*_given("expr", "value")]}
    )

    expr: Expression | None = None
    value: Number | None = None
    unit: str = Field("", max_length=20, description="B, KiB, ms, FLOP, tokens, … or nothing for a bare number.")

    @model_validator(mode="after")
    def _is_one_thing(self) -> Self:
        if (self.expr is None) == (self.value is None):
            raise PydanticCustomError("exclusive", "an answer is either `expr` or `value`; give one of them")
        return self


class WrongNumber(Model):
    """A number that a known mistake leads to."""

    expr: Expression
    why: Prose
    misconception: Slug | None = None


class NumericQuestion(BaseQuestion):
    """A number with its unit. `{{name}}` in any text is replaced by the drawn value."""

    kind: Literal["numeric"]
    vars: dict[Name, Annotated[list[Number], Field(min_length=1)]] = Field(default_factory=dict)
    answer: NumericAnswer
    wrong: list[WrongNumber] = Field(default_factory=list)


class OrderItem(Model):
    """One line to put in its place."""

    id: Slug
    text: Line


class OrderQuestion(BaseQuestion):
    """Put lines in order. `items` stand in the right order; they are shown shuffled."""

    kind: Literal["order"]
    items: list[OrderItem] = Field(min_length=3, max_length=9)


class Pair(Model):
    """What belongs together."""

    id: Slug
    left: Line
    right: Line


class MatchQuestion(BaseQuestion):
    """Pair each left with its right; `extra` rights belong to nobody."""

    kind: Literal["match"]
    pairs: list[Pair] = Field(min_length=2, max_length=9)
    extra: list[Line] = Field(default_factory=list)


class Blank(Model):
    """What may stand in one blank."""

    accept: list[Line] = Field(min_length=1, description='Texts, or patterns written "re:…".')
    why: Prose


class ClozeQuestion(BaseQuestion):
    """Fill the `[[blanks]]` of `text`."""

    kind: Literal["cloze"]
    stem: Prose = "Fill in the blanks."
    text: Prose
    blanks: dict[Slug, Blank] = Field(min_length=1)


class Reject(Model):
    """A wrong answer worth a correction of its own."""

    text: Line
    why: Prose
    misconception: Slug | None = None


class ShortQuestion(BaseQuestion):
    """A word or a phrase."""

    kind: Literal["short"]
    accept: list[Line] = Field(min_length=1, description='Texts, or patterns written "re:…"; the first text is shown.')
    reject: list[Reject] = Field(default_factory=list)


Mark = Literal["hit", "missed", "contradicted"]


class Point(Model):
    """One thing a good answer says."""

    id: Slug
    says: Prose
    accept: list[Line] = Field(default_factory=list, description='Phrases that say it, or patterns "re:…".')
    contradict: list[Line] = Field(default_factory=list, description="Phrases that say the opposite.")
    weight: Whole = Field(1, ge=1, le=5)
    required: bool = Field(False, description="Without it the answer does not pass.")
    follow_up: Ref | None = Field(None, description="The question an interviewer asks when it is missing.")


class ModelAnswers(Model):
    """What a strong candidate says, in 30 seconds and in two minutes."""

    short: Prose
    full: Prose


class Sample(Model):
    """An answer graded by hand: the rubric's own test."""

    answer: Prose
    points: dict[Slug, Mark]
    grade: Literal["pass", "partial", "fail"]


class OpenQuestion(BaseQuestion):
    """In your own words, graded by key points."""

    kind: Literal["open"]
    points: list[Point] = Field(min_length=1, max_length=9)
    answers: ModelAnswers
    samples: list[Sample] = Field(default_factory=list)


class VerdictQuestion(BaseQuestion):
    """A popular claim: does it hold?"""

    kind: Literal["verdict"]
    stem: Prose = "How far does this claim hold?"
    claim: Prose
    verdict: Verdict
    correction: Prose = Field(description="What is true, precisely.")


class PredictChoice(Model):
    """A prediction to choose, and when a run proves it right."""

    id: Slug
    text: Line
    when: Expression = Field(description="True when the run proves it right: an expression of the demo's measures.")
    why: Prose | None = None
    misconception: Slug | None = None


class PredictQuestion(BaseQuestion):
    """Say what a demo will measure; the run decides."""

    model_config = ConfigDict(json_schema_extra={"oneOf": [*_given("choices"), {"anyOf": [*_given("rtol", "atol")]}]})

    kind: Literal["predict"]
    demo: DemoLink
    measure: Name = Field(description="The demo's measure that is predicted.")
    choices: list[PredictChoice] | None = Field(None, min_length=2, max_length=9)
    rtol: float | None = Field(None, ge=0, allow_inf_nan=False)
    atol: float | None = Field(None, ge=0, allow_inf_nan=False)

    @model_validator(mode="after")
    def _is_one_thing(self) -> Self:
        if (self.choices is None) == (self.rtol is None and self.atol is None):
            raise PydanticCustomError(
                "exclusive", "a prediction has either `choices` or a tolerance; give `choices`, or `rtol` or `atol`"
            )
        return self


class Mistake(Model):
    """A wrong solution that the tests must catch."""

    code: Prose
    why: Prose


class CodeQuestion(BaseQuestion):
    """Write code; the question's own tests judge it."""

    kind: Literal["code"]
    starter: str = Field(max_length=20_000)
    tests: Prose
    solution: Prose
    mistakes: list[Mistake] = Field(default_factory=list)


Question = Annotated[
    ChoiceQuestion
    | MultiQuestion
    | NumericQuestion
    | OrderQuestion
    | MatchQuestion
    | ClozeQuestion
    | ShortQuestion
    | OpenQuestion
    | VerdictQuestion
    | PredictQuestion
    | CodeQuestion,
    Field(discriminator="kind"),
]
QUESTION: TypeAdapter[Question] = TypeAdapter(Question)


class Source(Model):
    """Where a fact comes from."""

    authors: Line
    year: Whole = Field(ge=1900, le=2100)
    title: Title
    where: Line = Field(description="Venue, arXiv id, section or table.")
    url: Url


class Concept(Model):
    """What a question is about. Ids are global: questions of other packs may use them."""

    id: Slug
    title: Title
    needs: list[Slug] = Field(default_factory=list, description="Concepts to know first.")


class Pack(Model):
    """The head of a pack: pack.yaml."""

    id: Slug
    title: Title
    version: Line
    licence: Line
    authors: list[Line] = Field(min_length=1)
    concepts: list[Concept] = Field(default_factory=list)


class Further(Model):
    """Something worth reading next."""

    title: Title
    url: Url
    kind: Literal["paper", "book", "course", "article", "video", "code"]


class FrontMatter(Model):
    """The head of an explanation."""

    concept: Slug
    title: Title
    cite: list[Slug] = Field(default_factory=list)
    demos: list[Slug] = Field(default_factory=list)
    further: list[Further] = Field(default_factory=list)


class Explanation(Model):
    """One concept explained: front matter, then Markdown in `## ` parts."""

    head: FrontMatter
    body: str


def question(data: dict[str, Any]) -> Question:
    """The question that `data` describes; raises pydantic.ValidationError."""
    return QUESTION.validate_python(data)
