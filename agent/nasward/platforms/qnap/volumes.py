"""Volumes and snapshot schedules of QTS and QuTS hero (qnap.md §11.1)."""

from collections.abc import Mapping

from nasward.model.evidence import Answer, Evidence
from nasward.model.facts import Platform, Snapshots, Volume
from nasward.model.leaf import Items, Known, Leaf, Unknown
from nasward.platforms import ini
from nasward.platforms.ini import number, setting, switch
from nasward.platforms.qnap.marks import END, no_file, pairs
from nasward.platforms.reading import gap, malformed, unproven

_LOOK = "Storage & Snapshots > Storage/Snapshots"
_NORMAL, _READ_DELETE = "0", "72"


def zfs_rows(answer: Answer) -> tuple[tuple[str, str, str], ...] | Unknown:
    """What the ZFS of a QuTS hero says: kind, dataset, value. Empty where there is no ZFS."""
    missing = gap(answer)
    if missing is not None:
        return missing
    if no_file(answer):
        return ()
    listed = str(answer.content).splitlines()
    rows = [tuple(line.split("\t")) for line in listed[:-1]]
    if not listed or listed[-1] != END or any(len(row) != 3 for row in rows):
        return malformed(answer, "the list of datasets is not as expected")
    return tuple((row[0], row[1], row[2]) for row in rows)


def interpret_volumes(evidence: Evidence) -> Items[Volume]:
    """The volumes of volume.conf (QTS), and the shares that are datasets (QuTS hero)."""
    conf, zfs = evidence.answer("qnap.volumes"), evidence.answer("qnap.zfs")
    plain, plain_missing = _plain(conf)
    rows = zfs_rows(zfs)
    datasets = (
        ()
        if isinstance(rows, Unknown)
        else tuple(_dataset(zfs, rows, name, ds) for k, ds, name in rows if k == "share")
    )
    missing = plain_missing or (rows if isinstance(rows, Unknown) else None)
    if missing is None and not plain and not datasets:
        missing = malformed(conf, "neither volume.conf nor ZFS names a volume")
    return Items((*plain, *datasets), missing)


def _plain(answer: Answer) -> tuple[tuple[Volume, ...], Unknown | None]:
    if no_file(answer):
        return (), None
    conf = ini.read(answer)
    if isinstance(conf, Unknown):
        return (), conf
    sections = [name for name in dict.fromkeys(map(str.lower, conf.sections)) if name.startswith("vol_")]
    return tuple(_volume(answer, conf, name) for name in sections), None


def _volume(answer: Answer, conf: ini.Ini, section: str) -> Volume:
    """Named as the vendor shows it, with the section where two have one name."""
    name = next((value for value in conf.values(section, "volName") if value), section.upper())
    shown = f"{section.upper()} {name}" if name != section.upper() else name
    return Volume(shown, setting(answer, section, "encryption", switch), _healthy(answer, section))


def _healthy(answer: Answer, section: str) -> Leaf[bool]:
    status = setting(answer, section, "status", str)
    if isinstance(status, Unknown):
        return status
    if status.value in (_NORMAL, _READ_DELETE):
        return Known(status.value == _NORMAL, status.source, status.key)
    return unproven(answer, "a status that no source names", status.value, status.key, "none", _LOOK)


def _dataset(answer: Answer, rows: tuple[tuple[str, str, str], ...], share: str, dataset: str) -> Volume:
    crypt = next((value for kind, name, value in rows if kind == "encryption" and name == dataset), "?")
    lean = crypt in ("off", "?", "-")
    encrypted = unproven(
        answer, "that ZFS itself encrypts on QuTS hero is not proven", crypt, dataset, "fail" if lean else "none", _LOOK
    )
    healthy = unproven(answer, "the state of the pool is not read", "zfs", dataset, "none", _LOOK)
    return Volume(f"{dataset} {share}", encrypted, healthy)


def interpret_snapshots(evidence: Evidence, platform: Platform) -> Snapshots:
    """QuTS hero: an empty file of jobs is no schedule. QTS: so are bit masks that are all 0x0."""
    if isinstance(platform.os, Unknown):
        return Snapshots(platform.os)
    answer = evidence.answer("qnap.snapshots")
    found = pairs(answer, "jobs", "schedule")
    if isinstance(found, Unknown):
        return Snapshots(found)
    return Snapshots(_jobs(answer, found) if platform.os.value == "QuTS hero" else _schedule(answer))


def _jobs(answer: Answer, found: Mapping[str, str]) -> Leaf[bool]:
    word, key = found["jobs"], "zsnapshotJob.conf"
    if word in ("filled", "empty"):
        return Known(word == "filled", answer.source, key)
    return unproven(answer, "what it means that this file is not there is not known", word, key, "fail", _LOOK)


def _schedule(answer: Answer) -> Leaf[bool]:
    key = "snapshotSchedule.conf schedulelvBitmap"
    masks = [line.partition("=")[2] for line in str(answer.content).splitlines() if line.startswith("bitmap=")]
    try:
        running = any(int(mask, 16) for mask in masks)
    except ValueError:
        return malformed(answer, "a bit mask that is none", key, " / ".join(masks))
    return Known(running, answer.source, key)


def snapshots_of(answer: Answer, share: str) -> Leaf[int]:
    """How many snapshots of a user's the share's dataset has; on QTS nothing counts them per share."""
    rows = zfs_rows(answer)
    if isinstance(rows, Unknown):
        return rows
    dataset = next((name for kind, name, value in rows if kind == "share" and value == share), None)
    if dataset is None:
        raw = "no dataset" if rows else "no ZFS"
        return unproven(answer, "how many snapshots this share has is not read", raw, share, "none", _LOOK)
    count = next((value for kind, name, value in rows if kind == "snapshots" and name == dataset), "0")
    found = number(count)
    return (
        malformed(answer, "no count of snapshots", share, count)
        if found is None
        else Known(found, answer.source, dataset)
    )
