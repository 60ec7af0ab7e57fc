"""Files of single services of a QNAP-style host: NFS, volumes, snapshots, schedules, certificate, planted things."""

import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.lab.qnap.ini import Ini
from tests.lab.qnap.places import CONFIG, below, volume_of

_TEMPLATES = Path(__file__).parent / "templates"


def write_services(profile: Mapping[str, Any], root: Path) -> None:
    """Write what the profile says of each; a part that it leaves out has the file of a host without such a thing."""
    config = root / CONFIG
    _nfs(profile, config)
    _storage(profile, root)
    _crontab(profile, config)
    _certificate(profile.get("certificate", {}), root)
    _planted(profile.get("planted", {}), config)


def write_files(profile: Mapping[str, Any], root: Path) -> None:
    """Add the profile's `files` to what stands there already: the last step of a seed."""
    for path, text in profile.get("files", {}).items():
        file = below(root, path)
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("a", encoding="utf-8") as stream:
            stream.write(text)


def _nfs(profile: Mapping[str, Any], config: Path) -> None:
    """Clients of one folder stand side by side, in the same order in every section (qnap.md 6.1)."""
    ini = Ini((_TEMPLATES / "nfssetting").read_text(encoding="utf-8"))
    for share, clients in profile.get("nfs", {}).items():
        path = f"/{volume_of(profile)}/{share}"
        ini.set("Access", path, True)
        columns = {"AllowIP": "client", "Permission": "right", "SquashOption": "squash"}
        for section, key in columns.items():
            ini.set(section, path, ",".join(client[key] for client in clients))
        for section in ("AnonUID", "AnonGID"):
            ini.set(section, path, ",".join("65534" for _ in clients))
    ini.write(config / "nfssetting")


def _storage(profile: Mapping[str, Any], root: Path) -> None:
    """Volumes and snapshot schedules; QuTS hero has a file of its own for these (qnap.md 11.1)."""
    snapshots, folder = profile.get("snapshots", {}), root / CONFIG / "qsnapshot"
    folder.mkdir()
    if profile["os"].get("hero"):
        (folder / "zsnapshotJob.conf").write_text("lab\n" if snapshots.get("scheduled") else "", encoding="utf-8")
        return
    if "bitmap" in snapshots:
        schedule = Ini()
        schedule.set("", "schedulelvBitmap", snapshots["bitmap"])
        schedule.write(folder / "snapshotSchedule.conf")
    volumes = Ini()
    for number, volume in enumerate(profile.get("volumes", ({"name": "DataVol1"},)), 1):
        values = {"volName": volume["name"], "encryption": volume.get("encryption", "no")}
        volumes.update(f"VOL_{number}", values | {"status": volume.get("status", 0)})
    volumes.write(root / "etc/volume.conf")


def _crontab(profile: Mapping[str, Any], config: Path) -> None:
    rows = (_TEMPLATES / "crontab").read_text(encoding="utf-8")
    if any(app["name"] == "MalwareRemover" and app["enabled"] for app in profile.get("qpkgs", ())):
        script = f"/{volume_of(profile)}/.qpkg/MalwareRemover/MalwareRemover.sh scan"
        rows += f"00 03 * * * sh {script};#_QSC_:MalwareRemover:malware_remover_schedule:None:d::\n"
    rows += "".join(f"{row}\n" for row in profile.get("cron", ()))
    (config / "crontab").write_text(rows, encoding="utf-8")


def _certificate(certificate: Mapping[str, Any], root: Path) -> None:
    """What /usr/libexec/lab/certificate shall make at first boot."""
    lines = "".join(f"{key}={shlex.quote(str(value))}\n" for key, value in certificate.items())
    (root / "etc/lab/certificate").write_text(lines, encoding="utf-8")


def _planted(planted: Mapping[str, str], config: Path) -> None:
    """Secrets in the files where a NAS keeps them (qnap.md 4.4, 6.2, 9.1, 9.4, 10.2)."""
    for kind, value in planted.items():
        if kind in _PLACES:
            name, text = _PLACES[kind]
            path = config / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text.format(value), encoding="utf-8")
            path.chmod(0o600)


_PLACES = {
    "snmp_community": ("snmpd.conf", "rwcommunity {}\nsyscontact lab\n"),
    "rsync_password": ("rsyncd.conf", "rsync user = backup\nrsync pswd = {}\n"),
    "rsync_encoded": ("rsyncd.conf", "rsync user = backup\nrsync enpswd = {}\n"),
    "rsync_job_password": ("rsync_schedule.conf", "[Job1]\nPassword = {}\n"),
    "mail_password": ("ssmtp/ssmtp.conf", "mailhub=mail.example.org:587\nAuthUser=praxis\nAuthPass={}\n"),
    "store_password": (
        "3rd_pkg_v2.conf",
        "[d41d8cd9]\nu = https://store.example.org/repo.xml\nstore = Example\nuser = clinic\npw = {}\n",
    ),
    "second_factor_token": (".qos_config/users/admin/.qtoken", "{}\n"),
    "second_factor_secret": (".qos_config/users/admin/secondSV.conf", "{}\n"),
}
