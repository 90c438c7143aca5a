"""Whatever happens on however many machines, in whatever order they meet: tables, log and each other agree."""

from __future__ import annotations

import json
import random
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.history.conftest import Clock, Say
from tutor.history import (
    Body,
    Bookmarked,
    Event,
    History,
    Noted,
    PutOff,
    Ran,
    Rated,
    Reset,
    SessionBegun,
    SessionEnded,
)
from tutor.history.events import decode, encode
from tutor.history.fold import amendments, fold
from tutor.scheduling import Memory, Rating, review

QUESTIONS = ["a/one", "a/two", "b/one"]
MODES = ["due", "new", "ahead", "cram", "again", "placement"]
MACHINES = 3

machines = st.integers(0, MACHINES - 1)
questions = st.sampled_from(QUESTIONS)
minutes = st.sampled_from([-3_000, -20, 0, 0, 7, 60, 1_440, 30_000])
steps = st.one_of(
    st.tuples(st.just("answer"), questions, st.sampled_from(Rating), st.sampled_from(MODES)),
    st.tuples(st.just("answer"), questions, st.sampled_from(Rating), st.sampled_from(MODES)),
    st.tuples(st.just("rate"), st.integers(0, 99), st.sampled_from(Rating)),
    st.tuples(st.just("undo")),
    st.tuples(st.just("say"), st.builds(PutOff, question=questions, until=st.sampled_from([None, "2026-12-01"]))),
    st.tuples(st.just("say"), st.builds(Noted, question=questions, text=st.text(max_size=3))),
    st.tuples(st.just("say"), st.builds(Bookmarked, question=questions, on=st.booleans())),
    st.tuples(st.just("say"), st.builds(Reset, questions=st.none() | st.lists(questions))),
    st.tuples(st.just("begin")),
    st.tuples(st.just("end"), st.integers(0, 99)),
    st.tuples(st.just("run"), st.sampled_from(["decay", "cache"]), st.integers(0, 9)),
    st.tuples(st.just("meet"), machines),
)
stories = st.lists(st.tuples(machines, minutes, steps), max_size=40)


