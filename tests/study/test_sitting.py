"""Sitting a session: durable answers, the way back, and going on after a kill."""

from __future__ import annotations

from datetime import UTC, timedelta

import pytest

from tests.conftest import Clock
from tutor.errors import ResponseError, UsageError
from tutor.grading.response import GaveUp, Picked, Ticked, Typed
from tutor.scheduling import Rating
from tutor.settings import Paths, Settings
from tutor.study import Filters, Study
from tutor.study.sitting import Ask, Sitting


def again(study: Study) -> Study:
    """The same study in another process: nothing but the disk is left of the first."""
    study.close()
    return Study(study.paths, study.settings, clock=study.clock, zone=UTC)


def current(sitting: Sitting) -> Ask:
    ask = sitting.current()
    assert ask is not None
    return ask


def right(ask: Ask) -> Picked | Typed | Ticked:
    """The right answer to a question of the small pack."""
    answers: dict[str, Picked | Typed | Ticked] = {
        "choice": Picked(("forget",)),
        "numeric": Typed(str(ask.variant.values.get("layers", 0) * 1024)),
        "short": Typed("path"),
        "open": Ticked("They add.", ("additive", "product")),
    }
    return answers[ask.question.kind]


def test_an_answer_is_on_disk_before_its_feedback_is_shown(study: Study) -> None:
    sitting = study.begin()

    feedback = sitting.answer(current(sitting), Picked(("input",)), confidence=3, ms=4_000)

    (kept,) = [event for event in again(study).history.events() if event.kind == "answered"]
    assert kept.id == feedback.answer
    assert kept.body["response"] == {"as": "picked", "ids": ["input"]}
    assert (kept.body["confidence"], kept.body["rating"], kept.body["mode"]) == (3, Rating.AGAIN, "new")
    assert feedback.headline == "Not this one, and you were fairly sure."


def test_the_due_date_that_was_shown_is_kept_with_the_answer(study: Study) -> None:
    sitting = study.begin()

    feedback = sitting.answer(current(sitting), Picked(("forget",)), confidence=3, ms=20_000)

    (kept,) = [event for event in study.history.events() if event.kind == "answered"]
    assert kept.body["due"] == feedback.dues[Rating.GOOD].isoformat()
    memory = study.memory("small/first")
    assert memory is not None
    assert memory.due - feedback.dues[Rating.GOOD] < timedelta(seconds=1), "and it is the one that counts"


def test_a_session_that_was_killed_goes_on_at_the_next_unanswered_question(study: Study) -> None:
    sitting = study.begin()
    first = current(sitting)
    sitting.answer(first, right(first))
    second = current(sitting)

    resumed = again(study).paused()

    assert resumed is not None
    assert (current(resumed).ref, current(resumed).position) == (second.ref, 2)
    assert current(resumed).variant == second.variant, "the same numbers and the same order as before the kill"


def test_a_session_begun_with_options_goes_on_by_the_same_ones_and_by_none(study: Study) -> None:
    sitting = study.begin(Filters(kinds=("choice",)), count=2, seed=3)
    sitting.answer(current(sitting), GaveUp())

    later = again(study)

    for resumed in (later.paused(), later.paused(Filters(kinds=("choice",)), count=2, seed=3)):
        assert resumed is not None
        assert resumed.id == sitting.id
    assert later.paused(Filters(kinds=("choice",))) is None
    assert later.paused(count=2, seed=3) is None
    assert later.paused(Filters(kinds=("choice",)), count=2, seed=4) is None


def test_a_session_left_yesterday_is_not_resumed_since_the_next_one_has_what_was_due(
    study: Study, clock: Clock
) -> None:
    sitting = study.begin()
    sitting.answer(current(sitting), GaveUp())

    clock.pass_(hours=20)

    assert study.paused() is None


def test_undo_takes_answers_back_one_after_another_across_a_restart(study: Study) -> None:
    sitting = study.begin()
    order = []
    for _ in range(3):
        order.append(current(sitting).ref)
        sitting.answer(current(sitting), right(current(sitting)))

    later = again(study)
    resumed = Sitting(later, sitting.id)
    undone = [resumed.undo() and current(resumed).ref for _ in range(3)]

    assert undone == order[::-1]
    assert resumed.undo() is False
    assert [later.memory(ref) for ref in order] == [None, None, None]


def test_changing_the_rating_changes_when_it_comes_back(study: Study) -> None:
    sitting = study.begin()
    feedback = sitting.answer(current(sitting), Picked(("forget",)), ms=20_000)

    changed = sitting.rate(feedback, Rating.EASY)

    memory = study.memory("small/first")
    assert changed.rating == Rating.EASY
    assert memory is not None
    assert memory.due - feedback.dues[Rating.EASY] < timedelta(seconds=1)
    sitting.undo()
    assert study.memory("small/first") is None, "one undo takes the answer back, whatever it was rated"


def test_a_missed_question_comes_back_in_the_same_session(study: Study) -> None:
    sitting = study.begin()
    missed = current(sitting).ref
    sitting.answer(current(sitting), GaveUp())
    seen = []
    while (ask := sitting.current()) is not None:
        seen.append((ask.ref, ask.mode))
        sitting.answer(ask, right(ask))

    assert seen[-1] == (missed, "again")
    assert [mode for _, mode in seen[:-1]] == ["new"] * 3


def test_a_question_asked_again_is_drawn_anew(study: Study) -> None:
    sitting = study.begin(Filters(kinds=("numeric",)), seed=3)
    seeds = []
    for _ in range(2):
        seeds.append(current(sitting).variant.seed)
        sitting.answer(current(sitting), GaveUp())

    assert seeds[0] != seeds[1]


