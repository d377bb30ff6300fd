"""Keep the bodies of forms with files, which WebKitGTK cannot hand over with a navigation. GUI thread.

The preload (`webkit/forms.js`) has the bytes of such a form kept before it is sent, and then sends a form with nothing
in it but the name of these.
"""

from __future__ import annotations

import secrets
from collections import OrderedDict

from msgspec.structs import replace

from oro_framework.host.requests.protocol import Request

__all__ = ("KeptForms",)

FIELD = b"x-oro-kept="
TYPE = "content-type"
MOST = 8
"""Forms that are kept at a time and not sent yet; the oldest goes first."""


class KeptForms:
    """Keeps the forms of one view that are about to be sent; each is sent once."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, tuple[bytes, str]] = OrderedDict()

    def keep(self, request: Request) -> str:
        """Keep the body of a request with its type; return the name of it."""
        name = secrets.token_urlsafe(24)
        kind = next((value for header, value in request.headers if header == TYPE), "")
        self._kept[name] = request.body, kind
        while len(self._kept) > MOST:
            self._kept.popitem(last=False)
        return name

    def filled(self, request: Request) -> Request:
        """Return a navigation with the body it names, or as it is where it names none."""
        if not request.body.startswith(FIELD):
            return request
        kept = self._kept.pop(request.body.removeprefix(FIELD).decode("latin-1"), None)
        if kept is None:
            return request
        headers = [(name, value) for name, value in request.headers if name not in (TYPE, "content-length")]
        return replace(request, body=kept[0], headers=[*headers, (TYPE, kept[1])])
