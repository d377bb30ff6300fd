"""Errors of updates, for pages and for authors."""

from __future__ import annotations

from oro_framework.errors import OroError, Unsupported, UsageError

__all__ = ("NotUpdatable", "ReleaseError", "UpdateFailed", "UpdateRefused", "UpdateStale", "UpdateUnreachable")


class UpdateFailed(OroError):
    """An update cannot be had; the installed version is untouched."""

    code = "ERR_UPDATE"
    type = "OperationError"


class UpdateUnreachable(UpdateFailed):
    """The server of updates does not answer, answers with an error, or is too slow."""

    code = "ERR_UPDATE_UNREACHABLE"


class UpdateRefused(UpdateFailed):
    """The server sent something that the author did not sign, or that is older than what is known."""

    code = "ERR_UPDATE_REFUSED"
    type = "SecurityError"


class UpdateStale(UpdateRefused):
    """The signatures on the server have expired, or this machine's clock is wrong."""

    code = "ERR_UPDATE_STALE"


class NotUpdatable(Unsupported):
    """This installation cannot replace itself; the message says why."""

    code = "ERR_NOT_UPDATABLE"


class ReleaseError(UsageError):
    """A version cannot be published; the repository is as it was."""

    code = "ERR_RELEASE"
