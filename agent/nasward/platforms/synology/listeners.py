"""Listening sockets of DSM as netstat prints them (synology.md §0.1 item 12)."""

from collections.abc import Sequence

from nasward.model.evidence import Answer, Evidence
from nasward.model.facts import Listener
from nasward.model.leaf import Items, Known
from nasward.platforms.reading import gap, malformed


def interpret_listeners(evidence: Evidence) -> Items[Listener]:
    """One per protocol and port, over all addresses it listens on."""
    answer = evidence.answer("synology.listeners")
    missing = gap(answer)
    if missing is not None:
        return Items((), missing)
    sockets: dict[tuple[str, int], list[tuple[str, str]]] = {}
    for line in str(answer.content).split("\n"):
        words = line.split()
        if not words:
            continue
        address, _, port = words[1].rpartition(":") if len(words) == 3 else ("", "", "")
        if not (port.isascii() and port.isdigit() and len(port) <= 5):
            missing = malformed(answer, "a socket in a form that is not known", raw=line)
            continue
        sockets.setdefault((words[0].rstrip("6"), int(port)), []).append((address, words[2]))
    if not sockets and missing is None:
        missing = malformed(answer, "no socket was listed")
    return Items(tuple(_listener(answer, *at, seen) for at, seen in sorted(sockets.items())), missing)


def _listener(answer: Answer, protocol: str, port: int, seen: Sequence[tuple[str, str]]) -> Listener:
    name = f"{protocol}/{port}"
    alone = all(address.startswith("127.") or address in ("::1", "[::1]", "::ffff:127.0.0.1") for address, _ in seen)
    programs = sorted({program for _, program in seen if program != "-"})
    return Listener(
        name,
        port=Known(port, answer.source, name),
        scope=Known("loopback" if alone else "network", answer.source, name),
        process=Known(", ".join(programs), answer.source, name),
    )
