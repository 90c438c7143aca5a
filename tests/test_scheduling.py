"""Dates and memory states are py-fsrs's own; local days are the calendar's."""

from __future__ import annotations

import doctest
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise
from zoneinfo import ZoneInfo

import fsrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor import scheduling
from tutor.scheduling import Memory, Rating, day_begins, day_of, interval, preview, retrievability, review

NOW = datetime(2026, 11, 12, 9, 30, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)

ratings = st.sampled_from(Rating)
gaps = st.one_of(
    st.timedeltas(timedelta(0), DAY),
    st.timedeltas(timedelta(0), 400 * DAY),
    st.timedeltas(timedelta(0), 40_000 * DAY),
)
histories = st.lists(st.tuples(gaps, ratings), min_size=1, max_size=12)
retentions = st.sampled_from([0.7, 0.8, 0.9, 0.95, 0.99])


def oracle(retention: float = 0.9) -> fsrs.Scheduler:
    return fsrs.Scheduler(desired_retention=retention, enable_fuzzing=False, learning_steps=(), relearning_steps=())


def test_the_examples_in_the_docstrings_hold() -> None:
    assert doctest.testmod(scheduling).failed == 0


@given(histories, retentions)
def test_every_review_gives_the_state_and_the_date_that_py_fsrs_gives(
    history: list[tuple[timedelta, Rating]], retention: float
) -> None:
    card, memory, at = fsrs.Card(card_id=1, due=NOW), None, NOW
    for gap, rating in history:
        at += gap
        card, _ = oracle(retention).review_card(card, fsrs.Rating(rating), at)
        memory = review(memory, rating, at, retention=retention)

        assert (memory.stability, memory.difficulty) == (card.stability, card.difficulty)
        assert (memory.last_review, memory.due) == (card.last_review, card.due)


@given(histories, retentions)
def test_the_interval_is_the_one_that_the_due_date_was_made_with(
    history: list[tuple[timedelta, Rating]], retention: float
) -> None:
    memory, at = None, NOW
    for gap, rating in history:
        at += gap
        memory = review(memory, rating, at, retention=retention)

        assert memory.due - at == interval(memory.stability, retention) * DAY


def test_a_first_good_is_due_in_days_and_not_in_ten_minutes() -> None:
    first = review(None, Rating.GOOD, NOW)

    assert first == Memory(2.3065, first.difficulty, NOW, NOW + 2 * DAY, reps=1, lapses=0)
    assert first.difficulty == pytest.approx(2.118, abs=0.001)


def test_a_repeat_on_the_same_day_is_a_short_term_review_and_no_lapse() -> None:
    missed = review(None, Rating.AGAIN, NOW)
    repeated = review(missed, Rating.GOOD, NOW + timedelta(minutes=8))
    missed_again = review(repeated, Rating.AGAIN, NOW + timedelta(minutes=20))

    assert (missed.stability, missed.due - NOW) == (0.212, DAY)
    assert missed.stability < repeated.stability < 1.0
    assert (missed_again.reps, missed_again.lapses) == (3, 0)


def test_what_is_forgotten_on_a_later_day_is_a_lapse() -> None:
    known = review(None, Rating.EASY, NOW)

    forgotten = review(known, Rating.AGAIN, known.due)

    assert (forgotten.reps, forgotten.lapses) == (2, 1)
    assert forgotten.stability < known.stability


def test_a_clock_that_ran_backwards_counts_as_the_moment_of_the_last_review() -> None:
    memory = review(None, Rating.GOOD, NOW)

    assert review(memory, Rating.GOOD, NOW - 5 * DAY) == review(memory, Rating.GOOD, NOW)
    assert memory.recall(NOW - 5 * DAY) == 1.0


def test_after_a_hundred_years_the_question_is_due_within_another_hundred() -> None:
    memory = review(None, Rating.EASY, NOW)
    for _ in range(20):
        memory = review(memory, Rating.EASY, memory.due + 36_500 * DAY)

    assert memory.due - memory.last_review == 36_500 * DAY


