"""The `nasward` program: finds the command, turns errors into one clear line and an exit code (design §8)."""

import importlib
import os
import sys
from typing import NoReturn

import click

from nasward import __version__
from nasward.cli.output import INTERRUPTED
from nasward.model.errors import NaswardError

COMMANDS = {
    "scan": "Look at every NAS of an inventory, inside and outside, and judge it.",
    "plan": "Write the remediation bundle for the findings; change nothing.",
    "fix": "Run the remediations: predict, ask, apply, look again, prove.",
    "rollback": "Give back what a fix changed, and prove it.",
    "collect": "The first half of scan: write evidence files.",
    "evaluate": "The second half of scan: judge evidence files, offline.",
    "checks": "List, show, lint and test the catalogue of checks.",
    "doctor": "Say what works from here, and what to do about the rest.",
}
INTERNAL_ERROR = 4


class _Lazy(click.Group):
    """Imports a command's module only when it is run, so that `--help` stays fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command = getattr(importlib.import_module(f"nasward.cli.{cmd_name}"), cmd_name)
        assert isinstance(command, click.Command)  # noqa: S101 - a fault of this table, not of the user
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="nasward")
def nasward() -> None:
    """Finds the careless settings that expose a clinic's NAS, closes them with Ansible, and proves it.

    Exit codes: 0 clean, 1 findings at or above the threshold, 2 wrong usage or input,
    3 incomplete (something required was not measured), 4 internal error, 130 interrupted.
    """


def main() -> NoReturn:
    """Entry point. Never shows a traceback unless NASWARD_DEBUG is set."""
    try:
        code = nasward.main(standalone_mode=False)
    except click.ClickException as wrong:
        wrong.show()
        sys.exit(wrong.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted; what was finished is kept", err=True)
        sys.exit(INTERRUPTED)
    except NaswardError as wrong:
        for line in str(wrong).splitlines():
            click.echo(f"nasward: {line}", err=True)
        sys.exit(2)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(INTERNAL_ERROR)
    except Exception as fault:
        if os.environ.get("NASWARD_DEBUG"):
            raise
        told = f"{type(fault).__name__} in nasward; run again with NASWARD_DEBUG=1 for the traceback and report it"
        click.echo(f"nasward: internal error: {told}", err=True)
        sys.exit(INTERNAL_ERROR)
    sys.exit(code if isinstance(code, int) else 0)


if __name__ == "__main__":
    main()
