"""What a demo is: demo.yaml, read without importing torch."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Literal, NamedTuple

from pydantic import Field, PrivateAttr, ValidationError

from tutor.errors import LabError, ParameterError
from tutor.lab.code import files_of
from tutor.lab.crosscheck import cross_problems
from tutor.lab.model import Expectation, MeasureInfo, Parameter, Plot, Positive, Predict
from tutor.packs.model import Line, Model, Name, Prose, Scalar, Slug
from tutor.packs.parse import read_yaml
from tutor.packs.problems import Problem, suggest
from tutor.packs.shape import shape_problems

KEPT = 8
"""Manifests that are kept once read: 30 kB each, and one is on the screen at a time."""


class Manifest(Model):
    """A demo: the one question it answers, what can be varied, what is predicted, measured and expected."""

    id: Slug = Field(description="The name of the demo's folder.")
    title: Line = Field(description="The one question it answers.")
    about: Prose = Field(description="What is set up and run, in one to three sentences, shown with the prediction.")
    concepts: list[Slug] = Field(min_length=1, description="Concept ids, the main one first.")
    source: Line = Field(description="The paper or theory it follows.")
    seconds: Positive = Field(description="How many CPU seconds one seed takes at the default setting, on 2 cores.")
    needs: Literal["semantic"] | None = Field(None, description="The extra without which it cannot run.")
    parameters: dict[Name, Parameter] = Field(default_factory=dict)
    presets: dict[Name, dict[Name, Scalar]] = Field(default_factory=dict)
    predict: Predict
    measures: dict[Name, MeasureInfo] = Field(min_length=1)
    expectations: list[Expectation] = Field(min_length=1)
    limits: Prose | None = Field(None, description="Where it breaks down, in a sentence or two.")
    plot: Plot | None = None

    _folder: Path = PrivateAttr(default=Path())

    @property
    def folder(self) -> Path:
        """Where demo.yaml and demo.py lie."""
        return self._folder

    @property
    def code(self) -> str:
        """The text of demo.py."""
        return (self.folder / "demo.py").read_text(encoding="utf-8")

    @property
    def hash(self) -> str:
        """SHA-256 over what decides what a run measures and claims: with another one, other code ran.

        That is demo.py, what it imports of the kit, and of demo.yaml the defaults, the measures and the claims; its
        words may be mended, and a run stays what it was.
        """
        defaults = {name: parameter.default for name, parameter in self.parameters.items()}
        claims = [(claim.that, claim.when) for claim in self.expectations]
        decided = [("demo.yaml", json.dumps([defaults, sorted(self.measures), claims], sort_keys=True).encode())]
        digest = hashlib.sha256()
        for name, body in [*decided, *((file.name, file.read_bytes()) for file in files_of(self.folder))]:
            digest.update(f"{name} {len(body)}\n".encode() + body)
        return digest.hexdigest()

    @property
    def options(self) -> dict[str, int]:
        """The options of the choice parameters, each with the number it is in expressions."""
        words = [option for parameter in self.parameters.values() for option in parameter.options or ()]
        return {word: number for number, word in enumerate(dict.fromkeys(words))}

    @property
    def texts(self) -> tuple[str, ...]:
        """The parameters that are words of one's own."""
        return tuple(name for name, parameter in self.parameters.items() if parameter.kind == "text")

    def resolve(self, given: Mapping[str, object] | None = None, preset: str | None = None) -> dict[str, Scalar]:
        """Every parameter's value: its default, the preset's over it, what is given over both.

        given   values, or their text as typed in `--set d=16`
        raises  ParameterError saying what is allowed, or which name is near
        """
        if preset is not None and preset not in self.presets:
            raise ParameterError(
                f"no preset is called `{preset}`",
                where=self.id,
                remedy=suggest(preset, self.presets, "it has no presets"),
            )
        chosen: dict[str, object] = {name: parameter.default for name, parameter in self.parameters.items()}
        chosen |= self.presets[preset] if preset else {}
        chosen |= given or {}
        return {name: self._take(name, value) for name, value in chosen.items()}

    def numbers(self, parameters: Mapping[str, Scalar]) -> dict[str, float | int | bool]:
        """What expressions see of `parameters`: a choice is the number of its option, and each option is a name.

        A text has no value there.
        """
        options = self.options
        seen = {name: value for name, value in parameters.items() if name not in self.texts}
        return options | {name: options[v] if isinstance(v, str) else v for name, v in seen.items()}

    def _take(self, name: str, value: object) -> Scalar:
        if name not in self.parameters:
            remedy = suggest(name, self.parameters, "it has no parameters")
            raise ParameterError(f"no parameter is called `{name}`", where=self.id, remedy=remedy)
        taken = self.parameters[name].take(value)
        if taken is None:
            remedy = self.parameters[name].remedy(value)
            raise ParameterError(f"`{name}` cannot be {value}", where=self.id, remedy=remedy)
        return taken


