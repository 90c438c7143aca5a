"""A session being sat: what is asked, what an answer earned, and the way back.

Each answer is on disk before anything of it is shown. The sitting knows nothing but the log: what is current, what
comes back and what is done is replayed from it.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal, cast

from tutor.grading import Grade, grade
from tutor.grading.response import Filled, Response, Ticked, Typed, to_json
from tutor.history import Event, SessionLog, events
from tutor.packs.model import Question
from tutor.packs.variant import Variant, draw
from tutor.practice.queue import Entry, Mode
from tutor.practice.rating import propose
from tutor.practice.session import RETURNS, Progress, Turn, replay
from tutor.scheduling import Memory, Rating, preview
from tutor.study import words
from tutor.text.clean import clean

if TYPE_CHECKING:
    from tutor.study import Study


Confidence = Literal[1, 2, 3, 4]
"""Guess, unsure, fairly sure, certain: see `words.CONFIDENCE`."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One question being asked.

    position  1-based, of `total` in this session so far
    memory    what is known of it, None when it is new
    """

    ref: str
    mode: Mode
    position: int
    total: int
    variant: Variant
    pack_title: str
    memory: Memory | None

    @property
    def question(self) -> Question:
        return self.variant.question


@dataclass(frozen=True, slots=True)
class Feedback:
    """What an answer earned, once it is on disk.

    dues  for each rating, the day it would come back; empty when cramming, which never touches the schedule
    """

    ask: Ask
    answer: str
    response: Response
    grade: Grade
    confidence: Confidence | None
    ms: int
    hints: int
    rating: Rating
    proposed: Rating
    dues: Mapping[Rating, datetime]

    @property
    def headline(self) -> str:
        return words.headline(self.ask.question, self.grade, self.confidence)


@dataclass(frozen=True, slots=True)
class Summary:
    """A session in numbers: answers, first-time right ones, those missed, minutes."""

    answered: int
    right: int
    missed: tuple[str, ...]
    spent: timedelta
    left: int


class Sitting:
    """One session, from its first question to its summary, across restarts."""

    def __init__(self, study: Study, session: str) -> None:
        self._study = study
        self.id = session
        self._replayed: tuple[SessionLog | None, Progress] = (None, Progress((), ()))

    # ---- where it stands

    def progress(self) -> Progress:
        """The session as its log tells it, replayed when the log has grown."""
        log = self._log()
        if self._replayed[0] is not log:
            planned = [Entry(item["question"], cast(Mode, item["mode"])) for item in log.plan]
            known = [entry for entry in planned if entry.question in self._study.items]
            self._replayed = log, replay(known, (_turn(event) for event in log.entries))
        return self._replayed[1]

    def _log(self) -> SessionLog:
        log = self._study.history.session(self.id)
        assert log is not None, "a sitting is made from a session that was begun"
        return log

    def current(self) -> Ask | None:
        """The question to answer now, or None when all are done."""
        progress = self.progress()
        entry = progress.current
        return self._ask(entry, progress) if entry else None

    def _ask(self, entry: Entry, progress: Progress) -> Ask:
        question = self._study.library.question(entry.question)
        seen = sum(done.question == entry.question for done, _ in progress.done)
        session_seed = self._log().seed
        seed = zlib.crc32(f"{session_seed} {entry.question} {seen}".encode())
        return Ask(
            ref=entry.question,
            mode=entry.mode,
            position=len(progress.done) + 1,
            total=progress.total,
            variant=draw(question, seed),
            pack_title=self._study.pack_title(entry.question),
            memory=self._study.memory(entry.question),
        )

    # ---- what one does

    def answer(
        self,
        ask: Ask,
        response: Response,
        *,
        confidence: Confidence | None = None,
        ms: int = 0,
        hints: int = 0,
        measured: Mapping[str, float] | None = None,
        replaces: str | None = None,
    ) -> Feedback:
        """Grade `response` and put it on disk, rated as proposed. Raises ResponseError if it can't be read.

        ms        from question to answer
        measured  what a run measured, for a prediction
        replaces  an earlier answer to the same asking, taken back in the same breath
        """
        response = printable(response)
        result = grade(ask.variant, response, measured=measured)
        proposed = propose(
            result,
            kind=ask.question.kind,
            words=len(ask.variant.stem.split()),
            ms=ms,
            confidence=confidence,
            hints=hints,
        )
        dues = self._dues(ask, self._study.clock())
        due = dues.get(proposed)
        body = events.Answered(
            session=self.id,
            question=ask.ref,
            rev=ask.question.rev,
            hash=self._study.library.hash(ask.ref),
            seed=ask.variant.seed,
            mode=ask.mode,
            response=to_json(response),
            grade=events.Graded(score=result.score, verdict=result.verdict, parts=result.to_json()["parts"]),
            confidence=confidence,
            hints=hints,
            proposed=proposed,
            rating=proposed,
            ms=ms,
            due=due.isoformat() if due else None,
            points=list(response.points) if isinstance(response, Ticked) else None,
        )
        kept = self._study.history.append_all([*([events.Retracted(event=replaces)] if replaces else []), body])
        return Feedback(ask, kept[-1].id, response, result, confidence, ms, hints, proposed, proposed, dues)

    def tick(self, feedback: Feedback, points: tuple[str, ...]) -> Feedback:
        """The key points the learner ticked in an open answer; the answer as handed in gives way to the ticked one."""
        assert isinstance(feedback.response, Ticked)
        return self.answer(
            feedback.ask,
            Ticked(feedback.response.text, points),
            confidence=feedback.confidence,
            ms=feedback.ms,
            hints=feedback.hints,
            replaces=feedback.answer,
        )

    def _dues(self, ask: Ask, now: datetime) -> dict[Rating, datetime]:
        if ask.mode == "cram":
            return {}
        return {
            rating: memory.due for rating, memory in preview(ask.memory, now, retention=self._study.retention).items()
        }

    def day(self, feedback: Feedback, rating: Rating) -> str:
        """The day a rating would bring the question back: today, if that is still in this session."""
        times = sum(entry.question == feedback.ask.ref for entry, _ in self.progress().done)
        if rating == Rating.AGAIN and times <= RETURNS:
            return "today"
        return words.when(feedback.dues[rating], self._study.clock(), self._study.zone)

    def rate(self, feedback: Feedback, rating: Rating) -> Feedback:
        """The learner rates the answer; what was proposed stays in the log."""
        if rating != feedback.rating:
            due = feedback.dues.get(rating)
            self._study.history.append(
                events.Rated(answer=feedback.answer, rating=rating, due=due.isoformat() if due else None)
            )
        return replace(feedback, rating=rating)

    def undo(self) -> bool:
        """Take back the last answer of this session, or what was skipped or put off; False if there is none."""
        event = self._study.history.last_undoable(self.id)
        if event is None:
            return False
        self._study.history.retract(event.id)
        return True

    def skip(self, ask: Ask) -> None:
        """Put the question at the end of the session; a second time, leave it out."""
        self._study.history.append(events.Skipped(session=self.id, question=ask.ref))

    def insert(self, ref: str) -> None:
        """Ask this question next: a follow-up somebody wants."""
        memory = self._study.memory(ref)
        mode: Mode = "new" if memory is None else "due" if memory.due <= self._study.clock() else "ahead"
        self._study.history.append(events.Inserted(session=self.id, question=ref, mode=mode))

    def end(self) -> None:
        """Leave for good: what is left is not resumed."""
        self._study.history.append(events.SessionEnded(session=self.id))

    def returns_after(self, ref: str) -> int | None:
        """How many others come before this question does again in this session; None if it does not."""
        upcoming = [entry.question for entry in self.progress().upcoming]
        return upcoming.index(ref) if ref in upcoming else None

    def summary(self) -> Summary:
        """The session in numbers."""
        log = self._log()
        answers = [event.body for event in log.entries if event.kind == "answered"]
        first: dict[str, bool] = {}
        for body in answers:
            first.setdefault(body["question"], body["grade"]["verdict"] == "right")
        missed = tuple(dict.fromkeys(ref for ref, right in first.items() if not right))
        return Summary(
            answered=len(answers),
            right=sum(first.values()),
            missed=missed,
            spent=timedelta(milliseconds=sum(body["ms"] for body in answers)),
            left=len(self.progress().upcoming),
        )


def printable(response: Response) -> Response:
    """The response with what was typed or pasted made safe to print again."""
    match response:
        case Typed(text):
            return Typed(clean(text))
        case Ticked(text, points):
            return Ticked(clean(text), points)
        case Filled(blanks):
            return Filled({blank: clean(text) for blank, text in blanks.items()})
        case _:
            return response


def _turn(event: Event) -> Turn:
    question = event.body["question"]
    if event.kind == "answered":
        return Turn(question, "missed" if event.body["rating"] == Rating.AGAIN else "right")
    if event.kind == "inserted":
        return Turn(question, "inserted", event.body["mode"])
    return Turn(question, "skipped" if event.kind == "skipped" else "dropped")
