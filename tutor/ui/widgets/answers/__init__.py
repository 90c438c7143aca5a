"""A widget a kind of answer: each takes a Variant and posts `Answered` with a response.

`widget_for` names the one for a question; nothing else needs to know the kinds.
"""

from __future__ import annotations

from tutor.packs.model import PredictQuestion
from tutor.packs.variant import Variant
from tutor.ui.widgets.answers.base import AnswerWidget


def widget_for(variant: Variant) -> AnswerWidget:
    """The widget that takes an answer to this question. Only that one is loaded: a text area alone takes 1 MB."""
    question = variant.question
    is_typed = isinstance(question, PredictQuestion) and question.choices is None
    match "numeric" if is_typed else question.kind:
        case "numeric" | "short":
            from tutor.ui.widgets.answers.typed import LineAnswer

            return LineAnswer(variant)
        case "cloze":
            from tutor.ui.widgets.answers.typed import BlanksAnswer

            return BlanksAnswer(variant)
        case "open":
            from tutor.ui.widgets.answers.words import WordsAnswer

            return WordsAnswer(variant)
        case "order":
            from tutor.ui.widgets.answers.order import OrderAnswer

            return OrderAnswer(variant)
        case "match":
            from tutor.ui.widgets.answers.match import MatchAnswer

            return MatchAnswer(variant)
        case _:
            from tutor.ui.widgets.answers.choices import ChoiceAnswer

            return ChoiceAnswer(variant)
