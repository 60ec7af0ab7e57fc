"""Every error that nasward raises on purpose.

NaswardError
├── UsageError          wrong input of the user: one sentence with place and remedy, exit 2
│   ├── InventoryError  the inventory or the scope file
│   ├── CheckError      a check, profile, control or remediation file
│   └── EvidenceError   an evidence, results or bundle file
└── AnswerError         a target gave no usable answer: becomes an outcome, never ends the run
"""

from nasward.model.outcome import Outcome


class NaswardError(Exception):
    """Base of all errors below. Its text is fit for a user: one line, no secret."""


class UsageError(NaswardError):
    """The user's input cannot be used as it is."""


class InventoryError(UsageError):
    """The inventory or scope file is wrong."""


class CheckError(UsageError):
    """A file of the catalogue is wrong."""


class EvidenceError(UsageError):
    """A file that nasward wrote earlier cannot be read back."""


class AnswerError(NaswardError):
    """A target gave no usable answer; carries the outcome that the answer gets."""

    def __init__(self, outcome: Outcome, detail: str) -> None:
        super().__init__(detail)
        self.outcome = outcome
        self.detail = detail
