"""`Network`, how registries are asked."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ("Network",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """How registries are asked."""

    connections: int = 16
    """Requests at once."""
    connect_seconds: float = 15.0
    silent_seconds: float = 30.0
    """Seconds without a byte after which a request has failed."""
    total_seconds: float = 300.0
    """Seconds one answer may take, however steadily it comes."""
    tries: int = 3
    wait_seconds: float = 0.5
    """Seconds before the second try; each further one waits four times as long."""
    longest_wait: float = 20.0
    """Most seconds before a try, whatever the registry asks for."""
    redirects: int = 5
    metadata_bytes: int = 128 << 20
    """Bytes of what a registry says of one package."""
    archive_bytes: int = 512 << 20
    """Bytes of one packed package."""