def test_the_preview_holds_what_each_rating_leads_to_and_a_better_one_is_never_due_sooner() -> None:
    memory = review(None, Rating.GOOD, NOW)

    after = preview(memory, NOW + 3 * DAY)

    assert after == {rating: review(memory, rating, NOW + 3 * DAY) for rating in Rating}
    assert all(worse.due <= better.due for worse, better in pairwise(after.values()))


def test_a_moment_in_another_zone_is_the_same_moment() -> None:
    tokyo = timezone(timedelta(hours=9))

    assert review(None, Rating.GOOD, NOW.astimezone(tokyo)) == review(None, Rating.GOOD, NOW)


@given(st.floats(0.001, 40_000), st.integers(0, 40_000))
def test_recall_after_whole_days_is_what_py_fsrs_says(stability: float, elapsed: int) -> None:
    card = fsrs.Card(card_id=1, state=fsrs.State.Review, stability=stability, difficulty=5, last_review=NOW, due=NOW)

    theirs = oracle().get_card_retrievability(card, NOW + elapsed * DAY)

    assert retrievability(stability, elapsed) == pytest.approx(theirs, rel=1e-12)


def test_recall_falls_during_the_day_and_is_ninety_percent_after_one_stability() -> None:
    memory = Memory(10.0, 5.0, NOW, NOW + 10 * DAY, reps=1, lapses=0)

    bars = [memory.recall(NOW + hours * HOUR) for hours in (0, 6, 12, 240)]

    assert bars[0] == 1.0
    assert all(later < earlier for earlier, later in pairwise(bars))
    assert bars[-1] == pytest.approx(0.9)


def test_another_decay_still_means_ninety_percent_after_one_stability() -> None:
    assert retrievability(10, 10, decay=0.5) == pytest.approx(0.9)
    assert retrievability(10, 20, decay=0.5) != retrievability(10, 20)


@pytest.mark.parametrize("stability", [0.0, -1.0, float("nan")])
def test_a_stability_that_is_not_above_zero_is_refused(stability: float) -> None:
    with pytest.raises(ValueError, match=r"^stability is .*, it must be above 0 days$"):
        retrievability(stability, 1)


def test_the_weights_are_the_defaults_of_fsrs_6() -> None:
    assert fsrs.Scheduler().parameters == scheduling.PARAMETERS


def test_recall_can_be_told_without_loading_fsrs() -> None:
    code = (
        "import sys; from tutor.scheduling import retrievability; retrievability(10, 4); print('fsrs' in sys.modules)"
    )

    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert run.stdout == "False\n"


@pytest.mark.parametrize(
    ("wall", "day"),
    [
        ("2026-11-12 03:59", date(2026, 11, 11)),
        ("2026-11-12 04:00", date(2026, 11, 12)),
        ("2026-11-13 00:30", date(2026, 11, 12)),
        ("2026-03-29 03:30", date(2026, 3, 28)),  # the clock went from 2 to 3 that night
        ("2026-03-29 04:00", date(2026, 3, 29)),
        ("2026-10-25 03:59", date(2026, 10, 24)),  # and from 3 back to 2 that night
        ("2026-10-25 04:00", date(2026, 10, 25)),
    ],
)
def test_the_local_day_begins_at_four_on_the_wall_clock(wall: str, day: date) -> None:
    berlin = ZoneInfo("Europe/Berlin")
    at = datetime.fromisoformat(wall).replace(tzinfo=berlin)

    assert day_of(at, berlin) == day_of(at.astimezone(UTC), berlin) == day


@given(
    st.dates(date(1990, 1, 1), date(2060, 1, 1)),
    st.sampled_from(["UTC", "Europe/Berlin", "America/Los_Angeles", "Asia/Kathmandu", "Pacific/Chatham"]),
)
def test_a_day_begins_where_the_day_before_ends(day: date, zone: str) -> None:
    tz = ZoneInfo(zone)

    begins = day_begins(day, tz)

    assert begins.tzinfo is UTC
    assert day_of(begins, tz) == day
    assert day_of(begins - timedelta(microseconds=1), tz) == day - DAY


def test_without_a_zone_the_day_is_this_machines_own() -> None:
    here = day_begins(date(2026, 7, 1), None)

    assert here.astimezone().replace(tzinfo=None) == datetime(2026, 7, 1, 4)
    assert day_of(here, None) == date(2026, 7, 1)
