"""Badly behaved and scripted TCP servers on loopback."""

import contextlib
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator, Mapping

Handler = Callable[[socket.socket], None]


@contextlib.contextmanager
def serve(handler: Handler) -> Iterator[int]:
    """Run `handler` for every connection, each in a thread of its own; the port."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=50)
    threads: list[threading.Thread] = []

    def handle(sock: socket.socket) -> None:
        with contextlib.suppress(OSError), sock:
            sock.settimeout(20)
            handler(sock)

    def accept() -> None:
        with contextlib.suppress(OSError):
            while True:
                thread = threading.Thread(target=handle, args=(listener.accept()[0],), daemon=True)
                thread.start()
                threads.append(thread)

    acceptor = threading.Thread(target=accept, daemon=True)
    acceptor.start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        for thread in [acceptor, *threads]:
            thread.join(5)


def closed_port() -> int:
    """A port where nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as sock:
        return int(sock.getsockname()[1])


def silent(sock: socket.socket) -> None:
    """Take everything, say nothing."""
    while sock.recv(4096):
        pass


def garbage(sock: socket.socket) -> None:
    """Speak a protocol nobody asked for."""
    sock.sendall(b"HTTP/1.1 400 Bad Request\r\nServer: x\r\n\r\n\xff\xfe" * 40)
    silent(sock)


def short_garbage(sock: socket.socket) -> None:
    """A packet of a fair length full of nonsense."""
    sock.recv(4096)
    sock.sendall(struct.pack(">L", 200) + bytes(range(200)))
    silent(sock)


def hang_up(sock: socket.socket) -> None:
    """Take the first words and close."""
    sock.recv(4096)


def reset(sock: socket.socket) -> None:
    """Take the first words and reset the connection."""
    sock.recv(4096)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def drip(sock: socket.socket) -> None:
    """One byte now and then, never a whole line or packet."""
    while True:
        sock.sendall(b"\0")
        time.sleep(0.1)


def smb_drip(sock: socket.socket) -> None:
    """Announce a packet of a fair length and send it byte by byte."""
    sock.sendall(struct.pack(">L", 200))
    drip(sock)


def flood(sock: socket.socket) -> None:
    """As many lines as the other side takes."""
    while True:
        sock.sendall(b"220-and another line\r\n" * 500)


def smb_pending(sock: socket.socket) -> None:
    """Answer every SMB2 packet with "pending", again and again."""
    sock.recv(4096)
    header = b"\xfeSMB" + struct.pack("<HHLHHLLQ", 64, 0, 0x103, 0, 1, 1, 0, 0) + bytes(32)
    packet = header + struct.pack("<HHLB", 9, 0, 0, 0)
    while True:
        sock.sendall(struct.pack(">L", len(packet)) + packet)
        time.sleep(0.05)


def ftp(greeting: str, replies: Mapping[str, str], seen: list[str] | None = None) -> Handler:
    """A scripted FTP server: the longest key a command begins with picks the reply; "" hangs up.

    After "234" it answers the TLS handshake with nonsense. `seen` keeps the commands.
    """

    def handler(sock: socket.socket) -> None:
        sock.sendall(f"{greeting}\r\n".encode())
        for line in sock.makefile("r", encoding="utf-8", errors="replace", newline="\r\n"):
            command = line.rstrip("\r\n")
            if seen is not None:
                seen.append(command)
            keys = [key for key in replies if command.startswith(key)]
            reply = replies[max(keys, key=len)] if keys else "502 no such command"
            if not reply:
                return
            sock.sendall(f"{reply}\r\n".encode())
            if reply.startswith("234"):
                sock.recv(4096)
                sock.sendall(b"this is no TLS\r\n")
                return

    return handler
