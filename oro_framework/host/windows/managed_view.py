"""One view inside a window: what it shows, where it is, and what its pages may ask for."""

from __future__ import annotations

from typing import Any, cast

from oro_framework.host.backends.embedded.view import EmbeddedView, Placement
from oro_framework.host.backends.interface.view_spec import ViewSpec
from oro_framework.host.permissions.grants import Guest
from oro_framework.host.windows.view_options import ViewOptions, placement_of
from oro_framework.host.windows.view_policy import Flow, ViewPolicy
from oro_framework.host.windows.window import ManagedWindow, Owner
from oro_framework.host.windows.window_options import WindowOptions

__all__ = ("ManagedView",)

BURST, RATE = 512, 256.0
"""Events of a view that its window is told of at once, and a second on average."""
RECORDS, RECORD_RATE = 64, 4.0
"""Refusals that are written to the audit log, likewise."""


class ManagedView(ManagedWindow):
    """One view: to permissions and to the audit log a window, with an index and an id. Loop thread.

    Its pages are no part of the app: they hear no events of the app, and call no routes.
    """

    def __init__(
        self, owner: Owner, index: int, spec: ViewSpec, options: ViewOptions, policy: ViewPolicy, parent: ManagedWindow
    ) -> None:
        super().__init__(
            owner, index, spec, WindowOptions(url=spec.url, profile=spec.profile.name if spec.profile else "")
        )
        self.parent = parent
        self.view_options = options
        self.policy = policy
        self.bounds, self.clip, self.visible = options.bounds, options.clip, options.visible
        self.loading = True
        """A document is being loaded, or is about to be."""
        self.can_go_back = self.can_go_forward = False
        self.has_port = False
        self.lost = 0
        """Events that were not told since the last one, as too many waited for the page."""
        self.flow = Flow(BURST, RATE)
        self.records = Flow(RECORDS, RECORD_RATE)

    @property
    def embedded(self) -> EmbeddedView | None:
        """The engine's view; None before it is made and once it is gone."""
        return cast("EmbeddedView | None", self.view)

    @property
    def placement(self) -> Placement:
        """Where it is now."""
        return placement_of(self.bounds, self.clip, self.parent.zoom, self.visible)

    @property
    def guest(self) -> Guest:
        """The origin of its pages, and its rights."""
        return Guest(self.policy.origin, self.view_options.rights)

    def emit(self, name: str, detail: Any = None) -> None:
        """Do nothing: events of the app are for its own pages."""

    def describe_view(self) -> dict[str, Any]:
        """Return the view as JSON for pages."""
        bounds = self.bounds
        return {
            "id": self.id, "index": self.index, "url": self.url, "title": self.title, "visible": self.visible,
            "bounds": {"x": bounds.x, "y": bounds.y, "width": bounds.width, "height": bounds.height},
            "loading": self.loading, "canGoBack": self.can_go_back, "canGoForward": self.can_go_forward,
            "zoom": self.zoom, "profile": self.profile, "origin": self.policy.origin,
            "rights": sorted(self.view_options.rights), "hasPort": self.has_port,
        }  # fmt: skip
