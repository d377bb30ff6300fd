"""Read the keys that pages pass, and write keys as pages request. No I/O, but some functions take milliseconds."""

from __future__ import annotations

from typing import Any

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, rsa, x448, x25519
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_private_key,
    load_der_public_key,
    load_pem_private_key,
    load_pem_public_key,
)

from oro_framework.errors import Unsupported
from oro_node.crypto.coding import decoded, encoded
from oro_node.crypto.errors import CryptoError, ossl
from oro_node.crypto.jwk import from_jwk, to_jwk
from oro_node.crypto.names import PrivateKey, PublicKey, curve_name, curve_named, kind_of
from oro_node.crypto.shapes import Encoded, GivenKey, KeyFacts, Written

__all__ = ("facts", "generate", "public_key", "read_private", "read_public", "written")

_PRIVATE = (
    rsa.RSAPrivateKey,
    dsa.DSAPrivateKey,
    ec.EllipticCurvePrivateKey,
    ed25519.Ed25519PrivateKey,
    ed448.Ed448PrivateKey,
    x25519.X25519PrivateKey,
    x448.X448PrivateKey,
)
_PUBLIC = (
    rsa.RSAPublicKey,
    dsa.DSAPublicKey,
    ec.EllipticCurvePublicKey,
    ed25519.Ed25519PublicKey,
    ed448.Ed448PublicKey,
    x25519.X25519PublicKey,
    x448.X448PublicKey,
)
_SIMPLE: dict[str, Any] = {
    "ed25519": ed25519.Ed25519PrivateKey,
    "ed448": ed448.Ed448PrivateKey,
    "x25519": x25519.X25519PrivateKey,
    "x448": x448.X448PrivateKey,
}
LARGEST_MODULUS = 16384


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
    load = load_pem_private_key if given.format == "pem" else load_der_private_key
    password = None if given.passphrase is None else decoded("passphrase", given.passphrase)
    try:
        return _private(_loaded(load, data, password))
    except ValueError as error:
        encrypted = password is not None and _looks_encrypted(data, given.format)
        reason = "bad decrypt" if encrypted else "unsupported" if given.format == "pem" else "wrong tag"
        raise ossl(reason) from error
    except UnsupportedAlgorithm as error:
        raise Unsupported(f"Cannot use this key: {error}") from error


def _loaded(load: Any, data: bytes, password: bytes | None) -> Any:
    try:
        return load(data, password)
    except TypeError as error:
        if password is None:
            raise ossl("interrupted or cancelled") from error
        return load(data, None)


def _looks_encrypted(data: bytes, format: str) -> bool:
    return format == "der" or b"ENCRYPTED" in data


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
        if given.format == "pem" and b"BEGIN CERTIFICATE-----" in data:
            return public_key(x509.load_pem_x509_certificate(data).public_key())
        return public_key(load_pem_public_key(data) if given.format == "pem" else load_der_public_key(data))
    except ValueError as error:
        if given.format == "der":
            return read_private(given).public_key()
        raise ossl("unsupported") from error
    except UnsupportedAlgorithm as error:
        raise Unsupported(f"Cannot use this key: {error}") from error


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
    if isinstance(key, _PRIVATE):
        return key
    raise Unsupported(f"Cannot use this key: {type(key).__name__} is not supported")


def public_key(key: object) -> PublicKey:
    """Return a public key if its kind is supported.

    Raises:
        Unsupported: it is of another kind.
    """
    if isinstance(key, _PUBLIC):
        return key
    raise Unsupported(f"Cannot use this key: {type(key).__name__} is not supported")


def generate(kind: str, modulus: int, exponent: int, curve: str, divisor: int = 0) -> PrivateKey:
    """Return a new private key.

    Args:
        kind: Node's name: `rsa`, `dsa`, `ec`, `ed25519`, `ed448`, `x25519` or `x448`.
        modulus: bits, of `rsa` and `dsa`.
        exponent: the public exponent, of `rsa`.
        curve: of `ec`.
        divisor: bits, of `dsa`; 0 leaves it to OpenSSL.

    Raises:
        CryptoError: it cannot be made of these numbers.
    """
    if kind in _SIMPLE:
        simple: PrivateKey = _SIMPLE[kind].generate()
        return simple
    if kind == "ec":
        return ec.generate_private_key(curve_named(curve))
    if kind == "dsa":
        return _dsa(modulus, divisor)
    if kind != "rsa":
        raise Unsupported(f'Cannot generate a key of type "{kind}": it is not supported')
    if modulus > LARGEST_MODULUS:
        raise CryptoError(
            "ERR_OUT_OF_RANGE", f"Cannot generate a key of {modulus} bits: {LARGEST_MODULUS} is the most", "RangeError"
        )
    try:
        return rsa.generate_private_key(exponent, modulus)
    except ValueError as error:
        raise CryptoError("ERR_CRYPTO", f"Cannot generate a key: {error}") from error


