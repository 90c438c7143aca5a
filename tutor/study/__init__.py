"""The use cases both faces share: what today holds, sitting a session, reading, predicting and running a demo.

`Study` is the door. It is the first room that knows what time it is; all rules live in the rooms below.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from tutor.errors import UsageError
from tutor.packs.places import packs_in
from tutor.settings import Paths, Settings

if TYPE_CHECKING:  # the first frame waits for none of these: each is imported where it is first used
    from tutor.history import History
    from tutor.packs.library import ConceptRow, ItemRow, Library
    from tutor.packs.model import DemoLink, Question
    from tutor.practice.queue import Candidate, Entry, Mode
    from tutor.scheduling import Memory
    from tutor.study.agenda import Statistics, Today, Topic
    from tutor.study.lab import Lab
    from tutor.study.reading import Reading
    from tutor.study.sitting import Ask, Sitting

PutOff = Literal["later", "tomorrow", "never"]
Remark = Literal["note", "flag"]


STALE = timedelta(hours=16)
"""A session left longer ago is not resumed: what was due in it is due in the next one too."""


@dataclass(frozen=True, slots=True)
class Filters:
    """Which questions; an empty one admits all."""

    packs: tuple[str, ...] = ()
    concepts: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    levels: tuple[int, ...] = ()

    def admit(self, item: ItemRow) -> bool:
        return (
            (not self.packs or item.pack in self.packs)
            and (not self.concepts or not set(self.concepts).isdisjoint(item.concepts))
            and (not self.kinds or item.kind in self.kinds)
            and (not self.levels or item.level in self.levels)
        )

    def to_json(self) -> dict[str, Any]:
        given = {"packs": self.packs, "concepts": self.concepts, "kinds": self.kinds, "levels": self.levels}
        return {name: list(values) for name, values in given.items() if values}

    def __str__(self) -> str:
        words = [*self.packs, *self.concepts, *self.kinds, *(f"level {level}" for level in self.levels)]
        return ", ".join(words)


class Study:
    """One person's study: their library, their history, their clock.

    clock  the time now, in UTC
    zone   the time zone whose day it is
    packs  packs beside the shipped and installed ones: folders or files
    """

    def __init__(
        self,
        paths: Paths,
        settings: Settings,
        *,
        packs: Sequence[Path] = (),
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        zone: tzinfo | None = None,
    ) -> None:
        self.paths = paths
        self.settings = settings
        self.clock = clock
        self.zone = zone or datetime.now().astimezone().tzinfo or UTC
        self._packs = packs

    @property
    def retention(self) -> float:
        return self.settings.desired_retention

    @cached_property
    def history(self) -> History:
        from tutor.history import History

        return History.open(self.paths.history, clock=self.clock, retention=self.retention)

    @cached_property
    def library(self) -> Library:
        from tutor.packs.library import Library

        return Library.open(self.pack_places, self.paths.cache)

    @property
    def pack_places(self) -> list[Path]:
        """Where the packs lie: those named by the person, those that ship with the app, those installed."""
        return [*self._packs, *shipped_and_installed(self.paths)]

    @cached_property
    def items(self) -> Mapping[str, ItemRow]:
        """Every question at hand by its ref, in the library's order."""
        return {item.ref: item for item in self.library.items()}

    @cached_property
    def _pack_titles(self) -> dict[str, str]:
        return {pack.id: pack.title for pack in self.library.packs()}

    def ids_of(self, packs: Sequence[Path]) -> list[str]:
        """The ids of the packs that lie at or in these paths."""
        wanted = [path.absolute() for path in packs]
        return [row.id for row in self.library.packs() if any(row.path.is_relative_to(path) for path in wanted)]

    def pack_name(self, pack: str) -> str:
        return self._pack_titles.get(pack, pack)

    def pack_title(self, ref: str) -> str:
        return self._pack_titles[self.items[ref].pack]

    def memory(self, ref: str) -> Memory | None:
        return self.history.state(ref).memory

    @cached_property
    def lab(self) -> Lab:
        from tutor.study.lab import Lab

        return Lab(self)

    def close(self) -> None:
        """Let go of the files and the worker; what was opened only."""
        for name in ("lab", "history", "library"):
            if name in self.__dict__:
                self.__dict__.pop(name).close()

    # ---- what today holds

    def day(self) -> date:
        """The local day it is now; it begins at 04:00."""
        from tutor.scheduling import day_of

        return day_of(self.clock(), self.zone)

    def candidates(self, filters: Filters = Filters()) -> list[Candidate]:
        """The questions that may be asked today."""
        from tutor.study import agenda

        return agenda.candidates(self, filters)

    def today(self) -> Today:
        """What there is to do now, and how it has gone."""
        from tutor.study import agenda

        return agenda.look(self, self.candidates())

    def topics(self) -> list[Topic]:
        """The concepts seen so far, the weakest first, then the unseen ones."""
        from tutor.study import agenda

        return agenda.topics(self, self.candidates())

    def statistics(self) -> Statistics:
        """How it goes, in numbers."""
        from tutor.study import agenda

        return agenda.statistics(self, self.candidates())

    # ---- sessions

    def begin(
        self,
        filters: Filters = Filters(),
        *,
        count: int | None = None,
        mode: Mode | None = None,
        seed: int | None = None,
        title: str = "",
    ) -> Sitting:
        """A new session; raises UsageError if no question fits.

        count  so many questions, going on through the modes; None is the usual number, and only what is due and new
        mode   only this one
        seed   of the shuffles and the drawn numbers; None draws one
        """
        from tutor.practice.queue import plan
        from tutor.study.agenda import load_of

        self.check(filters)
        candidates = self.candidates(filters)
        entries = plan(
            candidates,
            load_of(self, candidates),
            self.clock(),
            count=count or self.settings.session_items,
            fill=count is not None,
            mode=mode,
        )
        if not entries:
            raise UsageError(
                f"no question fits {filters}" if str(filters) else f"nothing to ask in mode {mode or 'any'}",
                remedy="loosen a filter, or choose another mode",
            )
        return self._sit(entries, _request(filters, count, mode, seed), seed, title)

    def begin_with(self, ref: str) -> Sitting:
        """A session of one question, asked as what it is today."""
        from tutor.practice.queue import Entry

        memory = self.memory(ref)
        mode: Mode = "new" if memory is None else "due" if memory.due <= self.clock() else "ahead"
        return self._sit([Entry(ref, mode)], {}, None, self.library.title(ref))

    def _sit(self, entries: Sequence[Entry], request: dict[str, Any], seed: int | None, title: str) -> Sitting:
        from tutor.history import events

        body = events.SessionBegun(
            seed=random.randrange(2**31) if seed is None else seed,
            plan=[{"question": entry.question, "mode": entry.mode} for entry in entries],
            filters=request,
            title=title,
        )
        return self.sitting(self.history.append(body).id)

    def sitting(self, session: str) -> Sitting:
        """The session that the event `session` began."""
        from tutor.study.sitting import Sitting

        return Sitting(self, session)

    def paused(
        self,
        filters: Filters = Filters(),
        *,
        count: int | None = None,
        mode: Mode | None = None,
        seed: int | None = None,
    ) -> Sitting | None:
        """The session that was left in the middle, if one was and something of it is left to answer.

        Where anything is asked for, only the session that was begun by asking for just that.
        """
        log = self.history.open_session()
        if log is None or not log.entries or self.clock() - log.entries[-1].at > STALE:
            return None
        if (request := _request(filters, count, mode, seed)) and request != log.filters:
            return None
        sitting = self.sitting(log.id)
        return sitting if sitting.progress().current else None

    # ---- what surrounds a question

    def is_explained(self, concept: str) -> bool:
        return any(row.id == concept and row.explained for row in self.concepts)

    @cached_property
    def concepts(self) -> list[ConceptRow]:
        """Every concept of the library."""
        return self.library.concepts()

    def reading(self, concept: str) -> Reading:
        """The explanation of a concept, laid out; raises UsageError with the nearest name if there is none."""
        from tutor.study.reading import lay_out

        explanation = self.library.explanation(concept)
        pack = next(row.pack for row in self.concepts if row.id == concept)
        return lay_out(explanation, lambda: self.library.sources(pack))

    def demo_of(self, question: Question) -> DemoLink | None:
        """The demo that shows what the question is about, if it is at hand."""
        return question.demo if question.demo and question.demo.id in self.lab.demos else None

    def follow_ups(self, ask: Ask) -> list[str]:
        """The questions that follow, those that exist, by their refs."""
        pack = self.items[ask.ref].pack
        refs = [name if "/" in name else f"{pack}/{name}" for name in ask.question.follow_ups]
        return [ref for ref in refs if ref in self.items]

    def links(self, ask: Ask) -> list[tuple[str, str]]:
        """Where one can go from a question: a word that names the way, and what is there."""
        question = ask.question
        found = []
        if self.is_explained(question.concepts[0]):
            found.append(("explain", next(c.title for c in self.concepts if c.id == question.concepts[0])))
        if link := self.demo_of(question):
            manifest = self.lab.demos[link.id]
            found.append(("demo", f"{manifest.title} · {manifest.seconds:g} s"))
        found += [("follow-up", self.library.title(ref)) for ref in self.follow_ups(ask)[:1]]
        if lines := self.source_names(ask):
            found.append(("sources", " · ".join(lines)))
        return found

    def source_names(self, ask: Ask) -> list[str]:
        """The question's sources in short: `Bahdanau et al. 2015`."""
        if not ask.question.cite:
            return []
        from tutor.study.reading import short_name

        known = self.library.sources(self.items[ask.ref].pack)
        return [short_name(known[key]) for key in ask.question.cite if key in known]

    def source_lines(self, ask: Ask) -> list[str]:
        """The question's sources, a line of Markdown each."""
        if not ask.question.cite:
            return []
        from tutor.study.reading import source_line

        known = self.library.sources(self.items[ask.ref].pack)
        return [source_line(known[key]) for key in ask.question.cite if key in known]

    # ---- what one says about a question

    def put_off(self, sitting: Sitting, ask: Ask, until: PutOff) -> None:
        """Ask it later in this session, not before tomorrow, or never again."""
        from tutor.history import events

        if until == "later":
            sitting.skip(ask)
            return
        day = (self.day() + timedelta(days=1)).isoformat() if until == "tomorrow" else None
        self.history.append(events.PutOff(session=sitting.id, question=ask.ref, until=day))

    def toggle_bookmark(self, ref: str) -> bool:
        """Bookmark it, or no longer; True if it now is."""
        from tutor.history import events

        on = not self.history.state(ref).bookmarked
        self.history.append(events.Bookmarked(question=ref, on=on))
        return on

    def write(self, ref: str, what: Remark, text: str) -> None:
        """Keep the learner's note on it, or why the learner thinks it is wrong."""
        from tutor.history import events
        from tutor.text.clean import clean

        body = events.Noted if what == "note" else events.Flagged
        self.history.append(body(question=ref, text=clean(text)))

    def reset(self, concept: str | None) -> int:
        """Forget the reviews of a concept's questions, or of all; the log keeps them. Returns how many questions."""
        from tutor.history import events

        self.check(Filters(concepts=(concept,) if concept else ()))
        states = self.history.memories()
        refs = [i.ref for i in self.items.values() if (not concept or concept in i.concepts) and i.ref in states]
        self.history.append(events.Reset(concept=concept, questions=refs if concept else None))
        return len(refs) if concept else len(states)

    def check(self, filters: Filters) -> None:
        """Raises UsageError for a pack, concept or kind that does not exist, with the nearest name."""
        known: dict[str, tuple[tuple[str, ...], Sequence[str]]] = {
            "pack": (filters.packs, list(self._pack_titles)),
            "concept": (filters.concepts, [concept.id for concept in self.concepts]),
        }
        for what, (given, names) in known.items():
            for name in given:
                if name not in names:
                    from difflib import get_close_matches

                    near = get_close_matches(name, names, 1, 0.4)
                    remedy = f"did you mean `{near[0]}`?" if near else f"there are: {', '.join(names)}"
                    raise UsageError(f"there is no {what} `{name}`", remedy=remedy)


def _request(filters: Filters, count: int | None, mode: Mode | None, seed: int | None) -> dict[str, Any]:
    """What a session is asked to be, as its event keeps it; empty if nothing is asked for."""
    numbers = {"count": count, "mode": mode, "seed": seed}
    return filters.to_json() | {name: value for name, value in numbers.items() if value is not None}


def shipped_and_installed(paths: Paths) -> list[Path]:
    """The packs that ship with the app, then those installed by the user."""
    return [*packs_in(paths.content), *packs_in(paths.packs)]
