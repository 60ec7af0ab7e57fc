"""Containers of Container Station (qnap.md §11.2)."""

from collections.abc import Mapping, Sequence
from typing import Any

from nasward.model.errors import AnswerError
from nasward.model.evidence import Answer, Evidence, Raw
from nasward.model.facts import Container
from nasward.model.leaf import Items, Known, Leaf, Unknown, complete
from nasward.model.outcome import Outcome
from nasward.platforms import digests
from nasward.platforms.qnap.apps import no_containers
from nasward.platforms.qnap.marks import END
from nasward.platforms.reading import entry, gap, malformed

SOURCE = "qnap.containers"


def digest(raw: Raw) -> tuple[Answer, ...]:
    """JSON lines to rows of the allow-listed fields; ports and mounts as lists of words."""
    outcome, detail = digests.ended(raw)
    if outcome is not Outcome.OK:
        return (digests.untold(SOURCE, outcome, detail),)
    try:
        return (digests.told(SOURCE, _rows(raw.stdout)),)
    except AnswerError as error:
        return (digests.untold(SOURCE, error.outcome, error.detail),)


def _rows(text: str) -> list[Any]:
    listed = text.splitlines()
    if not listed or listed[-1] != END:
        raise AnswerError(Outcome.MALFORMED, "the list of containers has no end")
    return [_row(line) for line in listed[:-1]]


def _row(line: str) -> Any:  # noqa: ANN401 - JSON
    whole = digests.first_json(line)
    row = digests.allowed(whole, ["name", "image", "running", "privileged", "network"])
    if not isinstance(row, Mapping) or not isinstance(whole, Mapping):
        raise AnswerError(Outcome.MALFORMED, "a container that is no object")
    return {**row, "ports": _ports(whole.get("ports")), "mounts": _words(whole.get("mounts"))}


def _words(value: object) -> list[str]:
    return [each for each in value if isinstance(each, str) and each] if isinstance(value, list) else []


def _ports(value: object) -> list[str]:
    """`{"80/tcp": [{"HostPort": "8080"}]}` as `8080:80/tcp`."""
    if not isinstance(value, Mapping):
        return []
    return [
        f"{host.get('HostPort', '')}:{port}"
        for port, hosts in value.items()
        for host in (hosts if isinstance(hosts, list) else ())
        if isinstance(host, Mapping)
    ]


def interpret_containers(evidence: Evidence) -> Items[Container]:
    """None where Container Station is not installed; else what its docker says."""
    none = no_containers(evidence.answer("qnap.qpkg"))
    if isinstance(none, Unknown):
        return Items((), none)
    if none.value:
        return complete(())
    answer = evidence.answer(SOURCE)
    missing = gap(answer)
    if missing is not None:
        return Items((), missing)
    rows = answer.content
    if isinstance(rows, str) or not isinstance(rows, Sequence):
        return Items((), malformed(answer, "the answer holds no list"))
    good = [row for row in rows if isinstance(row, Mapping) and isinstance(row.get("name"), str)]
    lost = None if len(good) == len(rows) else malformed(answer, "some containers are not as expected")
    return Items(tuple(_container(answer, row) for row in good), lost)


def _container(answer: Answer, row: Mapping[str, Any]) -> Container:
    name = str(row["name"]).lstrip("/")
    network = entry(answer, row, "network", str, name)

    def words(key: str) -> Leaf[str]:
        value = row.get(key)
        known = isinstance(value, Sequence) and not isinstance(value, str)
        return (
            Known(",".join(map(str, value)), answer.source, name)
            if known and value is not None
            else malformed(answer, f"{key} is no list", name)
        )

    return Container(
        name,
        image=entry(answer, row, "image", str, name),
        running=entry(answer, row, "running", bool, name),
        privileged=entry(answer, row, "privileged", bool, name),
        host_network=network if isinstance(network, Unknown) else Known(network.value == "host", network.source, name),
        ports=words("ports"),
        mounts=words("mounts"),
    )
