"""NT status codes as the probes read them (libraries.md §1; MS-ERREF for the names)."""

REFUSED = frozenset(
    {
        0xC0000022,  # ACCESS_DENIED: also what `restrict anonymous = 2` gives a null session
        0xC0000064,  # NO_SUCH_USER
        0xC000006A,  # WRONG_PASSWORD
        0xC000006D,  # LOGON_FAILURE
        0xC0000072,  # ACCOUNT_DISABLED
        0xC000015B,  # LOGON_TYPE_NOT_GRANTED
        0xC0000193,  # ACCOUNT_EXPIRED
    }
)
"""The login was judged and refused."""

LOCKED = frozenset(
    {
        0xC000006E,  # ACCOUNT_RESTRICTION
        0xC000006F,  # INVALID_LOGON_HOURS
        0xC00000D0,  # REQUEST_NOT_ACCEPTED: no more connections
        0xC0000234,  # ACCOUNT_LOCKED_OUT
        0xC0000413,  # AUTHENTICATION_FIREWALL_FAILED
    }
)
"""A lock-out or something like it: no further login."""

NO_PASSWORD = frozenset(
    {
        0xC000000D,  # INVALID_PARAMETER
        0xC0000202,  # NO_USER_SESSION_KEY
    }
)
"""Measured on Samba: an account without any password answers an empty one so, and other clients get in."""

NO_ENTRY = frozenset(
    {
        0xC0000022,  # ACCESS_DENIED
        0xC0000034,  # OBJECT_NAME_NOT_FOUND
        0xC00000A2,  # MEDIA_WRITE_PROTECTED
        0xC00000CA,  # NETWORK_ACCESS_DENIED
        0xC00000CC,  # BAD_NETWORK_NAME: no such share for this session
    }
)
"""A share, directory or pipe that this session is not given."""

BUFFER_OVERFLOW = 0x80000005
"""Not an error: more of the reply can be read."""


def named(status: int) -> str:
    """The code as every manual prints it."""
    return f"NT status 0x{status:08x}"
