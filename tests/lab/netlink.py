"""Network links, addresses, routes and neighbours of the present network namespace, by rtnetlink(7).

Spares the lab the `ip` program and a process per step. OSError where the kernel refuses.
"""

import os
import socket
import struct

_NEW_LINK, _DELETE_LINK, _NEW_ADDRESS, _NEW_ROUTE, _NEW_NEIGHBOUR = 16, 17, 20, 24, 28
_REQUEST, _ACKNOWLEDGE, _REPLACE, _CREATE = 0x1, 0x4, 0x100, 0x400
_ERROR = 2
_LINK_ADDRESS, _LINK_NAME, _LINK_MASTER, _LINK_INFO, _LINK_NETNS_PID = 1, 3, 10, 18, 19
_INFO_KIND, _INFO_DATA = 1, 2
_VETH_PEER = 1
_BRIDGE_FORWARD_DELAY, _BRIDGE_MULTICAST_SNOOPING = 1, 23
_IP_ADDRESS, _IP_LOCAL = 1, 2
_ROUTE_OUT, _ROUTE_GATEWAY = 4, 5
_NEIGHBOUR_IP, _NEIGHBOUR_MAC = 1, 2
_UP = 1
_TABLE_MAIN, _PROTOCOL_STATIC, _TYPE_UNICAST = 254, 4, 1
_PERMANENT = 0x80


def add_bridge(name: str, mac: str) -> None:
    """A bridge that forwards at once."""
    data = _attribute(_BRIDGE_FORWARD_DELAY, struct.pack("=I", 0))
    data += _attribute(_BRIDGE_MULTICAST_SNOOPING, b"\0")
    info = _attribute(_INFO_KIND, b"bridge\0") + _attribute(_INFO_DATA, data)
    _send(
        _NEW_LINK,
        _link(0)
        + _attribute(_LINK_NAME, _text(name))
        + _attribute(_LINK_ADDRESS, _mac(mac))
        + _attribute(_LINK_INFO, info),
    )


def add_veth(name: str, master: str, peer_name: str, peer_mac: str, peer_pid: int) -> None:
    """A cable: one end, `name`, plugged into the bridge `master`, the other in the network namespace of `peer_pid`."""
    peer = _link(0) + _attribute(_LINK_NAME, _text(peer_name)) + _attribute(_LINK_ADDRESS, _mac(peer_mac))
    peer += _attribute(_LINK_NETNS_PID, struct.pack("=I", peer_pid))
    info = _attribute(_INFO_KIND, b"veth\0") + _attribute(_INFO_DATA, _attribute(_VETH_PEER, peer))
    _send(_NEW_LINK, _link(0) + _attribute(_LINK_NAME, _text(name)) + _attribute(_LINK_INFO, info))
    plugged = _attribute(_LINK_MASTER, struct.pack("=I", socket.if_nametoindex(master)))
    _send(_NEW_LINK, _link(socket.if_nametoindex(name), up=True) + plugged, flags=0)


def delete_link(name: str) -> None:
    """Remove a link (with a veth its other end goes too); nothing to do where there is none."""
    try:
        _send(_DELETE_LINK, _link(socket.if_nametoindex(name)), flags=0)
    except OSError:
        if name in (present for _, present in socket.if_nameindex()):
            raise


def set_up(name: str) -> None:
    """Switch a link on."""
    _send(_NEW_LINK, _link(socket.if_nametoindex(name), up=True), flags=0)


def add_address(name: str, ip: str, prefix: int) -> None:
    """Give a link an IPv4 address."""
    head = struct.pack("=BBBBI", socket.AF_INET, prefix, 0, 0, socket.if_nametoindex(name))
    _send(_NEW_ADDRESS, head + _attribute(_IP_LOCAL, _ip(ip)) + _attribute(_IP_ADDRESS, _ip(ip)))


def add_default_route(name: str, gateway: str) -> None:
    """Send what is not local to `gateway`."""
    head = struct.pack("=8BI", socket.AF_INET, 0, 0, 0, _TABLE_MAIN, _PROTOCOL_STATIC, 0, _TYPE_UNICAST, 0)
    out = _attribute(_ROUTE_OUT, struct.pack("=I", socket.if_nametoindex(name)))
    _send(_NEW_ROUTE, head + _attribute(_ROUTE_GATEWAY, _ip(gateway)) + out)


def add_neighbour(name: str, ip: str, mac: str) -> None:
    """A neighbour for ever: no ARP question, no 1 s retry, and no share of the machine-wide table (lab.md §5.2)."""
    head = struct.pack("=BxxxiHBB", socket.AF_INET, socket.if_nametoindex(name), _PERMANENT, 0, 0)
    body = _attribute(_NEIGHBOUR_IP, _ip(ip)) + _attribute(_NEIGHBOUR_MAC, _mac(mac))
    _send(_NEW_NEIGHBOUR, head + body, flags=_CREATE | _REPLACE)


def mac_of(ip: str) -> str:
    """The fixed MAC address of a lab address."""
    return "02:00:" + ":".join(f"{int(part):02x}" for part in ip.split("."))


def _send(kind: int, body: bytes, flags: int = _CREATE) -> None:
    message = struct.pack("=IHHII", 16 + len(body), kind, _REQUEST | _ACKNOWLEDGE | flags, 1, 0) + body
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE) as channel:
        channel.send(message)
        answer = channel.recv(4096)
    _size, answered, _flags, _sequence, _pid, error = struct.unpack_from("=IHHIIi", answer)
    if answered == _ERROR and error:
        raise OSError(-error, f"network link: {os.strerror(-error)}")


def _link(index: int, up: bool = False) -> bytes:
    return struct.pack("=BxHiII", socket.AF_UNSPEC, 0, index, _UP if up else 0, _UP if up else 0)


def _attribute(kind: int, value: bytes) -> bytes:
    return struct.pack("=HH", 4 + len(value), kind) + value + b"\0" * (-len(value) % 4)


def _text(text: str) -> bytes:
    return text.encode() + b"\0"


def _ip(ip: str) -> bytes:
    return socket.inet_aton(ip)


def _mac(mac: str) -> bytes:
    return bytes.fromhex(mac.replace(":", ""))
