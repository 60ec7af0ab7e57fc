"""The certificates of a simulated DSM: real ones by openssl, in the archive that DSM keeps (synology.md §15)."""

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_FOLDER = "usr/syno/etc/certificate"
_ID = "aB3xYz"
"""DSM draws six letters for each certificate."""


def write_certificate(root: Path, name: str, wanted: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Write the default certificate; gives its row of `SYNO.Core.Certificate.CRT list`.

    `wanted`: `days` it is valid (365), `issued`: by a certificate authority of the lab instead of by itself.
    """
    folder = root / _FOLDER / "_archive" / _ID
    folder.mkdir(parents=True)
    _make(folder, name, int(wanted.get("days", 365)), bool(wanted.get("issued")))
    service = {
        "display_name": "DSM Desktop Service",
        "isPkg": False,
        "owner": "root",
        "service": "default",
        "subscriber": "system",
    }
    info = {_ID: {"desc": "", "services": [service], "user_deletable": True}}
    (folder.parent / "INFO").write_text(json.dumps(info, indent=3), encoding="utf-8")
    (folder.parent / "DEFAULT").write_text(f"{_ID}\n", encoding="utf-8")
    active = root / _FOLDER / "system/default"
    active.mkdir(parents=True)
    for part in ("cert", "fullchain", "privkey"):
        text = (folder / f"{part}.pem").read_text(encoding="utf-8")
        (active / f"{part}.pem").write_text(text, encoding="utf-8")
        (active / f"{part}.pem").chmod(0o600 if part == "privkey" else 0o644)
    return [_row(folder / "cert.pem", [service])]


def _make(folder: Path, name: str, days: int, issued: bool) -> None:
    _self_signed(folder, f"{name}", days, "privkey.pem", "cert.pem")
    if issued:
        _self_signed(folder, "Lab Certificate Authority", 3650, "ca.key", "ca.pem")
        _openssl(folder, "x509", "-x509toreq", "-in", "cert.pem", "-signkey", "privkey.pem", "-out", "request")
        _openssl(folder, "x509", "-req", "-in", "request", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
                 "-days", str(days), "-out", "cert.pem")  # fmt: skip
    chain = (folder / "cert.pem").read_text() + ((folder / "ca.pem").read_text() if issued else "")
    (folder / "fullchain.pem").write_text(chain)
    (folder / "privkey.pem").chmod(0o600)
    for left in ("ca.key", "ca.pem", "ca.srl", "request"):
        (folder / left).unlink(missing_ok=True)


def _self_signed(folder: Path, name: str, days: int, key: str, certificate: str) -> None:
    _openssl(folder, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
             "-days", str(days), "-subj", f"/CN={name}", "-keyout", key, "-out", certificate)  # fmt: skip


def _openssl(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["openssl", *arguments], cwd=folder, check=True, stdin=subprocess.DEVNULL, capture_output=True, text=True
    )
    return done.stdout


def _row(file: Path, services: list[dict[str, Any]]) -> dict[str, Any]:
    shown = _openssl(file.parent, "x509", "-in", file.name, "-noout", "-subject", "-issuer", "-startdate", "-enddate")
    said = dict(line.split("=", 1) for line in shown.splitlines())
    subject, issuer = (
        said[part].rpartition("CN = ")[2] or said[part].rpartition("CN=")[2] for part in ("subject", "issuer")
    )
    return {
        "desc": "",
        "id": _ID,
        "is_broken": False,
        "is_default": True,
        "issuer": {"common_name": issuer, "country": "TW", "organization": ""},
        "self_signed_cacrt_info": None,
        "services": services,
        "signature_algorithm": "ecdsa-with-SHA256",
        "subject": {"common_name": subject, "sub_alt_name": [subject]},
        "valid_from": said["notBefore"],
        "valid_till": said["notAfter"],
    }
