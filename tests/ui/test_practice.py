"""Practising on screen: question, confidence, feedback, undo, and what a key means where."""

from __future__ import annotations

import gc
import weakref

from tests.ui.conftest import Opened, lines, shown, sitting
from tutor.study import Study
from tutor.ui.screens.feedback import FeedbackScreen
from tutor.ui.screens.question import QuestionScreen
from tutor.ui.screens.summary import SummaryScreen
from tutor.ui.screens.today import TodayScreen
from tutor.ui.widgets.answers.choices import Choice, ChoiceAnswer
from tutor.ui.widgets.sure import Sure


def number_of(text: str, screen: list[str]) -> str:
    """The digit that picks a choice."""
    line = next(line for line in screen if text in line)
    return line.split(text)[0].split()[-1]


async def test_today_says_how_many_are_new_and_enter_begins(opened: Opened) -> None:
    async with opened() as pilot:
        await pilot.pause()
        assert "new to meet" in shown(pilot)
        assert "→  meet 4 questions, all new · about 3 minutes" in shown(pilot)

        await pilot.press("enter")
        await pilot.pause()

        assert isinstance(pilot.app.screen, QuestionScreen)
        assert lines(pilot)[0].split() == ["Practice", "·", "A", "small", "pack", "1", "of", "4", "·", "new"]


async def test_a_digit_picks_the_confidence_follows_and_then_the_verdict(opened: Opened) -> None:
    async with opened(sitting(kinds=("choice",))) as pilot:
        wrong = number_of("The input gate", lines(pilot))

        await pilot.press(wrong)
        assert "How sure are you?" in shown(pilot)
        assert "2000" in shown(pilot), "the question stays in sight"
        await pilot.press("3")
        await pilot.pause()

        screen = shown(pilot)
        assert isinstance(pilot.app.screen, FeedbackScreen)
        assert "✗  Not this one, and you were fairly sure." in screen
        assert "It was there in 1997." in screen
        assert "The 1997 cell could not forget." in screen
        assert "▸1 again today" in screen


async def test_before_the_confidence_nothing_tells_right_from_wrong(opened: Opened) -> None:
    async with opened(sitting(kinds=("choice",))) as pilot:
        await pilot.press("1")

        assert "could not forget" not in shown(pilot)
        assert "✓" not in shown(pilot)
        assert "✗" not in shown(pilot)


async def test_escape_at_the_confidence_gives_the_answer_back(opened: Opened, study: Study) -> None:
    async with opened(sitting(kinds=("choice",))) as pilot:
        await pilot.press("1", "escape")

        assert "How sure" not in shown(pilot)
        assert not any(choice.picked for choice in pilot.app.screen.query(Choice))
        assert [event.kind for event in study.history.events()] == ["session_begun"]


async def test_the_answer_is_on_disk_when_its_feedback_shows(opened: Opened, study: Study) -> None:
    async with opened(sitting(kinds=("choice",))) as pilot:
        await pilot.press("1", "4")
        await pilot.pause()

        (answered,) = study.history.events(kinds=["answered"])
        assert answered.body["confidence"] == 4


async def test_one_key_changes_the_rating(opened: Opened, study: Study) -> None:
    async with opened(sitting(kinds=("choice",))) as pilot:
        await pilot.press(number_of("The forget gate", lines(pilot)), "3")
        await pilot.pause()
        assert "▸3 good 2 days" in shown(pilot)

        await pilot.press("4")

        assert "▸4 easy 8 days" in shown(pilot)
        assert "comes back in 8 days" in shown(pilot)
        (rated,) = study.history.events(kinds=["rated"])
        assert rated.body["rating"] == 4


async def test_undo_on_the_next_question_brings_the_last_one_back(opened: Opened) -> None:
    async with opened(sitting(kinds=("choice", "open"))) as pilot:
        await pilot.press("1", "3", "enter")
        await pilot.pause()
        assert "Why do gates help?" in shown(pilot)

        await pilot.press("escape", "u")
        await pilot.pause()
        await pilot.pause()

        assert "Which gate came in 2000?" in shown(pilot)
        assert "taken back" in shown(pilot)


async def test_undo_on_the_feedback_asks_the_same_question_again(opened: Opened, study: Study) -> None:
    async with opened(sitting(kinds=("choice",))) as pilot:
        await pilot.press("1", "3", "u")
        await pilot.pause()

        assert "Which gate came in 2000?" in shown(pilot)
        assert [event.kind for event in study.history.events()] == ["session_begun", "answered", "retracted"]


async def test_a_number_is_read_while_it_is_typed(opened: Opened) -> None:
    async with opened(sitting(kinds=("numeric",))) as pilot:
        await pilot.press(*"4", "space", *"KiB")

        assert "reads as 4,096 B = 4 KiB" in shown(pilot)


