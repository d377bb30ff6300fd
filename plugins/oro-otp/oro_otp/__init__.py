"""One-time codes of text messages: route `otp.get`, and `navigator.credentials.get({ otp })`."""

from __future__ import annotations

__all__ = ()
