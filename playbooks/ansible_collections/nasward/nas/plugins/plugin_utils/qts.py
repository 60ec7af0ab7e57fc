# Copyright: the nasward project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Changes on QNAP QTS. Written by QNAP's own tools, read from the files: getcfg gives wrong defaults (qnap.md §0.1)."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from ansible_collections.nasward.nas.plugins.plugin_utils.change import Change, State, run_service
from ansible_collections.nasward.nas.plugins.plugin_utils.ini import Section, sections
from ansible_collections.nasward.nas.plugins.plugin_utils.shell import Nas, NasError

if TYPE_CHECKING:
    from collections.abc import Sequence

QPKG_CONF = "/etc/config/qpkg.conf"


def read_sections(nas: Nas, file: str, name: str) -> list[Section]:
    """Every section of that name in a configuration file of the NAS."""
    reply = nas.run('cat "$1" 2>/dev/null', file)
    if reply.rc != 0:
        raise NasError(f"{file} cannot be read on this NAS (exit status {reply.rc})")
    return sections(reply.stdout, name)


def one_value(found: Sequence[Section], option: str, where: str) -> str | None:
    """The value of an option, None where it is absent. Two of them are an error: which one counts is not known."""
    values = [value for section in found for value in section.values(option)]
    if len(values) > 1:
        raise NasError(f"{where} holds {option!r} more than once: which one counts is not known")
    if values and "\ufffd" in values[0]:
        raise NasError(f"{option!r} in {where} is not UTF-8 text: it could not be written back unharmed")
    return values[0] if values else None


def set_value(nas: Nas, file: str, section: str, option: str, value: str | None) -> None:
    """Write an option with setcfg; None deletes it (qnap.md §1.3)."""
    if value is None:
        reply = nas.run('/sbin/setcfg -e "$1" "$2" -f "$3" >/dev/null 2>&1', section, option, file)
    else:
        reply = nas.run('/sbin/setcfg "$1" "$2" "$3" -f "$4" >/dev/null 2>&1', section, option, value, file)
    if reply.rc != 0:
        raise NasError(f"setcfg left with exit status {reply.rc}")


def addressable(section: str, option: str = "x") -> None:
    """Refuse names that an INI file or setcfg's command line would take for something else."""
    if not section or not option or re.search(r"[\r\n\]=]", option) or re.search(r"[\r\n\[\]]", section):
        raise NasError(f"setcfg cannot address the section {section!r} with the option {option!r}")
    if section.startswith("-") or option.startswith("-"):
        raise NasError(f"setcfg would take {section!r} or {option!r} for one of its own flags")


class QtsConfig(Change):
    """One option of one section of a QTS configuration file."""

    module = "nasward.nas.qts_config"
    _others = False

    @property
    def subject(self) -> str:
        return f"{self.args['file']} [{self.args['section']}] {self.args['option']}"

    def read(self) -> State:
        addressable(self.args["section"], self.args["option"])
        found = read_sections(self.nas, self.args["file"], self.args["section"])
        names = {name.lower() for section in found for name, _value in section.options}
        self._others = bool(names - {self.args["option"].lower()})
        return {"section": bool(found), "value": one_value(found, self.args["option"], self.args["file"])}

    def wanted(self, before: State) -> State:
        if self.args["state"] == "absent":
            return {"section": before["section"], "value": None}
        value = str(self.args["value"])
        if value != value.strip() or "\n" in value:
            raise NasError("a value with blanks around it or a line break does not survive in a QTS configuration file")
        if self.args["ignore_case"] and before["value"] is not None and before["value"].lower() == value.lower():
            return before
        return {"section": True, "value": value}

    def earlier(self, prior: State, applied: State, now: State) -> State:
        del applied, now
        # A section that nasward made goes again, unless somebody else has put something into it meanwhile.
        return {"section": prior["section"] or self._others, "value": prior["value"]}

    def write(self, before: State, after: State) -> None:
        file, section, option = self.args["file"], self.args["section"], self.args["option"]
        if after["value"] != before["value"]:
            set_value(self.nas, file, section, option, after["value"])
        if before["section"] and not after["section"]:
            self.nas.run('/sbin/rmcfg "$1" -f "$2" >/dev/null 2>&1', section, file)

    def services(self) -> tuple[str, ...]:
        return tuple(self.args["restart"])


