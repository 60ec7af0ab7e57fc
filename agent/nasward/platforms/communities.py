"""An SNMP community is a password: only what kind of word it is ever becomes evidence."""

from typing import Literal

from nasward.platforms import data

Community = Literal["well-known", "own", "none"]


def community_state(value: object) -> Community | None:
    """`well-known`, `own` or, for the empty word, `none`; None where it is no word at all."""
    if not isinstance(value, str):
        return None
    word = value.strip().casefold()
    if not word:
        return "none"
    return "well-known" if word in data.table("communities.yml")["well_known"] else "own"
