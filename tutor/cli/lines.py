"""Line mode: the same session in plain lines, for pipes, screen readers and small terminals.

Words, never signs alone, and no cursor control. On a terminal it asks how sure and offers the rating; in a pipe one
line answers one question, and a line that can't be read is explained and asked again.
"""

from __future__ import annotations

import re
import sys
import textwrap
import time
from contextlib import suppress
from io import TextIOWrapper
from typing import cast

import click

from tutor.errors import ResponseError
from tutor.grading import read_line, read_ticks
from tutor.grading.response import Response, Ticked
from tutor.packs.model import ClozeQuestion, MatchQuestion, OpenQuestion, PredictQuestion, VerdictQuestion
from tutor.packs.variant import Variant
from tutor.scheduling import Rating
from tutor.study import Study, words
from tutor.study.sitting import Ask, Confidence, Feedback, Sitting
from tutor.study.telling import tell
from tutor.text.clean import clean
from tutor.text.markup import to_plain

WIDTH = 76
TICKS = re.compile(r"\[([\d\s,]+|all|none)\]\s*$")
COMMANDS = {"s": "skip", "u": "undo", "h": "hint", "q": "quit"}
TYPED = ("numeric", "short", "cloze", "open")


class Leave(Exception):
    """The session is left: end of input, or `:q`."""


