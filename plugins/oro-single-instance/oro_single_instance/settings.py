"""The configuration keys oro-single-instance reads."""

from __future__ import annotations

from typing import Any

from oro_framework.types import Setting

__all__ = ("ALL", "ENABLED")

ENABLED = Setting("single_instance_enabled", bool, False, "Let a second start hand over to the app that runs, and end")

ALL: tuple[Setting[Any], ...] = (ENABLED,)
"""Every key."""
