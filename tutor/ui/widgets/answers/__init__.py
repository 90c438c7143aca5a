"""A widget a kind of answer: each takes a Variant and posts `Answered` with a response.

`widget_for` names the one for a question; nothing else needs to know the kinds.
"""

from __future__ import annotations

from tutor.packs.model import PredictQuestion
from tutor.packs.variant import Variant
from tutor.ui.widgets.answers.base import AnswerWidget


def widget_for(variant: Variant) -> AnswerWidget:
    """The widget that takes an answer to this question."""
    from tutor.ui.widgets.answers.choices import ChoiceAnswer
    from tutor.ui.widgets.answers.match import MatchAnswer
    from tutor.ui.widgets.answers.order import OrderAnswer
    from tutor.ui.widgets.answers.typed import BlanksAnswer, LineAnswer, WordsAnswer

    if isinstance(variant.question, PredictQuestion) and variant.question.choices is None:
        return LineAnswer(variant)
    widgets: dict[str, type[AnswerWidget]] = {
        "choice": ChoiceAnswer,
        "multi": ChoiceAnswer,
        "verdict": ChoiceAnswer,
        "predict": ChoiceAnswer,
        "numeric": LineAnswer,
        "short": LineAnswer,
        "cloze": BlanksAnswer,
        "order": OrderAnswer,
        "match": MatchAnswer,
        "open": WordsAnswer,
    }
    return widgets[variant.question.kind](variant)
