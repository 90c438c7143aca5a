"""The pictures of README, taken from the app itself: `make pictures`.

Each is a real screen at 80x24 over the shipped packs and demos, with an empty history in a temporary folder.
"""

from __future__ import annotations

import asyncio
import re
import tempfile
from collections.abc import Callable, Sequence
from html import escape
from pathlib import Path
from typing import Any

from rich.cells import cell_len
from textual.color import Color
from textual.screen import Screen

from tutor.settings import Settings, find_paths
from tutor.study import Filters, Study
from tutor.ui.app import TutorApp
from tutor.ui.screens.question import QuestionScreen
from tutor.ui.screens.running import RunningScreen
from tutor.ui.screens.verdict import VerdictScreen

PICTURES = Path(__file__).parent.parent / "docs" / "pictures"
W, H, SIZE, EDGE = 9.6, 20.0, 16, 12
"""A cell, the font in it, and the edge around the screen, in pixels."""
RUN = re.compile(r"\S+(?: \S+)*")
"""Words that stand one space apart are set as one text; wider gaps are left to the places of the words."""


def svg(app: TutorApp) -> str:
    """The screen as an SVG: each run of words at its own place, so that no viewer can shift it."""
    columns, rows = app.size
    ground = Color.parse(app.theme_variables["background"]).hex
    papers: list[str] = []
    words: list[str] = []
    for row, strip in enumerate(app.screen._compositor.render_strips()):
        column = 0
        for segment in strip:
            style = segment.style
            ink = style.color.get_truecolor().hex if style and style.color else app.theme_variables["foreground"]
            paper = style.bgcolor.get_truecolor().hex if style and style.bgcolor else ground
            x, y, width = EDGE + column * W, EDGE + row * H, cell_len(segment.text) * W
            if paper.lower() != ground.lower():
                papers.append(f'<rect x="{x:.1f}" y="{y:.0f}" width="{width:.1f}" height="{H:.0f}" fill="{paper}"/>')
            weight = ' font-weight="bold"' if style and style.bold else ""
            for run in RUN.finditer(segment.text):
                at = x + cell_len(segment.text[: run.start()]) * W
                long = f' textLength="{cell_len(run[0]) * W:.1f}"'
                look = f'fill="{ink}"{weight}{long}'
                words.append(f'<text x="{at:.1f}" y="{y + 15:.0f}" {look}>{escape(run[0], quote=False)}</text>')
            column += cell_len(segment.text)
    width, height = columns * W + 2 * EDGE, rows * H + 2 * EDGE
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}">\n'
        f'<rect width="100%" height="100%" rx="8" fill="{ground}"/>\n'
        f"<g font-family=\"'Fira Code','DejaVu Sans Mono',Menlo,Consolas,monospace\" font-size=\"{SIZE}\" "
        'style="white-space:pre;font-variant-ligatures:none">\n' + "\n".join([*papers, *words]) + "\n</g></svg>\n"
    )


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
        (PICTURES / f"{name}.svg").write_text(svg(app), encoding="utf-8")


def bottleneck(study: Study) -> Screen[Any]:
    """A session that begins with a choice about the bottleneck."""
    filters = Filters(concepts=("seq2seq-vector-bottleneck",), kinds=("choice",))
    return QuestionScreen(study, study.begin(filters, seed=4))


def replayed(demo: str, said: float) -> Callable[[Study], Screen[Any]]:
    """The recorded run of a demo, drawn again beside a prediction."""

    def screen(study: Study) -> Screen[Any]:
        manifest = study.lab.manifest(demo)
        recorded = study.lab.recorded(manifest)
        assert recorded is not None, "make recordings first"
        return RunningScreen(study, manifest, manifest.resolve(), recorded.record.seeds, said, replay=recorded)

    return screen


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
        await take("feedback", study, bottleneck, ["1", "3"], FeedbackScreen)
        await take("running", study, replayed("gradient_decay", 0.95), [], RunningScreen)
        await take("copying", study, replayed("induction_heads", 0.5), [], RunningScreen)
        await take("alignment", study, replayed("cross_attention", 0.9), [], RunningScreen)
        await take("verdict", study, verdict, [], VerdictScreen)


if __name__ == "__main__":
    asyncio.run(main())
