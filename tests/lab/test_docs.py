"""docs/demos.md says what the code does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, TypeAdapter

from tutor.lab import kept, outlet
from tutor.lab.child import MEMORY_MIB
from tutor.lab.frames import KINDS
from tutor.lab.manifest import Manifest
from tutor.lab.model import (
    Axis,
    BarsPlot,
    Expectation,
    HeatmapPlot,
    LinePlot,
    MeasureInfo,
    Parameter,
    Plot,
    Predict,
    Series,
    Side,
    WrongPrediction,
)
from tutor.lab.seedrun import Limits
from tutor.packs.parse import read_yaml

PAGE = (Path(__file__).parents[2] / "docs" / "demos.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "model",
    [
        *(Manifest, Parameter, Predict, WrongPrediction, MeasureInfo, Expectation),
        *(LinePlot, Axis, Series, HeatmapPlot, Side, BarsPlot),
    ],
)
def test_every_field_of_a_manifest_is_shown(model: type[BaseModel]) -> None:
    assert [name for name in model.model_fields if f"{name}:" not in PAGE and f"`{name}`" not in PAGE] == []


@pytest.mark.parametrize("kind", KINDS.values())
def test_every_frame_is_explained(kind: type) -> None:
    assert f"`{kind.__name__}(" in PAGE


def test_the_limits_are_the_ones_in_force() -> None:
    limits = Limits()

    assert f"sends nothing for {limits.silent_s:g} s, or runs longer than {limits.total_s:g} s" in PAGE
    assert f"and {limits.factor:g} times its `seconds`" in PAGE
    assert f"holds more than {MEMORY_MIB // 1024} GiB" in PAGE
    assert f"A run keeps {kept.POINTS:,} points" in " ".join(PAGE.split())
    assert f"A frame may have {outlet.MAX_LINE // 1024} KiB, a run {kept.NAMES} lines" in PAGE
    assert f"first {2 * outlet.OCTAVE:,} points" in PAGE
    assert f"at most {1 / outlet.REPLACED_S:g} times a second" in PAGE


def blocks() -> list[dict[str, Any]]:
    """The YAML examples of the page, parsed."""
    texts = [part.split("```")[0] for part in PAGE.split("```yaml\n")[1:]]
    documents = [read_yaml(text, name="demos.md") for text in texts]
    assert [str(problem) for document in documents for problem in document.problems] == []
    return [document.value for document in documents]


def test_the_examples_are_manifests() -> None:
    seen, plots = set(), set()
    for block in blocks():
        for field, value in block.items():
            seen.add(field)
            match field:
                case "parameters":
                    assert {p["kind"]: Parameter.model_validate(p).kind for p in value.values()}.keys() == {
                        "float", "int", "choice", "bool", "text",
                    }  # fmt: skip
                case "predict":
                    Predict.model_validate(value)
                case "measures":
                    assert all(MeasureInfo.model_validate(measure) for measure in value.values())
                case "expectations":
                    assert all(Expectation.model_validate(claim) for claim in value)
                case "plot":
                    plots.add(TypeAdapter[Plot](Plot).validate_python(value, strict=True).kind)
    assert seen == {"parameters", "predict", "measures", "expectations", "plot"}
    assert plots == {"lines", "heatmap", "bars"}
