"""Listening sockets as netstat tells them (qnap.md §13)."""

import ipaddress

from nasward.model.evidence import Answer, Evidence
from nasward.model.facts import Database, Listener
from nasward.model.facts.services import Tftp
from nasward.model.leaf import Items, Known, Leaf, Unknown, complete
from nasward.platforms import ini
from nasward.platforms.ini import setting, switch
from nasward.platforms.reading import gap, malformed, unproven

_DATABASE_LOOK = "the database's own page > TCP/IP networking"
_TFTP = "udp/69"


def interpret_listeners(evidence: Evidence) -> Items[Listener]:
    """One entry per protocol and port; it listens to the network where one of its addresses does."""
    answer = evidence.answer("qnap.listeners")
    missing = gap(answer)
    if missing is not None:
        return Items((), missing)
    listed = str(answer.content).splitlines()
    if "listening" not in listed:
        return Items((), malformed(answer, "netstat printed no table"))
    rows = [row for line in listed if (row := _row(line)) is not None]
    odd = len(rows) != len(listed) - listed.count("listening")
    found: dict[str, list[tuple[str, bool, str]]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(row)
    items = tuple(_listener(answer, name, each) for name, each in found.items())
    return Items(items, malformed(answer, "some lines of netstat are not as expected") if odd else None)


def _row(line: str) -> tuple[str, bool, str] | None:
    """`tcp 0.0.0.0:445 smbd` as its name, whether it is only the box itself that reaches it, and the program."""
    parts = line.split()
    if len(parts) != 3 or parts[0] not in ("tcp", "udp"):
        return None
    host, colon, port = parts[1].rpartition(":")
    if not colon or ini.number(port) is None:
        return None
    return f"{parts[0]}/{int(port)}", _loopback(host), "" if parts[2] == "-" else parts[2]


def _loopback(host: str) -> bool:
    try:
        address = ipaddress.ip_address(host.strip("[]").partition("%")[0])
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback


def _listener(answer: Answer, name: str, rows: list[tuple[str, bool, str]]) -> Listener:
    programs = dict.fromkeys(program for _, _, program in rows if program)
    only_here = all(loopback for _, loopback, _ in rows)
    return Listener(
        name,
        Known(int(name.partition("/")[2]), answer.source, name),
        Known("loopback" if only_here else "network", answer.source, name),
        Known(" ".join(programs), answer.source, name),
    )


def interpret_tftp(evidence: Evidence) -> Tftp:
    """The switch is not known; whether udp/69 listens is (qnap.md §6.4)."""
    listeners = interpret_listeners(evidence)
    found = next((each for each in listeners if each.name == _TFTP), None)
    source = evidence.answer("qnap.listeners").source
    if found is None and listeners.missing is not None:
        return Tftp(enabled=listeners.missing)
    return Tftp(enabled=Known(found is not None, source, _TFTP))


def interpret_databases(evidence: Evidence) -> Items[Database]:
    """The built-in MySQL of QTS 4, and the app MariaDB where it is there (qnap.md §6.6)."""
    settings, qpkg = evidence.answer("qnap.settings"), evidence.answer("qnap.qpkg")
    apps = ini.read(qpkg)
    listens = _listens(evidence)
    items = [Database("MySQL", setting(settings, "MySQL", "Enable", switch), listens)]
    if isinstance(apps, Unknown):
        return Items(tuple(items), apps)
    if apps.has("MariaDB"):
        items.append(Database("MariaDB", setting(qpkg, "MariaDB", "Enable", switch), listens))
    return complete(items)


def _listens(evidence: Evidence) -> Unknown:
    """A listener on 3306 may be anybody's (grade C)."""
    answer = evidence.answer("qnap.listeners")
    listeners = interpret_listeners(evidence)
    if listeners.missing is not None:
        return listeners.missing
    found = next((each for each in listeners if each.name == "tcp/3306"), None)
    raw: Leaf[str] = found.scope if found else Known("nothing", answer.source)
    word = raw.value if isinstance(raw, Known) else ""
    why = "whether the listener on 3306 is this database is not known"
    lean = "fail" if word == "network" else "none"
    return unproven(answer, why, f"tcp/3306: {word}", "tcp/3306", "fail" if lean == "fail" else "none", _DATABASE_LOOK)
