"""Generate keys. No I/O, but some take seconds."""

from __future__ import annotations

from typing import Any

from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, rsa, x448, x25519

from oro_framework.errors import Unsupported
from oro_node.crypto import dh
from oro_node.crypto.coding import decoded
from oro_node.crypto.errors import CryptoError
from oro_node.crypto.names import PrivateKey, curve_named
from oro_node.crypto.pss import PssPrivateKey, PssRules
from oro_node.crypto.shapes import Wanted

__all__ = ("generate",)

_SIMPLE: dict[str, Any] = {
    "ed25519": ed25519.Ed25519PrivateKey,
    "ed448": ed448.Ed448PrivateKey,
    "x25519": x25519.X25519PrivateKey,
    "x448": x448.X448PrivateKey,
}
LARGEST_MODULUS = 16384


def generate(wanted: Wanted) -> PrivateKey:
    """Return a new private key.

    Raises:
        CryptoError: it cannot be made of these numbers.
        Unsupported: there are no keys of this kind, or not with these numbers.
    """
    kind = wanted.kind
    if kind in _SIMPLE:
        simple: PrivateKey = _SIMPLE[kind].generate()
        return simple
    if kind == "ec":
        return ec.generate_private_key(curve_named(wanted.curve))
    if kind == "dsa":
        return _dsa(wanted.modulus, wanted.divisor)
    if kind == "dh":
        group = dh.DhGroup(int.from_bytes(decoded("prime", wanted.prime), "big"), wanted.generator)
        return dh.generate(group, wanted.size)
    if kind == "rsa":
        return _rsa(wanted)
    if kind == "rsa-pss":
        return PssPrivateKey(_rsa(wanted), _rules(wanted))
    raise Unsupported(f'Cannot generate a key of type "{kind}": it is not supported')


def _rsa(wanted: Wanted) -> rsa.RSAPrivateKey:
    if wanted.modulus > LARGEST_MODULUS:
        raise CryptoError(
            "ERR_OUT_OF_RANGE",
            f"Cannot generate a key of {wanted.modulus} bits: {LARGEST_MODULUS} is the most",
            "RangeError",
        )
    try:
        return rsa.generate_private_key(wanted.exponent, wanted.modulus)
    except ValueError as error:
        raise CryptoError("ERR_CRYPTO", f"Cannot generate a key: {error}") from error


def _rules(wanted: Wanted) -> PssRules | None:
    """Return the rules that were asked for; each that was not is as the others have it."""
    if not wanted.digest and not wanted.mgf1 and wanted.salt is None:
        return None
    usual = PssRules()
    digest = wanted.digest or usual.digest
    size = _SIZES.get(wanted.digest, usual.salt)
    return PssRules(digest, wanted.mgf1 or digest, size if wanted.salt is None else wanted.salt)


_SIZES = {
    "md5": 16,
    "sha224": 28,
    "sha256": 32,
    "sha384": 48,
    "sha512": 64,
    "sha512-224": 28,
    "sha512-256": 32,
    "sha3-224": 28,
    "sha3-256": 32,
    "sha3-384": 48,
    "sha3-512": 64,
}


def _dsa(modulus: int, divisor: int) -> PrivateKey:
    own = 160 if modulus == 1024 else 256
    if modulus not in (1024, 2048, 3072, 4096) or divisor not in (0, own):
        raise Unsupported(f"Cannot generate a dsa key of {modulus} bits with a divisor of {divisor}: OpenSSL has {own}")
    return dsa.generate_private_key(modulus)
