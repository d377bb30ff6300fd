"""Derive keys from passwords with OpenSSL."""

from __future__ import annotations

from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from oro_framework.errors import InvalidArgument, TooLarge
from oro_node.crypto.names import digest

__all__ = ("LONGEST", "MOST_MEMORY", "pbkdf2", "scrypt")

LONGEST = 64 << 20
"""The most bytes of a derived key."""
MOST_MEMORY = 1 << 30
"""The most bytes of memory that scrypt may use."""


def pbkdf2(password: bytes, salt: bytes, iterations: int, length: int, name: str) -> bytes:
    """Return `length` bytes derived from a password (RFC 8018).

    Raises:
        CryptoError: there is no such digest.
        InvalidArgument: the length or the number of iterations is below 1.
        TooLarge: the key would be too long.
    """
    _check(length)
    if iterations < 1:
        raise InvalidArgument(f"Cannot derive a key in {iterations} iterations: 1 is the least")
    return PBKDF2HMAC(digest(name), length, salt, iterations).derive(password)


def scrypt(password: bytes, salt: bytes, length: int, cost: int, block_size: int, parallelization: int) -> bytes:
    """Return `length` bytes derived from a password (RFC 7914).

    Raises:
        InvalidArgument: the parameters are invalid for scrypt.
        TooLarge: the key would be too long, or it would take too much memory.
    """
    _check(length)
    needed = 128 * block_size * (cost + parallelization + 2)
    if needed > MOST_MEMORY:
        raise TooLarge(f"Cannot derive a key with {needed} bytes of memory: {MOST_MEMORY} is the most")
    try:
        return Scrypt(salt, length, cost, block_size, parallelization).derive(password)
    except ValueError as error:
        raise InvalidArgument(f"Cannot derive a key: {error}") from error


def _check(length: int) -> None:
    if length < 1:
        raise InvalidArgument(f"Cannot derive a key of {length} bytes: 1 is the least")
    if length > LONGEST:
        raise TooLarge(f"Cannot derive a key of {length} bytes: {LONGEST} is the most")
