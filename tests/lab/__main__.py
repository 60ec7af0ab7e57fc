"""The lab's command line: `python -m tests.lab --help`."""

import argparse
import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.lab import profiles
from tests.lab.client import RunningLab, host_environment
from tests.lab.contract import LabError
from tests.lab.idmap import IdMapError
from tests.lab.inside import Lab, Timing, say
from tests.lab.launcher import BAD_USE, CANNOT_RUN, NamespacesRefusedError, run_isolated
from tests.lab.rootfs import Rootfs, cache_folder, ensure_rootfs


def main(arguments: Sequence[str]) -> int:
    """Obey one command line. Exit codes: the command's own, 2 wrong use, 77 this machine cannot run a lab."""
    own, command = _split(list(arguments))
    options = _parser().parse_args(own)
    try:
        act: Callable[[argparse.Namespace, list[str]], int] = options.act
        return act(options, command)
    except (NamespacesRefusedError, IdMapError) as error:
        say(str(error))
        return CANNOT_RUN
    except LabError as error:
        say(str(error))
        return BAD_USE


def _split(arguments: list[str]) -> tuple[list[str], list[str]]:
    if "--" not in arguments:
        return arguments, []
    at = arguments.index("--")
    return arguments[:at], arguments[at + 1 :]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.lab", description="Simulated NAS hosts on this machine.")
    verbs = parser.add_subparsers(required=True, metavar="VERB")

    def verb(name: str, act: Callable[[argparse.Namespace, list[str]], int], text: str) -> argparse.ArgumentParser:
        added = verbs.add_parser(name, help=text, description=text)
        added.set_defaults(act=act)
        return added

    run = verb("run", _run, "Run a command (after --) among one host per profile. Inside a lab, --reset HOST.")
    shell = verb("shell", _shell, "Open a shell among one host per profile.")
    for starting in (run, shell):
        starting.add_argument("profiles", nargs="*", metavar="PROFILE", help="a name in tests/lab/profiles, or a file")
        starting.add_argument("--timing", action="store_true", help="say how long each phase of the start took")
    run.add_argument("--reset", metavar="HOST", help="inside a lab: the same as the verb reset")
    verb("build", _build, "Only build the root file system all hosts share.")
    verb("check", _check, "Say whether a lab can run here; exit 0, or 77 and the reason.")
    verb("reset", _order("reset"), "Inside a lab: give a host back its first state.").add_argument("host")
    verb("reboot", _order("reboot"), "Inside a lab: cut a host's power and start it again.").add_argument("host")
    verb("exec", _exec, "Inside a lab: run a command (after --) as root on a host.").add_argument("host")
    return parser


def _run(options: argparse.Namespace, command: list[str]) -> int:
    if options.reset:
        return _send("reset", options.reset)
    if not command:
        raise LabError("what to run? python -m tests.lab run PROFILE... -- COMMAND")
    return _start(options, command)


def _shell(options: argparse.Namespace, command: list[str]) -> int:
    if command:
        raise LabError("shell takes no command; use run")
    return _start(options, [os.environ.get("SHELL", "/bin/bash")])


def _start(options: argparse.Namespace, command: list[str]) -> int:
    if not options.profiles:
        there = ", ".join(sorted(file.stem for file in profiles.PROFILES.glob("*.yml")))
        raise LabError(f"which hosts? Name at least one profile: {there}")
    timing = Timing(time.monotonic())
    wanted = [profiles.load_profile(name) for name in options.profiles]
    rootfs = _rootfs()
    timing.mark("cache")
    folder = _mount_point()

    def work(lifeline: int) -> int:
        lab = Lab(folder, rootfs.path, lifeline)
        lab.start(wanted, timing)
        if options.act is _shell:
            lab.greet()
        if options.timing:
            say(f"{len(wanted)} hosts: {timing}")
        return lab.run(command)

    return run_isolated(folder, work)


def _build(_options: argparse.Namespace, _command: list[str]) -> int:
    say(f"the root file system is {_rootfs().path}")
    return 0


def _check(_options: argparse.Namespace, _command: list[str]) -> int:
    code = run_isolated(_mount_point(), lambda _lifeline: 0)
    if code == 0:
        say("namespaces work here")
    return code


def _rootfs() -> Rootfs:
    previous = os.umask(0o022)
    try:
        return ensure_rootfs(say)
    finally:
        os.umask(previous)


def _mount_point() -> Path:
    """An empty folder for the lab's tmpfs: seen by all, covered in each lab by its own."""
    folder = cache_folder() / "run"
    folder.mkdir(exist_ok=True)
    return folder


def _order(what: str) -> Callable[[argparse.Namespace, list[str]], int]:
    return lambda options, _command: _send(what, options.host)


def _send(what: str, host: str) -> int:
    lab = RunningLab.around()
    seconds = lab.reset(host) if what == "reset" else lab.reboot(host)
    say(f"{what} of {host} took {seconds:.2f} s")
    return 0


def _exec(options: argparse.Namespace, command: list[str]) -> int:
    entering = RunningLab.around().entering(options.host)
    os.execve(entering[0], [*entering, *(command or ["/bin/sh"])], host_environment(os.environ.get("TERM", "dumb")))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
