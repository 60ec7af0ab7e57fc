"""Apps (QPKGs) of QTS and where they may come from (qnap.md §10.2), and what hangs on single apps."""

from nasward.model.evidence import Answer, Evidence
from nasward.model.facts import Advisor, Antivirus, Package, PackageSettings, PackageStore, Platform, Vpn
from nasward.model.leaf import Items, Known, Leaf, Reason, Unknown, complete
from nasward.platforms import ini
from nasward.platforms.ini import setting, switch, words
from nasward.platforms.qnap.marks import no_file
from nasward.platforms.qnap.schedules import programs
from nasward.platforms.qnap.version import release
from nasward.platforms.reading import gap, malformed

_SCANNERS = ("malwareremover.sh", "antivirus.sh")
_LOOK = "App Center > My Apps"


def app(answer: Answer, name: str) -> Leaf[bool]:
    """Whether an app is installed and on; without a section it is not installed."""
    apps = ini.read(answer)
    if isinstance(apps, Unknown):
        return apps
    if not apps.has(name):
        return Known(False, answer.source, f"{name} (not installed)")
    return setting(answer, name, "Enable", switch)


def installed(answer: Answer, name: str) -> Leaf[bool]:
    """Whether an app is there at all."""
    apps = ini.read(answer)
    return apps if isinstance(apps, Unknown) else Known(apps.has(name), answer.source, name)


def interpret_packages(evidence: Evidence) -> Items[Package]:
    """Every section of qpkg.conf; a missing `Enable` stays unknown."""
    answer = evidence.answer("qnap.qpkg")
    apps = ini.read(answer)
    if isinstance(apps, Unknown):
        return Items((), apps)
    names = dict.fromkeys(section.lower() for section in apps.sections if section)
    return complete(_package(answer, apps, section) for section in names)


def _package(answer: Answer, apps: ini.Ini, section: str) -> Package:
    """awk on the NAS writes sections in small letters; the key `Name` has the app's own spelling."""
    spelled = next((name for name in apps.values(section, "Name") if name.lower() == section), section)
    return Package(spelled, setting(answer, section, "Version", words), setting(answer, section, "Enable", switch))


def interpret_package_settings(evidence: Evidence) -> PackageSettings:
    """`Ignore_Cert` lets unsigned apps in; QNAP's own readers take a missing key for off."""
    answer = evidence.answer("qnap.settings")
    return PackageSettings(unsigned=setting(answer, "QPKG Management", "Ignore_Cert", switch, default=False))


def interpret_package_stores(evidence: Evidence) -> Items[PackageStore]:
    """One section per foreign store; no file, no store."""
    answer = evidence.answer("qnap.stores")
    missing = gap(answer)
    if missing is not None:
        return Items((), missing)
    if no_file(answer):
        return complete(())
    stores = ini.parse(str(answer.content))
    names = dict.fromkeys(section for section in stores.sections if section)
    return complete(PackageStore(name, setting(answer, name, "u", words)) for name in names)


def interpret_vpn(evidence: Evidence) -> Vpn:
    """The app QVPN (qnap.md §8)."""
    return Vpn(app(evidence.answer("qnap.qpkg"), "QVPN"))


def interpret_antivirus(evidence: Evidence) -> Antivirus:
    """Malware Remover, and the cron rows and signatures of it and of the antivirus (qnap.md §10.3)."""
    qpkg = evidence.answer("qnap.qpkg")
    return Antivirus(
        installed=installed(qpkg, "MalwareRemover"),
        enabled=app(qpkg, "MalwareRemover"),
        scheduled=_scheduled(evidence.answer("qnap.crontab")),
        updates=setting(evidence.answer("qnap.antivirus"), "Antivirus", "AutoUpdateDBEnable", switch),
    )


def _scheduled(answer: Answer) -> Leaf[bool]:
    listed = programs(answer)
    if isinstance(listed, Unknown):
        return listed
    found = next((p for p in listed if p.rpartition("/")[2].lower() in _SCANNERS), None)
    return Known(found is not None, answer.source, found or "no line of a scanner")


def interpret_advisor(evidence: Evidence, platform: Platform) -> Advisor:
    """Security Counselor; since QTS 5.2 its successor may be there under a name that is not known (qnap.md §10.4)."""
    answer = evidence.answer("qnap.qpkg")
    there = installed(answer, "SecurityCounselor")
    version = release(platform)
    if isinstance(there, Known) and not there.value and (version is None or version >= (5, 2)):
        why = "Security Counselor is not there; how its successor Security Center is listed is not known"
        there = Unknown(Reason.UNPROVEN, why, answer.source, there.key, "not installed", "fail", _LOOK)
    return Advisor(installed=there)


def docker(answer: Answer) -> str | None:
    """The docker of Container Station (qnap.md §11.2); None where the answer names none that can be trusted."""
    path = setting(answer, "container-station", "Install_Path", words)
    if isinstance(path, Unknown) or not path.value.startswith("/share/") or "/../" in f"{path.value}/":
        return None
    return f"{path.value.rstrip('/')}/bin/docker"


def no_containers(answer: Answer) -> Leaf[bool]:
    """Whether Container Station is not installed at all."""
    there = installed(answer, "container-station")
    if isinstance(there, Known) and there.value and docker(answer) is None:
        return malformed(answer, "Container Station has no path", "container-station|Install_Path")
    return there if isinstance(there, Unknown) else Known(not there.value, there.source, there.key)
