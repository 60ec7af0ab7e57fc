"""The files behind DSM's file and login services: what of them leaves the NAS.

Where a file is a second opinion, "it is not there" is an answer of its own (`@none`), so that a lost answer and a
missing file stay apart.
"""

import shlex
from posixpath import dirname

from nasward.model.evidence import Answer, Source
from nasward.platforms import data, digests
from nasward.platforms.identity import SYNOLOGY as GUARD
from nasward.platforms.shell import ini_keys, read_file

_NONE = "@none"
_SMB_CONF = "/etc/samba/smb.conf"
_EXPORTS = "/etc/exports"
_SNMPD = "/etc/snmp/snmpd.conf"
_SMB_KEYS = tuple(("global", f"{head}{end} protocol") for head in ("", "server ") for end in ("min", "max"))
_SSHD_T = f"""program=$(command -v sshd) || {{ echo {_NONE}; exit 0; }}
said=$("$program" -T 2>/dev/null) || exit 1
printf '%s\\n' "$said" | awk '$1 == "ciphers" || $1 == "macs" || $1 == "kexalgorithms"'"""


def service_sources() -> tuple[Source, ...]:
    """What is read of services besides the web API (exec 1)."""
    sshd = f"awk {shlex.quote(data.text('synology/sshd_config.awk'))}"
    snmpd = f"awk {shlex.quote(data.text('synology/snmpd.awk'))}"
    return (
        _source("synology.smb_conf", _or_none(_SMB_CONF, ini_keys(_SMB_CONF, _SMB_KEYS)), needs_root=False),
        _source("synology.sshd_config", read_file("/etc/ssh/sshd_config", sshd), needs_root=False),
        _source("synology.sshd_t", _SSHD_T),
        _source("synology.exports", _or_none(_EXPORTS, read_file(_EXPORTS, "awk '/^[\\/\"]/'")), needs_root=False),
        _source("synology.snmpd", _or_none(_SNMPD, read_file(_SNMPD, snmpd))),
    )


def is_none(answer: Answer) -> bool:
    """Whether the file was asked for and is not there."""
    return isinstance(answer.content, str) and answer.content.strip() == _NONE


def _source(name: str, script: str, *, needs_root: bool = True) -> Source:
    return Source(name, script, digests.text(name), GUARD, needs_root=needs_root, limit=1 << 18)


def _or_none(path: str, script: str) -> str:
    """A folder that can be entered and does not have the file is the answer `@none`."""
    quoted = shlex.quote(path)
    return f"if [ -x {shlex.quote(dirname(path))} ] && [ ! -e {quoted} ]; then echo {_NONE}; exit 0; fi\n{script}"
