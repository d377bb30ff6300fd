"""Operations with keys: signing, verifying, key agreement. No I/O."""

from __future__ import annotations

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, padding, rsa, x448, x25519
from cryptography.hazmat.primitives.asymmetric.utils import (
    Prehashed,
    decode_dss_signature,
    encode_dss_signature,
)
from cryptography.hazmat.primitives.hashes import HashAlgorithm
from msgspec.structs import replace

from oro_node.crypto.dh import DhPrivateKey, DhPublicKey, exchange
from oro_node.crypto.errors import CryptoError, ossl
from oro_node.crypto.names import PrivateKey, PublicKey, digest, kind_of
from oro_node.crypto.pss import PssPrivateKey, PssPublicKey, PssRules
from oro_node.crypto.shapes import Scheme

__all__ = ("agree", "sign", "verify")

PKCS1, NONE, OAEP, PSS = 1, 3, 4, 6
DIGEST, LONGEST, LARGEST = -1, -2, -3


def sign(key: PrivateKey, data: bytes, scheme: Scheme) -> bytes:
    """Return the signature of a digest's value, or of the data itself for ed25519 and ed448.

    Raises:
        CryptoError: a key of this kind does not sign, or not with this scheme.
    """
    match key:
        case ed25519.Ed25519PrivateKey() | ed448.Ed448PrivateKey():
            return key.sign(_whole(data, scheme))
        case rsa.RSAPrivateKey():
            return _rsa_signed(key, data, _padding(scheme, verifying=False), scheme)
        case PssPrivateKey():
            return _rsa_signed(key.key, data, _pss(key.rules, scheme, verifying=False), scheme)
        case ec.EllipticCurvePrivateKey():
            signature = key.sign(data, ec.ECDSA(Prehashed(_digest(scheme))))
            return signature if scheme.encoding == "der" else _joined(signature, _size(key.curve))
        case dsa.DSAPrivateKey():
            signature = key.sign(data, Prehashed(_digest(scheme)))
            return signature if scheme.encoding == "der" else _joined(signature, _divisor(key))
    raise ossl("operation not supported for this keytype")


def verify(key: PublicKey, data: bytes, signature: bytes, scheme: Scheme) -> bool:
    """Return whether a signature is that of a digest's value, or of the data itself.

    Raises:
        CryptoError: a key of this kind does not sign, or not with this scheme.
    """
    try:
        match key:
            case ed25519.Ed25519PublicKey() | ed448.Ed448PublicKey():
                key.verify(signature, _whole(data, scheme))
            case rsa.RSAPublicKey():
                key.verify(signature, data, _padding(scheme, verifying=True), Prehashed(_digest(scheme)))
            case PssPublicKey():
                cover = _pss(key.rules, scheme, verifying=True)
                key.key.verify(signature, data, cover, Prehashed(_digest(scheme)))
            case ec.EllipticCurvePublicKey():
                der = signature if scheme.encoding == "der" else _split(signature, _size(key.curve))
                key.verify(der, data, ec.ECDSA(Prehashed(_digest(scheme))))
            case dsa.DSAPublicKey():
                der = signature if scheme.encoding == "der" else _split(signature, _divisor(key))
                key.verify(der, data, Prehashed(_digest(scheme)))
            case _:
                raise ossl("operation not supported for this keytype")
    except (InvalidSignature, ValueError):
        return False
    return True


def _rsa_signed(key: rsa.RSAPrivateKey, data: bytes, cover: padding.AsymmetricPadding, scheme: Scheme) -> bytes:
    try:
        return key.sign(data, cover, Prehashed(_digest(scheme)))
    except (ValueError, UnsupportedAlgorithm) as error:
        raise ossl("data too large for key size") from error


def agree(private: PrivateKey, public: PublicKey) -> bytes:
    """Return the shared secret of a key exchange.

    Raises:
        CryptoError: the keys do not match.
    """
    try:
        match private, public:
            case x25519.X25519PrivateKey(), x25519.X25519PublicKey():
                return private.exchange(public)
            case x448.X448PrivateKey(), x448.X448PublicKey():
                return private.exchange(public)
            case ec.EllipticCurvePrivateKey(), ec.EllipticCurvePublicKey():
                return private.exchange(ec.ECDH(), public)
            case DhPrivateKey(), DhPublicKey():
                return exchange(private, public)
    except ValueError as error:
        raise CryptoError("ERR_CRYPTO_OPERATION_FAILED", "diffieHellman failed") from error
    kinds = f"{kind_of(private)} and {kind_of(public)}"
    raise CryptoError("ERR_CRYPTO_INCOMPATIBLE_KEY", f"Incompatible key types for Diffie-Hellman: {kinds}")


def _whole(data: bytes, scheme: Scheme) -> bytes:
    if scheme.digest:
        raise ossl("invalid digest")
    return data


def _digest(scheme: Scheme) -> HashAlgorithm:
    return digest(scheme.digest or "sha256")


def _padding(scheme: Scheme, *, verifying: bool) -> padding.AsymmetricPadding:
    if scheme.padding in (0, PKCS1):
        return padding.PKCS1v15()
    if scheme.padding != PSS:
        raise ossl("invalid padding mode" if scheme.padding == NONE else "illegal or unsupported padding mode")
    return _salted(_digest(scheme), LONGEST if scheme.salt is None else scheme.salt, verifying=verifying)


def _pss(rules: PssRules | None, scheme: Scheme, *, verifying: bool) -> padding.AsymmetricPadding:
    """Return the padding of a key that signs by PSS alone, if its rules allow the scheme."""
    if rules is not None and (scheme.digest or rules.digest) != rules.digest:
        raise ossl("digest not allowed")
    if scheme.padding not in (0, PSS):
        raise ossl("illegal or unsupported padding mode")
    if rules is None:
        return _padding(replace(scheme, padding=PSS), verifying=verifying)
    salt = rules.salt if scheme.salt is None else scheme.salt
    if salt == LONGEST and verifying:
        raise ossl("invalid salt length")
    if (digest(rules.digest).digest_size if salt == DIGEST else salt) < rules.salt and salt != LONGEST:
        raise ossl("pss saltlen too small")
    return _salted(digest(rules.mgf1), salt, verifying=verifying)


def _salted(mask: HashAlgorithm, salt: int, *, verifying: bool) -> padding.AsymmetricPadding:
    length: object = salt
    if salt == DIGEST:
        length = padding.PSS.DIGEST_LENGTH
    elif salt == LONGEST:
        length = padding.PSS.AUTO if verifying else padding.PSS.MAX_LENGTH
    elif salt == LARGEST:
        length = padding.PSS.MAX_LENGTH
    elif salt < LARGEST:
        raise ossl("invalid salt length")
    return padding.PSS(padding.MGF1(mask), length)  # type: ignore[arg-type]


def _size(curve: ec.EllipticCurve) -> int:
    return (curve.key_size + 7) // 8


def _divisor(key: dsa.DSAPrivateKey | dsa.DSAPublicKey) -> int:
    return (key.parameters().parameter_numbers().q.bit_length() + 7) // 8


def _joined(signature: bytes, size: int) -> bytes:
    return b"".join(number.to_bytes(size, "big") for number in decode_dss_signature(signature))


def _split(signature: bytes, size: int) -> bytes:
    if len(signature) != 2 * size:
        raise InvalidSignature
    return encode_dss_signature(int.from_bytes(signature[:size], "big"), int.from_bytes(signature[size:], "big"))
