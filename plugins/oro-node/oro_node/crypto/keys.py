"""Describe keys, and write them as pages request. No I/O."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric import dsa, ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from msgspec.structs import replace

from oro_node.crypto import dh, pss
from oro_node.crypto.coding import decoded, encoded
from oro_node.crypto.der import bits, integer, octets, sequence
from oro_node.crypto.errors import CryptoError
from oro_node.crypto.jwk import to_jwk
from oro_node.crypto.names import PrivateKey, PublicKey, curve_name, kind_of
from oro_node.crypto.pem import pem
from oro_node.crypto.sealed import seal_pem, seal_pkcs8
from oro_node.crypto.shapes import Encoded, KeyFacts, Written

__all__ = ("facts", "written")

_LABELS = {"rsa": "RSA", "ec": "EC", "dsa": "DSA"}


def facts(key: PrivateKey | PublicKey, held: str = "") -> KeyFacts:
    """Return the public facts of a key; `held` is its name in `HeldKeys`."""
    public = key.public_key() if isinstance(key, PrivateKey) else key
    spki = encoded(_spki(public))
    match public:
        case rsa.RSAPublicKey():
            exponent = str(public.public_numbers().e)
            return KeyFacts(kind="rsa", spki=spki, held=held, modulus=public.key_size, exponent=exponent)
        case pss.PssPublicKey():
            return _pss_facts(public, spki, held)
        case dsa.DSAPublicKey():
            divisor = public.parameters().parameter_numbers().q.bit_length()
            return KeyFacts(kind="dsa", spki=spki, held=held, modulus=public.key_size, divisor=divisor)
        case ec.EllipticCurvePublicKey():
            point = encoded(public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))
            return KeyFacts(kind="ec", spki=spki, held=held, curve=curve_name(public.curve), point=point)
    return KeyFacts(kind=kind_of(public), spki=spki, held=held)


def _pss_facts(public: pss.PssPublicKey, spki: str, held: str) -> KeyFacts:
    rules, exponent = public.rules, str(public.key.public_numbers().e)
    plain = KeyFacts(kind="rsa-pss", spki=spki, held=held, modulus=public.key.key_size, exponent=exponent)
    if rules is None:
        return plain
    return replace(plain, digest=rules.digest, mgf1=rules.mgf1, salt=rules.salt)


def written(key: PrivateKey | PublicKey, wanted: Encoded) -> Written:
    """Return a key in the encoding that a page requests.

    Raises:
        CryptoError: a key of this kind has no such encoding, or the cipher cannot encrypt it.
    """
    if wanted.format == "jwk":
        return Written(jwk=to_jwk(key))
    _check_type(key, wanted.type)
    if wanted.format == "raw":
        return Written(data=encoded(_raw(key)))
    if isinstance(key, PrivateKey):
        return _private_written(key, wanted)
    der = _pkcs1(key) if wanted.type == "pkcs1" else _spki(key)
    label = "RSA PUBLIC KEY" if wanted.type == "pkcs1" else "PUBLIC KEY"
    return Written(pem=pem(label, der)) if wanted.format == "pem" else Written(data=encoded(der))


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


def _pkcs1(key: PublicKey) -> bytes:
    assert isinstance(key, rsa.RSAPublicKey)
    return key.public_bytes(Encoding.DER, PublicFormat.PKCS1)


def _spki(key: PublicKey) -> bytes:
    match key:
        case pss.PssPublicKey():
            own = key.key.public_bytes(Encoding.DER, PublicFormat.PKCS1)
            return sequence(pss.algorithm(key.rules), bits(own))
        case dh.DhPublicKey():
            return sequence(dh.algorithm(key.group), bits(integer(key.y)))
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def _private_written(key: PrivateKey, wanted: Encoded) -> Written:
    modern = wanted.type == "pkcs8"
    der = _pkcs8(key) if modern else _traditional(key)
    label = "PRIVATE KEY" if modern else f"{_LABELS[kind_of(key)]} PRIVATE KEY"
    headers: list[str] = []
    if wanted.cipher and wanted.passphrase is not None:
        passphrase = decoded("passphrase", wanted.passphrase)
        if modern:
            label, der = "ENCRYPTED PRIVATE KEY", seal_pkcs8(der, wanted.cipher, passphrase)
        else:
            headers, der = seal_pem(der, wanted.cipher, passphrase)
    return Written(pem=pem(label, der, headers)) if wanted.format == "pem" else Written(data=encoded(der))


def _pkcs8(key: PrivateKey) -> bytes:
    match key:
        case pss.PssPrivateKey():
            return sequence(integer(0), pss.algorithm(key.rules), octets(_traditional(key.key)))
        case dh.DhPrivateKey():
            return sequence(integer(0), dh.algorithm(key.group), octets(integer(key.x)))
    return key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


def _traditional(key: PrivateKey) -> bytes:
    assert isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | dsa.DSAPrivateKey)
    return key.private_bytes(Encoding.DER, PrivateFormat.TraditionalOpenSSL, NoEncryption())
