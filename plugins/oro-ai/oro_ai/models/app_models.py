"""The models, contexts and request counters of one app, created on first use."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from oro_ai import settings as keys
from oro_ai.models.traffic import Traffic
from oro_framework.errors import OroError
from oro_framework.types import Host, Settings, Window

if TYPE_CHECKING:
    from oro_ai.models.contexts import Contexts
    from oro_ai.models.library import Library
    from oro_ai.models.responses import Store
    from oro_ai.upstream.conversations import RemoteContext
    from oro_ai.upstream.targets import Target
    from oro_ai.upstream.upstreams import Upstreams
    from oro_ai.whisper.speech import Speech

__all__ = ("AppModels",)


class AppModels:
    """Models, contexts and request counters, shared by the routes and the endpoints.

    Each part is imported on its first use, because most runs of an app use none of them.
    """

    def __init__(self, host: Host) -> None:
        self._host = host

    @property
    def host(self) -> Host:
        """The app's host."""
        return self._host

    @property
    def settings(self) -> Settings:
        """The configuration."""
        return self._host.settings

    @property
    def used(self) -> bool:
        """Whether models or contexts have been used."""
        return "library" in vars(self)

    @cached_property
    def library(self) -> Library:
        """The loaded models."""
        from oro_ai.models.library import Library  # not with the app's start

        return Library(self._host)

    @cached_property
    def contexts(self) -> Contexts:
        """The contexts that pages made."""
        from oro_ai.models.contexts import Contexts  # not with the app's start

        return Contexts(self._host, self.library)

    @cached_property
    def responses(self) -> Store:
        """The responses that later ones may go on from."""
        from oro_ai.models.responses import Store  # not with the app's start

        return Store()

    @property
    def speaks(self) -> bool:
        """True once `speech` has been asked for."""
        return "speech" in vars(self)

    @cached_property
    def speech(self) -> Speech:
        """The models of speech."""
        from oro_ai.whisper.speech import Speech  # not with the app's start

        return Speech(self._host)

    @cached_property
    def traffic(self) -> Traffic:
        """Limits and counters of requests."""
        return Traffic(self.settings)

    @cached_property
    def upstreams(self) -> Upstreams | None:
        """The servers elsewhere; None if the configuration has none.

        Raises:
            ConfigError: a table of the configuration is wrong.
        """
        if not self.settings.family(keys.UPSTREAMS.key):
            return None
        from oro_ai.upstream.upstreams import Upstreams  # only where an app has some

        return Upstreams(self._host)

    def elsewhere(self, model: str) -> tuple[Target, ...]:
        """Return the places to ask for a model; none for a local one.

        Args:
            model: as a request names it; empty for the default model.
        """
        return self.upstreams.find(model) if self.upstreams is not None else ()

    def remote(self, id: str, window: Window | None) -> RemoteContext | None:
        """Return a context of a page whose model is an upstream's, or None."""
        return self.upstreams.contexts.find(id, window) if self.upstreams is not None else None

    def can_load_default(self) -> bool:
        """Return whether the default model's file exists."""
        name = self.settings[keys.DEFAULT_MODEL]
        if not name:
            return False
        try:
            return self.library.models.has(name)
        except OroError:
            return False
