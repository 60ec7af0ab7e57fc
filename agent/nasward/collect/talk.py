"""One running command on an exec channel: both streams drained, in bounded bytes and time."""

import contextlib
import select
import time
from collections.abc import Callable

import paramiko

_KEPT_STDERR = 1 << 14
_BROKEN = (OSError, EOFError, paramiko.SSHException)


class Talk:
    """Reads and writes one channel until a deadline (`time.monotonic`) or `max_bytes` of stdout.

    `end` says why reading ended: "" not yet, `eof`, `timeout` or `full`.
    """

    def __init__(self, channel: paramiko.Channel, max_bytes: int, deadline: float) -> None:
        self.out = bytearray()
        self.err = bytearray()
        self.end = ""
        self._channel = channel
        self._max_bytes = max_bytes
        self._deadline = deadline
        self._poll = select.poll()
        self._poll.register(channel.fileno(), select.POLLIN)

    def read_until(self, done: Callable[[], bool], seconds: float | None = None) -> bool:
        """Read until `done` (True), or until the end, the bytes or the time are reached (False).

        Running out of `seconds` leaves the talk open, running into the host's deadline ends it.
        """
        until = self._deadline if seconds is None else min(self._deadline, time.monotonic() + seconds)
        while not self.end:
            last = self._channel.eof_received or self._channel.closed
            self._drain()
            if done():
                return True
            if len(self.out) > self._max_bytes:
                self.end = "full"
            elif last:
                self.end = "eof"
            elif time.monotonic() >= self._deadline:
                self.end = "timeout"
            elif time.monotonic() >= until:
                return False
            else:
                self._poll.poll(max(1.0, (until - time.monotonic()) * 1000))
        return False

    def _drain(self) -> None:
        while self._channel.recv_ready() and len(self.out) <= self._max_bytes:
            self.out += self._channel.recv(1 << 16)
        # Unread stderr would fill the window that both streams share, and stop stdout.
        while self._channel.recv_stderr_ready():
            self.err += self._channel.recv_stderr(1 << 16)
            del self.err[:-_KEPT_STDERR]

    def send(self, data: bytes) -> None:
        """Write to the command's stdin. That the peer is gone shows at the next read."""
        self._channel.settimeout(max(0.01, self._deadline - time.monotonic()))
        try:
            self._channel.sendall(data)
        except TimeoutError:
            self.end = "timeout"
        except _BROKEN:
            pass

    def close_stdin(self) -> None:
        """Tell the command that nothing more comes."""
        with contextlib.suppress(*_BROKEN):
            self._channel.shutdown_write()

    def close(self) -> None:
        """Give the channel up. What runs on the other side sees the end of its stdin."""
        with contextlib.suppress(*_BROKEN):
            self._channel.close()
