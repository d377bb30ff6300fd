"""What pages cannot calculate themselves, or only slowly: keys, signatures and costly derivations."""

from __future__ import annotations

__all__ = ()
