"""The pictures of README, taken from the app itself: `make pictures`.

Each is a real screen at 80x24 over the shipped packs and demos, with an empty history in a temporary folder.
"""

from __future__ import annotations

import asyncio
import re
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from textual.screen import Screen

from tutor.settings import Settings, find_paths
from tutor.study import Filters, Study
from tutor.ui.app import TutorApp
from tutor.ui.screens.question import QuestionScreen
from tutor.ui.screens.running import RunningScreen
from tutor.ui.screens.verdict import VerdictScreen

PICTURES = Path(__file__).parent.parent / "docs" / "pictures"
FONTS = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)
"""Textual's SVG fetches its fonts from elsewhere; ours takes the reader's own."""


async def take(
    name: str, study: Study, opening: Callable[[Study], Screen[Any]] | None, keys: Sequence[str], until: type[Any]
) -> None:
    """Open the app, press the keys, wait for a screen of class `until`, and keep what it shows."""
    app = TutorApp(study, opening)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause(0.5)
        for key in keys:
            await pilot.press(key)
            await pilot.pause(0.2)
        while not isinstance(app.screen, until):
            await pilot.pause(0.2)
        await pilot.pause(0.5)
        picture = FONTS.sub("", app.export_screenshot(title=""))
        (PICTURES / f"{name}.svg").write_text(picture, encoding="utf-8")


def bottleneck(study: Study) -> Screen[Any]:
    """A session that begins with a choice about the bottleneck."""
    filters = Filters(concepts=("seq2seq-vector-bottleneck",), kinds=("choice",))
    return QuestionScreen(study, study.begin(filters, seed=4))


def plot(study: Study) -> Screen[Any]:
    """The recorded run of the gradient demo, drawn again."""
    manifest = study.lab.manifest("gradient_decay")
    recorded = study.lab.recorded(manifest)
    assert recorded is not None, "make recordings first"
    return RunningScreen(study, manifest, manifest.resolve(), recorded.record.seeds, 0.95, replay=recorded)


def verdict(study: Study) -> Screen[Any]:
    """What that run says about a prediction."""
    manifest = study.lab.manifest("gradient_decay")
    recorded = study.lab.recorded(manifest)
    assert recorded is not None, "make recordings first"
    return VerdictScreen(study, manifest, recorded, 0.95)


async def main() -> None:
    """Take them all."""
    from tutor.ui.screens.feedback import FeedbackScreen

    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        study = Study(find_paths({"TUTOR_HOME": home}), Settings())
        await take("question", study, bottleneck, [], QuestionScreen)
        await take("feedback", study, bottleneck, ["2", "3"], FeedbackScreen)
        await take("running", study, plot, [], RunningScreen)
        await take("verdict", study, verdict, [], VerdictScreen)


if __name__ == "__main__":
    asyncio.run(main())
