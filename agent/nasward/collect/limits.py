"""How long and how much one host may cost. A question's own bounds stand in its `Source`."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one target's inside collection, in seconds and bytes."""

    connect: float = 5.0
    """TCP connect."""
    banner: float = 10.0
    """Greeting and key exchange, each."""
    auth: float = 15.0
    """One login try, and one sudo password."""
    host: float = 60.0
    """Everything together, from the first packet on."""
    total_bytes: int = 16 << 20
    """What one exec may send us. More than that and the connection is closed."""
