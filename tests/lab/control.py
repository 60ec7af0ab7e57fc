"""Orders to the lab's process 1 over a socket in the lab folder: one JSON line there, one JSON line back.

{"order": "reset" | "reboot", "host": NAME}  ->  {"seconds": 0.4}  or  {"error": "one line"}
"""

import json
import socket
import time
from collections.abc import Callable
from pathlib import Path

from tests.lab.contract import LabError

_LONGEST = 4096
_PATIENCE = 60.0


def listen(path: Path) -> socket.socket:
    """The socket that orders come in by."""
    server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    server.bind(str(path))
    server.listen(16)
    return server


def serve(server: socket.socket, obey: Callable[[str, str], None]) -> None:
    """Take one order and answer it; `obey(order, host)` raises LabError where it cannot."""
    connection, _ = server.accept()
    with connection:
        connection.settimeout(2)
        started = time.monotonic()
        try:
            request = json.loads(connection.makefile("rb").readline(_LONGEST))
            obey(str(request["order"]), str(request["host"]))
            answer: dict[str, object] = {"seconds": round(time.monotonic() - started, 3)}
        except LabError as error:
            answer = {"error": str(error)}
        except (OSError, ValueError, KeyError, TypeError):
            answer = {"error": "not an order"}
        try:
            connection.sendall(json.dumps(answer).encode() + b"\n")
        except OSError:
            return  # who asked has gone


def order(path: Path, what: str, host: str) -> float:
    """Have the lab do something with a host; the seconds it took. LabError where it could not."""
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(_PATIENCE)
            connection.connect(str(path))
            connection.sendall(json.dumps({"order": what, "host": host}).encode() + b"\n")
            answer = json.loads(connection.makefile("rb").readline(_LONGEST))
    except (OSError, ValueError) as error:
        raise LabError(f"the lab does not answer at {path}: {error}") from None
    if "error" in answer:
        raise LabError(str(answer["error"]))
    return float(answer["seconds"])
