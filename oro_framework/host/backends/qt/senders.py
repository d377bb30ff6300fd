"""Find the view a request comes from. GUI thread.

One profile serves every view, and its requests do not say whose they are. So each page has an interceptor that
names its view on every request of ours; what workers send passes by no interceptor, and is vouched for by the
preload that runs in them.
"""

from __future__ import annotations

import secrets

from oro_framework.host.backends.qt.view import QtView
from oro_framework.host.requests.protocol import Caller

__all__ = ("QtViews",)

_MAIN_FRAME, _SUB_FRAME = "0", "1"


class QtViews:
    """The views that are open, by the token their requests carry.

    Args:
        own: the app's origin.
    """

    def __init__(self, own: str) -> None:
        self._own = own
        self.worker_token = secrets.token_hex(16)
        """Vouches for a worker of which no view is known: one shared by several."""
        self._views: dict[str, QtView] = {}

    def add(self, view: QtView) -> None:
        """Take in a view."""
        self._views[view.token] = view

    def remove(self, view: QtView) -> None:
        """Forget a view."""
        self._views.pop(view.token, None)

    def all(self) -> list[QtView]:
        """Return the open views."""
        return list(self._views.values())

    def caller(self, token: str, kind: str, origin: str | None, nested: bool) -> Caller:
        """Return the caller of a request.

        Where no view is named, as by a worker that does not begin as the app's do, the initiator is believed when it
        is another origin, and not when it is the app's own: a `data:` worker has that of its creator.
        """
        view = self._views.get(token)
        if view is None:
            vouched = token == self.worker_token
            if origin not in (None, self._own) and not vouched:
                return Caller(top_level=False, opaque=True)
            candidates = [view for view in self._views.values() if origin is not None and view.origin == origin]
            origin = origin if vouched else None
            if len(candidates) != 1:
                return Caller(origin=origin, top_level=False)
            view = candidates[0]
        same = origin is not None and origin == view.origin
        top_level = kind == _MAIN_FRAME or (same and kind != _SUB_FRAME and not nested)
        found = view.events.caller(origin, top_level)
        return found if isinstance(found, Caller) else Caller(origin=origin)
