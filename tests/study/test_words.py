"""How things are said."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tutor.packs.model import Source
from tutor.study import words
from tutor.study.reading import short_name
from tutor.text.figures import figure, short

NOW = datetime(2026, 11, 12, 18, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("days", "said"),
    [(-3, "today"), (0, "today"), (1, "tomorrow"), (4, "4 days"), (59, "59 days"), (90, "3 months"), (800, "2 years")],
)
def test_a_due_date_is_said_as_one_would_say_it(days: int, said: str) -> None:
    assert words.when(NOW + timedelta(days=days), NOW, UTC) == said


def test_an_item_due_after_midnight_but_before_four_is_due_today() -> None:
    assert words.when(datetime(2026, 11, 13, 3, 0, tzinfo=UTC), NOW, UTC) == "today"
    assert words.when(datetime(2026, 11, 13, 4, 0, tzinfo=UTC), NOW, UTC) == "tomorrow"


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(20, "under a minute"), (60, "1 minute"), (720, "12 minutes"), (4_800, "1 h 20 min")],
)
def test_a_span_of_time_is_rounded_to_minutes(seconds: int, said: str) -> None:
    assert words.minutes(timedelta(seconds=seconds)) == said


@pytest.mark.parametrize(
    ("value", "three_digits", "chosen"),
    [
        (0.842, ".842", ".842"),
        (0.9, ".900", ".9"),
        (1.0, "1.00", "1"),
        (-0.5, "−.500", "−.5"),
        (327_680.0, "327,680", "327,680"),
        (64, "64", "64"),
        (1.5e-6, "1.50×10⁻⁶", "1.5×10⁻⁶"),
        (0.0, ".000", "0"),
        (12.345, "12.3", "12.3"),
    ],
)
def test_a_measured_number_has_three_digits_and_a_chosen_one_no_more_than_it_needs(
    value: float, three_digits: str, chosen: str
) -> None:
    assert (figure(value), short(value)) == (three_digits, chosen)


def test_what_is_no_number_is_a_dash() -> None:
    assert figure(None) == figure(float("nan")) == figure(float("inf")) == "—"


@pytest.mark.parametrize(
    ("authors", "name"),
    [
        ("Gers", "Gers 2000"),
        ("Hochreiter and Schmidhuber", "Hochreiter & Schmidhuber 2000"),
        ("Sutskever, Vinyals and Le", "Sutskever et al. 2000"),
        ("Vaswani et al.", "Vaswani et al. 2000"),
    ],
)
def test_a_source_is_named_as_a_text_names_it(authors: str, name: str) -> None:
    source = Source(authors=authors, year=2000, title="T", where="W", url="https://example.org")

    assert short_name(source) == name
