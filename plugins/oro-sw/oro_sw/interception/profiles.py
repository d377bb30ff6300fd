"""Registrations and caches are those of the app's own profile: what one account stored, another would be answered."""

from __future__ import annotations

from oro_framework.requests import Request

__all__ = ("elsewhere",)


def elsewhere(request: Request) -> bool:
    """Return whether a request comes from a window of another profile than the app's own."""
    return bool(getattr(request.caller.window, "profile", ""))
