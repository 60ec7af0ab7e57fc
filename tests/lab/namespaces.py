"""The few system calls that Python does not offer: clone with namespaces, mount, pivot_root, parent-death signal.

All of them raise OSError with what was tried in its text.
"""

import ctypes
import os
import platform
import signal
from collections.abc import Iterable
from enum import IntFlag
from pathlib import Path

_libc = ctypes.CDLL(None, use_errno=True)
_SYSCALLS = {"x86_64": {"clone": 56, "pivot_root": 155}, "aarch64": {"clone": 220, "pivot_root": 41}}
_PR_SET_PDEATHSIG = 1
_MNT_DETACH = 2


class Namespace(IntFlag):
    """Kinds of namespaces (clone(2))."""

    MOUNT = 0x00020000
    UTS = 0x04000000
    IPC = 0x08000000
    USER = 0x10000000
    PID = 0x20000000
    NET = 0x40000000


class Mount(IntFlag):
    """Flags of mount(2)."""

    NONE = 0
    READ_ONLY = 1
    NO_SUID = 2
    NO_DEV = 4
    NO_EXEC = 8
    REMOUNT = 32
    BIND = 4096
    RECURSIVE = 16384
    PRIVATE = 1 << 18


QUIET = Mount.NO_SUID | Mount.NO_DEV | Mount.NO_EXEC
"""For a file system that holds no program and no device."""


def clone(namespaces: Namespace) -> int:
    """fork() whose child begins new namespaces: 0 in the child, its pid in the parent.

    Call it from a process with one thread only: nothing but the calling thread lives on in the child.
    """
    return _checked(_syscall("clone", int(namespaces) | signal.SIGCHLD, 0, 0, 0, 0), "clone")


def mount(
    source: str | Path | None,
    target: str | Path,
    kind: str | None = None,
    flags: Mount = Mount.NONE,
    options: str | None = None,
) -> None:
    """mount(2)."""
    result = _libc.mount(_bytes(source), _bytes(target), _bytes(kind), ctypes.c_ulong(int(flags)), _bytes(options))
    _checked(result, f"mount of {kind or source} on {target}")


def bind(source: str | Path, target: str | Path) -> None:
    """Show `source` at `target` too."""
    mount(source, target, None, Mount.BIND)


def unmount(target: str | Path) -> None:
    """Take a mount away now, even if something still holds it."""
    _checked(_libc.umount2(_bytes(target), _MNT_DETACH), f"umount of {target}")


def change_root(new: Path) -> None:
    """Make the mount at `new` the root and let go of the old one; the working folder becomes the new root."""
    os.chdir(new)
    _checked(_syscall("pivot_root", b".", b"."), "pivot_root")
    unmount(".")
    os.chdir("/")


def die_with_parent() -> None:
    """SIGKILL for this process as soon as its parent ends. Any change of user or group takes this back."""
    _checked(_libc.prctl(_PR_SET_PDEATHSIG, ctypes.c_ulong(signal.SIGKILL), 0, 0, 0), "prctl")


def set_host_name(name: str) -> None:
    """Name of this UTS namespace."""
    _checked(_libc.sethostname(name.encode(), len(name.encode())), "sethostname")


def disable_ipv6() -> None:
    """No IPv6 in this network namespace: its multicasts grow with the square of the number of hosts (lab.md §5)."""
    for scope in ("all", "default"):
        switch = Path(f"/proc/sys/net/ipv6/conf/{scope}/disable_ipv6")
        if switch.exists():
            switch.write_text("1")


def overlay_options(lowers: Iterable[Path], upper: Path, work: Path) -> str:
    """Options of an overlay mount in a user namespace, topmost lower first."""
    lower = ":".join(_escaped(path) for path in lowers)
    return f"lowerdir={lower},upperdir={_escaped(upper)},workdir={_escaped(work)},userxattr"


def _escaped(path: Path) -> str:
    return "".join(f"\\{character}" if character in "\\:," else character for character in str(path))


def _syscall(name: str, *arguments: int | bytes) -> int:
    numbers = _SYSCALLS.get(platform.machine())
    if numbers is None:
        raise OSError(f"the lab knows no system call numbers for {platform.machine()}")
    values = [ctypes.c_ulong(value) if isinstance(value, int) else value for value in arguments]
    result: int = _libc.syscall(ctypes.c_long(numbers[name]), *values)
    return result


def _bytes(text: str | Path | None) -> bytes | None:
    return None if text is None else os.fsencode(text)


def _checked(result: int, what: str) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result
