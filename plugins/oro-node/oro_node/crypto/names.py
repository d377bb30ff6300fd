"""Digests, curves and kinds of keys by Node's names."""

from __future__ import annotations

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, rsa, x448, x25519

from oro_node.crypto.dh import DhPrivateKey, DhPublicKey
from oro_node.crypto.errors import CryptoError
from oro_node.crypto.pss import PssPrivateKey, PssPublicKey

__all__ = ("CURVES", "PrivateKey", "PublicKey", "curve_name", "curve_named", "digest", "kind_of")

PrivateKey = (
    rsa.RSAPrivateKey
    | dsa.DSAPrivateKey
    | ec.EllipticCurvePrivateKey
    | ed25519.Ed25519PrivateKey
    | ed448.Ed448PrivateKey
    | x25519.X25519PrivateKey
    | x448.X448PrivateKey
    | PssPrivateKey
    | DhPrivateKey
)
PublicKey = (
    rsa.RSAPublicKey
    | dsa.DSAPublicKey
    | ec.EllipticCurvePublicKey
    | ed25519.Ed25519PublicKey
    | ed448.Ed448PublicKey
    | x25519.X25519PublicKey
    | x448.X448PublicKey
    | PssPublicKey
    | DhPublicKey
)

CURVES: dict[str, ec.EllipticCurve] = {
    "brainpoolP256r1": ec.BrainpoolP256R1(),
    "brainpoolP384r1": ec.BrainpoolP384R1(),
    "brainpoolP512r1": ec.BrainpoolP512R1(),
    "prime192v1": ec.SECP192R1(),
    "prime256v1": ec.SECP256R1(),
    "secp224r1": ec.SECP224R1(),
    "secp256k1": ec.SECP256K1(),
    "secp384r1": ec.SECP384R1(),
    "secp521r1": ec.SECP521R1(),
}
_NIST = {"P-192": "prime192v1", "P-224": "secp224r1", "P-256": "prime256v1", "P-384": "secp384r1", "P-521": "secp521r1"}
_OTHERS = {"secp256r1": "prime256v1", "secp192r1": "prime192v1"}

_DIGESTS: dict[str, hashes.HashAlgorithm] = {
    "md5": hashes.MD5(),
    "sha1": hashes.SHA1(),
    "sha224": hashes.SHA224(),
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
    "sha512-224": hashes.SHA512_224(),
    "sha512-256": hashes.SHA512_256(),
    "sha3-224": hashes.SHA3_224(),
    "sha3-256": hashes.SHA3_256(),
    "sha3-384": hashes.SHA3_384(),
    "sha3-512": hashes.SHA3_512(),
    "blake2b512": hashes.BLAKE2b(64),
    "blake2s256": hashes.BLAKE2s(32),
}


def digest(name: str) -> hashes.HashAlgorithm:
    """Return the digest of that name.

    Raises:
        CryptoError: there is no such digest for keys.
    """
    if (found := _DIGESTS.get(name)) is None:
        raise CryptoError("ERR_CRYPTO_INVALID_DIGEST", f"Invalid digest: {name}", "TypeError")
    return found


def curve_named(name: str) -> ec.EllipticCurve:
    """Return the curve of an OpenSSL or NIST name.

    Raises:
        CryptoError: there is no such curve.
    """
    if (found := CURVES.get(_NIST.get(name, name))) is None:
        raise CryptoError("ERR_CRYPTO_INVALID_CURVE", "Invalid EC curve name", "TypeError")
    return found


def curve_name(curve: ec.EllipticCurve) -> str:
    """Return OpenSSL's name of a curve."""
    return _OTHERS.get(curve.name, curve.name)


def kind_of(key: PrivateKey | PublicKey) -> str:
    """Return Node's `asymmetricKeyType`."""
    match key:
        case rsa.RSAPrivateKey() | rsa.RSAPublicKey():
            return "rsa"
        case PssPrivateKey() | PssPublicKey():
            return "rsa-pss"
        case DhPrivateKey() | DhPublicKey():
            return "dh"
        case dsa.DSAPrivateKey() | dsa.DSAPublicKey():
            return "dsa"
        case ec.EllipticCurvePrivateKey() | ec.EllipticCurvePublicKey():
            return "ec"
        case ed25519.Ed25519PrivateKey() | ed25519.Ed25519PublicKey():
            return "ed25519"
        case ed448.Ed448PrivateKey() | ed448.Ed448PublicKey():
            return "ed448"
        case x25519.X25519PrivateKey() | x25519.X25519PublicKey():
            return "x25519"
    return "x448"