class World:
    """Some machines, each with a history and a clock of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clocks = [Clock() for _ in range(MACHINES)]
        self.histories = [History.open(Path(":memory:"), clock=clock) for clock in self.clocks]

    def close(self) -> None:
        for history in self.histories:
            history.close()

    def act(self, machine: int, pause: int, step: tuple[Any, ...]) -> None:
        history = self.histories[machine]
        self.clocks[machine].pass_(minutes=pause)
        match step:
            case ("meet", other):
                self.meet(other, machine)
            case ("undo",):
                if undoable := history.last_undoable():
                    history.retract(undoable.id)
            case ("rate", which, rating):
                if answers := list(history.events(kinds=["answered"])):
                    history.append(Rated(answer=answers[which % len(answers)].id, rating=rating, due=None))
            case ("end", which):
                if sessions := list(history.events(kinds=["session_begun"])):
                    history.append(SessionEnded(session=sessions[which % len(sessions)].id))
            case _:
                history.append(body_of(step))

    def meet(self, giver: int, taker: int) -> None:
        file = self.folder / "history.jsonl"
        with file.open("w", encoding="utf-8") as out:
            self.histories[giver].export(out)
        self.histories[taker].import_(file)

    def all_meet(self) -> None:
        for taker in [0, *range(MACHINES)]:
            for giver in range(MACHINES):
                self.meet(giver, taker)


def body_of(step: tuple[Any, ...]) -> Body:
    match step:
        case ("answer", question, rating, mode):
            return Say.answered(question, rating, mode=mode)
        case ("say", Body() as body):
            return body
        case ("begin",):
            return SessionBegun(seed=1, plan=[], filters={}, title="")
        case ("run", demo, seed):
            return Ran(demo=demo, parameters={}, seeds=[seed], measures={}, held=None, hash="")
    raise AssertionError(step)


def state_of(history: History) -> dict[str, Any]:
    session = history.open_session()
    return {
        "memories": history.memories(),
        "days": history.days(None),
        "runs": history.newest_runs(),
        "session": session and session.id,
        "events": list(history.events()),
    }


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(stories)
def test_tables_are_what_the_log_adds_up_to_and_machines_that_met_agree(
    tmp_path: Path, story: list[tuple[int, int, tuple[Any, ...]]]
) -> None:
    world = World(tmp_path)
    try:
        for machine, pause, step in story:
            world.act(machine, pause, step)
        assert [history.check() for history in world.histories] == [[]] * MACHINES

        world.all_meet()

        states = [state_of(history) for history in world.histories]
        assert states[0] == states[1] == states[2]
        assert memories_by_hand(states[0]["events"]) == {
            question: item.memory for question, item in states[0]["memories"].items() if item.memory
        }
        for history, state in zip(world.histories, states, strict=True):
            assert history.check() == []
            history.rebuild()
            assert state_of(history) == state
    finally:
        world.close()


def memories_by_hand(events: list[Event]) -> dict[str, Memory]:
    """The schedule, worked out question by question and without the fold."""
    undone = {event.body["event"] for event in events if event.kind == "retracted"}
    ratings = {event.body["answer"]: event.body["rating"] for event in events if event.kind == "rated"}
    memories: dict[str, Memory | None] = defaultdict(lambda: None)
    for question in QUESTIONS:
        for event in events:
            if event.kind == "reset" and (event.body["questions"] is None or question in event.body["questions"]):
                memories[question] = None
            elif event.kind == "answered" and event.body["question"] == question and event.id not in undone:
                if event.body["mode"] == "cram":
                    continue
                rating = Rating(ratings.get(event.id, event.body["rating"]))
                memories[question] = review(memories[question], rating, event.at)
    return {question: memory for question, memory in memories.items() if memory}


def test_the_fold_does_not_care_in_which_order_events_arrived(tmp_path: Path, clock: Clock) -> None:
    world = World(tmp_path)
    rng = random.Random(5)
    for number in range(60):
        world.act(number % 2, rng.choice([-30, 5, 900]), ("answer", rng.choice(QUESTIONS), Rating.GOOD, "due"))
    world.all_meet()
    events = list(world.histories[0].events())
    expected = fold(events, amendments(events), retention=0.9)
    file = tmp_path / "shuffled.jsonl"

    with file.open("w", encoding="utf-8") as out:
        world.histories[0].export(out)
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    rng.shuffle(lines)
    for part in (lines[:20], lines[20:]):
        file.write_text("".join(part), encoding="utf-8")
        world.histories[2].import_(file)

    assert world.histories[2].memories() == expected.items
    assert world.histories[2].check() == []
    world.close()


def places(events: Iterable[Event]) -> Counter[str]:
    return Counter(event.device for event in events)


@pytest.fixture
def clones(tmp_path: Path) -> Iterable[tuple[History, History, Clock]]:
    """Two machines whose histories were one file until the home folder was cloned."""
    clock = Clock()
    with History.open(tmp_path / "one.db", clock=clock) as one:
        one.append_all([Say.answered("a/one"), Say.answered("a/two")])
    (tmp_path / "two.db").write_bytes((tmp_path / "one.db").read_bytes())
    with (
        History.open(tmp_path / "one.db", clock=clock) as one,
        History.open(tmp_path / "two.db", clock=clock) as two,
    ):
        yield one, two, clock


def exported(history: History, file: Path) -> Path:
    with file.open("w", encoding="utf-8") as out:
        history.export(out)
    return file


def test_a_cloned_home_folder_gives_itself_away_and_nothing_is_lost(
    clones: tuple[History, History, Clock], tmp_path: Path
) -> None:
    one, two, clock = clones
    shared = one.device
    assert two.device == shared
    said = []
    for minute, history in zip(count(1), [one, two, one, two, two], strict=False):
        clock.now += timedelta(minutes=minute)
        said.append(history.append(Say.answered("a/one")).id)

    arrived = one.import_(exported(two, tmp_path / "two.jsonl"))

    assert (arrived.added, arrived.known) == (3, 2)
    assert one.device != shared
    assert places(one.events()) == {shared: 5, one.device: 2}
    assert {event.id for event in one.events()} >= set(said)

    later = one.append(Say.answered("a/two"))
    assert (later.device, later.seq) == (one.device, 3)
    back = two.import_(exported(one, tmp_path / "one.jsonl"))
    assert (back.added, back.known) == (3, 5)
    assert two.device == shared
    assert state_of(one) == state_of(two)
    assert [one.check(), two.check()] == [[], []]


def test_events_of_the_same_microsecond_are_ordered_alike_after_a_clone_was_told_apart(
    clones: tuple[History, History, Clock], tmp_path: Path
) -> None:
    one, two, clock = clones
    clock.pass_(days=2)
    for history, rating in [(one, Rating.AGAIN), (two, Rating.EASY)]:
        history.append(Say.answered("a/one", rating))

    one.import_(exported(two, tmp_path / "two.jsonl"))
    two.import_(exported(one, tmp_path / "one.jsonl"))

    assert one.check() == two.check() == []
    assert one.memories() == two.memories()


def line(number: int, device: str, body: Body, *, seq: int = 1, minute: int = 0) -> str:
    """An event as another machine would have exported it."""
    at = Clock().now + timedelta(minutes=minute)
    plain = json.loads(json.dumps(body.json()))
    return encode(Event(f"{number:08x}-0000-7000-8000-000000000000", device, seq, at, body.kind, plain)) + "\n"


def test_a_branch_that_moves_takes_its_new_place_among_events_of_the_same_microsecond(
    history: History, tmp_path: Path
) -> None:
    low, middle = f"{0:08x}-0000-7000-8000-000000000000", f"{0x80000000:08x}-0000-7000-8000-000000000000"
    first = next(n for n in count() if uuid5(UUID(low), f"{n:08x}-0000-7000-8000-000000000000") > UUID(middle))
    file = tmp_path / "history.jsonl"

    file.write_text(
        line(first, low, Say.answered("a/one", Rating.AGAIN)) + line(0xA0, middle, Say.answered("a/one", Rating.EASY)),
        encoding="utf-8",
    )
    history.import_(file)
    assert [event.body["rating"] for event in history.events()] == [1, 4]

    file.write_text(line(0xB0, low, Noted(question="a/two", text="the clone"), minute=9), encoding="utf-8")
    history.import_(file)

    assert [event.body.get("rating") for event in history.events()] == [4, 1, None]
    assert history.check() == []


def test_a_session_whose_end_arrives_before_its_beginning_is_not_open(history: History, tmp_path: Path) -> None:
    device = f"{7:08x}-0000-7000-8000-000000000000"
    begun = line(1, device, Say.begun("a/one"))
    ended = line(2, device, SessionEnded(session=decode(begun).id), seq=2, minute=5)
    file = tmp_path / "history.jsonl"
    file.write_text(ended + begun, encoding="utf-8")

    history.import_(file)

    assert history.open_session() is None
    assert history.check() == []
