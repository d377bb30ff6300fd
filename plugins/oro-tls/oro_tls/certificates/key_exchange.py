"""How both sides agree on a secret: the prime of Diffie-Hellman, and the curve. No I/O but a temporary file."""

from __future__ import annotations

import re
from base64 import b64encode
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from cryptography.hazmat.primitives.asymmetric import dsa, ec, rsa
from OpenSSL import SSL

from oro_framework.errors import Unsupported
from oro_tls.certificates.credentials import BadCredentials, PrivateKey

__all__ = ("AUTOMATIC", "ephemeral", "use_curve", "use_prime")

AUTOMATIC = "auto"
"""The prime that is as strong as the key of the certificate."""
_PRIMES = {2048: 124476, 3072: 1690314, 4096: 240904, 8192: 4743158}
"""The bits of a well-known prime, and the number that makes it one (RFC 3526)."""
_CURVES: dict[str, ec.EllipticCurve] = {
    "prime256v1": ec.SECP256R1(),
    "P-256": ec.SECP256R1(),
    "secp384r1": ec.SECP384R1(),
    "P-384": ec.SECP384R1(),
    "secp521r1": ec.SECP521R1(),
    "P-521": ec.SECP521R1(),
}
_GROUPS = {
    "x25519": ("X25519", 253),
    "x448": ("X448", 448),
    "secp256r1": ("prime256v1", 256),
    "prime256v1": ("prime256v1", 256),
    "secp384r1": ("secp384r1", 384),
    "secp521r1": ("secp521r1", 521),
}
_GUARD = 64


def use_prime(context: SSL.Context, given: str, key: PrivateKey | None) -> None:
    """Let a server agree by Diffie-Hellman.

    Args:
        context: of the server.
        given: `auto`, or parameters in PEM.
        key: of its certificate.

    Raises:
        BadCredentials: OpenSSL cannot read the parameters.
    """
    text = _pem(_strength(key)) if given == AUTOMATIC else given
    with TemporaryDirectory() as folder:
        path = Path(folder) / "dh.pem"
        path.write_text(text, "utf-8")
        try:
            context.load_tmp_dh(str(path))
        except SSL.Error as error:
            raise BadCredentials('Cannot use "dhparam": it is no prime for Diffie-Hellman in PEM') from error


def use_curve(context: SSL.Context, name: str) -> None:
    """Let a side agree by one curve alone.

    Raises:
        Unsupported: OpenSSL's binding does not take the name.
    """
    if (curve := _CURVES.get(name)) is None:
        raise Unsupported(f'Cannot choose ecdhCurve "{name}": {", ".join(_CURVES)} and "auto" can be chosen')
    context.set_tmp_ecdh(curve)


def ephemeral(group: str | None, cipher: str) -> dict[str, object]:
    """Return what Node tells of the ephemeral key of a connection; empty where that is unknown.

    Args:
        group: OpenSSL's name of what was agreed by.
        cipher: the name of the suite.
    """
    if group is not None and group.lower() in _GROUPS:
        name, size = _GROUPS[group.lower()]
        return {"type": "ECDH", "name": name, "size": size}
    finite = re.search(r"ffdhe(\d+)", group or "", re.IGNORECASE)
    if finite:
        return {"type": "DH", "size": int(finite[1])}
    return {"type": "DH"} if cipher.startswith("DHE-") else {}


def _strength(key: PrivateKey | None) -> int:
    size = key.key_size if isinstance(key, rsa.RSAPrivateKey | dsa.DSAPrivateKey) else 2048
    return next((bits for bits in _PRIMES if bits >= size), 8192)


@cache
def _pem(bits: int) -> str:
    prime = (1 << bits) - (1 << (bits - 64)) - 1 + ((_pi(bits - 130) + _PRIMES[bits]) << 64)
    number = prime.to_bytes(bits // 8 + 1, "big")
    body = _tlv(0x30, _tlv(0x02, number) + _tlv(0x02, b"\x02"))
    encoded = b64encode(body).decode()
    lines = [encoded[at : at + 64] for at in range(0, len(encoded), 64)]
    return "\n".join(["-----BEGIN DH PARAMETERS-----", *lines, "-----END DH PARAMETERS-----", ""])


def _tlv(tag: int, content: bytes) -> bytes:
    size = len(content)
    length = bytes((size,)) if size < 0x80 else b"\x82" + size.to_bytes(2, "big")
    return bytes((tag,)) + length + content


def _pi(bits: int) -> int:
    """Return pi, shifted by so many bits, by Machin's formula."""
    scale = 1 << (bits + _GUARD)
    return (16 * _arcus(5, scale) - 4 * _arcus(239, scale)) >> _GUARD


def _arcus(inverse: int, scale: int) -> int:
    term = scale // inverse
    total, odd = term, 3
    while term:
        term //= -inverse * inverse
        total += term // odd
        odd += 2
    return total
