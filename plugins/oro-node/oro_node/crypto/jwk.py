"""Convert keys to JSON Web Keys, and back (RFC 7517, RFC 7518, RFC 8037). No I/O."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, rsa, x448, x25519

from oro_node.crypto.errors import CryptoError
from oro_node.crypto.names import PrivateKey, PublicKey, curve_name, curve_named

__all__ = ("from_jwk", "to_jwk")

_EC = {"prime256v1": "P-256", "secp256k1": "secp256k1", "secp384r1": "P-384", "secp521r1": "P-521"}
_PRIVATE: dict[str, Any] = {
    "Ed25519": ed25519.Ed25519PrivateKey,
    "Ed448": ed448.Ed448PrivateKey,
    "X25519": x25519.X25519PrivateKey,
    "X448": x448.X448PrivateKey,
}
_PUBLIC: dict[str, Any] = {
    "Ed25519": ed25519.Ed25519PublicKey,
    "Ed448": ed448.Ed448PublicKey,
    "X25519": x25519.X25519PublicKey,
    "X448": x448.X448PublicKey,
}


def from_jwk(jwk: Mapping[str, Any], *, private: bool) -> PrivateKey | PublicKey:
    """Return the key a JSON Web Key describes.

    Raises:
        CryptoError: it does not describe a key.
    """
    kty = jwk.get("kty")
    try:
        if kty == "RSA":
            return _rsa(jwk, private)
        if kty == "EC":
            return _ec(jwk, private)
        if kty == "OKP":
            return _okp(jwk, private)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        what = {"RSA": "Invalid JWK RSA key", "EC": "Invalid JWK EC key"}.get(str(kty), "Invalid JWK data")
        raise CryptoError("ERR_CRYPTO_INVALID_JWK", what, "TypeError") from error
    raise CryptoError("ERR_CRYPTO_INVALID_JWK", "Invalid JWK data", "TypeError")


def to_jwk(key: PrivateKey | PublicKey) -> dict[str, str]:
    """Return a key as a JSON Web Key.

    Raises:
        CryptoError: its kind or its curve has no name in JSON Web Keys.
    """
    match key:
        case rsa.RSAPrivateKey():
            return {**_public_rsa(key.public_key()), **_private_rsa(key)}
        case rsa.RSAPublicKey():
            return _public_rsa(key)
        case ec.EllipticCurvePrivateKey():
            size = (key.curve.key_size + 7) // 8
            return {**_public_ec(key.public_key()), "d": _text(key.private_numbers().private_value, size)}
        case ec.EllipticCurvePublicKey():
            return _public_ec(key)
    return _okp_text(key)


def _okp_text(key: Any) -> dict[str, str]:
    for name in _PRIVATE:
        if isinstance(key, _PRIVATE[name]):
            return {"crv": name, "d": _base64(key.private_bytes_raw()), **_public_okp(key.public_key())}
        if isinstance(key, _PUBLIC[name]):
            return {"crv": name, **_public_okp(key)}
    raise CryptoError("ERR_CRYPTO_JWK_UNSUPPORTED_KEY_TYPE", "Unsupported JWK Key Type.")


def _public_okp(key: Any) -> dict[str, str]:
    return {"x": _base64(key.public_bytes_raw()), "kty": "OKP"}


def _rsa(jwk: Mapping[str, Any], private: bool) -> PrivateKey | PublicKey:
    public = rsa.RSAPublicNumbers(_number(jwk["e"]), _number(jwk["n"]))
    if not private:
        return public.public_key()
    p, q, d = (_number(jwk[name]) for name in ("p", "q", "d"))
    dp, dq, qi = (_number(jwk[name]) for name in ("dp", "dq", "qi"))
    return rsa.RSAPrivateNumbers(p, q, d, dp, dq, qi, public).private_key()


def _ec(jwk: Mapping[str, Any], private: bool) -> PrivateKey | PublicKey:
    curve = curve_named(jwk["crv"])
    public = ec.EllipticCurvePublicNumbers(_number(jwk["x"]), _number(jwk["y"]), curve)
    return ec.EllipticCurvePrivateNumbers(_number(jwk["d"]), public).private_key() if private else public.public_key()


def _okp(jwk: Mapping[str, Any], private: bool) -> PrivateKey | PublicKey:
    key: PrivateKey | PublicKey
    if private:
        key = _PRIVATE[jwk["crv"]].from_private_bytes(_bytes(jwk["d"]))
    else:
        key = _PUBLIC[jwk["crv"]].from_public_bytes(_bytes(jwk["x"]))
    return key


def _public_rsa(key: rsa.RSAPublicKey) -> dict[str, str]:
    numbers = key.public_numbers()
    return {"kty": "RSA", "n": _text(numbers.n), "e": _text(numbers.e)}


def _private_rsa(key: rsa.RSAPrivateKey) -> dict[str, str]:
    numbers = key.private_numbers()
    parts = {"d": numbers.d, "p": numbers.p, "q": numbers.q, "dp": numbers.dmp1, "dq": numbers.dmq1, "qi": numbers.iqmp}
    return {name: _text(value) for name, value in parts.items()}


def _public_ec(key: ec.EllipticCurvePublicKey) -> dict[str, str]:
    name = curve_name(key.curve)
    if name not in _EC:
        raise CryptoError("ERR_CRYPTO_JWK_UNSUPPORTED_CURVE", f"Unsupported JWK EC curve: {name}.")
    size, numbers = (key.curve.key_size + 7) // 8, key.public_numbers()
    return {"kty": "EC", "x": _text(numbers.x, size), "y": _text(numbers.y, size), "crv": _EC[name]}


def _number(text: str) -> int:
    return int.from_bytes(_bytes(text), "big")


def _bytes(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _text(number: int, size: int = 0) -> str:
    return _base64(number.to_bytes(size or (number.bit_length() + 7) // 8, "big"))


def _base64(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()
