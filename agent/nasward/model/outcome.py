"""How asking ended, and from where it was asked."""

from enum import StrEnum


class Outcome(StrEnum):
    """What became of one question. Everything but OK ends in `unmeasured`."""

    OK = "ok"
    ABSENT = "absent"
    DENIED = "denied"
    TIMEOUT = "timeout"
    UNREACHABLE = "unreachable"
    TRUNCATED = "truncated"
    MALFORMED = "malformed"
    ERROR = "error"
    NOT_ASKED = "not_asked"


class Vantage(StrEnum):
    """From where something was asked."""

    SSH = "ssh"
    LAN = "lan"
    INTERNET = "internet"
