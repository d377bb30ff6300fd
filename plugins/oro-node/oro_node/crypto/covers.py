"""Encrypt and decrypt with RSA keys. No I/O."""

from __future__ import annotations

import secrets

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import NoDigestInfo

from oro_node.crypto.errors import ossl
from oro_node.crypto.names import PrivateKey, PublicKey, digest
from oro_node.crypto.pss import PssPrivateKey, PssPublicKey

__all__ = ("decrypt", "encrypt", "recover", "seal")

PKCS1, NONE, OAEP = 1, 3, 4
"""OpenSSL's numbers of paddings."""


def encrypt(key: PublicKey, data: bytes, number: int, oaep: str, label: bytes) -> bytes:
    """Return data encrypted so that only the private key can decrypt it.

    Raises:
        CryptoError: the data is too long, or the key is not an `rsa` key.
    """
    if isinstance(key, PssPublicKey):
        raise ossl("not allowed for this keytype")
    if not isinstance(key, rsa.RSAPublicKey):
        raise ossl("operation not supported for this keytype")
    if number == NONE:
        return _raised(key.public_numbers(), _fitting(data, key.key_size))
    try:
        return key.encrypt(data, _cover(number, oaep, label))
    except ValueError as error:
        raise ossl("data too large for key size") from error


def decrypt(key: PrivateKey, data: bytes, number: int, oaep: str, label: bytes) -> bytes:
    """Decrypt data that was encrypted with the public key.

    Raises:
        CryptoError: the data was not encrypted so, or the key is not an `rsa` key.
    """
    if isinstance(key, PssPrivateKey):
        raise ossl("not allowed for this keytype")
    if not isinstance(key, rsa.RSAPrivateKey):
        raise ossl("operation not supported for this keytype")
    if len(data) > (key.key_size + 7) // 8:
        raise ossl("data greater than mod len")
    if number == NONE:
        return _root(key, data)
    try:
        return key.decrypt(data, _cover(number, oaep, label))
    except ValueError as error:
        raise ossl("oaep decoding error" if number == OAEP else "invalid padding") from error


def seal(key: PrivateKey, data: bytes, number: int = PKCS1) -> bytes:
    """Encrypt data with the private key, which proves its origin (Node's `privateEncrypt`).

    Raises:
        CryptoError: the data is too long, or the key is not an `rsa` key.
    """
    if isinstance(key, PssPrivateKey):
        raise ossl("not allowed for this keytype")
    if not isinstance(key, rsa.RSAPrivateKey):
        raise ossl("operation not supported for this keytype")
    if number == NONE:
        return _root(key, _fitting(data, key.key_size))
    if number != PKCS1:
        raise ossl("illegal or unsupported padding mode")
    try:
        return key.sign(data, padding.PKCS1v15(), NoDigestInfo())
    except ValueError as error:
        raise ossl("data too large for key size") from error


def recover(key: PublicKey, data: bytes, number: int = PKCS1) -> bytes:
    """Decrypt data that was encrypted with the private key (Node's `publicDecrypt`).

    Raises:
        CryptoError: the data was not encrypted so, or the key is not an `rsa` key.
    """
    if isinstance(key, PssPublicKey):
        raise ossl("not allowed for this keytype")
    if not isinstance(key, rsa.RSAPublicKey):
        raise ossl("operation not supported for this keytype")
    if len(data) > (key.key_size + 7) // 8:
        raise ossl("data greater than mod len")
    if number == NONE:
        return _raised(key.public_numbers(), data)
    if number != PKCS1:
        raise ossl("illegal or unsupported padding mode")
    try:
        return key.recover_data_from_signature(data, padding.PKCS1v15(), None)
    except (InvalidSignature, ValueError) as error:
        raise ossl("invalid padding") from error


def _fitting(data: bytes, bits: int) -> bytes:
    """Return data that is as long as a key of so many bits.

    Raises:
        CryptoError: it is longer or shorter.
    """
    size = (bits + 7) // 8
    if len(data) != size:
        raise ossl(f"data too {'small' if len(data) < size else 'large'} for key size")
    return data


def _raised(public: rsa.RSAPublicNumbers, data: bytes) -> bytes:
    """Return RSA's power of data, without padding."""
    number = int.from_bytes(data, "big")
    if number >= public.n:
        raise ossl("data too large for modulus")
    return pow(number, public.e, public.n).to_bytes((public.n.bit_length() + 7) // 8, "big")


def _root(key: rsa.RSAPrivateKey, data: bytes) -> bytes:
    """Undo RSA's power of data; a random factor hides the number from who measures the time."""
    numbers = key.private_numbers()
    public = numbers.public_numbers
    number = int.from_bytes(data, "big")
    if number >= public.n:
        raise ossl("data too large for modulus")
    factor = secrets.randbelow(public.n - 2) + 2
    hidden = pow(number * pow(factor, public.e, public.n) % public.n, numbers.d, public.n)
    return (hidden * pow(factor, -1, public.n) % public.n).to_bytes((public.n.bit_length() + 7) // 8, "big")


def _cover(number: int, oaep: str, label: bytes) -> padding.AsymmetricPadding:
    if number == PKCS1:
        return padding.PKCS1v15()
    if number != OAEP:
        raise ossl("unknown padding type")
    algorithm = digest(oaep)
    return padding.OAEP(padding.MGF1(algorithm), algorithm, label or None)
