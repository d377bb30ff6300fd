"""Settings of the host itself, each declared once.

Import the constants where they are read: `host.settings[WINDOW_WIDTH]` is a `Length`. Settings that
belong to a plugin are declared by that plugin.
"""

from __future__ import annotations

import re
import signal
from collections.abc import Callable
from typing import Any, Literal, get_args

from oro_framework.host.configuration.colour import Colour
from oro_framework.host.configuration.languages import spelling_languages
from oro_framework.host.configuration.values import (
    Length,
    boolean,
    bundle_identifier,
    byte_count,
    header_lines,
    milliseconds,
    seconds,
    words,
)
from oro_framework.pins import PinSet
from oro_framework.proxies import Proxy
from oro_framework.types import Setting

__all__ = ("HOST_SETTINGS", "plugin_names")

_EVERYTHING = Length(100, percent=True)
_NO_WORDS: tuple[str, ...] = ()
_NO_NUMBERS: tuple[int, ...] = ()
_UNHEARD = (0, signal.SIGKILL, signal.SIGSTOP)
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


def allow_deny_or_ask(value: Any) -> str:
    """Read `"allow"`, `"deny"` or `"ask"`.

    Raises:
        ValueError: it is none of them.
    """
    if value in ("allow", "deny", "ask"):
        return str(value)
    raise ValueError('"allow", "deny" or "ask"')


def one_of(*words: str) -> Callable[[Any], str]:
    """Return a function that reads one of some words, and raises ValueError for anything else."""
    known = " or ".join(filter(None, (", ".join(f'"{word}"' for word in words[:-1]), f'"{words[-1]}"')))

    def read(value: Any) -> str:
        if value in words:
            return str(value)
        raise ValueError(known)

    return read


log_level = one_of("debug", "info", "warning", "error")
"""Reads the name of a level."""


def text_or_words(value: Any) -> str | tuple[str, ...]:
    """Read text as it is, and an array as words.

    Raises:
        ValueError: it is neither.
    """
    return value if isinstance(value, str) else words(value)


def folders_within(value: Any) -> tuple[str, ...]:
    """Read an array of folders that are relative and lead to nothing above.

    Raises:
        ValueError: the value is something else.
    """
    found = words(value)
    if any(name.startswith(("/", "~")) or ".." in name.replace("\\", "/").split("/") for name in found):
        raise ValueError('folders of the app\'s resources, such as ["data"]')
    return found


def grant(value: Any) -> bool | str:
    """Read a boolean or `"ask"`.

    Raises:
        ValueError: it is neither.
    """
    if value == "ask":
        return "ask"
    try:
        return boolean(value)
    except ValueError as error:
        raise ValueError(f'{error}, or "ask"') from None


def window_numbers(value: Any) -> frozenset[int]:
    """Read indices of windows: one, an array, or text with spaces or commas between them.

    Raises:
        ValueError: it is none of these.
    """
    found = value if isinstance(value, (list, tuple)) else str(value).replace(",", " ").split()
    try:
        if any(isinstance(item, bool) for item in found):
            raise ValueError
        return frozenset(int(str(item)) for item in found)
    except ValueError:
        raise ValueError("indices of windows such as [0, 2]") from None


def origins(value: Any) -> frozenset[str]:
    """Read origins such as `https://example.com`.

    Raises:
        ValueError: one of them is not valid; the message completes "expected …".
    """
    found = frozenset(word.lower() for word in words(value))
    if all(re.fullmatch(r"[a-z][a-z0-9+.-]*://[^/?#@\s]+", origin) for origin in found):
        return found
    raise ValueError('origins such as ["https://example.com"]')


def signal_numbers(value: Any) -> tuple[int, ...]:
    """Read names of signals that a process may handle; `false` is none.

    Raises:
        ValueError: one of them is not valid; the message completes "expected …".
    """
    names = () if value in (False, "false") else words(value)
    found = tuple(int(getattr(signal.Signals, name.upper(), 0)) for name in names)
    if any(number in _UNHEARD for number in found):
        raise ValueError('names of signals such as ["SIGHUP", "SIGUSR1"], or false')
    return found


def environment_text(value: Any) -> str:
    """Read the value of an environment variable: a text, a number or a boolean, as they are written.

    Raises:
        ValueError: it is none of these.
    """
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (str, int, float)):
        return str(value)
    raise ValueError("a text, a number, true or false")


def colour(value: Any) -> Colour | None:
    """Read a colour such as `#1d2733` or `rgba(29, 39, 51, 1)`; an empty text is none.

    Raises:
        ValueError: it is neither.
    """
    return None if value == "" else Colour.parse(value)


