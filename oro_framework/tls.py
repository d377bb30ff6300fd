"""The oldest TLS that connections of the host and its plugins speak."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:  # slow to import
    from ssl import SSLContext

__all__ = ("modern",)


def modern(context: SSLContext) -> SSLContext:
    """Set a context to TLS 1.2 or newer, however the system is configured, and return it.

    A context that requires a newer version is left unchanged.
    """
    from ssl import TLSVersion  # slow to import; a context means that it was

    if context.minimum_version < TLSVersion.TLSv1_2:
        context.minimum_version = TLSVersion.TLSv1_2
    return context
