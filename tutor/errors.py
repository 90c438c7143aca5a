"""What can go wrong because of something a person did, wrote or lacks.

    TutorError
    ├── UsageError          what was asked for does not exist
    ├── SettingsError       the settings file cannot be read
    ├── ExpressionError     an expression cannot be read, or has no value
    ├── MathsError          maths that cannot be drawn in a terminal
    ├── PackError           a pack cannot be used
    ├── ResponseError       an answer that cannot be read
    ├── HistoryError        the history cannot be read or written
    └── LabError            a demo cannot be run
        ├── ParameterError  a demo was given a value it cannot take
        ├── TorchMissing    PyTorch is not there, or broken
        └── DemoFailed      the demo itself went wrong

Each says where, what, and what to do next. It is raised where the remedy is known and shown in two
places only: on stderr by `tutor.cli`, as a toast by `tutor.ui.app`. Anything else that escapes is our
bug, and keeps its traceback.
"""

from __future__ import annotations


class TutorError(Exception):
    """Something a person can put right.

    what    one sentence: what happened
    remedy  one sentence: what to do next
    where   `file:line:column`, a demo's id, … if a place is known
    """

    def __init__(self, what: str, *, remedy: str = "", where: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.remedy = remedy
        self.where = where

    def __str__(self) -> str:
        first = f"{self.where}  {self.what}" if self.where else self.what
        return f"{first}\n   {self.remedy}" if self.remedy else first


class UsageError(TutorError):
    """What was asked for does not exist."""


class SettingsError(TutorError):
    """The settings file cannot be read."""


class ExpressionError(TutorError):
    """An expression cannot be read, or has no value."""


class MathsError(TutorError):
    """Maths that cannot be drawn in a terminal."""


class PackError(TutorError):
    """A pack cannot be used."""


class ResponseError(TutorError):
    """An answer that cannot be read: it is asked again, nothing is graded."""


class HistoryError(TutorError):
    """The history cannot be read or written."""


class LabError(TutorError):
    """A demo cannot be run."""


class ParameterError(LabError):
    """A demo was given a value it cannot take."""


class TorchMissing(LabError):
    """PyTorch is not installed, or does not start."""


class DemoFailed(LabError):
    """The demo itself went wrong: it raised, hung, exited, ate memory or sent rubbish."""
