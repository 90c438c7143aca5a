"""The JSON Schema of question files, for editors: what pydantic knows, in the dialect editors read.

The YAML language server reads draft-07, ignores whatever stands beside a `$ref`, and knows nothing of discriminators.
"""

from __future__ import annotations

import json
from typing import Any

from pydantic import TypeAdapter

from tutor.packs.model import Question

Schema = dict[str, Any]


def schema_text() -> str:
    """The schema as it is shipped in content/questions.schema.json."""
    return json.dumps(question_schema(), indent=2, ensure_ascii=False) + "\n"


def question_schema() -> Schema:
    """JSON Schema draft-07 of a file of questions."""
    schema = TypeAdapter(list[Question]).json_schema(ref_template="#/definitions/{model}")
    definitions: Schema = schema.pop("$defs")
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Questions of a tutor pack",
        "description": "docs/packs.md explains every kind with an example.",
        **_converted(schema, definitions),
        "definitions": {name: _converted(definition, definitions) for name, definition in sorted(definitions.items())},
    }


def _converted(schema: Schema, definitions: Schema) -> Schema:
    """`schema` in draft-07, without the titles that pydantic makes of field names."""
    if "$ref" in schema and len(schema) > 1:
        target = definitions[schema["$ref"].rpartition("/")[2]]
        schema = {**target, **{key: value for key, value in schema.items() if key != "$ref"}}
    found: Schema = {}
    for key, value in schema.items():
        if key in ("title", "discriminator") or (key == "default" and value is None):
            continue
        if key == "patternProperties":
            found[key] = {_strict(name): _converted(field, definitions) for name, field in value.items()}
            found["additionalProperties"] = False
        elif key == "properties":
            found[key] = {name: _converted(field, definitions) for name, field in value.items()}
        elif key == "pattern":
            found[key] = _strict(value)
        elif isinstance(value, dict):
            found[key] = _converted(value, definitions)
        elif isinstance(value, list):
            found[key] = [_converted(item, definitions) if isinstance(item, dict) else item for item in value]
        else:
            found[key] = value
    return found


def _strict(pattern: str) -> str:
    """In Python, a `$` allows a line end after it; in pydantic and in editors it doesn't."""
    return f"{pattern}(?!\\n)"
