"""The process outside: it puts the lab's process 1 into new namespaces and sees to it that nothing outlives anybody.

A lab is one tree of namespaces that hangs from one process. When that process dies, the kernel removes all other
processes, mounts and network links of the lab. It dies when its work is done, when this process gets SIGTERM, SIGHUP
or (after a moment for the command to end by itself) SIGINT, when this process dies in whatever way, and when the
process that called this one dies.
"""

import errno
import os
import resource
import select
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from tests.lab import idmap
from tests.lab.contract import LabError
from tests.lab.namespaces import (
    QUIET,
    Mount,
    Namespace,
    clone,
    die_with_parent,
    mount,
    overlay_options,
    set_host_name,
    unmount,
)

CANNOT_RUN = 77
"""Exit code where this machine refuses what a lab needs (automake's "skipped")."""
BAD_USE = 2
BROKEN = 70
_NAMESPACES = Namespace.USER | Namespace.PID | Namespace.MOUNT | Namespace.NET | Namespace.IPC | Namespace.UTS
_ENDING = frozenset({signal.SIGINT, signal.SIGTERM, signal.SIGHUP})
_INTERRUPT_GRACE = 3.0
_OPEN_FILES = 65536


class NamespacesRefusedError(LabError):
    """This machine cannot run a lab; the text says why and what would help."""


def run_isolated(folder: Path, work: Callable[[int], int]) -> int:
    """Run `work(lifeline)` as process 1 of a new lab with a tmpfs at `folder`; its result is the exit code.

    NamespacesRefusedError where no namespaces are to be had. Call it from the main thread of a process without others.
    """
    idmap.require()
    caller = os.getppid()
    go_read, go_write = os.pipe()
    lifeline_read, lifeline_write = os.pipe()  # nobody writes: it is readable when its other end, in here, has gone
    signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)
    try:
        pid = clone(_NAMESPACES)
    except OSError as error:
        raise NamespacesRefusedError(_why_refused(error)) from None
    if pid == 0:
        os.close(go_write)
        os.close(lifeline_write)
        _be_process_one(go_read, folder, lambda: work(lifeline_read))
    os.close(go_read)
    os.close(lifeline_read)
    try:
        idmap.write(pid)
        os.write(go_write, b"x")
    except LabError:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        raise
    return _wait(pid, caller)


def _be_process_one(go: int, folder: Path, work: Callable[[], int]) -> None:
    """In the child: never returns."""
    code = BROKEN
    try:
        die_with_parent()
        if os.read(go, 1) != b"x":
            os._exit(BROKEN)  # the process outside died or gave up
        os.close(go)
        for number in _ENDING:
            signal.signal(number, signal.SIG_IGN)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDING)
        os.setgid(0)
        os.setuid(0)
        die_with_parent()  # a change of user took it back
        _prepare(folder)
        code = work()
    except LabError as error:
        print(f"lab: {error}", file=sys.stderr)
        code = CANNOT_RUN if isinstance(error, NamespacesRefusedError) else BAD_USE
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        os._exit(code)


def _prepare(folder: Path) -> None:
    os.umask(0o022)
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    files = _OPEN_FILES if hard == resource.RLIM_INFINITY else min(hard, _OPEN_FILES)
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, hard))
    set_host_name("naslab")
    mount("none", "/", None, Mount.RECURSIVE | Mount.PRIVATE)
    try:
        mount("proc", "/proc", "proc", QUIET)
    except PermissionError:
        raise NamespacesRefusedError(
            "cannot mount /proc: parts of this machine's own are covered (an unprivileged container?)"
        ) from None
    mount("lab", folder, "tmpfs", options="mode=755,size=75%")
    _try_overlay(folder / "trial")


def _try_overlay(folder: Path) -> None:
    lower, upper, work, root = (folder / name for name in ("lower", "upper", "work", "root"))
    for part in (lower, upper, work, root):
        part.mkdir(parents=True)
    try:
        mount("overlay", root, "overlay", options=overlay_options([lower], upper, work))
    except OSError as error:
        raise NamespacesRefusedError(f"no overlays in user namespaces here (Linux before 5.11?): {error}") from None
    unmount(root)
    shutil.rmtree(folder)


def _wait(pid: int, caller: int) -> int:
    """Until the lab ends, or has to."""
    watched = select.poll()
    lab = os.pidfd_open(pid)
    watched.register(lab, select.POLLIN)
    caller_gone = _watch_caller(caller, watched)
    wakeup, wakeup_end = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
    signal.set_wakeup_fd(wakeup_end)
    watched.register(wakeup, select.POLLIN)
    for number in _ENDING:
        signal.signal(number, lambda _number, _frame: None)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDING)
    patience = None
    while True:
        ready = {descriptor for descriptor, _ in watched.poll(patience)}
        if lab in ready:
            code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
            return code if code >= 0 else 128 - code
        got = set(os.read(wakeup, 64)) if wakeup in ready else set()
        if not ready or caller_gone in ready or got & {signal.SIGTERM, signal.SIGHUP} or (got and patience):
            os.kill(pid, signal.SIGKILL)
            watched = select.poll()
            watched.register(lab, select.POLLIN)
        elif got:
            patience = _INTERRUPT_GRACE * 1000  # the terminal told the command too; a second SIGINT ends the wait


def _watch_caller(caller: int, watched: select.poll) -> int:
    """Watch the process that called us; -1 where it cannot be seen (it lives in another pid namespace)."""
    if caller == 0:
        return -1
    try:
        descriptor = os.pidfd_open(caller)
    except ProcessLookupError:
        descriptor = os.open(os.devnull, os.O_RDONLY)  # gone already: always ready
    watched.register(descriptor, select.POLLIN)
    return descriptor


def _why_refused(error: OSError) -> str:
    if error.errno == errno.ENOSPC:
        return "no more namespaces allowed: see the sysctl user.max_user_namespaces"
    for switch, refusing in (
        ("kernel/apparmor_restrict_unprivileged_userns", "1"),
        ("kernel/unprivileged_userns_clone", "0"),
        ("user/max_user_namespaces", "0"),
    ):
        file = Path("/proc/sys") / switch
        if file.exists() and file.read_text().strip() == refusing:
            return f"user namespaces are forbidden here: sysctl {switch.replace('/', '.')} is {refusing}"
    return f"user namespaces are refused here (a container without the right?): {error}"
