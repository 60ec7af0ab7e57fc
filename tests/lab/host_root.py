"""What a host sees as its file system: the overlay of its layers, /proc, /dev, /run, /tmp. Nothing of the machine."""

from collections.abc import Sequence
from pathlib import Path

from tests.lab.namespaces import QUIET, Mount, bind, change_root, mount, overlay_options

_DEVICES = ("null", "zero", "full", "random", "urandom", "tty")
_MACHINE_SECRETS = ("sysrq-trigger", "kcore", "keys", "kmsg", "timer_list", "latency_stats")


def enter_root(disk: Path, layers: Sequence[Path]) -> None:
    """In the host's new mount namespace: mount its overlay (`disk` has upper, work, root) and make it the root."""
    root = disk / "root"
    mount("overlay", root, "overlay", Mount.NONE, overlay_options(layers, disk / "upper", disk / "work"))
    _mount_proc(root / "proc")
    _mount_dev(root / "dev")
    mount("tmpfs", root / "run", "tmpfs", Mount.NO_SUID | Mount.NO_DEV, "mode=755,size=16m")
    mount("tmpfs", root / "tmp", "tmpfs", Mount.NO_SUID | Mount.NO_DEV, "mode=1777,size=64m")
    change_root(root)


def _mount_proc(proc: Path) -> None:
    """/proc of this host, without the machine's own switches: only its network's settings stay writable."""
    mount("proc", proc, "proc", QUIET)
    settings = proc / "sys"
    bind(settings / "net", settings / "net")
    mount(settings, settings, None, Mount.BIND | Mount.RECURSIVE)
    mount(None, settings, None, Mount.BIND | Mount.REMOUNT | Mount.READ_ONLY | QUIET)
    for secret in _MACHINE_SECRETS:
        if (proc / secret).exists():
            bind("/dev/null", proc / secret)


def _mount_dev(dev: Path) -> None:
    mount("tmpfs", dev, "tmpfs", Mount.NO_SUID, "mode=755,size=64k")
    for device in _DEVICES:
        (dev / device).touch()
        bind(f"/dev/{device}", dev / device)
    for folder, mode in (("pts", 0o755), ("shm", 0o1777)):
        (dev / folder).mkdir()
        (dev / folder).chmod(mode)
    terminals = "newinstance,ptmxmode=0666,mode=620,gid=5"
    mount("devpts", dev / "pts", "devpts", Mount.NO_SUID | Mount.NO_EXEC, terminals)
    links = {"ptmx": "pts/ptmx", "fd": "/proc/self/fd", "stdin": "fd/0", "stdout": "fd/1", "stderr": "fd/2"}
    for link, target in links.items():
        (dev / link).symlink_to(target)
