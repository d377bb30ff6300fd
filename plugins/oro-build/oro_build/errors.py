"""Errors of `oro build`."""

from __future__ import annotations

from oro_framework.errors import OroError

__all__ = ("BuildError",)


class BuildError(OroError):
    """The app cannot be built; the message says of which part, why, and what to do."""

    code = "ERR_BUILD"
