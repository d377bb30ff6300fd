"""Keep what pages store in QtWebEngine: web storage, databases, cookies, copies of answers. GUI thread."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from pathlib import Path

from qtpy.QtWebEngineCore import QWebEngineProfile

from oro_framework.host.backends.page_storage import Keep, StorageKind

__all__ = (
    "clear",
    "new_profile",
)


def new_profile(keep: Keep | None) -> QWebEngineProfile:
    """Make a profile that keeps things in two folders, or in memory."""
    if keep is None:
        return QWebEngineProfile()
    profile = QWebEngineProfile(keep.data.parent.name)
    made = Path(profile.persistentStoragePath())
    profile.setPersistentStoragePath(str(keep.data))
    profile.setCachePath(str(keep.cache))
    with suppress(OSError):
        made.rmdir()  # Qt makes its own folder before it is told of ours
        made.parent.rmdir()
    return profile


def clear(profiles: Iterable[QWebEngineProfile], kinds: Collection[StorageKind], done: Callable[[], None]) -> None:
    """Throw away cookies and copies of answers; the engine has no way to web storage and databases while it runs."""
    for profile in profiles:
        if "cookies" in kinds:
            profile.cookieStore().deleteAllCookies()
        if "cache" in kinds:
            profile.clearHttpCache()
    done()
