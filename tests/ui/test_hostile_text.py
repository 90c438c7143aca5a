"""Text of packs and demos is somebody else's: it is shown as it stands and never obeyed, wherever it may stand.

Three kinds of it: markup that Textual would act on or crash over, escape sequences that a terminal would act on, and
characters that turn or hide what is read.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.ui.conftest import Opening, Seen, Stage, play, shown, sitting, until
from tests.ui.material import run_of, write_demo
from tutor.lab.events import Failed, Frames, Started
from tutor.lab.frames import Point, Progress, Table, Text, decode, to_json
from tutor.lab.manifest import Manifest
from tutor.lab.record import StoredRun
from tutor.study import Study
from tutor.ui.app import TutorApp
from tutor.ui.screens.explanation import ExplanationScreen
from tutor.ui.screens.explanations import ExplanationsScreen
from tutor.ui.screens.lab import LabScreen
from tutor.ui.screens.predict import PredictScreen
from tutor.ui.screens.running import RunningScreen
from tutor.ui.screens.source import SourceScreen
from tutor.ui.screens.today import TodayScreen
from tutor.ui.screens.verdict import VerdictScreen

MARKUP = "[@click=app.quit]Q[/] [/x] [red]x[:, i]"
ESCAPES = "\x1b]52;c;ZXZpbA==\x07\x1b[31m\x9b2J"
TURNED = "\u202e\u200b"
EVIL = f"{MARKUP}{ESCAPES}{TURNED}"
AS_YAML = json.dumps(EVIL)
"""A JSON string is a YAML string: its escapes are read, so the file itself is clean."""


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """All that the app hands to the terminal."""
    from textual.drivers.headless_driver import HeadlessDriver

    told: list[str] = []
    monkeypatch.setattr(HeadlessDriver, "write", lambda _, data: told.append(data))
    return told


async def harmless(pilot: Pilot[Any], written: list[str], *wanted: str) -> None:
    """The text stands on the screen as it is, nothing of it reaches the terminal, and clicking it does nothing."""
    for text in wanted or (MARKUP,):
        await until(pilot, text)
    everything = shown(pilot) + "".join(written)
    assert not [char for char in "\x07\x9b\u202e\u200b" if char in shown(pilot)]
    assert "]52;" not in everything, "nothing reaches the clipboard"
    assert "\x1b[31m" not in shown(pilot)
    row, line = next((row, line) for row, line in enumerate(shown(pilot).splitlines()) if "]Q[" in line)
    before = pilot.app.screen
    assert "@click" not in before.get_style_at(line.index("]Q[") + 1, row).meta
    assert pilot.app.is_running


def rewrite(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


async def look(stage: Stage, written: list[str], opening: Opening, *steps: str | Seen, wanted: str = MARKUP) -> None:
    app = TutorApp(stage.study, opening)
    async with app.run_test(size=(110, 40), notifications=True) as pilot:
        await pilot.pause()
        await play(pilot, steps)
        await harmless(pilot, written, wanted)


PLACES_IN_A_QUESTION = [
    ("short", "stem: What do residual connections shorten?", f"stem: {AS_YAML}", ()),
    ("choice", "text: Training showed it too few long sequences.", f"text: {AS_YAML}", ()),
    ("choice", "hints: [What did the second model have that the first had not?]", f"hints: [{AS_YAML}]", ("h",)),
    ("choice", "why: Both arms saw the same batches.", f"why: {AS_YAML}", ("3", "3")),
    (
        "order",
        "explanation: The weights need all scores, the sum needs all weights.",
        f"explanation: {AS_YAML}",
        ("enter", "3"),
    ),
    ("order", "text: Score the query against every key.", f"text: {AS_YAML}", ()),
    ("match", "left: an RNN", f"left: {AS_YAML}", ()),
    ("match", "right: one state", f"right: {AS_YAML}", ()),
    (
        "cloze",
        "  text: In training a transformer computes all [[what]] at once; decoding stays [[how]].",
        f"  text: {json.dumps(EVIL + ' [[what]] [[how]]')}",
        (),
    ),
    ("open", "says: Any two tokens are one hop apart in a layer.", f"says: {AS_YAML}", (*"so", "ctrl+s", "3")),
    ("open", "short: Training is parallel,", f"short: {AS_YAML} #", (*"so", "ctrl+s", "3", Seen("Which"), "a")),
    ("verdict", "claim: LSTMs solved the vanishing gradient problem.", f"claim: {AS_YAML}", ()),
]


@pytest.mark.parametrize(
    ("kind", "old", "new", "steps"),
    PLACES_IN_A_QUESTION,
    ids=[f"{p[0]} {p[1].split(':')[0]}" for p in PLACES_IN_A_QUESTION],
)
async def test_in_a_question(
    stage: Stage, written: list[str], kind: str, old: str, new: str, steps: tuple[str | Seen, ...]
) -> None:
    rewrite(stage.study.paths.content / "seq" / "questions" / "all.yaml", old, new)

    wanted = MARKUP.removesuffix(" [red]x[:, i]") if kind == "match" else MARKUP  # its columns are narrow
    await look(stage, written, sitting(kinds=(kind,)), *steps, wanted=wanted)


async def test_in_the_title_of_a_pack(stage: Stage, written: list[str]) -> None:
    rewrite(stage.study.paths.content / "seq" / "pack.yaml", "title: transformers vs seq2seq", f"title: {AS_YAML}")
    await look(stage, written, sitting(kinds=("choice",)))


async def test_in_the_title_of_a_concept(stage: Stage, written: list[str]) -> None:
    rewrite(stage.study.paths.content / "seq" / "pack.yaml", "title: The KV cache", f"title: {AS_YAML}")
    await look(stage, written, ExplanationsScreen, "down", wanted=f"read about {MARKUP}")


async def test_on_today_in_the_weakest_topic(stage: Stage, written: list[str]) -> None:
    rewrite(stage.study.paths.content / "seq" / "pack.yaml", "title: The fixed vector", f"title: {AS_YAML}")

    await look(stage, written, TodayScreen, wanted="[@click=app.quit]Q[/]")


async def test_in_an_explanation(stage: Stage, written: list[str]) -> None:
    file = stage.study.paths.content / "seq" / "explanations" / "cache.md"
    file.write_text(f"---\nconcept: cache\ntitle: {AS_YAML}\n---\n## {EVIL}\n{EVIL}\n\n- {EVIL}\n\n`{MARKUP}`\n")

    await look(stage, written, lambda study: ExplanationScreen(study, "cache"), wanted=f"• {MARKUP}")


async def test_in_a_source(stage: Stage, written: list[str]) -> None:
    rewrite(
        stage.study.paths.content / "seq" / "sources.yaml",
        "title: Sequence to Sequence Learning with Neural Networks",
        f"title: {AS_YAML}",
    )
    await look(stage, written, lambda study: ExplanationScreen(study, "vanishing"), "s")


async def test_in_the_name_of_what_to_read_on(stage: Stage, written: list[str]) -> None:
    file = stage.study.paths.content / "seq" / "explanations" / "vanishing.md"
    rewrite(file, "title: Understanding LSTM Networks", f"title: {AS_YAML}")

    await look(stage, written, lambda study: ExplanationScreen(study, "vanishing"), "s")


async def test_in_ones_own_note(stage: Stage, written: list[str]) -> None:
    stage.study.write("seq/bottleneck", "note", EVIL)

    await look(stage, written, sitting(kinds=("choice",)), wanted="Your note")
    await look(stage, written, sitting(kinds=("choice",)), "n", Seen("Your note on"))


# ---- demos


@pytest.fixture
def hostile(stage: Stage) -> Manifest:
    """gradient_decay with hostile text wherever a manifest has some."""
    manifest = (stage.decay.folder / "demo.yaml").read_text()
    for old in (
        "title: How much gradient is left k steps back?",
        "ask: By what factor does it shrink at each step?",
        "low: half is lost",
        "because: One step back is one multiplication by the matrix and by the slopes of tanh.",
        "source: Pascanu et al. 2013, section 2.1",
        "help: numbers in a state",
        "meaning: ρ times the mean slope of tanh",
        "title: RNN at ρ = .9 between .80 and .90",
        "title: gradient norm k steps back, as a share of the last step's",
    ):
        assert old in manifest, old
        manifest = manifest.replace(old, f"{old.split(':')[0]}: {AS_YAML}")
    code = f'"""{MARKUP}"""\n'
    write_demo(stage.study.paths.demos, "hostile", manifest.replace("id: gradient_decay", "id: hostile"), code)
    del stage.study.lab.__dict__["demos"]
    return stage.study.lab.demos["hostile"]


async def test_in_a_list_of_demos_a_prediction_and_its_parameters(
    stage: Stage, written: list[str], hostile: Manifest
) -> None:
    def predict(study: Study) -> PredictScreen:
        return PredictScreen(study, "hostile")

    await look(stage, written, LabScreen)
    await look(stage, written, predict)
    await look(stage, written, predict, "v", "down")


async def test_in_the_code_of_a_demo(stage: Stage, written: list[str], hostile: Manifest) -> None:
    await look(stage, written, lambda _: SourceScreen(hostile))


@pytest.mark.parametrize(("steps", "wanted"), [((), MARKUP), (("t",), f"{MARKUP}   ")], ids=["plot", "table"])
async def test_in_what_a_demo_sends(
    stage: Stage, written: list[str], hostile: Manifest, steps: tuple[str, ...], wanted: str
) -> None:
    sent = (
        Point(EVIL, 0, 1),
        Point(EVIL, 1, 0.5),
        Text(EVIL),
        Table(EVIL, [EVIL, "n"], [[EVIL, 1.0]]),
        Progress(1, 2, EVIL),
    )
    said = tuple(decode(to_json(frame)) for frame in sent)  # as they come from the worker
    stage.worker.script = [[Started(0, 1, 1), Frames(0, said)]]

    def run(study: Study) -> RunningScreen:
        return RunningScreen(study, hostile, hostile.resolve(), (0,), 0.9)

    await look(stage, written, run, Seen("1 of 2"), *steps, wanted=wanted)


async def test_in_how_a_demo_failed(stage: Stage, written: list[str], hostile: Manifest) -> None:
    stage.worker.script = [[Started(0, 1, 1), Failed(f"the demo raised {MARKUP}", "mend demo.py", "")]]

    def run(study: Study) -> RunningScreen:
        return RunningScreen(study, hostile, hostile.resolve(), (0,), 0.9)

    await look(stage, written, run, wanted=f"hostile: the demo raised {MARKUP}")


async def test_in_a_verdict(stage: Stage, written: list[str], hostile: Manifest) -> None:
    run = run_of(hostile)
    record = stage.study.lab.keep(hostile, run, 0.95)

    await look(stage, written, lambda study: VerdictScreen(study, hostile, StoredRun(record, run.frames), 0.95))