def test_cramming_never_touches_the_schedule(study: Study) -> None:
    sitting = study.begin(mode="cram")

    feedback = sitting.answer(current(sitting), GaveUp())

    assert feedback.dues == {}
    assert study.memory(feedback.ask.ref) is None
    assert study.statistics().reviews == 1


def test_an_answer_that_cannot_be_read_is_asked_again_and_nothing_is_kept(study: Study) -> None:
    sitting = study.begin(Filters(kinds=("numeric",)))

    with pytest.raises(ResponseError, match="`many` is not a number"):
        sitting.answer(current(sitting), Typed("many"))

    assert [event.kind for event in study.history.events()] == ["session_begun"]
    assert current(sitting).position == 1


def test_ticking_the_points_of_an_open_answer_keeps_its_text_and_replaces_the_unticked_one(study: Study) -> None:
    sitting = study.begin(Filters(kinds=("open",)))
    handed_in = sitting.answer(current(sitting), Ticked("Because they add.", ()))

    ticked = sitting.tick(handed_in, ("additive",))

    standing = study.history.session(sitting.id)
    assert standing is not None
    (kept,) = standing.entries
    assert kept.body["response"]["text"] == "Because they add."
    assert kept.body["points"] == ["additive"]
    assert (handed_in.grade.verdict, ticked.grade.verdict) == ("wrong", "right")


def test_a_follow_up_is_asked_next_as_what_it_is(study: Study) -> None:
    sitting = study.begin(Filters(concepts=("gates",)))
    ask = current(sitting)
    sitting.answer(ask, right(ask))

    sitting.insert(study.follow_ups(ask)[0])

    assert (current(sitting).ref, current(sitting).mode) == ("small/open-one", "new")


def test_a_question_put_off_until_tomorrow_is_back_tomorrow(study: Study, clock: Clock) -> None:
    sitting = study.begin()
    ask = current(sitting)

    study.put_off(sitting, ask, "tomorrow")

    assert ask.ref not in {candidate.ref for candidate in study.candidates()}
    clock.pass_(days=1)
    assert ask.ref in {candidate.ref for candidate in study.candidates()}


def test_editing_a_question_keeps_its_history(study: Study, paths: Paths) -> None:
    sitting = study.begin()
    sitting.answer(current(sitting), right(current(sitting)))
    file = paths.content / "small" / "questions" / "all.yaml"

    file.write_text(file.read_text().replace("Which gate came in 2000?", "Which gate was added in 2000?"))

    edited = again(study)
    assert edited.memory("small/first") is not None
    assert edited.library.title("small/first") == "Which gate was added in 2000?"


def test_a_question_that_leaves_the_pack_leaves_the_session_and_the_rest_goes_on(study: Study, paths: Paths) -> None:
    sitting = study.begin()
    planned = sitting.progress().total
    file = paths.content / "small" / "questions" / "all.yaml"

    file.write_text(file.read_text().split("- id: second")[0])

    resumed = Sitting(again(study), sitting.id)
    assert (planned, resumed.progress().total) == (4, 1)
    assert current(resumed).ref == "small/first"


def test_a_reset_makes_a_concept_new_again_and_keeps_the_log(study: Study) -> None:
    sitting = study.begin()
    while (ask := sitting.current()) is not None:
        sitting.answer(ask, right(ask))

    count = study.reset("gates")

    known = {ref for ref in study.items if study.memory(ref)}
    assert (count, known) == (2, {"small/third", "small/open-one"})
    assert study.statistics().reviews == 4


@pytest.mark.parametrize(
    ("filters", "message", "remedy"),
    [
        (Filters(concepts=("gate",)), "there is no concept `gate`", "did you mean `gates`?"),
        (Filters(packs=("smal",)), "there is no pack `smal`", "did you mean `small`?"),
        (Filters(levels=(5,)), "no question fits level 5", "loosen a filter, or choose another mode"),
    ],
)
def test_a_filter_that_fits_nothing_says_so_and_what_to_do(
    study: Study, filters: Filters, message: str, remedy: str
) -> None:
    with pytest.raises(UsageError) as raised:
        study.begin(filters)

    assert (raised.value.what, raised.value.remedy) == (message, remedy)


def test_the_same_seed_draws_the_same_numbers_and_order(study: Study) -> None:
    def draws(seed: int) -> list[object]:
        sitting = study.begin(seed=seed, mode="new")
        found: list[object] = []
        for _ in range(4):
            ask = current(sitting)
            found.append((ask.ref, ask.variant.values, ask.variant.order))
            sitting.skip(ask)
        return found

    assert draws(7) == draws(7)
    assert any(draws(7) != draws(seed) for seed in range(8, 20))


def test_settings_say_how_many_new_questions_a_day_admits(paths: Paths, clock: Clock) -> None:
    study = Study(paths, Settings(new_per_day=2), clock=clock, zone=UTC)

    sitting = study.begin()
    for _ in range(2):
        sitting.answer(current(sitting), right(current(sitting)))

    assert sitting.current() is None
    assert study.today().load.new == ()
    clock.pass_(days=1)
    assert len(study.today().load.new) == 2
    study.close()


def test_what_was_pasted_into_an_answer_or_a_note_is_kept_safe_to_print(study: Study) -> None:
    sitting = study.begin(Filters(kinds=("short",)))

    feedback = sitting.answer(current(sitting), Typed("pa\x1b]52;c;ZXZpbA==\x07th"))
    study.write(feedback.ask.ref, "note", "see \x9b31mhere")

    (answered,) = study.history.events(kinds=["answered"])
    assert answered.body["response"]["text"] == "path"
    assert feedback.grade.verdict == "right"
    assert study.history.state(feedback.ask.ref).note == "see here"
