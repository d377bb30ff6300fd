"""Read the keys that pages pass. No I/O, but some take milliseconds."""

from __future__ import annotations

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    load_der_private_key,
    load_der_public_key,
    load_pem_private_key,
)

from oro_framework.errors import Unsupported
from oro_node.crypto.coding import decoded
from oro_node.crypto.der import items, number
from oro_node.crypto.dh import DH, DhPrivateKey, DhPublicKey, group_of
from oro_node.crypto.errors import CryptoError, ossl
from oro_node.crypto.jwk import from_jwk
from oro_node.crypto.names import PrivateKey, PublicKey, curve_named
from oro_node.crypto.pem import Block, blocks
from oro_node.crypto.pss import PSS, PssPrivateKey, PssPublicKey, rules_of
from oro_node.crypto.sealed import open_pem, open_pkcs8
from oro_node.crypto.shapes import GivenKey

__all__ = ("of_certificate", "public_key", "read_private", "read_public")

_LONGEST = 1024
"""The most bytes of a passphrase that OpenSSL reads."""


def read_private(given: GivenKey) -> PrivateKey:
    """Return the private key that a page passed.

    Raises:
        CryptoError: the text is not a private key, or the passphrase is wrong.
        Unsupported: the kind of the key is not supported.
    """
    if given.format == "jwk":
        return _private(from_jwk(given.jwk, private=True))
    data = decoded("key", given.data)
    if given.format == "raw":
        return _scalar(data, given.curve)
    password = None if given.passphrase is None else decoded("passphrase", given.passphrase)
    try:
        return _private(_of_pem(data, password) if given.format == "pem" else _of_der(data, password))
    except (ValueError, IndexError) as error:
        raise ossl("unsupported" if given.format == "pem" else "wrong tag") from error
    except UnsupportedAlgorithm as error:
        raise Unsupported(f"Cannot use this key: {error}") from error


def _of_pem(text: bytes, password: bytes | None) -> object:
    block = next((each for each in blocks(text) if each.label.endswith("PRIVATE KEY")), None)
    if block is None:
        raise ValueError("no private key")
    if not block.sealed:
        return _loaded(block.body) if block.label != "OPENSSH PRIVATE KEY" else load_pem_private_key(text, None)
    if password is None or len(password) > _LONGEST:
        raise ossl("interrupted or cancelled")
    plain = _opened(block, password)
    try:
        return _loaded(plain) if plain is not None else load_pem_private_key(text, password)
    except (ValueError, IndexError, TypeError) as error:
        raise ossl("bad decrypt") from error


def _opened(block: Block, password: bytes) -> bytes | None:
    if block.label == "ENCRYPTED PRIVATE KEY":
        return open_pkcs8(block.body, password)
    return open_pem(block.headers.get("DEK-Info", ""), block.body, password)


def _of_der(data: bytes, password: bytes | None) -> object:
    if not _is_sealed(data):
        return _loaded(data)
    if password is None or len(password) > _LONGEST:
        raise ossl("interrupted or cancelled")
    plain = open_pkcs8(data, password)
    try:
        return _loaded(plain) if plain is not None else load_der_private_key(data, password)
    except (ValueError, IndexError, TypeError) as error:
        raise ossl("bad decrypt") from error


def _is_sealed(der: bytes) -> bool:
    """Return whether a key in DER is encrypted: its first part is no version, but how."""
    return items(items(der)[0].content)[0].tag == 0x30


def _loaded(der: bytes) -> object:
    """Return the key in a DER structure that is not encrypted."""
    parts = items(items(der)[0].content)
    if len(parts) > 2 and parts[1].tag == 0x30 and parts[2].tag == 0x04:
        identifier, *parameters = items(parts[1].content)
        if identifier.whole == PSS:
            key = load_der_private_key(parts[2].content, None)
            return PssPrivateKey(_rsa(key), rules_of(parameters))
        if identifier.whole == DH:
            return DhPrivateKey(group_of(parameters), number(items(parts[2].content)[0]))
    return load_der_private_key(der, None)


