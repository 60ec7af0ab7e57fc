"""What a probe does to a NAS, in words: printed by `nasward scan --explain-touch` before anything is sent."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Touch:
    """One kind of packet that a probe sends. `login`: a lock-out counter of the NAS may count it."""

    protocol: str
    port: int
    sent: str
    login: bool = False


def touches() -> tuple[Touch, ...]:
    """Every touch of every outside probe, in the order in which they happen."""
    from nasward.collect.outside import probes

    return tuple(touch for probe in probes() for touch in probe.touches)
