"""Errors of `protocol.*` routes beyond those of the framework."""

from __future__ import annotations

from oro_framework.errors import NotFound, Unsupported, UsageError

__all__ = ("NotRegistered", "SchemeTaken", "Undeclared")


class NotRegistered(NotFound):
    """The scheme is not registered."""

    def __init__(self) -> None:
        super().__init__("Protocol handler scheme is not registered.")


class SchemeTaken(UsageError):
    """The page of another window answers the scheme, or it is the framework's own or the web's."""

    def __init__(self, scheme: str, why: str) -> None:
        super().__init__(f'Cannot register "{scheme[:80]}": {why}', scheme=scheme[:80])


class Undeclared(Unsupported):
    """Engines learn of schemes before they start, and this one was not named then."""

    def __init__(self, scheme: str) -> None:
        super().__init__(
            f'Cannot register "{scheme}": engines must know it before they start; '
            f'oro.toml: [webview] protocol-handlers = ["{scheme}"]',
            scheme=scheme,
        )
