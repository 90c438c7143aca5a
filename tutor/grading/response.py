"""What a learner answers, one class a shape of answer. Ids, not positions: a pack may be reordered afterwards."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Picked:
    """Choices picked: choice, multi, verdict, and predict where it has choices. Their order does not matter."""

    ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Typed:
    """A number or a phrase: numeric, short, and predict where a number is asked."""

    text: str = ""


@dataclass(frozen=True, slots=True)
class Ordered:
    """Every item's id, first to last."""

    ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Paired:
    """Pair id → the text put on its right. A pair left open is simply not there."""

    pairs: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Filled:
    """Blank → what was typed into it."""

    blanks: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ticked:
    """An open answer, and the ids of the key points the learner found in it. Said aloud, it has no text."""

    text: str = ""
    points: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GaveUp:
    """ "I don't know", to any kind of question."""


Response = Picked | Typed | Ordered | Paired | Filled | Ticked | GaveUp
NAMES: dict[str, type[Response]] = {
    "picked": Picked,
    "typed": Typed,
    "ordered": Ordered,
    "paired": Paired,
    "filled": Filled,
    "ticked": Ticked,
    "gave_up": GaveUp,
}


def to_json(response: Response) -> dict[str, Any]:
    """The response as history keeps it: `{"as": "picked", "ids": ["fixed"]}`."""
    name = next(name for name, shape in NAMES.items() if shape is type(response))
    values = {key: list(value) if isinstance(value, tuple) else value for key, value in asdict(response).items()}
    return {"as": name, **values}


def from_json(data: Mapping[str, Any]) -> Response:
    """The response that `to_json` wrote; ValueError if it is none."""
    try:
        values = {key: value for key, value in data.items() if key != "as"}
        shape: Callable[..., Response] = NAMES[data["as"]]
        return shape(**{key: tuple(value) if isinstance(value, list) else value for key, value in values.items()})
    except (KeyError, TypeError) as error:
        raise ValueError(f"not a response: {data!r}") from error
