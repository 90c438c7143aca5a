"""The whole library on fresh seeds."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tutor.errors import LabError
from tutor.lab.describe import describe
from tutor.lab.extras import MODULES
from tutor.lab.manifest import Manifest, load
from tutor.lab.runner import Worker
from tutor.lab.survey import survey

Write = Callable[..., Manifest]


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with Worker(preload=False) as worker:
        yield worker


def test_each_demo_says_what_it_measured_and_whether_its_claims_held(demo: Write, worker: Worker) -> None:
    holds = demo("yield Measure('loss', seed)", name="holds")
    demo("yield Measure('loss', 3 * seed)", name="breaks")
    demo("1 / 0\nyield", name="fails")

    said = list(survey(holds.folder.parent, [], (0, 1, 2), worker))

    assert [is_held for is_held, _ in said] == [False, False, True]
    breaks, fails, held = ("\n".join(lines) for _, lines in said)
    assert breaks.startswith("breaks  0 of 1 claims held")
    assert "loss  3.000 nats (0 to 6.000)" in breaks
    assert "did not hold: loss < n" in breaks
    assert fails.startswith("fails  failed")
    assert "the demo raised ZeroDivisionError: division by zero" in fails
    assert held.startswith("holds  1 of 1 claims held")
    assert "did not hold" not in held


def test_only_what_was_named_is_run_and_a_wrong_name_is_told(demo: Write, worker: Worker) -> None:
    demos = demo("yield Measure('loss', 0)", name="one").folder.parent
    demo("1 / 0\nyield", name="two")

    assert [is_held for is_held, _ in survey(demos, ["one"], (0,), worker)] == [True]
    with pytest.raises(LabError, match=r"there is no demo `onne`\n   did you mean `one`\?"):
        list(survey(demos, ["onne"], (0,), worker))


def test_a_demo_whose_extra_is_missing_is_passed_over_and_says_how_to_get_it(
    demo: Write, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(MODULES, "semantic", "no_such_package")
    file = demo("1 / 0\nyield").folder / "demo.yaml"
    file.write_text(f"needs: semantic\n{file.read_text()}")

    ((is_held, lines),) = survey(file.parents[1], [], (0,), worker)

    assert is_held
    assert lines[0] == "probe  not run"
    assert "pip install 'llm-tutor[semantic]'" in lines[2]
    assert "pip install 'llm-tutor[semantic]'" in " ".join(describe(load(file.parent)))
    monkeypatch.setitem(MODULES, "semantic", "torch")
    assert "pip install" not in " ".join(describe(load(file.parent)))