def _rsa(key: object) -> rsa.RSAPrivateKey:
    if not isinstance(key, rsa.RSAPrivateKey):
        raise ValueError("no RSA key")
    return key


def _scalar(data: bytes, curve: str) -> PrivateKey:
    try:
        return ec.derive_private_key(int.from_bytes(data, "big"), curve_named(curve))
    except ValueError as error:
        raise CryptoError(
            "ERR_CRYPTO_INVALID_KEYTYPE", "Private key is not valid for specified curve.", "RangeError"
        ) from error


def read_public(given: GivenKey) -> PublicKey:
    """Return the public key that a page passed: as such, or as part of a private key or a certificate.

    Raises:
        CryptoError: the data is invalid.
        Unsupported: the kind of the key is not supported.
    """
    if given.format == "jwk":
        return public_key(from_jwk(given.jwk, private=False))
    data = decoded("key", given.data)
    if given.format == "raw":
        return _point(data, given.curve)
    if given.format == "pem" and b"PRIVATE KEY-----" in data:
        return read_private(given).public_key()
    try:
        if given.format == "pem":
            return _public_of_pem(data)
        return _public_of_der(data)
    except (ValueError, IndexError) as error:
        if given.format == "der":
            return read_private(given).public_key()
        raise ossl("unsupported") from error
    except UnsupportedAlgorithm as error:
        raise Unsupported(f"Cannot use this key: {error}") from error


def _public_of_pem(text: bytes) -> PublicKey:
    for block in blocks(text):
        if block.label.endswith("CERTIFICATE"):
            return of_certificate(x509.load_der_x509_certificate(block.body))
        if block.label.endswith("PUBLIC KEY"):
            return _public_of_der(block.body)
    raise ValueError("no public key")


def of_certificate(certificate: x509.Certificate) -> PublicKey:
    """Return the public key of a certificate.

    Raises:
        Unsupported: the kind of the key is not supported.
    """
    key = certificate.public_key()
    if not isinstance(key, rsa.RSAPublicKey):
        return public_key(key)
    # The library leaves out the rules of such a key.
    parts = [part for part in items(items(certificate.tbs_certificate_bytes)[0].content) if part.tag == 0x30]
    spki = next(part for part in parts if [item.tag for item in items(part.content)] == [0x30, 0x03])
    return _public_of_der(spki.whole)


def _public_of_der(der: bytes) -> PublicKey:
    parts = items(items(der)[0].content)
    if len(parts) == 2 and parts[0].tag == 0x30:
        identifier, *parameters = items(parts[0].content)
        if identifier.whole == PSS:
            key = load_der_public_key(parts[1].content[1:])
            if isinstance(key, rsa.RSAPublicKey):
                return PssPublicKey(key, rules_of(parameters))
        if identifier.whole == DH:
            return DhPublicKey(group_of(parameters), number(items(parts[1].content[1:])[0]))
    return public_key(load_der_public_key(der))


def _point(data: bytes, curve: str) -> PublicKey:
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(curve_named(curve), _plain(data))
    except ValueError as error:
        raise CryptoError(
            "ERR_CRYPTO_ECDH_INVALID_PUBLIC_KEY", "Public key is not valid for specified curve"
        ) from error


def _plain(point: bytes) -> bytes:
    """Return a hybrid point as an uncompressed one."""
    return b"\x04" + point[1:] if point[:1] in (b"\x06", b"\x07") else point


def _private(key: object) -> PrivateKey:
    if isinstance(key, PrivateKey):
        return key
    raise Unsupported(f"Cannot use this key: {type(key).__name__} is not supported")


def public_key(key: object) -> PublicKey:
    """Return a public key if its kind is supported.

    Raises:
        Unsupported: it is of another kind.
    """
    if isinstance(key, PublicKey):
        return key
    raise Unsupported(f"Cannot use this key: {type(key).__name__} is not supported")
