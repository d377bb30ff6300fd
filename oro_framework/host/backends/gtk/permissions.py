"""Answer the permission requests of pages in WebKitGTK by the framework's permissions. GUI thread.

A request does not say which frame made it. WebKit itself refuses frames of other origins, unless the app's page hands
the feature on to them (`allow=`); so it is the document of the top frame that asks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gi.repository import WebKit2

from oro_framework.host.backends.interface.view_events import ViewEvents
from oro_framework.host.backends.webkit.mark import origin_of_url

__all__ = ("answer_query", "answer_request")

_KINDS: Mapping[str, str] = {
    "GeolocationPermissionRequest": "geolocation",
    "NotificationPermissionRequest": "notifications",
    "DeviceInfoPermissionRequest": "device_info",
    "PointerLockPermissionRequest": "pointer_lock",
    "MediaKeySystemPermissionRequest": "media_keys",
    "WebsiteDataAccessPermissionRequest": "data_access",
    "ClipboardPermissionRequest": "clipboard",
}
_QUERIES: Mapping[str, str] = {
    "camera": "camera",
    "microphone": "microphone",
    "geolocation": "geolocation",
    "notifications": "notifications",
    "display-capture": "display_capture",
    "storage-access": "data_access",
    "clipboard-read": "clipboard",
    "clipboard-write": "clipboard",
    "screen-wake-lock": "screen_wake_lock",
}
_UNASKED = frozenset({"screen-wake-lock"})
"""Permissions WebKit only looks up: where the answer is "prompt", it grants them after a click."""


def answer_request(events: ViewEvents, webview: WebKit2.WebView, request: WebKit2.PermissionRequest) -> bool:
    """Let the host decide; handler of `permission-request`."""
    names = names_of(request)
    if not names:
        request.deny()
        return True
    events.permission(
        names,
        origin_of_url(webview.get_uri() or ""),
        lambda allowed: request.allow() if allowed else request.deny(),
    )
    return True


def answer_query(events: ViewEvents, query: WebKit2.PermissionStateQuery) -> bool:
    """Answer a query for the state of a permission; one that the framework does not know is `prompt`."""
    origin = query.get_security_origin()
    asking = f"{origin.get_protocol()}://{origin.get_host()}" + (f":{origin.get_port()}" if origin.get_port() else "")
    name = query.get_name()
    state = events.permission_state(_QUERIES[name], asking) if name in _QUERIES else "prompt"
    if state == "prompt" and name in _UNASKED:
        state = "denied"
    query.finish(getattr(WebKit2.PermissionState, state.upper()))
    return True


def names_of(request: WebKit2.PermissionRequest) -> Sequence[str]:
    """Return the permissions a request needs; none for a request the framework does not know."""
    if isinstance(request, WebKit2.UserMediaPermissionRequest):
        if WebKit2.user_media_permission_is_for_display_device(request):
            return ("display_capture",)
        audio, video = request.get_property("is-for-audio-device"), request.get_property("is-for-video-device")
        return ("user_media", *(("microphone",) if audio else ()), *(("camera",) if video else ()))
    found = _KINDS.get(type(request).__name__)
    return () if found is None else (found,)
