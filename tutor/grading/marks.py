"""What grading says: a score, a verdict, and each part with what was said, what is true and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

Mark = Literal["hit", "missed", "wrong", "contradicted"]
Verdict = Literal["right", "partly", "wrong"]


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that was graded.

    id    of the choice, item, pair, blank or key point; `answer` for a number or a phrase
    said  what the learner said, in words; empty if nothing was
    key   what is right, in words; empty for a tick that should not be there
    why   why it is so, Markdown; empty if the pack says nothing
    """

    id: str
    mark: Mark
    said: str
    key: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Grade:
    """How an answer did.

    score  share of the credit, 0 to 1
    note   one sentence on how the answer was read or what its score is made of; may be empty
    """

    score: float
    verdict: Verdict
    parts: tuple[Part, ...]
    note: str = ""

    def to_json(self) -> dict[str, Any]:
        """The grade as history keeps it."""
        return {**asdict(self), "parts": [asdict(part) for part in self.parts]}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Grade:
        """The grade that `to_json` wrote."""
        return cls(**{**data, "parts": tuple(Part(**part) for part in data["parts"])})


def scored(score: float, parts: tuple[Part, ...], note: str = "") -> Grade:
    """A grade whose verdict follows from its score: all of it is right, none of it wrong, else partly."""
    verdict: Verdict = "right" if score >= 1 else "wrong" if score <= 0 else "partly"
    return Grade(min(1.0, max(0.0, score)), verdict, parts, note)
