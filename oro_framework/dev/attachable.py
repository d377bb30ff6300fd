"""`Attachable`: lets `oro call`, `oro events` and `oro attach` into an app that runs under `oro dev`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

from oro_framework.hookspecs import hookimpl

if TYPE_CHECKING:  # imported in parallel by the start of the app
    from oro_framework.types import Host

__all__ = ("Attachable",)


@runtime_checkable
class Door(Protocol):
    """The part of the service `conduit` that is used here."""

    def let_author_in(self) -> None:
        """Let programs of the person who started the app call all of it."""
        ...


class Attachable:
    """A plugin that lets the author's commands in, where oro-conduit is installed."""

    def __init__(self) -> None:
        self.plugin = ("attachable", self)

    @hookimpl
    def oro_started(self, host: Host) -> None:
        """Let them in, now that what they reach is there."""
        service: object = host.service("conduit")
        if isinstance(service, Door):
            service.let_author_in()
