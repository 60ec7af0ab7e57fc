"""The admin portal and web services: ports, TLS, sessions, certificates."""

from dataclasses import dataclass, field
from typing import Literal

from nasward.model.leaf import UNASKED, Items, Leaf


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate in use. `days_left` at the time of collection; `shared_key`: its private key is public."""

    name: str
    subject: Leaf[str] = UNASKED
    days_left: Leaf[int] = UNASKED
    self_signed: Leaf[bool] = UNASKED
    shared_key: Leaf[bool] = UNASKED


@dataclass(frozen=True, slots=True)
class Web:
    """The admin portal. `https_forced`: plain HTTP is turned away. `session_minutes`: idle time until log-out.

    `tls_level`: the vendor's own word for what it offers. `ip_check`, `csrf`, `framing_blocked`: session protections.
    `user_server`: a web server for users' own pages is on.
    """

    http_port: Leaf[int] = UNASKED
    https_port: Leaf[int] = UNASKED
    https: Leaf[bool] = UNASKED
    https_forced: Leaf[bool] = UNASKED
    hsts: Leaf[bool] = UNASKED
    compression: Leaf[bool] = UNASKED
    session_minutes: Leaf[int] = UNASKED
    ip_check: Leaf[bool] = UNASKED
    csrf: Leaf[bool] = UNASKED
    framing_blocked: Leaf[bool] = UNASKED
    tls_level: Leaf[Literal["modern", "intermediate", "old"]] = UNASKED
    user_server: Leaf[bool] = UNASKED
    certificates: Items[Certificate] = field(default_factory=Items)
