"""What the service holds, made when it is first asked for: most starts of an app ask for nothing of it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from oro_framework.service import Service

if TYPE_CHECKING:
    from oro_ai.api.traffic import Traffic
    from oro_ai.models.contexts import Contexts
    from oro_ai.models.library import Library

__all__ = ("Parts",)


class Parts(Service):
    """The models, contexts and counts of an app."""

    @property
    def used(self) -> bool:
        """Whether models or contexts have been asked for."""
        return "library" in vars(self)

    @cached_property
    def library(self) -> Library:
        """The models."""
        from oro_ai.models.library import Library

        return Library(self.host)

    @cached_property
    def contexts(self) -> Contexts:
        """The contexts of pages."""
        from oro_ai.models.contexts import Contexts

        return Contexts(self.host, self.library)

    @cached_property
    def traffic(self) -> Traffic:
        """What is let in."""
        from oro_ai.api.traffic import Traffic

        return Traffic(self.host.settings)