class Head(NamedTuple):
    """What a list of demos shows of each."""

    id: str
    title: str
    concepts: tuple[str, ...]
    seconds: float
    needs: str | None


class Demos(Mapping[str, Manifest]):
    """The demos in the folders of `roots`, in the order of their ids; of two with one id the first is taken.

    A demo is called as its folder is. A manifest is read when it is asked for, and the last few are kept: who wants one
    doesn't wait for all, and a list of all keeps no more of them than it shows.
    """

    def __init__(self, *roots: Path) -> None:
        self._folders: dict[str, list[Path]] = defaultdict(list)
        for file in (file for root in roots for file in sorted(root.glob("*/demo.yaml"))):
            self._folders[file.parent.name].append(file.parent)
        self._look = lru_cache(maxsize=KEPT)(self._read)

    def __getitem__(self, demo: str) -> Manifest:
        manifest, _ = self._look(demo)
        if manifest is None:
            raise KeyError(demo)
        return manifest

    def __iter__(self) -> Iterator[str]:
        return iter(self.heads)

    def __len__(self) -> int:
        return len(self.heads)

    @property
    def heads(self) -> dict[str, Head]:
        return self._all[0]

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with demos, those that can be offered nevertheless included."""
        return self._all[1]

    @cached_property
    def _all(self) -> tuple[dict[str, Head], tuple[Problem, ...]]:
        heads, problems = dict[str, Head](), list[Problem]()
        for demo in sorted(self._folders):
            manifest, wrong = self._look(demo)
            problems += wrong
            if manifest:
                about = manifest.title, tuple(manifest.concepts), manifest.seconds, manifest.needs
                heads[demo] = Head(demo, *about)
        return heads, tuple(problems)

    def _read(self, demo: str) -> tuple[Manifest | None, list[Problem]]:
        found, problems = None, list[Problem]()
        for folder in self._folders.get(demo, ()):
            manifest, wrong = read(folder)
            problems += wrong
            if manifest and found:
                file, message = str(folder / "demo.yaml"), f"there is another demo `{demo}`, in {found.folder}"
                problems.append(Problem(file, 0, 0, "P117", message, "give this one another id"))
            found = found or manifest
        return found, problems


def load(folder: Path) -> Manifest:
    """The demo in `folder`; raises LabError showing everything that is wrong with its manifest."""
    manifest, problems = read(folder)
    if manifest is None:
        raise LabError(
            "\n".join(["this demo cannot be used", *(problem.show() for problem in problems)]), where=str(folder)
        )
    return manifest


def read(folder: Path) -> tuple[Manifest | None, list[Problem]]:
    """The demo in `folder` and what is wrong with it; None if there is an error."""
    file = folder / "demo.yaml"
    try:
        text = file.read_bytes()
    except OSError as error:
        return None, [Problem(str(file), 0, 0, "P123", f"cannot be read: {error.strerror}", "a demo has a demo.yaml")]
    document = read_yaml(text, name=str(file))
    problems = list(document.problems)
    manifest = None
    if document.whole:
        try:
            manifest = Manifest.model_validate(document.value if document.value is not None else {})
        except ValidationError as error:
            problems += shape_problems(error, Manifest, document, ())
        else:
            manifest._folder = folder
            problems += cross_problems(manifest, document)
    is_broken = any(problem.severity == "error" for problem in problems)
    return None if is_broken else manifest, sorted(problems)
