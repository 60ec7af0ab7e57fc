"""Pieces of POSIX sh for sources. They run under dash, bash 3.2 and busybox ash, with busybox awk."""

import shlex
from collections.abc import Iterable

from nasward.platforms import data


def read_file(path: str, command: str = "cat") -> str:
    """Give a file to `command` as its last argument: exit 126 where it may not be read, 127 where it is not there.

    Needed because "not there" and "in a folder that may not be entered" look alike to `test`.
    """
    quoted = shlex.quote(path)
    return (
        f"if [ -r {quoted} ]; then {command} {quoted}\n"
        f"elif [ -e {quoted} ]; then exit 126\n"
        f"else case $(LC_ALL=C ls -d {quoted} 2>&1) in *ermission*) exit 126;; *) exit 127;; esac\n"
        "fi"
    )


def ini_keys(path: str, keys: Iterable[tuple[str, str]]) -> str:
    """Print the section lines of an INI file and those keys that are allow-listed as (section, key), nothing else.

    `*` stands for any section. Names are compared as QNAP does, without case (qnap.md §1.2).
    """
    allow = ";".join(f"{section}|{key}".lower() for section, key in keys)
    return read_file(path, f"awk -v allow={shlex.quote(allow)} {shlex.quote(data.text('ini_keys.awk'))}")


def colon_fields(path: str, *fields: int) -> str:
    """Print only the numbered fields of a file like passwd, joined by colons again."""
    columns = ' ":" '.join(f"${field}" for field in fields)
    return read_file(path, f"awk -F: {shlex.quote('{ print ' + columns + ' }')}")
