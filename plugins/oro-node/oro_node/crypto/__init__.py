"""Cryptography that pages cannot compute, or only slowly: keys, signatures and costly derivations."""

from __future__ import annotations

__all__ = ()
