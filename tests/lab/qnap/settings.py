"""Settings of a QNAP-style host: uLinux.conf and the smaller files beside it in /etc/config."""

import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from tests.lab.qnap.ini import Ini

_HERE = Path(__file__).parent
_FACTORY = _HERE / "layer/etc/default_config/uLinux.conf"


def write_settings(profile: Mapping[str, Any], root: Path, config: Path, host_name: str) -> None:
    """Write every file of /etc/config that the profile speaks of, but users, shares and SSH."""
    _ulinux(profile, host_name).write(config / "uLinux.conf")
    _cloud(profile, config)
    _apps(profile.get("qpkgs", ()), root, config)
    _planted(profile.get("planted", {}), config)
    shutil.copyfile(_HERE / "templates/crontab", config / "crontab")
    shutil.copyfile(_HERE / "templates/nfssetting", config / "nfssetting")


def _ulinux(profile: Mapping[str, Any], host_name: str) -> Ini:
    ini = Ini(_FACTORY.read_text(encoding="utf-8"))
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
        account.update("QNAP ID Service", values)
        account.write(config / "qid.conf", 0o600)


def _apps(apps: Iterable[Mapping[str, Any]], root: Path, config: Path) -> None:
    conf = Ini()
    for app in apps:
        name = app["name"]
        install = f"/share/CACHEDEV1_DATA/.qpkg/{name}"
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


def _planted(planted: Mapping[str, str], config: Path) -> None:
    """Secrets in the files where a NAS keeps them (qnap.md 4.4, 6.2, 9.1, 10.2)."""
    if "snmp_community" in planted:
        text = f"rwcommunity {planted['snmp_community']}\nsyscontact lab\n"
        _private(config / "snmpd.conf", text)
    if "rsync_password" in planted:
        _private(config / "rsyncd.conf", f"rsync user = backup\nrsync pswd = {planted['rsync_password']}\n")
    if "rsync_job_password" in planted:
        _private(config / "rsync_schedule.conf", f"[Job1]\nPassword = {planted['rsync_job_password']}\n")
    if "store_password" in planted:
        text = f"[d41d8cd9]\nu = https://store.example.org/repo.xml\nuser = clinic\npw = {planted['store_password']}\n"
        _private(config / "3rd_pkg_v2.conf", text)
    if "second_factor_token" in planted:
        _private(config / ".qos_config/users/admin/.qtoken", f"{planted['second_factor_token']}\n")


def _private(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)
