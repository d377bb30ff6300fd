"""The models that other programs of this user have, used where they lie; nothing is ever written there."""

from __future__ import annotations

__all__ = ()
