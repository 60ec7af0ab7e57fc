"""Who may log in: accounts, password rules, second factor, directory services."""

from dataclasses import dataclass
from typing import Literal

from nasward.model.leaf import UNASKED, Leaf


@dataclass(frozen=True, slots=True)
class Account:
    """A local account that a person could log in with. System entries with locked passwords are left out.

    `password`: `locked` means that no password can match. `factory_password`: equals the vendor's shipped one, where
    that is not the empty one (DSM ships the empty one: `password` says it). `scheme` is the hash's, `md5`, `des` and
    `lm` are weak. `password_age` in days at the time of collection. `second_factor`: one is enrolled.
    """

    name: str
    uid: Leaf[int] = UNASKED
    enabled: Leaf[bool] = UNASKED
    admin: Leaf[bool] = UNASKED
    password: Leaf[Literal["set", "empty", "locked"]] = UNASKED
    factory_password: Leaf[bool] = UNASKED
    scheme: Leaf[str] = UNASKED
    shell: Leaf[bool] = UNASKED
    password_age: Leaf[int] = UNASKED
    second_factor: Leaf[bool] = UNASKED


@dataclass(frozen=True, slots=True)
class PasswordPolicy:
    """Rules for new passwords. `min_length` 0 where none is asked for; `max_age` in days, 0 where they never expire."""

    min_length: Leaf[int] = UNASKED
    mixed_case: Leaf[bool] = UNASKED
    digits: Leaf[bool] = UNASKED
    special: Leaf[bool] = UNASKED
    refuses_user_name: Leaf[bool] = UNASKED
    refuses_common: Leaf[bool] = UNASKED
    history: Leaf[bool] = UNASKED
    max_age: Leaf[int] = UNASKED


@dataclass(frozen=True, slots=True)
class SecondFactor:
    """For whom a second factor is enforced. `adaptive`: unusual admin logins are asked for one (DSM 7)."""

    enforced: Leaf[Literal["none", "admins", "all", "some"]] = UNASKED
    adaptive: Leaf[bool] = UNASKED


@dataclass(frozen=True, slots=True)
class Guest:
    """The built-in guest account."""

    enabled: Leaf[bool] = UNASKED


@dataclass(frozen=True, slots=True)
class Directory:
    """Domain (AD) and LDAP membership. Where joined, local accounts are not all accounts.

    `ldap_encryption`: how the NAS talks to the LDAP server.
    """

    domain: Leaf[bool] = UNASKED
    domain_admins_excluded: Leaf[bool] = UNASKED
    ldap: Leaf[bool] = UNASKED
    ldap_encryption: Leaf[Literal["none", "tls"]] = UNASKED
