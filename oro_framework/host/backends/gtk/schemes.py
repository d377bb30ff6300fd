"""Answer our schemes in a WebKit context: bring every request to the door. GUI thread.

Nothing may be raised into WebKit: whatever goes wrong with a request ends that request.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from gi.repository import Gio, GLib

from oro_framework.errors import OroError
from oro_framework.host.backends.gtk.player import MediaServer
from oro_framework.host.backends.gtk.reply import GtkReply
from oro_framework.host.backends.gtk.request import read_request
from oro_framework.host.requests.reply import Door, Head
from oro_framework.types import Scheme

if TYPE_CHECKING:
    from gi.repository import WebKit2

    from oro_framework.host.backends.gtk.view import GtkView

__all__ = ("GtkSchemes",)

ADDRESS_HEAD = Head(200, (("access-control-allow-origin", "*"), ("cache-control", "no-store")))

_log = logging.getLogger("oro.backend.gtk")


class GtkSchemes:
    """The schemes of one host.

    Args:
        post: runs a function on the GUI thread.
        secret: what the preload marks its requests with.
    """

    def __init__(
        self, schemes: Sequence[Scheme], door: Door, app_id: str, secret: str, post: Callable[..., None]
    ) -> None:
        self._schemes = schemes
        self._door = door
        self._app_id = app_id
        self._secret = secret
        self._post = post
        self.media = MediaServer(door)
        self.views: dict[WebKit2.WebView, GtkView] = {}
        """Views by their `WebKitWebView`; a request of any other view is refused."""

    def register(self, context: WebKit2.WebContext) -> None:
        """Answer our schemes in a context; once per context."""
        security = context.get_security_manager()
        for scheme in self._schemes:
            context.register_uri_scheme(scheme.name, self._requested)
            if scheme.secure:
                security.register_uri_scheme_as_secure(scheme.name)
            if scheme.cors or scheme.fetch:
                security.register_uri_scheme_as_cors_enabled(scheme.name)

    def _requested(self, source: WebKit2.URISchemeRequest) -> None:
        try:
            self._accept(source)
        except OroError as error:
            _log.warning("%s", error.message)
            _refuse(source, error.message)
        except Exception:
            _log.exception("Cannot accept a request")
            _refuse(source, "the request could not be read")

    def _accept(self, source: WebKit2.URISchemeRequest) -> None:
        view = self.views.get(source.get_web_view())
        if view is None:
            _refuse(source, "the view is not one of the app's")
            return
        request, mark, navigation = read_request(source, self._secret, self._app_id, view.events.caller)
        if navigation and mark is None:
            request = view.forms.filled(request)
        reply = GtkReply(
            source,
            self._post,
            self._door,
            request,
            view.replies,
            bundle=self._app_id,
            follow=mark is None or mark.follow,
            navigate=partial(_navigate, view, request.target.url) if navigation else None,
            offer=view.files.offer if mark is not None and mark.file else None,
        )
        if mark is not None and mark.address:
            reply.respond(ADDRESS_HEAD, self.media.address(view, request).encode())
        elif mark is not None and mark.keep:
            reply.respond(ADDRESS_HEAD, view.forms.keep(request).encode())
        else:
            reply.open()


def _navigate(view: GtkView, url: str, target: str) -> bool:
    """Carry out a redirect of a navigation; False when it is a frame's, which only a document can redirect."""
    if view.policy.loading != url:
        return False
    view.load(target)
    return True


def _refuse(source: WebKit2.URISchemeRequest, message: str) -> None:
    source.finish_error(GLib.Error.new_literal(Gio.io_error_quark(), message, Gio.IOErrorEnum.FAILED))