class Lines:
    """A session in plain lines."""

    def __init__(self, study: Study, sitting: Sitting) -> None:
        self.study = study
        self.sitting = sitting
        self._asks_all = sys.stdin.isatty()
        if isinstance(sys.stdin, TextIOWrapper):
            sys.stdin.reconfigure(errors="replace")  # bytes that are no text are an answer that can't be read
        if self._asks_all:
            with suppress(ImportError):  # not everywhere: then lines are typed without editing
                import readline  # noqa: F401

    def run(self) -> None:
        """Sit the session to its end or until it is left; then the summary."""
        try:
            while ask := self.sitting.current():
                self._one(ask)
        except (Leave, KeyboardInterrupt):
            click.echo()
        self._summary()

    # ---- one question

    def _one(self, ask: Ask) -> None:
        self._show(ask)
        hints, begun = 0, time.monotonic()
        while True:
            line = self._line(self._prompt(ask))
            command = self._command(ask, line)
            if command == "hint":
                hints = self._hint(ask, hints)
            elif command == "quit":
                raise Leave
            elif command == "skip":
                self.sitting.skip(ask)
                click.echo("Skipped: it comes at the end.\n")
                return
            elif command == "undo":
                click.echo("Undone: the last answer is taken back.\n" if self.sitting.undo() else "Nothing to undo.\n")
                return
            elif self._answer(ask, line, hints, begun):
                return

    def _answer(self, ask: Ask, line: str, hints: int, begun: float) -> bool:
        """Grade the line and say so; False if it can't be read and is asked again."""
        try:
            response = self._response(ask.variant, line)
            ms = round((time.monotonic() - begun) * 1_000)
            confidence = self._sure() if self._asks_all and self.study.settings.confidence else None
            measured = self._measured(ask.question) if isinstance(ask.question, PredictQuestion) else None
            feedback = self.sitting.answer(ask, response, confidence=confidence, ms=ms, hints=hints, measured=measured)
        except ResponseError as error:
            click.echo(f"{error.what} {error.remedy}")
            return False
        if isinstance(ask.question, OpenQuestion) and isinstance(response, Ticked) and self._asks_all:
            feedback = self._tick(ask, feedback)
        self._tell(feedback)
        self._rate(feedback)
        return True

    def _response(self, variant: Variant, line: str) -> Response:
        response = read_line(variant, line)
        if isinstance(response, Ticked) and (ticks := TICKS.search(response.text)):
            text = response.text[: ticks.start()].rstrip()
            return Ticked(text, read_ticks(variant, ticks[1]))
        return response

    def _show(self, ask: Ask) -> None:
        question, variant = ask.question, ask.variant
        click.echo(f"[{ask.position}/{ask.total} {words.MODES[ask.mode]}] {ask.pack_title}: {words.asks(question)}\n")
        if isinstance(question, VerdictQuestion):
            self._say(f"Claim: {to_plain(variant.fill(question.claim))}\n")
        self._say(to_plain(variant.stem))
        click.echo()
        if isinstance(question, ClozeQuestion):
            self._say(to_plain(variant.cloze))
        for number, (id_, text) in enumerate(variant.options, start=1):
            if not isinstance(question, ClozeQuestion):
                means = f", {words.VERDICTS[id_]}" if isinstance(question, VerdictQuestion) else ""
                self._say(f"{to_plain(text)}{means}", f"  {number}) ")
        if isinstance(question, MatchQuestion):
            for index, text in enumerate(variant.rights):
                self._say(to_plain(text), f"  {chr(ord('a') + index)}) ")
        if variant.options or variant.order:
            click.echo()

    def _prompt(self, ask: Ask) -> str:
        colon = ":" if ask.question.kind in TYPED or not self._asks_all else ""
        commands = [*(["h"] if ask.question.hints else []), "u", "s", "q"]
        what = {
            "multi": f"answer, as in 1,3 of 1-{len(ask.variant.order)}",
            "order": "answer, the numbers first to last",
            "match": "answer, as in 1b 2a",
            "cloze": "answer" if len(ask.variant.order) == 1 else "answer, with | between the blanks",
            "open": "answer" if self._asks_all else "answer, and the points you made as in [1,3]",
        }.get(ask.question.kind, f"answer 1-{len(ask.variant.order)}" if ask.variant.order else "answer")
        return f"{what}, {', '.join(colon + letter for letter in commands)}: "

    def _command(self, ask: Ask, line: str) -> str | None:
        text = line.strip()
        if text.startswith(":"):
            return COMMANDS.get(text[1:2].lower())
        if ask.question.kind in TYPED or not self._asks_all:
            return None
        return COMMANDS.get(text.lower())

    def _hint(self, ask: Ask, given: int) -> int:
        hints = ask.question.hints
        if given == len(hints):
            click.echo("No more hints." if hints else "There is no hint.")
            return given
        self._say(to_plain(ask.variant.fill(hints[given])), "Hint: ")
        click.echo("(each hint costs one rating)")
        return given + 1

    def _sure(self) -> Confidence | None:
        levels = ", ".join(f"{n} {word} {percent} %" for n, (word, percent) in words.CONFIDENCE.items())
        while True:
            line = self._line(f"how sure, {levels}: ").strip()
            if not line:
                return None
            if line in ("1", "2", "3", "4"):
                return cast(Confidence, int(line))
            click.echo("One number from 1 to 4, or nothing.")

    def _measured(self, question: PredictQuestion) -> dict[str, float]:
        manifest = self.study.lab.demos[question.demo.id]
        click.echo(f"Running {manifest.id} on this machine, about {manifest.seconds:g} s.")
        return self.study.lab.decide(question.demo)

    # ---- what it earned

    def _tick(self, ask: Ask, feedback: Feedback) -> Feedback:
        assert isinstance(ask.question, OpenQuestion)
        click.echo("\nWhich of these did you say?")
        for number, point in enumerate(ask.question.points, start=1):
            self._say(to_plain(point.says), f"  {number}) ")
        while True:
            try:
                ticks = read_ticks(ask.variant, self._line("points, as in 1,3, or none: "))
                return self.sitting.tick(feedback, ticks)
            except ResponseError as error:
                click.echo(f"{error.what} {error.remedy}")

    def _tell(self, feedback: Feedback) -> None:
        question = feedback.ask.question
        verdict = feedback.grade.verdict.upper()
        click.echo(f"\n{verdict}: {feedback.headline}")
        for told in tell(feedback):
            mark = f"{told.mark}: " if told.label == "Each" and told.mark else ""
            label = "" if told.label == "Each" else f"{told.label}: "
            text = "\n".join(to_plain(part) for part in (told.lead, told.text) if part)
            self._say(text, f"{label}{mark}")
        if isinstance(question, OpenQuestion):
            self._say(to_plain(question.answers.short), "In 30 seconds: ")
        if sources := self.study.source_lines(feedback.ask):
            self._say("; ".join(to_plain(line) for line in sources), "Sources: ")
        if self.study.is_explained(question.concepts[0]):
            click.echo(f"Explain: tutor explain {question.concepts[0]}")
        if link := self.study.demo_of(question):
            settings = "".join(f" --set {name}={value}" for name, value in link.set.items())
            click.echo(f"Demo: tutor demo run {link.id}{settings}")
        for ref in self.study.follow_ups(feedback.ask):
            self._say(self.study.library.title(ref), "Follow-up: ")

    def _rate(self, feedback: Feedback) -> None:
        if not feedback.dues:
            click.echo("Crammed: the schedule stays as it is.\n")
            return
        days = {rating: self.sitting.day(feedback, rating) for rating in feedback.dues}
        if self._asks_all:
            offers = ", ".join(f"{r.value} {words.RATINGS[r]} {days[r]}" for r in Rating)
            line = self._line(f"Rating, {offers} [{feedback.rating.value}]: ").strip()
            if line in ("1", "2", "3", "4"):
                feedback = self.sitting.rate(feedback, Rating(int(line)))
        rating = feedback.rating
        click.echo(f"Rated {words.RATINGS[rating]}: next {days[rating]}.\n")

    def _summary(self) -> None:
        summary = self.sitting.summary()
        asked = summary.right + len(summary.missed)
        parts = [
            f"{words.count(summary.answered, 'answer')}",
            f"{summary.right} of {asked} right at the first try",
            words.minutes(summary.spent),
        ]
        click.echo(f"Session: {', '.join(parts)}." if summary.answered else "Session: nothing was answered.")
        if summary.left and summary.answered:
            click.echo(f"{words.count(summary.left, 'question')} left: the same command goes on where you were.")

    # ---- lines

    def _line(self, prompt: str) -> str:
        """What is typed after `prompt`; on a terminal with line editing. Raises Leave at the end of input."""
        if self._asks_all:
            try:
                return clean(input(prompt))
            except EOFError:
                raise Leave from None
        click.echo(prompt)
        line = sys.stdin.readline()
        if not line:
            raise Leave
        return clean(line.rstrip("\n"))

    def _say(self, text: str, lead: str = "") -> None:
        """The text wrapped, its first line after `lead`; its own line ends stay."""
        indent = " " * min(len(lead), 12)
        for number, line in enumerate(text.split("\n")):
            first = lead if number == 0 else indent
            click.echo(
                textwrap.fill(
                    line,
                    WIDTH,
                    initial_indent=first,
                    subsequent_indent=indent,
                    break_long_words=False,
                    break_on_hyphens=False,
                    drop_whitespace=True,
                )
                if line.strip() and not line.startswith("    ")
                else first.rstrip() + line
            )
