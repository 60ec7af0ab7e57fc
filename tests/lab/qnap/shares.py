"""Shared folders of a QNAP-style host: the sections of smb.conf and the folders (qnap.md 5.1)."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.lab.qnap.ini import Ini
from tests.lab.qnap.places import volume_of

_TEMPLATES = Path(__file__).parent / "templates"


def smb_conf(profile: Mapping[str, Any], guest: Mapping[str, str] | None = None) -> str:
    """The text of smb.conf. `guest` gives some shares another guest right than the profile does."""
    settings = profile.get("smb", {})
    conf = Ini((_TEMPLATES / "smb-global.conf").read_text(encoding="utf-8"))
    for key in ("min protocol", "restrict anonymous", "server signing", "ntlm auth", "max protocol"):
        value = settings.get(key.replace(" ", "_"), "")
        if value == "absent":
            conf.unset("global", key)
        elif value != "":
            conf.set("global", key, value)
    sections = [
        _section(share | {"guest": (guest or {}).get(share["name"], share["guest"])}, volume_of(profile))
        for share in _shares(profile)
    ]
    return "\n".join([conf.text, *sections])


def write_shares(profile: Mapping[str, Any], root: Path) -> None:
    """Make the folder of every share, with a file in it and those of the profile, and the links below /share."""
    volume = volume_of(profile)
    (root / "share/homes").symlink_to(f"{Path(volume).name}/homes")
    for share in _shares(profile):
        folder = root / volume / share["name"]
        folder.mkdir(parents=True)
        # With Advanced Folder Permissions off the share lists alone protect the data: the modes are open.
        folder.chmod(0o777)
        for name in ("readme.txt", *share.get("files", ())):
            (folder / name).write_text("lab\n", encoding="utf-8")
            (folder / name).chmod(0o666)
        (root / "share" / share["name"]).symlink_to(f"{Path(volume).name}/{share['name']}")


def _shares(profile: Mapping[str, Any]) -> Sequence[dict[str, Any]]:
    return [dict(share) for share in profile.get("shares", ())]


def _section(share: Mapping[str, Any], volume: str) -> str:
    """One share in QNAP's key order. `public = yes` stands in every share and grants nothing."""
    people, guest = share.get("everyone", "write"), share["guest"]
    group = '@"everyone"'
    lists = {
        "invalid users": ['"guest"'] if guest == "none" else [],
        "read list": [who for who, right in ((group, people), ("guest", guest)) if right == "read"],
        "write list": ["admin", *(who for who, right in ((group, people), ("guest", guest)) if right == "write")],
        "valid users": [
            "root",
            "admin",
            *(who for who, right in ((group, people), ("guest", guest)) if right != "none"),
        ],
    }
    rows = {
        "comment": share.get("comment", ""),
        "path": f"/{volume}/{share['name']}",
        "browsable": "no" if share.get("hidden") else "yes",
        "oplocks": "yes",
        "ftp write only": "no",
        "recycle bin": "no" if share.get("recycle_bin") == "off" else "yes",
        "recycle bin administrators only": "yes" if share.get("recycle_bin") == "admins" else "no",
        "qbox": "no",
        "public": "yes",
        **{key: ",".join(names) for key, names in lists.items()},
        "inherit permissions": "yes",
        "smb encrypt": "disabled",
        **({"hosts allow": share["hosts"]} if "hosts" in share else {}),
    }
    return "\n".join([f"[{share['name']}]", *(f"{key} = {value}".rstrip() for key, value in rows.items()), ""])
