"""What events add up to, event by event: on a history as a learner makes it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.history.conftest import Clock, Say
from tutor.errors import HistoryError
from tutor.history import (
    Activity,
    Bookmarked,
    Counts,
    Event,
    Flagged,
    History,
    ItemState,
    Noted,
    PutOff,
    Ran,
    Rated,
    Reset,
    SessionEnded,
    Skipped,
)
from tutor.history.fold import amendments, fold
from tutor.scheduling import Rating, review

Q, OTHER = "attention/why-sqrt-d", "attention/kv-bytes"
TODAY = date(2026, 11, 12)


def test_an_answer_is_a_review_and_is_counted(history: History, clock: Clock, say: Say) -> None:
    first = history.append(say.answered(Q, Rating.GOOD, mode="new"))
    clock.pass_(days=3)
    second = history.append(say.answered(Q, Rating.AGAIN))

    assert history.state(Q) == ItemState(
        question=Q,
        memory=review(review(None, Rating.GOOD, first.at), Rating.AGAIN, second.at),
        reviews=2,
        right=1,
        verdict="wrong",
        first_at=first.at,
        last_at=second.at,
    )
    assert history.memories() == {Q: history.state(Q)}


def test_cramming_is_counted_but_never_moves_the_schedule(history: History, clock: Clock, say: Say) -> None:
    history.append(say.answered(Q, Rating.GOOD))
    before = history.state(Q)
    clock.pass_(hours=1)

    history.append(say.answered(Q, Rating.AGAIN, mode="cram"))
    history.append(say.answered(OTHER, Rating.GOOD, mode="cram"))

    assert history.state(Q).memory == before.memory
    assert (history.state(Q).reviews, history.state(Q).verdict) == (2, "wrong")
    assert history.state(OTHER).memory is None


def test_the_repeat_within_a_session_is_a_review_on_the_same_day(history: History, clock: Clock, say: Say) -> None:
    missed = history.append(say.answered(Q, Rating.AGAIN, mode="new"))
    clock.pass_(minutes=6)
    repeat = history.append(say.answered(Q, Rating.GOOD, mode="again"))

    assert history.state(Q).memory == review(review(None, Rating.AGAIN, missed.at), Rating.GOOD, repeat.at)


def test_a_changed_rating_counts_as_if_it_had_been_given_at_once(history: History, clock: Clock, say: Say) -> None:
    answer = history.append(say.answered(Q, Rating.GOOD))
    clock.pass_(seconds=20)
    history.append(Rated(answer=answer.id, rating=Rating.HARD, due=None))
    history.append(Rated(answer=answer.id, rating=Rating.EASY, due=None))

    assert history.state(Q).memory == review(None, Rating.EASY, answer.at)


def test_undo_takes_back_answer_after_answer_until_nothing_is_left(history: History, clock: Clock, say: Say) -> None:
    states = [history.state(Q)]
    for rating in (Rating.GOOD, Rating.AGAIN, Rating.EASY):
        history.append(say.answered(Q, rating))
        states.append(history.state(Q))
        clock.pass_(days=2)

    for expected in reversed(states[:-1]):
        undoable = history.last_undoable()
        assert undoable is not None
        history.retract(undoable.id)
        assert history.state(Q) == expected
    assert history.last_undoable() is None
    assert history.days(UTC) == {}
    assert len(list(history.events())) == 6


def test_undo_of_an_answer_undoes_its_changed_rating_too(history: History, say: Say) -> None:
    answer = history.append(say.answered(Q))
    history.append(Rated(answer=answer.id, rating=Rating.EASY, due=None))

    history.retract(answer.id)

    assert history.state(Q) == ItemState(Q)


def test_undo_takes_back_a_skip_and_a_putting_off(history: History, say: Say) -> None:
    session = history.append(say.begun(Q, OTHER))
    skip = history.append(Skipped(session=session.id, question=Q))
    put_off = history.append(PutOff(session=session.id, question=OTHER, until=None))

    assert history.last_undoable() == put_off
    history.retract(put_off.id)
    assert history.last_undoable(session.id) == skip
    history.retract(skip.id)

    assert history.last_undoable() is None
    assert history.state(OTHER) == ItemState(OTHER)


def test_a_retraction_is_final_and_so_is_what_cannot_be_undone(history: History, say: Say) -> None:
    answer = history.append(say.answered(Q))
    undo = history.retract(answer.id)
    note = history.append(Noted(question=Q, text="d_head, not d_model"))

    for event, what in [(undo, "this cannot be undone"), (note, "this cannot be undone"), (answer, "this was undone")]:
        with pytest.raises(HistoryError, match=f"^{event.id}  {what}"):
            history.retract(event.id)
    assert history.state(Q) == ItemState(Q, note="d_head, not d_model")


def test_a_retraction_of_a_retraction_from_elsewhere_changes_nothing(history: History, say: Say) -> None:
    answer = history.append(say.answered(Q))
    undo = history.retract(answer.id)
    events = list(history.events())
    redo = Event("redo", undo.device, 3, undo.at + timedelta(seconds=1), "retracted", {"event": undo.id})

    folded = fold([*events, redo], amendments([*events, redo]), retention=0.9)

    assert folded.items == {}


def test_a_reset_forgets_reviews_but_neither_notes_nor_the_work_done(history: History, clock: Clock, say: Say) -> None:
    for question in (Q, OTHER):
        history.append(say.answered(question))
    history.append(Noted(question=Q, text="variance"))
    clock.pass_(minutes=1)
    kept = history.state(OTHER)

    history.append(Reset(concept="attention-scaling", questions=[Q]))

    assert history.state(Q) == ItemState(Q, note="variance")
    assert history.state(OTHER) == kept
    assert history.days(UTC)[TODAY].reviews == 2


def test_a_reset_of_everything_starts_afresh(history: History, clock: Clock, say: Say) -> None:
    history.append_all([say.answered(Q), say.answered(OTHER)])
    clock.pass_(minutes=1)

    history.append(Reset())
    assert history.memories() == {}

    clock.pass_(minutes=1)
    again = history.append(say.answered(Q, Rating.HARD))
    assert history.state(Q).memory == review(None, Rating.HARD, again.at)


def test_a_question_put_off_is_not_due_until_its_day(history: History, clock: Clock, say: Say) -> None:
    history.append_all([say.answered(Q), say.answered(OTHER)])
    later = clock.now + timedelta(days=30)
    assert history.due(later, today=TODAY) == [Q, OTHER]

    history.append(PutOff(question=Q, until="2026-11-14"))
    history.append(PutOff(question=OTHER, until=None))

    assert history.state(Q).until == date(2026, 11, 14)
    assert history.state(OTHER).suspended
    assert history.due(later, today=date(2026, 11, 13)) == []
    assert history.due(later, today=date(2026, 11, 14)) == [Q]
    assert [history.state(q).is_put_off(date(2026, 11, 14)) for q in (Q, OTHER)] == [False, True]

    history.append(PutOff(question=OTHER, until="2026-11-12"))
    assert history.due(later, today=TODAY) == [OTHER]


def test_what_is_due_comes_longest_overdue_first_and_is_counted(history: History, clock: Clock, say: Say) -> None:
    history.append(say.answered(Q, Rating.EASY))
    history.append(say.answered(OTHER, Rating.AGAIN))

    tomorrow, in_a_month = clock.now + timedelta(days=1, hours=1), clock.now + timedelta(days=30)

    assert history.due(clock.now, today=TODAY) == []
    assert history.due(tomorrow, today=TODAY) == [OTHER]
    assert history.due(in_a_month, today=TODAY) == [OTHER, Q]
    assert history.counts(tomorrow, today=TODAY) == Counts(seen=2, due=1)


def test_notes_bookmarks_and_flags_are_the_last_that_were_said(history: History) -> None:
    history.append_all(
        [
            Noted(question=Q, text="first"),
            Noted(question=Q, text="second"),
            Bookmarked(question=Q, on=True),
            Flagged(question=Q, text="the key is wrong"),
        ]
    )
    assert history.state(Q) == ItemState(Q, note="second", bookmarked=True, flag="the key is wrong")

    history.append_all([Noted(question=Q, text=""), Bookmarked(question=Q, on=False), Flagged(question=Q, text="")])
    assert history.memories() == {}


def test_a_day_is_what_was_done_from_four_to_four_where_the_learner_is(
    history: History, clock: Clock, say: Say
) -> None:
    berlin, tokyo = ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Tokyo")
    clock.now = datetime(2026, 11, 13, 2, 50, tzinfo=UTC)  # 03:50 in Berlin
    history.append(say.answered(Q, Rating.AGAIN, mode="new", ms=4_000))
    clock.pass_(minutes=15)
    history.append(say.answered(Q, Rating.GOOD, mode="again", ms=1_000))
    history.append(say.answered(OTHER, Rating.GOOD, mode="due", ms=2_000))
    forgot = history.append(say.answered(OTHER, Rating.GOOD, mode="due", ms=500))
    history.append(Rated(answer=forgot.id, rating=Rating.AGAIN, due=None))

    before_four = Activity(reviews=1, right=0, ms=4_000, new=1)
    after_four = Activity(reviews=3, right=3, ms=3_500, due=2, recalled=1)
    assert history.days(berlin) == {date(2026, 11, 12): before_four, date(2026, 11, 13): after_four}
    assert history.days(tokyo) == {date(2026, 11, 13): before_four + after_four}


def test_a_session_resumes_with_its_plan_and_what_stands_of_it(history: History, clock: Clock, say: Say) -> None:
    begun = history.append(say.begun(Q, OTHER, "attention/mask"))
    taken_back = history.append(say.answered(Q, Rating.GOOD, session=begun.id, mode="new"))
    history.retract(taken_back.id)
    clock.pass_(seconds=9)
    answer = history.append(say.answered(Q, Rating.AGAIN, session=begun.id, mode="new"))
    skip = history.append(Skipped(session=begun.id, question=OTHER))
    history.append(Rated(answer=answer.id, rating=Rating.HARD, due="2026-11-13"))

    log = history.open_session()

    assert log is not None
    assert (log.id, log.at, log.seed, log.title, log.filters, log.ended) == (begun.id, begun.at, 7, "Today", {}, False)
    assert [place["question"] for place in log.plan] == [Q, OTHER, "attention/mask"]
    assert [event.id for event in log.entries] == [answer.id, skip.id]
    assert (log.entries[0].body["rating"], log.entries[0].body["due"]) == (2, "2026-11-13")


def test_the_open_session_is_the_newest_that_has_not_ended(history: History, clock: Clock, say: Say) -> None:
    sessions = []
    for question in (Q, OTHER):
        sessions.append(history.append(say.begun(question)))
        clock.pass_(minutes=1)
    first, second = sessions

    found = []
    for session in (second, first):
        log = history.open_session()
        found.append(log and log.id)
        history.append(SessionEnded(session=session.id))

    assert found == [second.id, first.id]
    assert history.open_session() is None
    ended = history.session(first.id)
    assert ended is not None
    assert ended.ended
    assert history.session(ended.id[:-1]) is None


def test_the_newest_run_of_each_demo_is_kept(history: History, clock: Clock) -> None:
    def ran(demo: str, factor: float) -> Ran:
        measures = {"rnn_factor": {"median": factor}}
        return Ran(demo=demo, parameters={}, seeds=[0], measures=measures, held=True, hash="f00")

    history.append_all([ran("gradient_decay", 0.84), ran("kv_cache", 2.0), ran("gradient_decay", 0.85)])

    assert {demo: run.body["measures"]["rnn_factor"]["median"] for demo, run in history.newest_runs().items()} == {
        "gradient_decay": 0.85,
        "kv_cache": 2.0,
    }


def test_events_can_be_read_by_kind_and_from_a_moment_on(history: History, clock: Clock, say: Say) -> None:
    history.append(Noted(question=Q, text="1"))
    noon = clock.now
    clock.pass_(minutes=1)
    history.append_all([say.answered(Q), Noted(question=Q, text="2")])

    assert [event.body["text"] for event in history.events(kinds=["noted"])] == ["1", "2"]
    assert [event.kind for event in history.events(after=noon)] == ["answered", "noted"]
    assert [event.body["text"] for event in history.events(after=noon, kinds=["noted"])] == ["2"]
