"""rsync, WebDAV, AFP, discovery and databases of DSM (synology.md §9)."""

from collections.abc import Mapping

from nasward.model.evidence import Evidence
from nasward.model.facts import Database, Discovery, Package, Rsync, Switch, WebDav
from nasward.model.leaf import Items, Known, Leaf, Unknown
from nasward.platforms.reading import entry, field
from nasward.platforms.synology.answers import major, nowhere
from nasward.platforms.synology.listing import named_rows

_WEBDAV = "WebDAVServer"
_PACKAGES = "Package Center > Installed"


def interpret_rsync(evidence: Evidence) -> Rsync:
    """The rsync service and whether it has accounts with passwords of their own."""
    backup = evidence.answer("synology.rsync")
    return Rsync(
        enabled=field(backup, "enable", bool),
        own_accounts=field(backup, "enable_rsync_account", bool),
        default_account=nowhere(
            "a shipped rsync account", "Control Panel > File Services > rsync > Edit rsync account"
        ),
    )


def interpret_webdav(evidence: Evidence, packages: Items[Package]) -> WebDav:
    """WebDAV is a package: without it nothing is served, with it its API says what (not known on DSM 7)."""
    webdav = evidence.answer("synology.webdav")
    installed = _installed(packages)
    if isinstance(installed, Unknown):
        return WebDav(installed, installed)
    if not installed.value:
        return WebDav(installed, installed)
    return WebDav(field(webdav, "enable_http", bool), field(webdav, "enable_https", bool))


def _installed(packages: Items[Package]) -> Known[bool] | Unknown:
    for package in packages:
        if package.name == _WEBDAV:
            return Known(True, "synology.packages", _WEBDAV)
    return packages.missing or Known(False, "synology.packages", f"{_WEBDAV} is not installed")


def interpret_afp(evidence: Evidence) -> Switch:
    """On 6.2.3 `enable_afp` is whether it runs (measured): while it does not, the list of services says what is set."""
    port = nowhere("a port of AFP", "Control Panel > File Services > AFP")
    running = field(evidence.answer("synology.afp"), "enable_afp", bool)
    if isinstance(running, Unknown) or running.value:
        return Switch(running, port)
    version = major(evidence.answer("synology.version"))
    if isinstance(version, Unknown):
        return Switch(version, port)
    return Switch(_service(evidence, "atalk") if version.value == 6 else running, port)


def _service(evidence: Evidence, name: str) -> Leaf[bool]:
    answer = evidence.answer("synology.services")
    listed, missing = named_rows(answer, "service", ("service_id",))
    if missing is not None:
        return missing
    row: Mapping[str, object] = listed.get(name, {})
    return entry(answer, row, "enable", bool, f"service[{name}].enable")


def interpret_discovery(evidence: Evidence) -> Discovery:
    """How the NAS announces itself."""
    web = evidence.answer("synology.web")
    return Discovery(
        ssdp=field(web, "enable_ssdp", bool),
        bonjour=field(web, "enable_avahi", bool),
        ws_discovery=field(evidence.answer("synology.wsdiscovery"), "enable_wstransfer", bool),
        dlna=nowhere("whether a media server is on", _PACKAGES),
    )


def interpret_databases() -> Items[Database]:
    """No fact names how a database package of DSM is set up."""
    return Items((), nowhere("its databases and where they listen", _PACKAGES))
