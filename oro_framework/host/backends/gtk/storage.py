"""Keep what pages store in WebKitGTK: web storage, databases, cookies, copies of answers. GUI thread."""

from __future__ import annotations

from collections.abc import Mapping

from gi.repository import WebKit2

from oro_framework.host.backends.page_storage import Keep
from oro_framework.sessions import StorageKind

__all__ = ("TYPES", "keep_cookies", "new_context")

_T = WebKit2.WebsiteDataTypes
TYPES: Mapping[StorageKind, WebKit2.WebsiteDataTypes] = {
    "cookies": _T.COOKIES | _T.HSTS_CACHE | _T.ITP | _T.DEVICE_ID_HASH_SALT,
    "storage": _T.LOCAL_STORAGE | _T.SESSION_STORAGE | _T.INDEXEDDB_DATABASES | _T.DOM_CACHE
    | _T.SERVICE_WORKER_REGISTRATIONS,
    "cache": _T.MEMORY_CACHE | _T.DISK_CACHE,
}  # fmt: skip


def new_context(keep: Keep | None) -> WebKit2.WebContext:
    """Make a context that keeps things in two folders, or in memory."""
    if keep is None:
        return WebKit2.WebContext.new_ephemeral()
    manager = WebKit2.WebsiteDataManager(base_data_directory=str(keep.data), base_cache_directory=str(keep.cache))
    return WebKit2.WebContext.new_with_website_data_manager(manager)


def keep_cookies(context: WebKit2.WebContext, keep: Keep | None) -> None:
    """Have a context keep cookies beside the rest, and no passwords in the desktop's keyring."""
    if keep is None:
        return
    manager = context.get_website_data_manager()
    manager.set_persistent_credential_storage_enabled(False)
    kind = WebKit2.CookiePersistentStorage.SQLITE
    manager.get_cookie_manager().set_persistent_storage(str(keep.data / "cookies.sqlite"), kind)
