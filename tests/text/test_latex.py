from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator
from contextlib import suppress

import pytest

from tutor.errors import MathsError
from tutor.text.latex import tokens


class Screen:
    """Stands for what is large and asks for a formula."""


@pytest.fixture
def no_collector() -> Iterator[None]:
    gc.disable()
    yield
    gc.enable()


@pytest.mark.parametrize("latex", [r"\frac{a}{b}", "x", r"\frac{a", "a}", r"\sqrt["])
def test_a_formula_that_was_read_keeps_nothing_of_those_who_asked(no_collector: None, latex: str) -> None:
    def ask() -> weakref.ref[Screen]:
        screen = Screen()
        with suppress(MathsError):
            tokens(latex)
        return weakref.ref(screen)

    assert ask()() is None
