"""Errors of crypto routes, with Node's codes and OpenSSL's messages."""

from __future__ import annotations

from typing import Any, Literal

from oro_framework.errors import UsageError

__all__ = ("CryptoError", "ossl")

Class = Literal["Error", "TypeError", "RangeError"]

_REASONS = {
    "unsupported": ("1E08010C", "DECODER routines", ""),
    "wrong tag": ("068000A8", "asn1 encoding routines", "ASN1_"),
    "bad decrypt": ("1C800064", "Provider routines", ""),
    "interrupted or cancelled": ("07880109", "common libcrypto routines", "CRYPTO_"),
    "data too large for key size": ("0200006E", "rsa routines", "RSA_"),
    "data greater than mod len": ("0200006C", "rsa routines", "RSA_"),
    "oaep decoding error": ("02000079", "rsa routines", "RSA_"),
    "invalid padding": ("0200008A", "rsa routines", "RSA_"),
    "unknown padding type": ("02000076", "rsa routines", "RSA_"),
    "invalid digest": ("1C80007A", "Provider routines", ""),
    "illegal or unsupported padding mode": ("1C8000A5", "Provider routines", ""),
    "operation not supported for this keytype": ("03000096", "digital envelope routines", "EVP_"),
    "no start line": ("0480006C", "PEM routines", "PEM_"),
    "unsupported cipher": ("04800071", "PEM routines", "PEM_"),
    "PEM bad decrypt": ("04800065", "PEM routines", "PEM_"),
    "cipher parameter error": ("0300007A", "digital envelope routines", "EVP_"),
    "unsupported cipher algorithm": ("0308010C", "digital envelope routines", "EVP_"),
    "cipher has no object identifier": ("0680006C", "asn1 encoding routines", "ASN1_"),
    "mismatching domain parameters": ("1C8000CB", "Provider routines", ""),
    "different parameters": ("03000099", "digital envelope routines", "EVP_"),
    "digest not allowed": ("1C8000AE", "Provider routines", ""),
    "data too small for key size": ("0200007A", "rsa routines", "RSA_"),
    "data too large for modulus": ("02000084", "rsa routines", "RSA_"),
    "invalid padding mode": ("1C8000A8", "Provider routines", ""),
    "invalid salt length": ("1C800070", "Provider routines", ""),
    "pss saltlen too small": ("1C8000AC", "Provider routines", ""),
    "not allowed for this keytype": ("1C8000B2", "Provider routines", ""),
}
_SAME_WORDS = {
    "PEM bad decrypt": "bad decrypt",
    "unsupported cipher algorithm": "unsupported",
    "not allowed for this keytype": "operation not supported for this keytype",
}
"""Reasons that several of OpenSSL's libraries report in the same words."""


class CryptoError(UsageError):
    """A key, or the operation requested with it, is invalid.

    Args:
        code: Node's code, such as `ERR_CRYPTO_INVALID_CURVE`; `ERR_CRYPTO` where Node has none.
        message: Node's message.
        kind: the class of the page's error.
    """

    def __init__(self, code: str, message: str, kind: Class = "Error", **details: Any) -> None:
        super().__init__(message, plain=kind, **details)
        self.code = code


def ossl(reason: str) -> CryptoError:
    """Return the error OpenSSL reports for `reason`."""
    number, library, part = _REASONS[reason]
    reason = _SAME_WORDS.get(reason, reason)
    code = f"ERR_OSSL_{part}{reason.upper().replace(' ', '_')}"
    return CryptoError(code, f"error:{number}:{library}::{reason}", library=library, reason=reason)
