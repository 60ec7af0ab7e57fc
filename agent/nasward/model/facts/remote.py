"""How the internet reaches in."""

from dataclasses import dataclass, field

from nasward.model.leaf import UNASKED, Items, Leaf


@dataclass(frozen=True, slots=True)
class DdnsRecord:
    """A dynamic DNS name that the NAS keeps pointing at its public address."""

    hostname: str
    provider: Leaf[str] = UNASKED
    enabled: Leaf[bool] = UNASKED


@dataclass(frozen=True, slots=True)
class Ddns:
    """Dynamic DNS."""

    records: Items[DdnsRecord] = field(default_factory=Items)


@dataclass(frozen=True, slots=True)
class PortForward:
    """A forwarding rule that the NAS sets in the clinic's router. `name` is the rule's id or service."""

    name: str
    enabled: Leaf[bool] = UNASKED
    router_port: Leaf[str] = UNASKED
    nas_port: Leaf[str] = UNASKED


@dataclass(frozen=True, slots=True)
class RelayService:
    """A service that the vendor's relay passes on, where the relay is on."""

    name: str
    enabled: Leaf[bool] = UNASKED


@dataclass(frozen=True, slots=True)
class Remote:
    """How the internet can reach in. `relay`: the vendor's relay (QuickConnect, myQNAPcloud Link) is on.

    `auto_mapping`: the NAS may open router ports by UPnP on its own. `cloud_account`: it is signed in at the vendor.
    """

    relay: Leaf[bool] = UNASKED
    auto_mapping: Leaf[bool] = UNASKED
    cloud_account: Leaf[bool] = UNASKED
    forwards: Items[PortForward] = field(default_factory=Items)
    relay_services: Items[RelayService] = field(default_factory=Items)


@dataclass(frozen=True, slots=True)
class Vpn:
    """A VPN server of the vendor's; `installed` whether its app is there and on."""

    installed: Leaf[bool] = UNASKED
