"""Where a session stands after what happened in it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tutor.practice.queue import Entry
from tutor.practice.session import GAP, RETURNS, Turn, replay

PLAN = [Entry(name, "due") for name in "abcdef"]


def upcoming(*turns: Turn) -> list[str]:
    return [entry.question for entry in replay(PLAN, turns).upcoming]


def test_a_right_answer_goes_on_to_the_next_question() -> None:
    assert upcoming(Turn("a", "right")) == list("bcdef")


def test_a_missed_question_comes_back_after_four_others() -> None:
    progress = replay(PLAN, [Turn("a", "missed")])

    assert [entry.question for entry in progress.upcoming] == list("bcdeaf")
    assert progress.upcoming[GAP] == Entry("a", "again")
    assert progress.total == len(PLAN) + 1


def test_a_question_missed_at_the_end_comes_back_at_once() -> None:
    turns = [Turn(name, "right") for name in "abcde"] + [Turn("f", "missed")]

    assert upcoming(*turns) == ["f"]


def test_a_question_missed_again_and_again_is_left_for_tomorrow() -> None:
    turns = [Turn(name, "right") for name in "bcdef"] + [Turn("a", "missed")] * (RETURNS + 1)

    assert upcoming(*turns) == []


def test_a_crammed_question_comes_back_crammed_so_that_the_schedule_stays_untouched() -> None:
    progress = replay([Entry("a", "cram")], [Turn("a", "missed")])

    assert progress.upcoming == (Entry("a", "cram"),)


def test_a_skipped_question_comes_at_the_end_once_and_then_no_more() -> None:
    assert upcoming(Turn("a", "skipped")) == list("bcdefa")
    assert upcoming(Turn("a", "skipped"), *(Turn(n, "right") for n in "bcdef"), Turn("a", "skipped")) == []


def test_a_question_that_is_put_off_leaves_the_session() -> None:
    assert upcoming(Turn("a", "missed"), Turn("a", "dropped")) == list("bcdef")


def test_a_follow_up_that_somebody_wants_is_asked_next() -> None:
    progress = replay(PLAN, [Turn("a", "right"), Turn("z", "inserted", "new")])

    assert [entry.question for entry in progress.upcoming] == list("zbcdef")
    assert progress.current == Entry("z", "new")


def test_a_follow_up_that_was_coming_anyway_is_asked_once() -> None:
    assert upcoming(Turn("a", "right"), Turn("d", "inserted", "due")) == list("dbcef")


@given(st.lists(st.tuples(st.sampled_from("abcdefxyz"), st.sampled_from(["right", "missed", "skipped"]))))
def test_whatever_happens_a_session_ends(events: list[tuple[str, str]]) -> None:
    turns = [Turn(question, what) for question, what in events]  # type: ignore[arg-type]

    progress = replay(PLAN, turns)
    while progress.current:
        turns.append(Turn(progress.current.question, "missed"))
        progress = replay(PLAN, turns)

    assert len(progress.done) <= len(PLAN) * (RETURNS + 1)