def _dsa(modulus: int, divisor: int) -> PrivateKey:
    own = 160 if modulus == 1024 else 256
    if modulus not in (1024, 2048, 3072, 4096) or divisor not in (0, own):
        raise Unsupported(f"Cannot generate a dsa key of {modulus} bits with a divisor of {divisor}: OpenSSL has {own}")
    return dsa.generate_private_key(modulus)


def facts(key: PrivateKey | PublicKey, held: str = "") -> KeyFacts:
    """Return the public facts of a key; `held` is its name in `HeldKeys`."""
    public = key.public_key() if isinstance(key, _PRIVATE) else key
    spki = encoded(public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))
    if isinstance(public, rsa.RSAPublicKey):
        exponent = str(public.public_numbers().e)
        return KeyFacts(kind="rsa", spki=spki, held=held, modulus=public.key_size, exponent=exponent)
    if isinstance(public, dsa.DSAPublicKey):
        divisor = public.parameters().parameter_numbers().q.bit_length()
        return KeyFacts(kind="dsa", spki=spki, held=held, modulus=public.key_size, divisor=divisor)
    if isinstance(public, ec.EllipticCurvePublicKey):
        point = encoded(public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))
        return KeyFacts(kind="ec", spki=spki, held=held, curve=curve_name(public.curve), point=point)
    return KeyFacts(kind=kind_of(public), spki=spki, held=held)


def written(key: PrivateKey | PublicKey, wanted: Encoded) -> Written:
    """Return a key in the encoding that a page requests.

    Raises:
        CryptoError: a key of this kind has no such encoding.
        Unsupported: the cipher is not supported.
    """
    if wanted.format == "jwk":
        return Written(jwk=to_jwk(key))
    _check_type(key, wanted.type)
    if wanted.format == "raw":
        return Written(data=encoded(_raw(key)))
    data = _private_bytes(key, wanted) if isinstance(key, _PRIVATE) else _public_bytes(key, wanted)
    return Written(pem=data.decode()) if wanted.format == "pem" else Written(data=encoded(data))


def _raw(key: PrivateKey | PublicKey) -> bytes:
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise CryptoError(
            "ERR_CRYPTO_INCOMPATIBLE_KEY_OPTIONS", "The selected key encoding can only be used for EC keys."
        )
    return key.private_numbers().private_value.to_bytes((key.curve.key_size + 7) // 8, "big")


def _check_type(key: PrivateKey | PublicKey, type: str) -> None:
    needed = {"pkcs1": ("rsa", "RSA"), "sec1": ("ec", "EC")}.get(type)
    if needed is not None and kind_of(key) != needed[0]:
        raise CryptoError(
            "ERR_CRYPTO_INCOMPATIBLE_KEY_OPTIONS",
            f"The selected key encoding {type} can only be used for {needed[1]} keys.",
        )


def _public_bytes(key: PublicKey, wanted: Encoded) -> bytes:
    format = PublicFormat.PKCS1 if wanted.type == "pkcs1" else PublicFormat.SubjectPublicKeyInfo
    return key.public_bytes(Encoding.PEM if wanted.format == "pem" else Encoding.DER, format)


def _private_bytes(key: PrivateKey, wanted: Encoded) -> bytes:
    format = PrivateFormat.PKCS8 if wanted.type == "pkcs8" else PrivateFormat.TraditionalOpenSSL
    encoding = Encoding.PEM if wanted.format == "pem" else Encoding.DER
    return key.private_bytes(encoding, format, _encryption(wanted))


def _encryption(wanted: Encoded) -> KeySerializationEncryption:
    if not wanted.cipher or wanted.passphrase is None:
        return NoEncryption()
    if wanted.cipher.lower() not in ("aes-256-cbc", "aes256"):
        raise Unsupported(f'Cannot encrypt a key with "{wanted.cipher}": only aes-256-cbc is supported')
    return BestAvailableEncryption(decoded("passphrase", wanted.passphrase))
