"""Keys of Diffie-Hellman over primes (PKCS#3), calculated here: `cryptography` is dropping them. No I/O."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from oro_node.crypto.der import Item, integer, items, number, oid, sequence
from oro_node.crypto.errors import CryptoError, ossl

__all__ = ("DH", "DhGroup", "DhPrivateKey", "DhPublicKey", "algorithm", "exchange", "generate", "group_of")

DH = oid("1.2.840.113549.1.3.1")
"""The identifier of such keys."""
LEAST, MOST = 512, 10_000


@dataclass(frozen=True, slots=True)
class DhGroup:
    """A prime and a generator."""

    prime: int
    generator: int

    @property
    def size(self) -> int:
        """Bytes of the prime."""
        return (self.prime.bit_length() + 7) // 8


@dataclass(frozen=True, slots=True)
class DhPublicKey:
    """A public key."""

    group: DhGroup
    y: int


@dataclass(frozen=True, slots=True)
class DhPrivateKey:
    """A private key."""

    group: DhGroup
    x: int

    def public_key(self) -> DhPublicKey:
        """Return the public key."""
        return DhPublicKey(self.group, pow(self.group.generator, self.x, self.group.prime))


def generate(group: DhGroup, bits: int) -> DhPrivateKey:
    """Return a new private key.

    Args:
        group: the prime and the generator.
        bits: of the key, where a short one is as secure as the prime; 0 makes one as long as that.

    Raises:
        CryptoError: the prime is too small or too large.
    """
    size = group.prime.bit_length()
    if not LEAST <= size <= MOST:
        reason = f"modulus too {'small' if size < LEAST else 'large'}"
        number = "0280007E" if size < LEAST else "02800067"
        raise CryptoError("ERR_CRYPTO", f"error:{number}:Diffie-Hellman routines::{reason}")
    key = secrets.randbits(bits) or 1 if bits else secrets.randbits(size - 2) | 1 << (size - 2)
    return DhPrivateKey(group, key)


def exchange(private: DhPrivateKey, public: DhPublicKey) -> bytes:
    """Return the shared secret, as long as the prime.

    Raises:
        CryptoError: the keys are of different groups, or the public key is out of its range.
    """
    group = private.group
    if group != public.group:
        raise ossl("mismatching domain parameters")
    if not 1 < public.y < group.prime - 1:
        raise CryptoError("ERR_CRYPTO_OPERATION_FAILED", "diffieHellman failed")
    return pow(public.y, private.x, group.prime).to_bytes(group.size, "big")


def algorithm(group: DhGroup) -> bytes:
    """Return the identifier of a key's algorithm."""
    return sequence(DH, sequence(integer(group.prime), integer(group.generator)))


def group_of(parameters: list[Item]) -> DhGroup:
    """Return the group in the parameters of an identifier.

    Raises:
        ValueError: they cannot be read.
    """
    if not parameters:
        raise ValueError("no parameters")
    prime, generator, *_ = items(parameters[0].content)
    return DhGroup(number(prime), number(generator))