TitlebarStyle = Literal["", "default", "hidden", "hiddenInset"]
"""`hidden` has no title bar; `hiddenInset` has buttons over the page that minimize, maximize and close the window."""


def titlebar_style(value: Any) -> str:
    """Read the style of a title bar.

    Raises:
        ValueError: it is none of them.
    """
    if value in get_args(TitlebarStyle):
        return str(value)
    raise ValueError('"default", "hidden" or "hiddenInset"')


def opacity(value: Any) -> float:
    """Read an opacity.

    Raises:
        ValueError: it is no number from 0 to 1.
    """
    try:
        if not isinstance(value, bool) and 0 <= (found := float(value)) <= 1:
            return found
    except (TypeError, ValueError):
        pass
    raise ValueError("a number from 0 to 1")


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
META_ICON = Setting(
    "meta_icon", str, "", "picture of the app's windows, a PNG or SVG in its folder; icon.png or icon.svg when empty"
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
ENV = Setting("env_", environment_text, "", "a literal environment variable for pages and services", pattern=True)
COMPAT_SOCKET = Setting(
    "compat_socket", boolean, False, "offer what apps of Socket ask for: `socket:` modules, its globals, `/socket/`"
)
APPLICATION_SIGNALS = Setting(
    "application_signals",
    signal_numbers,
    _NO_NUMBERS,
    'signals the first window is told of instead of what they do otherwise, such as ["SIGHUP"]',
)
APP_RESOURCES = Setting(
    "app_resources", str, "", "folder with the app's pages, beside oro.toml; that very folder when unset"
)
BUILD_COMMAND = Setting(
    "build_command", str, "", 'command that makes the pages in `[app] resources`, such as "npm run build"'
)
DEV_COMMAND = Setting(
    "dev_command", str, "", '`oro dev` runs this command, such as "npm run dev", and shows what it serves'
)
DEV_URL = Setting(
    "dev_url", str, "", "address at which the server of `[dev] command` answers; Vite with @oro/vite is given one"
)
DEV_BROWSER = Setting(
    "dev_browser", boolean, False, "`oro dev --host` may show the app in an ordinary browser, which calls it over HTTP"
)
APP_PYTHON = Setting(
    "app_python", str, "", "the app's own plugin: a file, or module:object; app.py beside oro.toml when unset"
)

I18N_LOCALES_DEFAULT = Setting(
    "i18n_locales_default", str, "i18n/locales", "folder with a folder of messages for each locale"
)
I18N_LOCALES = Setting("i18n_locales_", str, "", "folder with the messages of one locale", pattern=True)

# -- windows --------------------------------------------------------------------------------------

WINDOW_WIDTH = Setting("window_width", Length.parse, _EVERYTHING, "width in px or as a share of the screen")
WINDOW_HEIGHT = Setting("window_height", Length.parse, _EVERYTHING, "height in px or as a share of the screen")
WINDOW_MIN_WIDTH = Setting("window_min_width", Length.parse, Length(0), "smallest width")
WINDOW_MIN_HEIGHT = Setting("window_min_height", Length.parse, Length(0), "smallest height")
WINDOW_MAX_WIDTH = Setting("window_max_width", Length.parse, _EVERYTHING, "largest width; the screen's is no limit")
WINDOW_MAX_HEIGHT = Setting("window_max_height", Length.parse, _EVERYTHING, "largest height; the screen's is no limit")
WINDOW_RESIZABLE = Setting("window_resizable", boolean, True, "a person may resize it")
WINDOW_MAXIMIZABLE = Setting("window_maximizable", boolean, True, "a person may maximize it")
WINDOW_MINIMIZABLE = Setting("window_minimizable", boolean, True, "a person may minimize it")
WINDOW_CLOSABLE = Setting("window_closable", boolean, True, "a person may close it")
WINDOW_FRAMELESS = Setting("window_frameless", boolean, False, "no border and no title bar")
WINDOW_UTILITY = Setting("window_utility", boolean, False, "a small window beside the others, such as a palette")
WINDOW_TITLEBAR_STYLE = Setting(
    "window_titlebar_style",
    titlebar_style,
    "",
    'title bar of windows: "default", "hidden" for none, "hiddenInset" for buttons over the page',
)
WINDOW_RADIUS = Setting("window_radius", float, 0.0, "radius in px of the corners of windows without a frame")
WINDOW_TRANSPARENT = Setting(
    "window_transparent", boolean, False, "what is behind a window is seen where its page paints nothing"
)
WINDOW_FULLSCREEN = Setting("window_fullscreen", boolean, False, "the main window opens full screen")
WINDOW_KIOSK = Setting(
    "window_kiosk", boolean, False, "the main window has a whole display, and only the app takes it away again"
)
WINDOW_MAXIMIZED = Setting("window_maximized", boolean, False, "the main window opens maximized")
WINDOW_MINIMIZED = Setting("window_minimized", boolean, False, "the main window opens minimized")
WINDOW_DISPLAY = Setting("window_display", str, "", 'display the main window opens on, such as "DP-1"')
WINDOW_ALWAYS_ON_TOP = Setting(
    "window_always_on_top", boolean, False, "the main window is kept in front of those of other programs"
)
WINDOW_SKIP_TASKBAR = Setting(
    "window_skip_taskbar", boolean, False, "the main window is left out of the desktop's list of windows"
)
WINDOW_OPACITY = Setting("window_opacity", opacity, 1.0, "opacity of the whole main window, from 0 to 1")
WINDOW_REMEMBER = Setting("window_remember", boolean, False, "windows open where they were when they were closed")
WINDOW_BACKGROUND_COLOR_LIGHT = Setting(
    "window_background_color_light", colour, None, 'colour before the page paints, such as "#ffffff"; white when unset'
)
WINDOW_BACKGROUND_COLOR_DARK = Setting(
    "window_background_color_dark", colour, None, "the same where the desktop is dark; the light one when unset"
)

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
WEBVIEW_ISOLATED = Setting(
    "webview_isolated",
    boolean,
    False,
    "pages are cross-origin isolated: they have SharedArrayBuffer, so threads, and a private file system (OPFS)",
)
DIALOGS_PORTAL = Setting(
    "dialogs_portal", boolean, True, "show the desktop's own file dialogs by its portal, where it has one"
)
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
NPM_NODE = Setting("npm_node", words, _NO_WORDS, "packages of node_modules of which pages get the build for Node")
NPM_BROWSER = Setting("npm_browser", words, _NO_WORDS, "packages of node_modules of which pages get the browser build")
NPM_CONDITIONS = Setting(
    "npm_conditions_",
    words,
    _NO_WORDS,
    'conditions of one package\'s exports, such as ["node", "production"]',
    pattern=True,
)
WEBVIEW_AUTOMATION = Setting("webview_automation", boolean, False, "let `oro webdriver` drive the built app")
WEBVIEW_NODE_GLOBALS = Setting("webview_node_globals", boolean, True, "pages find Node's globals, loaded when touched")
WEBVIEW_COMMONJS = Setting("webview_commonjs", boolean, False, "pages begin as CommonJS modules: module and exports")
WEBVIEW_NAVIGATOR_MOUNTS = Setting(
    "webview_navigator_mounts_", url_path, "", "a host folder and the path it is served at", pattern=True
)
WEBVIEW_STORAGE = Setting(
    "webview_storage",
    one_of("disk", "memory"),
    "disk",
    'where pages keep what they store: "disk", or "memory" for one run',
)
WEBVIEW_KEYS = Setting(
    "webview_keys",
    boolean,
    True,
    "the keys people know zoom a page, find text, print it and give it the whole screen, where it does not take them",
)
WEBVIEW_SPELLING: Setting[tuple[str, ...] | None] = Setting(
    "webview_spelling",
    spelling_languages,
    None,
    'languages in which engines check what is written, such as ["en_US"]; "auto" are the person\'s, false is none',
)
WEBVIEW_ENGINE = Setting(
    "webview_engine",
    one_of("auto", "webkit", "chromium"),
    "auto",
    'engine of the pages: "webkit", "chromium", or "auto", the first that works and paints',
)
WEBVIEW_GPU = Setting(
    "webview_gpu",
    one_of("auto", "on", "off"),
    "auto",
    'whether pages are painted with the graphics card: "auto" goes without where nothing is painted',
)
WEBVIEW_PAINT_DEADLINE = Setting(
    "webview_paint_deadline",
    seconds,
    8.0,
    "seconds within which the first window is painted, or the app starts once more; 0 for no limit",
)
WEBVIEW_SECOND_START = Setting(
    "webview_second_start",
    one_of("end", "memory"),
    "end",
    'what a start does while another run holds the folder of [webview] storage: "end" with an error, or "memory"',
)
WEBVIEW_PROXY: Setting[Proxy | None] = Setting(
    "webview_proxy",
    Proxy.parse,
    None,
    'proxy of pages and of the host, such as "http://proxy.example:3128"; the desktop\'s when unset',
)
WEBVIEW_USER_AGENT = Setting(
    "webview_user_agent", str, "", "what pages say they are, before OroRuntime/VERSION; the engine's own when empty"
)
WEBVIEW_LANGUAGES = Setting(
    "webview_languages",
    words,
    _NO_WORDS,
    'languages pages ask sites for, such as ["de-CH", "en"]; the desktop\'s when empty',
)
WEBVIEW_PROFILES: Setting[Any] = Setting(
    "webview_profiles_", text_or_words, "", "proxy, user_agent and languages of one profile, by its name", pattern=True
)
WEBVIEW_TLS_PINS = Setting(
    "webview_tls_pins", PinSet.parse, PinSet(), "lines of a host and the pins of its certificate, for windows"
)
WEBVIEW_NAVIGATOR_POLICIES_ALLOWED = Setting(
    "webview_navigator_policies_allowed", words, _NO_WORDS, "patterns of foreign URLs the page may navigate to"
)

# -- who may do what ------------------------------------------------------------------------------

PERMISSIONS_DEFAULT = Setting(
    "permissions_default", allow_deny_or_ask, "allow", "what holds for permissions not named: allow, deny or ask"
)
PERMISSIONS_ALLOW: Setting[bool | str] = Setting(
    "permissions_allow_", grant, True, 'whether pages of the app hold this permission, or "ask"', pattern=True
)
PERMISSIONS_WINDOWS: Setting[frozenset[int]] = Setting(
    "permissions_windows_", window_numbers, frozenset(), "windows whose pages hold this permission", pattern=True
)
PERMISSIONS_ORIGINS: Setting[frozenset[str]] = Setting(
    "permissions_origins_", origins, frozenset(), "origins that hold it besides the app's own", pattern=True
)
PERMISSIONS_AUDIT = Setting(
    "permissions_audit",
    str,
    "",
    "file that gets a line of JSON for every decision; in the app's own folder if relative",
)
LOG_FILE = Setting("log_file", boolean, True, "write what the app logs to a file that stays on the machine")
LOG_LEVEL = Setting("log_level", log_level, "info", "least that is written: debug, info, warning or error")
LOG_SIZE = Setting("log_size", byte_count, 1 << 20, "size of the file at which a new one begins")
LOG_KEEP = Setting("log_keep", int, 3, "how many earlier files stay")
FILESYSTEM_SANDBOX = Setting(
    "filesystem_sandbox_enabled",
    boolean,
    False,
    "confine pages to mounts, the app's folders, the user's own and the temporary one; the app's code is read-only",
    ("FS_SANDBOX", "ORO_FS_SANDBOX"),
)
FILESYSTEM_WRITABLE_RESOURCES = Setting(
    "filesystem_writable_resources",
    folders_within,
    _NO_WORDS,
    'folders of the app\'s resources that pages may change in the sandbox, such as ["data"]; "." is all, code excepted',
)
PLUGINS_ENABLED = Setting("plugins_enabled", plugin_names, None, 'installed plugins to use, or "all"')
PLUGINS_DISABLED = Setting("plugins_disabled", words, _NO_WORDS, "installed plugins not to use")
PLUGINS_REQUIRED = Setting("plugins_required", words, _NO_WORDS, "plugins without which the app does not start")
PLUGINS_SAFE_MODE = Setting("plugins_safe_mode", boolean, False, "start without third-party plugins")
FEATURES = Setting("features_", boolean, True, "whether this service runs", pattern=True)

# -- how it runs ----------------------------------------------------------------------------------

LIFECYCLE_DESKTOP_ALWAYS_RUNNING = Setting(
    "lifecycle_desktop_always_running", boolean, True, "keep services running while the window is in the background"
)
HOST_START_DEADLINE = Setting(
    "host_start_deadline", seconds, 10.0, "seconds the service of a plugin may take to start, 0 for no limit"
)
HOST_WATCHDOG_MS = Setting(
    "host_watchdog_ms",
    milliseconds,
    2000,
    "milliseconds the loop may stand still before the culprit is named, 0 for never",
)
IPC_DEADLINE = Setting("ipc_deadline", seconds, 32.0, "seconds a route may take, 0 for no limit")
IPC_MAX_BODY = Setting("ipc_max_body", byte_count, 64 << 20, "largest request body")
IPC_QUEUED_RESPONSE_TTL = Setting(
    "ipc_queued_response_ttl", seconds, 32.0, "seconds a queued response waits to be fetched"
)

HOST_SETTINGS: tuple[Setting[Any], ...] = tuple(
    value for value in list(globals().values()) if isinstance(value, Setting)
)
