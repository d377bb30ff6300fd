"""Answer the permission requests of pages in QtWebEngine by the framework's permissions. GUI thread.

The engine remembers no answer (`AskEveryTime`): what was granted and taken back would go on to hold in it. It says
which origin asks; that of a frame is told apart from the page's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from qtpy.QtWebEngineCore import QWebEnginePage, QWebEngineProfile

from oro_framework.host.backends.interface.view_events import ViewEvents

if TYPE_CHECKING:
    from qtpy.QtCore import QUrl
    from qtpy.QtWebEngineCore import QWebEnginePermission

__all__ = ("PageRequests", "forget_answers")

_NAMES: Mapping[str, Sequence[str]] = {
    "MediaAudioCapture": ("user_media", "microphone"),
    "MediaVideoCapture": ("user_media", "camera"),
    "MediaAudioVideoCapture": ("user_media", "microphone", "camera"),
    "DesktopVideoCapture": ("display_capture",),
    "DesktopAudioVideoCapture": ("display_capture",),
    "MouseLock": ("pointer_lock",),
    "Notifications": ("notifications",),
    "Geolocation": ("geolocation",),
    "ClipboardReadWrite": ("clipboard",),
    "LocalFontsAccess": ("local_fonts",),
}


def forget_answers(profile: QWebEngineProfile) -> None:
    """Make the engine ask every time."""
    policies = getattr(QWebEngineProfile, "PersistentPermissionsPolicy", None)
    if policies is not None:
        profile.setPersistentPermissionsPolicy(policies.AskEveryTime)


class PageRequests:
    """The permission requests of one page to its engine.

    Args:
        guard: wraps a slot.
    """

    def __init__(
        self, page: QWebEnginePage, events: ViewEvents, guard: Callable[[Callable[..., object]], Callable[..., None]]
    ) -> None:
        self._page, self._events = page, events
        self._granted: list[tuple[Sequence[str], QWebEnginePermission]] = []
        if hasattr(page, "permissionRequested"):
            page.permissionRequested.connect(guard(self._asked))
        else:
            page.featurePermissionRequested.connect(guard(self._feature_asked))

    def forget(self, name: str) -> None:
        """Make the engine ask again for a permission; running streams go on."""
        kept = [(names, permission) for names, permission in self._granted if name not in names]
        for names, permission in self._granted:
            if name in names and permission.isValid():
                permission.reset()
        self._granted = kept

    def _asked(self, permission: QWebEnginePermission) -> None:
        permission = type(permission)(permission)  # the engine's own is gone once the signal was sent
        names = _NAMES.get(permission.permissionType().name)
        if not names:
            permission.deny()
            return

        def done(allowed: bool) -> None:
            if allowed:
                permission.grant()
                self._granted.append((names, permission))
            else:
                permission.deny()

        self._events.permission(names, _origin(permission.origin()), done)

    def _feature_asked(self, origin: QUrl, feature: QWebEnginePage.Feature) -> None:
        """Answer a Qt before 6.8, which keeps a permission it granted."""
        policy = QWebEnginePage.PermissionPolicy
        names = _NAMES.get(feature.name)
        if not names:
            self._page.setFeaturePermission(origin, feature, policy.PermissionDeniedByUser)
            return

        def done(allowed: bool) -> None:
            said = policy.PermissionGrantedByUser if allowed else policy.PermissionDeniedByUser
            self._page.setFeaturePermission(origin, feature, said)

        self._events.permission(names, _origin(origin), done)


def _origin(url: QUrl) -> str | None:
    return f"{url.scheme()}://{url.authority()}" if url.authority() else None
