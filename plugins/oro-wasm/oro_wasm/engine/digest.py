"""Read the digest and the kind of a module from its bytes. Sans-IO, without the engine."""

from __future__ import annotations

from hashlib import sha256

__all__ = ("MAGIC", "digest_of", "is_component")

MAGIC = b"\0asm"


def digest_of(data: bytes) -> str:
    """Return the SHA-256 of bytes as hexadecimal digits."""
    return sha256(data).hexdigest()


def is_component(data: bytes) -> bool:
    """Return whether bytes are of a component: its header names layer 1, that of a module layer 0."""
    return data[:4] == MAGIC and data[6:8] == b"\1\0"
