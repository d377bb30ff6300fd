"""The settings of the host itself (contract e), each declared once.

Import the constants where they are read: `host.settings[WINDOW_WIDTH]` is a `Length`. Settings that
belong to a plugin are declared by that plugin.
"""

from __future__ import annotations

from typing import Any

from oro_framework.host.values import Length, boolean, bundle_identifier, byte_count, header_lines, seconds, words
from oro_framework.types import Setting

__all__ = ("HOST_SETTINGS", "plugin_names")

_EVERYTHING = Length(100, percent=True)
_NO_WORDS: tuple[str, ...] = ()
_NO_HEADERS: tuple[tuple[str, str], ...] = ()


def plugin_names(value: Any) -> tuple[str, ...] | None:
    """Read `"all"` as None, and otherwise names.

    Raises:
        ValueError: it is neither.
    """
    try:
        names = words(value)
    except ValueError:
        raise ValueError('"all" or an array of plugin names') from None
    return None if "all" in names else names


def allow_or_deny(value: Any) -> str:
    """Read `"allow"` or `"deny"`.

    Raises:
        ValueError: it is neither.
    """
    if value in ("allow", "deny"):
        return str(value)
    raise ValueError('"allow" or "deny"')


def url_path(value: Any) -> str:
    """Read a path of the app's origin, with its slash.

    Raises:
        ValueError: it is no text.
    """
    if isinstance(value, str):
        return value if value.startswith("/") or not value else f"/{value}"
    raise ValueError('a path such as "/index.html"')


# -- who the app is -------------------------------------------------------------------------------

META_BUNDLE_IDENTIFIER = Setting(
    "meta_bundle_identifier", bundle_identifier, "", "reverse-DNS name; the origin is oro://<name>"
)
META_TITLE = Setting("meta_title", str, "", "title of the app and of its main window")
META_VERSION = Setting("meta_version", str, "", "version of the app, as text")
META_DESCRIPTION = Setting("meta_description", str, "", "one line about the app")
META_COPYRIGHT = Setting("meta_copyright", str, "", "copyright line")
META_LANG = Setting("meta_lang", str, "", "language of the app's pages")
META_MAINTAINER = Setting("meta_maintainer", str, "", "who to write to")
BUILD_NAME = Setting("build_name", str, "", "short name of the app, for files and processes")
BUILD_HEADLESS = Setting("build_headless", boolean, False, "never show a window")
BUILD_ENV = Setting("build_env", words, _NO_WORDS, "environment variables pages may see in __args.env")
ENV = Setting("env_", str, "", "a literal environment variable for pages and services", pattern=True)
APP_RESOURCES = Setting(
    "app_resources", str, "", "folder with the app's pages, beside oro.toml; that very folder when unset"
)
APP_PYTHON = Setting(
    "app_python", str, "", "the app's own plugin: a file, or module:object; app.py beside oro.toml when unset"
)

# -- the main window ------------------------------------------------------------------------------

WINDOW_WIDTH = Setting("window_width", Length.parse, _EVERYTHING, "width in px or as a share of the screen")
WINDOW_HEIGHT = Setting("window_height", Length.parse, _EVERYTHING, "height in px or as a share of the screen")
WINDOW_MIN_WIDTH = Setting("window_min_width", Length.parse, Length(0), "smallest width")
WINDOW_MIN_HEIGHT = Setting("window_min_height", Length.parse, Length(0), "smallest height")
WINDOW_RESIZABLE = Setting("window_resizable", boolean, True, "a person may resize it")
WINDOW_FRAMELESS = Setting("window_frameless", boolean, False, "no border and no title bar")
WINDOW_BACKGROUND_COLOR_LIGHT = Setting("window_background_color_light", str, "", "colour before the page paints")

# -- what is served -------------------------------------------------------------------------------

WEBVIEW_ROOT = Setting("webview_root", url_path, "/index.html", "page the main window opens")
WEBVIEW_DEFAULT_INDEX = Setting("webview_default_index", url_path, "", "served for / when nothing else is found")
WEBVIEW_ALLOW_ANY_ROUTE = Setting(
    "webview_allow_any_route", boolean, False, "serve the default index for unknown paths"
)
WEBVIEW_HEADERS = Setting("webview_headers", header_lines, _NO_HEADERS, "response headers added to everything served")
WEBVIEW_HEADERS_FAMILY = Setting(
    "webview_headers_", str, "", "one response header added to everything served", pattern=True
)
WEBVIEW_CACHE_CONTROL = Setting("webview_cache-control", str, "", "cache-control of served files; public when unset")
WEBVIEW_CSP = Setting("webview_csp", str, "", "Content-Security-Policy of served pages")
WEBVIEW_REFERRER_POLICY = Setting("webview_referrer_policy", str, "", "Referrer-Policy of served pages")
WEBVIEW_CORS_ALLOW_ALL = Setting("webview_cors_allow_all", boolean, True, "answer any origin's CORS request")
WEBVIEW_CORS_ALLOW_CREDENTIALS = Setting("webview_cors_allow_credentials", boolean, True, "CORS: allow credentials")
WEBVIEW_CORS_ALLOW_HEADERS = Setting("webview_cors_allow_headers", words, _NO_WORDS, "CORS: request headers allowed")
WEBVIEW_CORS_ALLOW_METHODS = Setting("webview_cors_allow_methods", words, _NO_WORDS, "CORS: methods allowed")
WEBVIEW_CORS_ALLOWED_ORIGINS = Setting(
    "webview_cors_allowed_origins", words, _NO_WORDS, "CORS: origins allowed when not all are"
)
WEBVIEW_IMPORTMAP = Setting("webview_importmap", str, "", "file with an import map to put into served pages")
WEBVIEW_NAVIGATOR_MOUNTS = Setting(
    "webview_navigator_mounts_", url_path, "", "a host folder and the path it is served at", pattern=True
)
WEBVIEW_NAVIGATOR_POLICIES_ALLOWED = Setting(
    "webview_navigator_policies_allowed", words, _NO_WORDS, "patterns of foreign URLs the page may navigate to"
)

# -- who may do what ------------------------------------------------------------------------------

PERMISSIONS_DEFAULT = Setting(
    "permissions_default", allow_or_deny, "allow", "what holds for permissions not named: allow or deny"
)
PERMISSIONS_ALLOW = Setting(
    "permissions_allow_", boolean, True, "whether pages of the app hold this permission", pattern=True
)
PLUGINS_ENABLED = Setting("plugins_enabled", plugin_names, None, 'installed plugins to use, or "all"')
PLUGINS_DISABLED = Setting("plugins_disabled", words, _NO_WORDS, "installed plugins not to use")
PLUGINS_REQUIRED = Setting("plugins_required", words, _NO_WORDS, "plugins without which the app does not start")
FEATURES = Setting("features_", boolean, True, "whether this service runs", pattern=True)

# -- how it runs ----------------------------------------------------------------------------------

LIFECYCLE_DESKTOP_ALWAYS_RUNNING = Setting(
    "lifecycle_desktop_always_running", boolean, True, "keep services running while the window is in the background"
)
IPC_DEADLINE = Setting("ipc_deadline", seconds, 32.0, "seconds a route may take, 0 for no limit")
IPC_MAX_BODY = Setting("ipc_max_body", byte_count, 64 << 20, "largest request body")
IPC_QUEUED_RESPONSE_TTL = Setting(
    "ipc_queued_response_ttl", seconds, 32.0, "seconds a queued response waits to be fetched"
)

HOST_SETTINGS: tuple[Setting[Any], ...] = tuple(
    value for value in list(globals().values()) if isinstance(value, Setting)
)
