"""A TCP proxy that breaks every connection once the server has sent so many bytes."""

import contextlib
import socket
import struct
import threading
from collections.abc import Iterator
from typing import Literal

Manner = Literal["reset", "silence", "noise"]
MANNERS: tuple[Manner, ...] = ("reset", "silence", "noise")


@contextlib.contextmanager
def cutting(address: str, port: int, after: int, manner: Manner) -> Iterator[int]:
    """Listen before a server; the port. After `after` bytes of the server: reset, say nothing more, or send noise."""
    with socket.create_server(("127.0.0.1", 0), backlog=50) as listener:
        threading.Thread(target=_accept, args=(listener, (address, port), after, manner), daemon=True).start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)


def _accept(listener: socket.socket, server: tuple[str, int], after: int, manner: Manner) -> None:
    with contextlib.suppress(OSError):
        while True:
            client = listener.accept()[0]
            upstream = socket.create_connection(server, timeout=20)
            client.settimeout(20)
            threading.Thread(target=_copy, args=(client, upstream), daemon=True).start()
            threading.Thread(target=_cut, args=(upstream, client, after, manner), daemon=True).start()


def _copy(source: socket.socket, sink: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data)
        sink.shutdown(socket.SHUT_WR)


def _cut(source: socket.socket, sink: socket.socket, after: int, manner: Manner) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data[:after])
            after -= len(data)
            if after <= 0:
                _break(source, sink, manner)
                return
        sink.close()


def _break(source: socket.socket, sink: socket.socket, manner: Manner) -> None:
    if manner == "reset":
        sink.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        sink.shutdown(socket.SHUT_RD)
        sink.close()
    elif manner == "noise":
        sink.sendall(bytes(range(256)) * 40)
    while source.recv(65536):
        pass