async def test_letters_are_typed_into_a_field_and_escape_gives_them_back_as_commands(
    opened: Opened, study: Study
) -> None:
    async with opened(sitting(kinds=("short",))) as pilot:
        await pilot.press(*"zu")
        assert "zu" in shown(pilot)

        await pilot.press("escape", "z")

        assert "Put this question off?" in shown(pilot)
        await pilot.press("1")
        await pilot.pause()
        assert [event.kind for event in study.history.events()] == ["session_begun", "skipped"]


async def test_a_hint_says_what_it_costs_and_is_charged(opened: Opened, study: Study) -> None:
    async with opened(sitting(kinds=("choice",))) as pilot:
        await pilot.press("h")
        assert "It clears the cell." in shown(pilot)
        assert "each hint costs one rating" in shown(pilot)

        await pilot.press(number_of("The forget gate", lines(pilot)), "3")
        await pilot.pause()

        (answered,) = study.history.events(kinds=["answered"])
        assert (answered.body["hints"], answered.body["rating"]) == (1, 2)


async def test_an_open_answer_is_ticked_point_by_point_and_each_tick_is_kept(opened: Opened, study: Study) -> None:
    async with opened(sitting(kinds=("open",))) as pilot:
        await pilot.press(*"add", "ctrl+s", "3")
        await pilot.pause()
        assert "Which of these did you say?" in shown(pilot)
        assert "a pass needs this" in shown(pilot)

        await pilot.press("space")
        await pilot.pause()

        log = study.history.session(next(study.history.events(kinds=["session_begun"])).id)
        assert log is not None
        assert [entry.body["points"] for entry in log.entries] == [["additive"]]
        assert "✓  Right, and you were fairly sure." in shown(pilot)
        await pilot.press("a")
        assert "They add." in shown(pilot)


async def test_the_last_answer_leads_to_the_summary_and_enter_to_today(opened: Opened) -> None:
    async with opened(sitting(kinds=("choice",))) as pilot:
        await pilot.press(number_of("The forget gate", lines(pilot)), "4", "enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, SummaryScreen)
        assert "of 1 right at the first try" in shown(pilot)

        await pilot.press("enter")
        await pilot.pause()

        assert isinstance(pilot.app.screen, TodayScreen)


async def test_leaving_in_the_middle_offers_to_resume(opened: Opened) -> None:
    async with opened(sitting()) as pilot:
        await pilot.press("1", "3", "escape")
        await pilot.pause()

        assert isinstance(pilot.app.screen, TodayScreen)
        assert "resume your session" in shown(pilot)


async def test_a_click_answers_like_a_key(opened: Opened) -> None:
    async with opened(sitting(kinds=("choice",))) as pilot:
        await pilot.click(Choice)

        assert "How sure are you?" in shown(pilot)


async def test_hostile_text_in_a_pack_is_shown_and_never_obeyed(opened: Opened, study: Study) -> None:
    file = study.paths.content / "small" / "questions" / "all.yaml"
    file.write_text(file.read_text().replace("The input gate", "'[@click=app.quit]x[/] [/x] [red]x[:, i]'"))

    async with opened(sitting(kinds=("choice",))) as pilot:
        assert "[@click=app.quit]x[/] [/x] [red]x[:, i]" in shown(pilot)


async def test_a_key_pressed_twice_answers_once_and_says_once(opened: Opened, study: Study) -> None:
    async with opened(sitting(kinds=("choice",))) as pilot:
        screen = pilot.app.screen
        for number in (1, 2):
            screen.query_one(ChoiceAnswer).action_pick(number)
        await pilot.pause()
        assert len(screen.query(Sure)) == 1

        for _ in range(2):
            screen.query_one(Sure).action_say(3)
        await pilot.pause()
        await pilot.pause()

        assert isinstance(pilot.app.screen, FeedbackScreen)
        assert len(list(study.history.events(kinds=["answered"]))) == 1
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, QuestionScreen | SummaryScreen)


async def test_a_question_that_was_answered_is_let_go_of(opened: Opened) -> None:
    """Or a long session would hold every question asked in it."""
    async with opened(sitting(kinds=("choice",))) as pilot:
        asked = [weakref.ref(pilot.app.screen.query(ChoiceAnswer).first())]
        await pilot.press("1", "3", "enter")
        asked.append(weakref.ref(pilot.app.screen.query(ChoiceAnswer).first()))
        await pilot.press("1", "3", "enter")
        await pilot.pause()

        gc.collect()

        assert [widget() for widget in asked] == [None, None]
