"""The schema that editors read, and the loader, say the same of every question."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator
from pydantic import ValidationError

from tutor.authoring.schema import question_schema, schema_text
from tutor.packs.model import QUESTION
from tutor.packs.parse import read_yaml
from tutor.packs.shape import KINDS

ROOT = Path(__file__).parents[2]
VALIDATOR = Draft7Validator(question_schema())

slugs = st.from_regex(r"[a-z0-9]{1,9}([-_][a-z0-9]{1,9})?", fullmatch=True)
names = st.from_regex(r"[A-Za-z][A-Za-z0-9_]{0,5}", fullmatch=True)
texts = st.text("ab$ :\\{}é日\n", min_size=1, max_size=8)
numbers = st.integers(-9, 9) | st.floats(-9, 9, width=16)
positive = st.integers(0, 9) | st.floats(0, 9, width=16)


def lists(inner: st.SearchStrategy[Any], low: int, high: int = 3) -> st.SearchStrategy[list[Any]]:
    return st.lists(inner, min_size=low, max_size=max(low, high))


def record(optional: dict[str, st.SearchStrategy[Any]] | None = None, **required: st.SearchStrategy[Any]) -> Any:
    return st.fixed_dictionaries(required, optional=optional or {})


refs = slugs | st.tuples(slugs, slugs).map("/".join)
demos = record({"set": st.dictionaries(names, st.booleans() | numbers | texts, max_size=2)}, id=slugs)
choice = record({"correct": st.booleans(), "misconception": slugs | st.none()}, id=slugs, text=texts, why=texts)
blank = record(accept=lists(texts, 1), why=texts)
tolerance = record({"atol": positive}, rtol=positive) | record(atol=positive)
answer = st.tuples(record(expr=texts) | record(value=numbers), tolerance, record({"unit": texts})).map(
    lambda parts: {key: value for part in parts for key, value in part.items()}
)
point = record(
    {
        "accept": lists(texts, 0),
        "contradict": lists(texts, 0),
        "weight": st.integers(1, 5),
        "required": st.booleans(),
        "follow_up": refs,
    },
    id=slugs,
    says=texts,
)
sample = record(
    answer=texts,
    points=st.dictionaries(slugs, st.sampled_from(["hit", "missed", "contradicted"]), max_size=2),
    grade=st.sampled_from(["pass", "partial", "fail"]),
)
predictions = lists(record({"why": texts | st.none(), "misconception": slugs}, id=slugs, text=texts, when=texts), 2)

FIELDS: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "choice": record(choices=lists(choice, 2)),
    "multi": record(choices=lists(choice, 2)),
    "numeric": record(
        {
            "vars": st.dictionaries(names, lists(numbers, 1), max_size=2),
            "wrong": lists(record({"misconception": slugs}, expr=texts, why=texts), 0),
        },
        answer=answer,
    ),
    "order": record(items=lists(record(id=slugs, text=texts), 3)),
    "match": record({"extra": lists(texts, 0)}, pairs=lists(record(id=slugs, left=texts, right=texts), 2)),
    "cloze": record(text=texts, blanks=st.dictionaries(slugs, blank, min_size=1, max_size=2)),
    "short": record(
        {"reject": lists(record({"misconception": slugs}, text=texts, why=texts), 0)}, accept=lists(texts, 1)
    ),
    "open": record({"samples": lists(sample, 0)}, points=lists(point, 1), answers=record(short=texts, full=texts)),
    "verdict": record(
        claim=texts, verdict=st.sampled_from(["holds", "qualified", "misleading", "wrong", "open"]), correction=texts
    ),
    "predict": record(demo=demos, measure=names, choices=predictions)
    | record({"atol": positive}, demo=demos, measure=names, rtol=positive),
    "code": record({"mistakes": lists(record(code=texts, why=texts), 0)}, starter=texts, tests=texts, solution=texts),
}


@st.composite
def questions(draw: st.DrawFn) -> dict[str, Any]:
    """A question whose shape is right."""
    kind = draw(st.sampled_from(sorted(FIELDS)))
    head = draw(
        record(
            {
                "rev": st.integers(1, 9) | st.just(2.0),
                "hints": lists(texts, 0),
                "explanation": texts | st.none(),
                "cite": lists(slugs, 0),
                "follow_ups": lists(refs, 0),
                "demo": demos | st.none(),
            },
            id=slugs,
            concepts=lists(slugs, 1),
            level=st.integers(1, 5),
            stem=texts,
        )
    )
    return {**head, "kind": kind, **draw(FIELDS[kind])}


anything = st.recursive(
    st.none()
    | st.booleans()
    | numbers
    | st.sampled_from(["", "a\n", "A b", "x" * 81, "holds", "1", 1e9, -1, 2.0, 2.5]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "a b", "x\n"]), inner, max_size=2)
    ),
    max_leaves=4,
)


@st.composite
def mutants(draw: st.DrawFn) -> dict[str, Any]:
    """A question in which one place was changed: a value replaced, a field dropped, added or renamed."""
    question = copy.deepcopy(draw(questions()))
    places = list(_containers(question))
    where = draw(st.sampled_from(places))
    keys = sorted(where) if isinstance(where, dict) else list(range(len(where)))
    change = draw(st.sampled_from(["replace", "drop", "add", "rename"]))
    if isinstance(where, dict) and (change == "add" or not keys):
        fields = sorted({field for model in KINDS.values() for field in model.model_fields})
        where[draw(st.sampled_from([*fields, "corect", "A b"]))] = draw(anything)
    elif keys:
        key = draw(st.sampled_from(keys))
        if change == "replace" or isinstance(where, list):
            where[key] = draw(anything)
        elif change == "rename":
            where[draw(st.sampled_from(["x", "Why", "a b", f"{key}\n"]))] = where.pop(key)
        else:
            del where[key]
    return question


def _containers(value: Any) -> Any:
    if isinstance(value, dict | list):
        yield value
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _containers(inner)


def loads(question: dict[str, Any]) -> bool:
    try:
        QUESTION.validate_python(question)
    except ValidationError:
        return False
    return True


@settings(deadline=None)
@given(questions())
def test_a_right_question_is_right_for_the_schema_and_for_the_loader(question: dict[str, Any]) -> None:
    assert loads(question)
    assert list(VALIDATOR.iter_errors([question])) == []


@settings(max_examples=400, deadline=None)
@given(mutants())
def test_the_schema_refuses_what_the_loader_refuses_and_nothing_else(question: dict[str, Any]) -> None:
    assert VALIDATOR.is_valid([question]) == loads(question)


@settings(deadline=None)
@given(questions())
def test_a_question_written_to_a_file_reads_back_as_itself(question: dict[str, Any]) -> None:
    document = read_yaml(json.dumps([question]), name="x.yaml")

    assert (document.value, document.problems) == ([question], [])


def test_every_kind_is_in_the_property_tests() -> None:
    assert FIELDS.keys() == KINDS.keys()


def test_the_shipped_schema_is_the_present_one() -> None:
    shipped = (ROOT / "content" / "questions.schema.json").read_text(encoding="utf-8")

    assert shipped == schema_text(), "run: tutor pack schema > content/questions.schema.json"


def test_the_schema_is_draft_7_and_nothing_stands_beside_a_reference() -> None:
    schema = question_schema()
    Draft7Validator.check_schema(schema)

    def references(value: Any) -> Any:
        if isinstance(value, dict):
            if "$ref" in value:
                yield value
            for inner in value.values():
                yield from references(inner)
        elif isinstance(value, list):
            for inner in value:
                yield from references(inner)

    found = list(references(schema))
    assert found
    assert all(list(reference) == ["$ref"] for reference in found)
    assert "$defs" not in schema_text()
    assert "discriminator" not in schema_text()


def test_an_author_reads_what_a_field_is_for() -> None:
    definitions = question_schema()["definitions"]

    assert definitions["PredictQuestion"]["properties"]["measure"]["description"] == (
        "The demo's measure that is predicted."
    )
    assert definitions["Choice"]["properties"]["why"]["description"].startswith("Why it is right")


HEAD = {"id": "q", "concepts": ["c"], "level": 1, "stem": "s"}


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "numeric", "vars": {"a b": [1]}, "answer": {"value": 1, "rtol": 0}},
        {"kind": "cloze", "text": "[[A B]]", "blanks": {"A B": {"accept": ["x"], "why": "w"}}},
        {"kind": "numeric", "answer": {"value": 1}},
        {"kind": "numeric", "answer": {"value": 1, "rtol": None}},
        {"kind": "numeric", "answer": {"rtol": 0}},
        {"kind": "numeric", "answer": {"value": 1, "expr": "1", "rtol": 0}},
        {"kind": "predict", "demo": {"id": "d"}, "measure": "m"},
        {"kind": "predict", "demo": {"id": "d"}, "measure": "m", "choices": None},
        {"kind": "verdict", "claim": "x", "verdict": "true", "correction": "y"},
        {"kind": "short", "accept": ["x"], "id": "q\n"},
    ],
)
def test_what_is_easily_missed_is_refused_by_both(fields: dict[str, Any]) -> None:
    question = {**HEAD, **fields}

    assert (VALIDATOR.is_valid([question]), loads(question)) == (False, False)