_TRUE = ("TRUE", "YES", "1", "ON", "ENABLE", "ENABLED")
_QPKG = """\
if [ -x /sbin/qpkg_service ]; then
  for verb in $2; do /sbin/qpkg_service $verb "$1" </dev/null >/dev/null 2>&1; done
elif [ -x /sbin/qpkg_cli ]; then
  for verb in $2; do /sbin/qpkg_cli --$verb "$1" </dev/null >/dev/null 2>&1; done
else
  return 127
fi
"""


class QtsPackage(Change):
    """Whether an app (QPKG) is enabled (qnap.md §10.2). The tools work through a queue, hence the patience."""

    module = "nasward.nas.qts_package"
    patience = 60

    @property
    def subject(self) -> str:
        return f"app {json.dumps(self.args['name'])}"

    def read(self) -> State:
        addressable(self.args["name"])
        found = read_sections(self.nas, QPKG_CONF, self.args["name"])
        if not found:
            return {"installed": False, "enabled": False}
        value = one_value(found, "Enable", QPKG_CONF)
        if value is None:
            raise NasError(f"{QPKG_CONF} does not say whether the {self.subject} is enabled")
        return {"installed": True, "enabled": value.upper() in _TRUE}

    def wanted(self, before: State) -> State:
        if self.args["enabled"] and not before["installed"]:
            raise NasError(f"the {self.subject} is not installed")
        return before | {"enabled": self.args["enabled"]}

    def write(self, before: State, after: State) -> None:
        del before
        reply = self.nas.run(_QPKG, self.args["name"], "enable start" if after["enabled"] else "stop disable")
        if reply.rc == 127:
            raise NasError("there is neither /sbin/qpkg_service nor /sbin/qpkg_cli: this is no QNAP QTS")


# The kernel's own list: pidof and pgrep are not everywhere (qnap.md §2.5). A zombie does not run.
_RUNNING = """\
for stat in /proc/[0-9]*/stat; do
  line=; { read -r line <"$stat"; } 2>/dev/null
  case $line in *"($1) Z "*) ;; *"($1) "*) return 0 ;; esac
done
return 1
"""


class QtsDaemon(Change):
    """A daemon that QTS keeps alive through daemon_mgr: a killed one comes back unless stopped there (qnap.md §1.5)."""

    module = "nasward.nas.qts_daemon"
    patience = 10

    @property
    def subject(self) -> str:
        return f"daemon {json.dumps(self.args['name'])}"

    def read(self) -> State:
        return {"running": self.nas.run(_RUNNING, self.args["name"]).rc == 0}

    def wanted(self, before: State) -> State:
        del before
        return {"running": self.args["state"] == "started"}

    def write(self, before: State, after: State) -> None:
        del before
        script = 'daemon_mgr "$1" "$2" "$3" </dev/null >/dev/null 2>&1'
        reply = self.nas.run(script, self.args["name"], "start" if after["running"] else "stop", self.args["command"])
        if reply.rc == 127:
            raise NasError("there is no daemon_mgr on this NAS")


class QtsService(Change):
    """A script of /etc/init.d. Whether it runs cannot be known in general, so it always counts as a change."""

    module = "nasward.nas.qts_service"
    _ran = ""
    _VERBS = {"restarted": "restart", "stopped": "stop", "started": "start"}  # noqa: RUF012 - constant
    _BACK = {"restarted": "restart", "stopped": "start", "started": "stop"}  # noqa: RUF012 - constant

    @property
    def subject(self) -> str:
        return f"service script /etc/init.d/{self.args['name']}"

    def read(self) -> State:
        if not re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_.-]*", self.args["name"]):
            raise NasError(f"{self.args['name']!r} is no name of a service script")
        return {"ran": self._ran}

    def wanted(self, before: State) -> State:
        del before
        return {"ran": self._VERBS[self.args["state"]]}

    def write(self, before: State, after: State) -> None:
        del before
        warning = run_service(self.nas, self.args["name"], after["ran"])
        self._ran = after["ran"]
        if warning:
            raise NasError(warning)

    @property
    def back(self) -> str:
        """What undoes it; a restart is undone by one more, when the settings are back."""
        return self._BACK[self.args["state"]]
