"""Packages of DSM, where they may come from, and what their presence says (synology.md §16)."""

from nasward.model.evidence import Answer, Evidence
from nasward.model.facts import Package, PackageSettings, PackageStore, Vpn
from nasward.model.leaf import Items, Known, Leaf, Unknown
from nasward.platforms.reading import entry, field, malformed, rows
from nasward.platforms.synology.answers import doubt, major, pair, word

_CONTAINER_APPS = ("ContainerManager", "Docker")
"""From DSM 7.2 on, and before (synology.md §19)."""
_VPN = "VPNCenter"
_LOOK = "Package Center > Settings > General"


def container_app(packages: Answer) -> str:
    """The id of the installed container app, "" where the listing names none."""
    listed, _ = rows(packages, "packages")
    names = {row.get("id") for row in listed}
    return next((name for name in _CONTAINER_APPS if name in names), "")


def interpret_packages(evidence: Evidence) -> Items[Package]:
    """Every installed package; whether it is on stands in its folder."""
    answer, switches = evidence.answer("synology.packages"), evidence.answer("synology.packages_on")
    listed, missing = rows(answer, "packages")
    named = {row["id"]: row for row in reversed(listed) if isinstance(row.get("id"), str) and row["id"]}
    if missing is None and len(named) != len(listed):
        missing = malformed(answer, "a package without an id of its own was listed", "packages")
    return Items(
        tuple(
            Package(
                name,
                version=entry(answer, row, "version", str, f"packages[{name}].version"),
                enabled=pair(switches, name, _on),
            )
            for name, row in reversed(named.items())
        ),
        missing,
    )


def _on(state: str) -> bool:
    if state not in ("on", "off"):
        raise ValueError(state)
    return state == "on"


def installed(packages: Items[Package], name: str) -> Leaf[bool]:
    """Whether a package is there at all."""
    if any(package.name == name for package in packages):
        return Known(True, "synology.packages", f"packages[{name}]")
    return packages.missing or Known(False, "synology.packages", "packages")


def running(packages: Items[Package], name: str) -> Leaf[bool]:
    """Whether a package is there and on."""
    there = next((package for package in packages if package.name == name), None)
    return installed(packages, name) if there is None else there.enabled


def interpret_package_settings(evidence: Evidence) -> PackageSettings:
    """Package Center's settings. The trust level is known for DSM 6 only: 7 has no such setting that the facts name."""
    answer = evidence.answer("synology.package_setting")
    level, system = field(answer, "trust_level", int), major(evidence.answer("synology.version"))
    update = field(answer, "enable_autoupdate", bool)
    if isinstance(level, Unknown):
        return PackageSettings(level, update, level)
    if isinstance(system, Unknown):
        return PackageSettings(system, update, system)
    if system.value != 6:
        why = doubt(level, "what the trust level means after DSM 6 is not known", _LOOK)
        return PackageSettings(why, update, why)
    return PackageSettings(
        unsigned=word(level, {0: False, 1: False}, _LOOK, "fail"),
        auto_update=update,
        trust=word(level, {0: "vendor", 1: "publishers", 2: "any"}, _LOOK),
    )


def interpret_stores(evidence: Evidence) -> Items[PackageStore]:
    """Package sources beside the vendor's."""
    answer = evidence.answer("synology.package_feeds")
    listed, missing = rows(answer, "items")
    named = [row for row in listed if isinstance(row.get("name"), str) and row["name"]]
    if missing is None and len({row["name"] for row in named}) != len(listed):
        missing = malformed(answer, "a source without a name of its own was listed", "items")
    stores = (PackageStore(row["name"], entry(answer, row, "feed", str, f"items[{row['name']}].feed")) for row in named)
    return Items(tuple(stores), missing)


def interpret_vpn(packages: Items[Package]) -> Vpn:
    """The vendor's VPN server is a package."""
    return Vpn(running(packages, _VPN))
