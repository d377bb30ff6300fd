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
}


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
    code = f"ERR_OSSL_{part}{reason.upper().replace(' ', '_')}"
    return CryptoError(code, f"error:{number}:{library}::{reason}", library=library, reason=reason)
