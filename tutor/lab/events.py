"""What a face hears of a run, in this order: started, frames, … for each seed, and then how it ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tutor.lab.frames import Frame
from tutor.packs.model import Scalar


@dataclass(frozen=True, slots=True)
class Started:
    """One seed's run begins: the `number`-th `of` so many."""

    seed: int
    number: int
    of: int


@dataclass(frozen=True, slots=True)
class Frames:
    """What a seed's run said since the last of these; at most 20 come in a second."""

    seed: int
    frames: tuple[Frame, ...]


@dataclass(frozen=True, slots=True)
class Run:
    """What a demo measured at one setting.

    measures  for each seed, in their order: name and value, NaN where it was not finite
    frames    for each seed: thinned, but enough to draw it again
    seconds   of all seeds together, by the clock
    """

    demo: str
    parameters: Mapping[str, Scalar]
    seeds: tuple[int, ...]
    measures: tuple[Mapping[str, float], ...]
    frames: tuple[tuple[Frame, ...], ...]
    seconds: float
    versions: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Finished:
    """Every seed ran to its end."""

    run: Run


@dataclass(frozen=True, slots=True)
class Cancelled:
    """It was stopped as asked; nothing is judged."""


@dataclass(frozen=True, slots=True)
class Failed:
    """The demo went wrong: what happened, what to do next, and the last lines it printed."""

    reason: str
    remedy: str
    output: str


Event = Started | Frames | Finished | Cancelled | Failed
