"""What today holds, in days, streaks and topics."""

from __future__ import annotations

from tests.conftest import Clock
from tutor.grading.response import GaveUp, Picked
from tutor.study import Filters, Study


def answer_all(study: Study, **filters: tuple[str, ...]) -> None:
    sitting = study.begin(Filters(**filters))  # type: ignore[arg-type]
    while (ask := sitting.current()) is not None:
        sitting.answer(ask, Picked(("forget",)) if ask.question.kind == "choice" else GaveUp(), ms=30_000)


def test_a_new_learner_is_offered_new_questions_and_nothing_else(study: Study) -> None:
    today = study.today()

    assert (len(today.load.due), len(today.load.new), today.reviewed, today.streak) == (0, 4, 0, 0)
    assert today.paused is None
    assert today.next_due is None


def test_what_was_learnt_is_due_again_on_its_day_and_says_how_many(study: Study, clock: Clock) -> None:
    answer_all(study, kinds=("choice",))

    today = study.today()
    assert (len(today.load.due), today.next_count) == (0, 1)
    assert today.next_due is not None

    clock.now = today.next_due
    assert [candidate.ref for candidate in study.today().load.due] == ["small/first"]


def test_a_streak_counts_days_with_an_answer_and_survives_a_day_not_yet_begun(study: Study, clock: Clock) -> None:
    answer_all(study, kinds=("choice",))
    clock.pass_(days=1)
    assert study.today().streak == 1, "yesterday still counts this morning"

    answer_all(study, kinds=("short",))
    assert study.today().streak == 2

    clock.pass_(days=2)
    assert study.today().streak == 0


def test_the_day_begins_at_four_in_the_morning(study: Study, clock: Clock) -> None:
    clock.now = clock.now.replace(hour=3, minute=59)
    answer_all(study, kinds=("choice",))
    assert study.today().reviewed == 1

    clock.pass_(minutes=2)
    assert study.today().reviewed == 0


def test_topics_are_told_the_weakest_first_and_the_unseen_last(study: Study, clock: Clock) -> None:
    answer_all(study, kinds=("choice",))
    clock.pass_(days=3)

    topics = study.topics()

    assert [(topic.id, topic.seen, topic.questions) for topic in topics] == [("gates", 1, 2), ("paths", 0, 2)]
    assert topics[0].recall is not None
    assert 0.8 < topics[0].recall < 0.88
    assert topics[1].recall is None


def test_a_topic_that_was_just_missed_is_weak_although_its_answer_was_just_seen(study: Study) -> None:
    answer_all(study, kinds=("numeric",))
    answer_all(study, kinds=("choice",))

    (gates,) = [topic for topic in study.topics() if topic.id == "gates"]

    assert gates.recall is not None
    assert gates.recall < 0.9


def test_retention_is_the_share_of_due_reviews_that_were_recalled(study: Study, clock: Clock) -> None:
    answer_all(study, kinds=("choice",))
    assert study.statistics().retention is None

    clock.pass_(days=4)
    answer_all(study, kinds=("choice",))

    assert study.statistics().retention == 1.0
