"""Shared folders of a QNAP-style host: the sections of smb.conf and the folders (qnap.md 5.1)."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.lab.qnap.ini import Ini

_TEMPLATES = Path(__file__).parent / "templates"
VOLUME = "share/CACHEDEV1_DATA"


def smb_conf(profile: Mapping[str, Any], guest: Mapping[str, str] | None = None) -> str:
    """The text of smb.conf. `guest` gives some shares another guest right than the profile does."""
    settings = profile.get("smb", {})
    conf = Ini((_TEMPLATES / "smb-global.conf").read_text(encoding="utf-8"))
    for key in ("min protocol", "restrict anonymous", "server signing"):
        if key.replace(" ", "_") in settings:
            conf.set("global", key, settings[key.replace(" ", "_")])
    sections = [
        _section(share | {"guest": (guest or {}).get(share["name"], share["guest"])}) for share in _shares(profile)
    ]
    return "\n".join([conf.text, *sections])


def write_shares(profile: Mapping[str, Any], root: Path) -> None:
    """Make the folder of every share, with one file in it, and the links below /share."""
    (root / "share/homes").symlink_to("CACHEDEV1_DATA/homes")
    for share in _shares(profile):
        folder = root / VOLUME / share["name"]
        folder.mkdir(parents=True)
        # With Advanced Folder Permissions off the share lists alone protect the data: the modes are open.
        folder.chmod(0o777)
        (folder / "readme.txt").write_text("lab\n", encoding="utf-8")
        (folder / "readme.txt").chmod(0o666)
        (root / "share" / share["name"]).symlink_to(f"CACHEDEV1_DATA/{share['name']}")


def _shares(profile: Mapping[str, Any]) -> Sequence[dict[str, Any]]:
    return [dict(share) for share in profile.get("shares", ())]


def _section(share: Mapping[str, Any]) -> str:
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
        "path": f"/{VOLUME}/{share['name']}",
        "browsable": "no" if share.get("hidden") else "yes",
        "oplocks": "yes",
        "ftp write only": "no",
        "recycle bin": "yes",
        "recycle bin administrators only": "no",
        "qbox": "no",
        "public": "yes",
        **{key: ",".join(names) for key, names in lists.items()},
        "inherit permissions": "yes",
        "smb encrypt": "disabled",
    }
    return "\n".join([f"[{share['name']}]", *(f"{key} = {value}".rstrip() for key, value in rows.items()), ""])
