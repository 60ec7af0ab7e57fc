"""Settings of a QNAP-style host: uLinux.conf and the INI files beside it in /etc/config."""

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.lab.qnap.ini import Ini
from tests.lab.qnap.places import CONFIG, volume_of

_HERE = Path(__file__).parent
_FACTORY = _HERE / "layer/etc/default_config/uLinux.conf"


def write_settings(profile: Mapping[str, Any], root: Path, host_name: str) -> None:
    """Write uLinux.conf, remote access, the apps, and the INI files that the profile gives as they are."""
    config = root / CONFIG
    _ulinux(profile, host_name).write(config / "uLinux.conf")
    _cloud(profile, config)
    _apps(profile, root, config)
    for name, sections in profile.get("config", {}).items():
        ini = Ini()
        for section, values in sections.items():
            ini.update(section, values)
        # They may hold a secret; what mode they have on a NAS is unknown (qnap.md 12.13).
        ini.write(config / name, 0o600)


def _ulinux(profile: Mapping[str, Any], host_name: str) -> Ini:
    text = _FACTORY.read_text(encoding="utf-8")
    if str(profile["os"]["version"]).startswith("4."):
        # The older name of the SNMP switch (qnap.md 9.1).
        text = text.replace("Service Enable", "Server Enable")
    ini = Ini(text)
    system, login, ftp = profile["os"], profile.get("login", {}), profile.get("ftp", {})
    ini.update(
        "System",
        {
            "Model": system["model"],
            "Internal Model": system["model"],
            "Version": system["version"],
            "Number": system["number"],
            "Build Number": system["build"],
            "Server Name": host_name,
        },
    )
    ini.update(
        "LOGIN",
        {
            "SSH Enable": login.get("ssh", True),
            "TELNET Enable": login.get("telnet", False),
            "SFTP Enable": login.get("sftp", False),
        },
    )
    ini.set("Samba", "Enable", bool(profile.get("smb", {}).get("enabled", True)))
    # The factory file spells this one switch `False`; a firmware's own change writes TRUE or FALSE.
    if ftp.get("enabled"):
        ini.set("FTP", "Enable", True)
    planted = profile.get("planted", {})
    if "snmp_auth_key" in planted:
        ini.update("SNMP", {"User": "monitor", "Auth Protocol": "SHA", "Auth Key": planted["snmp_auth_key"]})
        ini.update("SNMP", {"Priv Protocol": "AES", "Priv Key": planted["snmp_priv_key"]})
    for section, values in profile.get("ulinux", {}).items():
        ini.update(section, values)
    return ini


def _cloud(profile: Mapping[str, Any], config: Path) -> None:
    """UPnP, myQNAPcloud name and QNAP ID (qnap.md 7.3). A part the profile leaves out has no file."""
    upnp, ddns, qid = Ini(), profile.get("ddns"), profile.get("qid")
    upnp.set("UPnP_Global", "Enable", bool(profile.get("upnp")))
    upnp.write(config / "upnpc.conf")
    if ddns:
        record = Ini()
        record.update("QNAP DDNS Service", {"Host Name": ddns["host"], "Domain Name Server": ddns["domain"]})
        record.write(config / "qnapddns.conf")
    if qid:
        account = Ini()
        values = {"STATUS": qid["status"], "QID": qid["id"], "DEVICE NAME": qid["device"]}
        access = {"DEVICE_ACCESS_CONTROL_MODE": qid["access"]} if "access" in qid else {}
        account.update("QNAP ID Service", values | access)
        account.write(config / "qid.conf", 0o600)


def _apps(profile: Mapping[str, Any], root: Path, config: Path) -> None:
    conf = Ini()
    for app in profile.get("qpkgs", ()):
        name = app["name"]
        install = f"/{volume_of(profile)}/.qpkg/{name}"
        conf.update(
            name,
            {
                "Name": name,
                "Display_Name": app.get("title", name),
                "Version": app["version"],
                "Enable": bool(app["enabled"]),
                "QPKG_File": f"{name}.qpkg",
                "Shell": f"{install}/{name}.sh",
                "Install_Path": install,
                "Author": "QNAP Systems, Inc.",
                "Status": "complete  ",
            },
        )
        folder = root / install.lstrip("/")
        folder.mkdir(parents=True)
        for template, target in (("app.sh", f"{name}.sh"), ("appd.sh", f"{name}d")):
            shutil.copyfile(_HERE / "templates" / template, folder / target)
            (folder / target).chmod(0o755)
    conf.write(config / "qpkg.conf")
