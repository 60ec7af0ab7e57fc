"""A leaf of the facts is known with its provenance, or unknown with a reason. Nothing else exists."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, Literal, TypeVar

T_co = TypeVar("T_co", covariant=True)


class Reason(StrEnum):
    """Why a leaf is unknown. The first eight are outcomes of the answer it hangs on."""

    ABSENT = "absent"
    DENIED = "denied"
    TIMEOUT = "timeout"
    UNREACHABLE = "unreachable"
    TRUNCATED = "truncated"
    MALFORMED = "malformed"
    ERROR = "error"
    NOT_ASKED = "not_asked"
    CONTESTED = "contested"
    """Two sources disagree."""
    UNPROVEN = "unproven"
    """The value was read, but what it means is graded C or ? in the facts."""
    BUDGET = "budget"
    """Not tried, to stay under the lock-out limit."""


@dataclass(frozen=True, slots=True)
class Known(Generic[T_co]):
    """A measured value: `source` is the id of the answer, `key` the key, field or line in it."""

    value: T_co
    source: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Unknown:
    """Not measured. `detail` is one line for a person.

    For UNPROVEN, `raw` is the reading as it stood there, `leans` says what it would mean if the guess held,
    and `look` is the menu path where a person can see the truth.
    """

    reason: Reason
    detail: str
    source: str = ""
    key: str = ""
    raw: str = ""
    leans: Literal["fail", "none"] = "none"
    look: str = ""


Leaf = Known[T_co] | Unknown

UNASKED = Unknown(Reason.NOT_ASKED, "no source of this run answers it")


@dataclass(frozen=True, slots=True)
class Items(Generic[T_co]):
    """A list that may be unknown or cut.

    `missing` None: complete, `items` may be empty. `missing` set: more may exist than `items` shows.
    """

    items: tuple[T_co, ...] = ()
    missing: Unknown | None = UNASKED

    def __iter__(self) -> Iterator[T_co]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)


def complete(items: Iterable[T_co]) -> Items[T_co]:
    """A list known to be whole."""
    return Items(tuple(items), None)
