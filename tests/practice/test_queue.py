"""What is asked next: due, new, ahead, cram, and a backlog that is spread."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tutor.practice.queue import EASY_DAY, Candidate, Entry, apart, load, plan
from tutor.scheduling import Memory, Rating, review

NOW = datetime(2026, 11, 12, 18, 0, tzinfo=UTC)


def learnt(days_ago: float, *, stability: float | None = None) -> Memory:
    """A question answered well so many days ago; `stability` overrides how long it lasts."""
    at = NOW - timedelta(days=days_ago)
    memory = review(None, Rating.GOOD, at)
    if stability is None:
        return memory
    return Memory(stability, memory.difficulty, at, at + timedelta(days=stability), memory.reps, memory.lapses)


def candidate(
    ref: str, *, memory: Memory | None = None, concept: str = "", level: int = 1, order: int = 0, today: bool = False
) -> Candidate:
    return Candidate(ref, (concept or ref,), level, order, memory, today)


def asked(candidates: list[Candidate], *, count: int = 20, allowance: int = 10, **options: object) -> list[Entry]:
    today = load(candidates, NOW, allowance=allowance, reviewed_today=0)
    return list(plan(candidates, today, NOW, count=count, **options))  # type: ignore[arg-type]


def test_due_questions_come_before_new_ones_and_nothing_else_is_added() -> None:
    candidates = [
        candidate("new", order=0),
        candidate("due", memory=learnt(9, stability=4), order=1),
        candidate("later", memory=learnt(1, stability=40), order=2),
    ]

    assert asked(candidates) == [Entry("due", "due"), Entry("new", "new")]


def test_new_questions_of_a_concept_come_level_by_level_so_that_recall_comes_before_design() -> None:
    candidates = [candidate(f"level-{level}", concept="c", level=level, order=5 - level) for level in (5, 3, 1, 4, 2)]

    assert [entry.question for entry in asked(candidates)] == [f"level-{level}" for level in (1, 2, 3, 4, 5)]


def test_each_concept_has_its_turn_with_three_new_questions_before_the_first_one_comes_back() -> None:
    seen = learnt(1, stability=40)
    candidates = [
        candidate(f"{concept}{level}", concept=concept, level=level, order=5 * place + level)
        for place, concept in enumerate("ab")
        for level in (1, 2, 3, 4, 5)
    ]

    first = [entry.question for entry in asked(candidates, allowance=6)]
    candidates = [c._replace(memory=seen) if c.ref in first else c for c in candidates]
    then = [entry.question for entry in asked(candidates, allowance=4)]

    assert (first, then) == (["a1", "b1", "a2", "b2", "a3", "b3"], ["a4", "b4", "a5", "b5"])


def test_a_day_admits_no_more_new_questions_than_its_allowance() -> None:
    candidates = [candidate(f"q{n}", order=n) for n in range(30)]

    assert len(asked(candidates, allowance=10)) == 10
    assert len(asked(candidates, allowance=3)) == 3


def test_with_nothing_due_and_no_new_left_seen_questions_are_asked_ahead_the_soonest_first() -> None:
    candidates = [
        candidate("in-a-month", memory=learnt(1, stability=30), order=0),
        candidate("in-a-week", memory=learnt(1, stability=8), order=1),
    ]

    assert asked(candidates) == [Entry("in-a-week", "ahead"), Entry("in-a-month", "ahead")]


def test_what_was_answered_today_is_not_asked_ahead_but_can_be_crammed_the_weakest_first() -> None:
    candidates = [
        candidate("strong", memory=learnt(0.1, stability=30), order=0, today=True),
        candidate("weak", memory=learnt(0.1, stability=2), order=1, today=True),
    ]

    assert asked(candidates) == [Entry("weak", "cram"), Entry("strong", "cram")]


def test_beyond_the_allowance_unseen_questions_are_better_than_cramming() -> None:
    candidates = [candidate("seen", memory=learnt(0.1), today=True), candidate("unseen", order=1)]

    assert asked(candidates, allowance=0) == [Entry("unseen", "new")]


def test_a_count_somebody_named_is_filled_through_the_modes_in_their_order() -> None:
    candidates = [
        candidate("due", memory=learnt(9, stability=4), order=0),
        candidate("new", order=1),
        candidate("ahead", memory=learnt(2, stability=40), order=2),
        candidate("today", memory=learnt(0.1, stability=40), order=3, today=True),
    ]

    chosen = asked(candidates, count=4, fill=True)

    assert [(entry.question, entry.mode) for entry in chosen] == [
        ("due", "due"),
        ("new", "new"),
        ("ahead", "ahead"),
        ("today", "cram"),
    ]


def test_a_chosen_mode_is_the_only_one() -> None:
    candidates = [candidate("due", memory=learnt(9, stability=4)), candidate("new", order=1)]

    assert asked(candidates, mode="new") == [Entry("new", "new")]
    assert asked(candidates, mode="ahead") == []


def test_after_a_holiday_the_backlog_is_spread_over_a_week_and_nothing_new_is_added() -> None:
    backlog = [candidate(f"q{n}", memory=learnt(30, stability=4 + n / 100), order=n) for n in range(700)]

    today = load([*backlog, candidate("new", order=999)], NOW, allowance=10, reviewed_today=0)
    after_half = load(backlog[50:], NOW, allowance=10, reviewed_today=50)

    assert (len(today.due), today.waiting, today.new) == (100, 600, ())
    assert len(after_half.due) == 50, "what was done counts against the day's share"


def test_of_a_backlog_what_is_most_likely_still_known_comes_first() -> None:
    backlog = [candidate(f"q{n}", memory=learnt(30, stability=1 + n % 9), order=n) for n in range(300)]

    today = load(backlog, NOW, allowance=0, reviewed_today=0)

    assert all(c.memory is not None and c.memory.stability >= 8 for c in today.due)


def test_a_normal_day_is_not_spread() -> None:
    due = [candidate(f"q{n}", memory=learnt(9, stability=4), order=n) for n in range(EASY_DAY)]

    assert load(due, NOW, allowance=10, reviewed_today=0).waiting == 0


@given(st.lists(st.sampled_from("abc"), max_size=30))
def test_questions_of_one_concept_stand_apart_where_others_can_come_between(concepts: list[str]) -> None:
    entries = [Entry(f"{concept}{n}", "new") for n, concept in enumerate(concepts)]
    of = {entry.question: entry.question[0] for entry in entries}

    spread = apart(entries, of)

    assert sorted(e.question for e in spread) == sorted(e.question for e in entries)
    for place, (before, after) in enumerate(pairwise(spread)):
        if of[before.question] == of[after.question]:
            assert {of[e.question] for e in spread[place + 1 :]} == {of[after.question]}, "others were left for later"
