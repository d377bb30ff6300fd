"""Calls of other frameworks as patterns, and what does the same here; of those that overlap, the first counts.

`write` may refer to groups of the pattern by a backslash and their number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

__all__ = ("EQUIVALENTS", "Equivalent")


class Equivalent(Struct, frozen=True):
    """A call in one language, `py`, `js` or `rs`, and what to write."""

    language: str
    pattern: str
    write: str


_ROUTE = '@route("app.NAME") in app.py'
_NODE = "the same import, in the page itself; the page holds the permission"

EEL = (
    Equivalent("py", r"^\s*import eel as (\w+)", r"import oro_eel as \1"),
    Equivalent("py", r"^\s*import eel\b", "import oro_eel as eel"),
    Equivalent("py", r"^\s*from eel import\b", "from oro_eel import"),
    Equivalent(
        "py", r"\bblock\s*=\s*False", "nothing: eel.start(block=False) runs the windows in a process of their own"
    ),
    Equivalent("py", r"\bmode\s*=\s*(None|False)", "nothing: the app has a window; oro-http serves browsers"),
    Equivalent("py", r"\beel\.btl\b|\bapp\s*=\s*\w+", "mount the app: docs/how-to/serve-a-fastapi-app.md"),
    Equivalent("py", r"\beel\.register_eel_routes\(", "nothing: the app has no server"),
    Equivalent("py", r"\beel\.browsers\.set_path\(", "nothing: mode='gtk' or mode='qt' names the engine"),
    Equivalent("py", r"\ball_interfaces\s*=\s*True", "nothing listens; oro-http does where you configure it"),
    Equivalent("js", r"https?://localhost:\d+/eel\.js", "/eel.js"),
    Equivalent("js", r"\beel\.set_host\([^)]*\)", "nothing: remove it"),
)

PYWEBVIEW = (
    Equivalent("py", r"^\s*import webview as (\w+)", r"import oro_pywebview as \1"),
    Equivalent("py", r"^\s*import webview\b", "import oro_pywebview as webview"),
    Equivalent("py", r"^\s*from webview import\b", "from oro_pywebview import"),
    Equivalent("py", r"^\s*from webview\.(menu|dom|platforms|guilib)\b.*", r"nothing: webview.\1 is not here"),
    Equivalent("py", r"\.dom\b", "window.evaluate_js(…), or a script of the page"),
    Equivalent("py", r"\bmenu\s*=", "menus of oro:application: docs/how-to/use-windows-menus-and-keys.md"),
    Equivalent("py", r"\.(?:get|clear)_cookies\(", "oro:session: docs/how-to/keep-what-pages-store.md"),
    Equivalent("py", r"\bhttp_server\s*=\s*True", "nothing: pages are on oro://, without a server"),
    Equivalent("py", r"\bssl\s*=\s*True", "nothing: pages are on oro://, without a server"),
    Equivalent("py", r"\blocalization\s*=", "nothing: texts of dialogs are the desktop's"),
    Equivalent("py", r"\bgui\s*=\s*['\"](?:cef|mshtml|edgechromium|cocoa|android)['\"]", "gui='gtk' or gui='qt'"),
    Equivalent("py", r"\bwebview\.settings\[['\"]\w+['\"]\]", "a setting of oro.toml: docs/reference/settings.md"),
    Equivalent("py", r"\.events\.(?:moved|request_sent|response_received)\b", "nothing tells of it"),
    Equivalent("py", r"\.events\.closing\b", "it is told, and cannot keep the window open"),
    Equivalent("py", r"\bwebview\.screens\b", "oro:screen in the page"),
    Equivalent("py", r"\.native\b", "nothing: the host has the window"),
)

NICEGUI = (
    Equivalent(
        "py", r"^\s*(?:import nicegui|from nicegui import)\b.*", "from oro_framework import Call, hookimpl, route"
    ),
    Equivalent("py", r"@ui\.page\(\s*['\"]([^'\"]*)['\"]", r"a file for \1 in pages/, such as pages/index.html"),
    Equivalent("py", r"\bui\.run\(", "nothing: `oro run` starts the app"),
    Equivalent("py", r"\bui\.run_javascript\(", "await window.evaluate(…)"),
    Equivalent("py", r"\bui\.timer\(", "an async loop in a Service, and window.emit('changed', …)"),
    Equivalent("py", r"\bui\.notify\(", "new Notification(…) in the page"),
    Equivalent("py", r"\bui\.upload\(", "showOpenFilePicker() in the page: docs/how-to/open-save-and-drop-files.md"),
    Equivalent("py", r"\bui\.(?:navigate\.to|open)\(", "a link, or location.href, in the page"),
    Equivalent(
        "py", r"\bui\.(button|input|select|checkbox|slider|textarea|label|link|image|table)\(", r"<\1> in the page"
    ),
    Equivalent("py", r"\bui\.(\w+)\(", r"HTML in the page for ui.\1"),
    Equivalent("py", r"\bapp\.storage\.\w+", "oro:store in the page"),
    Equivalent("py", r"\bapp\.native\.\w+", "[window] of oro.toml"),
    Equivalent("py", r"\bapp\.add_static_files\(", "[webview.navigator.mounts] of oro.toml"),
    Equivalent("py", r"@app\.(?:get|post|put|delete)\(", f"{_ROUTE}, or mount the FastAPI app"),
    Equivalent("py", r"\bapp\.on_(?:startup|shutdown)\(", "lifespan() of a Service"),
    Equivalent("py", r"\brun\.(?:io|cpu)_bound\(", "await anyio.to_thread.run_sync(…)"),
)

FLET = (
    Equivalent("py", r"^\s*(?:import flet|from flet import)\b.*", "from oro_framework import Call, hookimpl, route"),
    Equivalent("py", r"\b(?:ft|flet)\.(?:app|run)\(", "nothing: `oro run` starts the app"),
    Equivalent("py", r"\bpage\.window(?:\.|_)\w+", "[window] of oro.toml, or oro:window in the page"),
    Equivalent("py", r"\bpage\.title\b", "<title> in the page, or [meta] title"),
    Equivalent("py", r"\bpage\.(?:add|update|insert|remove|clean)\(", "a change of the DOM in the page"),
    Equivalent("py", r"\bpage\.client_storage\b", "oro:store in the page"),
    Equivalent("py", r"\bpage\.pubsub\b", "oro:broadcast in the page"),
    Equivalent("py", r"\bpage\.(?:go|route|on_route_change)\b", "links between pages, or the History API"),
    Equivalent("py", r"\bpage\.launch_url\(", "a link with target=_blank"),
    Equivalent("py", r"\bpage\.set_clipboard\(", "oro:clipboard in the page"),
    Equivalent("py", r"\b(?:ft|flet)\.FilePicker\(", "showOpenFilePicker() in the page"),
    Equivalent("py", r"\b(?:ft|flet)\.SnackBar\(", "an element of the page"),
    Equivalent(
        "py", r"\bon_(?:click|change|submit)\s*=\s*\w+", f"addEventListener() in the page, which calls {_ROUTE}"
    ),
    Equivalent("py", r"\b(?:ft|flet)\.([A-Z]\w+)\(", r"HTML in the page for \1"),
)

NEUTRALINO = (
    Equivalent("js", r"<script src=['\"][^'\"]*neutralino\.js['\"]>", "nothing: remove it; modules are imported"),
    Equivalent("js", r"\bNeutralino\.init\(\)", "nothing: remove it"),
    Equivalent("js", r"\bNeutralino\.filesystem\.readFile\(", "readFile(path, 'utf8') of node:fs/promises"),
    Equivalent("js", r"\bNeutralino\.filesystem\.writeFile\(", "writeFile(path, text) of node:fs/promises"),
    Equivalent("js", r"\bNeutralino\.filesystem\.readBinaryFile\(", "readFile(path) of node:fs/promises"),
    Equivalent("js", r"\bNeutralino\.filesystem\.writeBinaryFile\(", "writeFile(path, bytes) of node:fs/promises"),
    Equivalent(
        "js", r"\bNeutralino\.filesystem\.readDirectory\(", "readdir(path, { withFileTypes: true }) of node:fs/promises"
    ),
    Equivalent("js", r"\bNeutralino\.filesystem\.(\w+)\(", r"node:fs/promises for \1"),
    Equivalent("js", r"\bNeutralino\.os\.execCommand\(", "exec(command) of node:child_process"),
    Equivalent("js", r"\bNeutralino\.os\.spawnProcess\(", "spawn(program, args) of node:child_process"),
    Equivalent("js", r"\bNeutralino\.os\.getEnvs?\(", "process.env of node:process"),
    Equivalent("js", r"\bNeutralino\.os\.showOpenDialog\(", "showOpenFilePicker()"),
    Equivalent("js", r"\bNeutralino\.os\.showSaveDialog\(", "showSaveFilePicker()"),
    Equivalent("js", r"\bNeutralino\.os\.showFolderDialog\(", "showDirectoryPicker()"),
    Equivalent("js", r"\bNeutralino\.os\.showMessageBox\(", "<dialog> in the page"),
    Equivalent("js", r"\bNeutralino\.os\.showNotification\(", "new Notification(title, { body })"),
    Equivalent(
        "js",
        r"\bNeutralino\.os\.setTray\(",
        "setTrayMenu() of oro:application: docs/how-to/use-windows-menus-and-keys.md",
    ),
    Equivalent("js", r"\bNeutralino\.os\.open\(", "a link with target=_blank"),
    Equivalent("js", r"\bNeutralino\.os\.getPath\(", "homedir() of node:os"),
    Equivalent("js", r"\bNeutralino\.computer\.(\w+)\(", r"node:os for \1"),
    Equivalent("js", r"\bNeutralino\.storage\.(?:set|get)Data\(", "set() and get() of oro:store"),
    Equivalent("js", r"\bNeutralino\.storage\.(\w+)\(", r"oro:store for \1"),
    Equivalent("js", r"\bNeutralino\.clipboard\.(\w+)\(", r"oro:clipboard for \1"),
    Equivalent("js", r"\bNeutralino\.window\.create\(", "createWindow() of oro:application"),
    Equivalent("js", r"\bNeutralino\.window\.(\w+)\(", r"the current window of oro:application for \1"),
    Equivalent("js", r"\bNeutralino\.app\.exit\(", "exit() of oro:application"),
    Equivalent("js", r"\bNeutralino\.app\.(\w+)\(", r"oro:application for \1"),
    Equivalent("js", r"\bNeutralino\.events\.(?:on|off)\(", "addEventListener(), removeEventListener()"),
    Equivalent("js", r"\bNeutralino\.events\.(\w+)\(", r"oro:broadcast for \1"),
    Equivalent("js", r"\bNeutralino\.extensions\.\w+\(", f"{_ROUTE}, and request('app.NAME') of oro:ipc"),
    Equivalent("js", r"\bNeutralino\.updater\.\w+\(", "plugin oro-updater"),
    Equivalent("js", r"\bNeutralino\.(\w+)\.(\w+)\(", r"docs/reference/modules.md has nothing of the name \1.\2"),
)

ELECTRON = (
    Equivalent("js", r"\bnew BrowserWindow\(", "[window] of oro.toml; createWindow() of oro:application for more"),
    Equivalent("js", r"\bipcMain\.(?:handle|on)\(\s*['\"]([^'\"]*)['\"]", f"{_ROUTE} for \\1"),
    Equivalent(
        "js",
        r"\bipcRenderer\.(?:invoke|send|sendSync)\(\s*['\"]([^'\"]*)['\"]",
        r"request('app.NAME') of oro:ipc for \1",
    ),
    Equivalent("js", r"\bipcRenderer\.on\(\s*['\"]([^'\"]*)['\"]", r"addEventListener('\1', …)"),
    Equivalent(
        "js", r"\bcontextBridge\.exposeInMainWorld\(", "nothing: a page calls the routes it holds permissions for"
    ),
    Equivalent("js", r"\bwebContents\.send\(", "window.emit(name, detail) in Python"),
    Equivalent("js", r"\bdialog\.showOpenDialog(?:Sync)?\(", "showOpenFilePicker()"),
    Equivalent("js", r"\bdialog\.showSaveDialog(?:Sync)?\(", "showSaveFilePicker()"),
    Equivalent("js", r"\bdialog\.showMessageBox(?:Sync)?\(", "<dialog> in the page"),
    Equivalent(
        "js", r"\bMenu\.(?:setApplicationMenu|buildFromTemplate)\(", "docs/how-to/use-windows-menus-and-keys.md"
    ),
    Equivalent("js", r"\bnew Tray\(", "docs/how-to/use-windows-menus-and-keys.md"),
    Equivalent("js", r"\bglobalShortcut\.\w+\(", "bind() of oro:shortcuts"),
    Equivalent("js", r"\b(?:powerSaveBlocker|powerMonitor)\.\w+\(", "oro:power"),
    Equivalent("js", r"\bnew Notification\(", "the same, in the page"),
    Equivalent("js", r"\bapp\.requestSingleInstanceLock\(", "plugin oro-single-instance"),
    Equivalent("js", r"\bapp\.setAsDefaultProtocolClient\(", "plugin oro-deep-link"),
    Equivalent("js", r"\bapp\.(?:setLoginItemSettings|getLoginItemSettings)\(", "oro:autostart"),
    Equivalent("js", r"\bapp\.getPath\(", "homedir() and tmpdir() of node:os"),
    Equivalent("js", r"\bapp\.(?:quit|exit)\(", "exit() of oro:application"),
    Equivalent("js", r"\bapp\.(?:whenReady|on)\(", "hooks of app.py: docs/reference/hooks.md"),
    Equivalent("js", r"\bprotocol\.\w+\(", "oro_schemes in app.py, or plugin oro-protocol"),
    Equivalent("js", r"\bsafeStorage\.\w+\(", "oro:secrets"),
    Equivalent("js", r"\bshell\.(?:openExternal|openPath)\(", "a link with target=_blank"),
    Equivalent("js", r"\bclipboard\.\w+\(", "oro:clipboard"),
    Equivalent("js", r"\bnew Store\(", "oro:store"),
    Equivalent("js", r"\bautoUpdater\.\w+\(", "plugin oro-updater"),
    Equivalent("js", r"\b(?:require\(|from\s+)['\"]electron['\"]\)?", "nothing: remove it"),
    Equivalent(
        "js", r"\b(?:require\(|from\s+)['\"](?:node:)?(?:fs|path|os|child_process|crypto|net|http)['\"]\)?", _NODE
    ),
)

TAURI = (
    Equivalent("rs", r"#\[(?:tauri::)?command[^\]]*\]", _ROUTE),
    Equivalent("rs", r"\btauri::Builder::default\(\)", "nothing: `oro run` starts the app"),
    Equivalent("rs", r"\bgenerate_handler!\[", "nothing: @hookimpl oro_routes() in app.py returns the routes"),
    Equivalent("rs", r"\.plugin\(\s*(tauri_plugin_\w+)", r"a plugin of oro for \1: docs/how-to/come-from-tauri.md"),
    Equivalent("rs", r"\.emit(?:_to|_all)?\(", "window.emit(name, detail) in Python"),
    Equivalent("rs", r"\.manage\(", "an attribute of a Service"),
    Equivalent("js", r"\binvoke(?:<[^>]*>)?\(\s*['\"]([^'\"]*)['\"]", r"request('app.\1', …) of oro:ipc"),
    Equivalent("js", r"\blisten(?:<[^>]*>)?\(\s*['\"]([^'\"]*)['\"]", r"addEventListener('\1', …)"),
    Equivalent("js", r"['\"]@tauri-apps/plugin-fs['\"]", "node:fs/promises"),
    Equivalent("js", r"['\"]@tauri-apps/plugin-dialog['\"]", "showOpenFilePicker(), showSaveFilePicker(), <dialog>"),
    Equivalent("js", r"['\"]@tauri-apps/plugin-http['\"]", "fetch(), or a route in app.py"),
    Equivalent("js", r"['\"]@tauri-apps/plugin-sql['\"]", "node:sqlite"),
    Equivalent("js", r"['\"]@tauri-apps/plugin-store['\"]", "oro:store"),
    Equivalent("js", r"['\"]@tauri-apps/plugin-shell['\"]", "node:child_process"),
    Equivalent("js", r"['\"]@tauri-apps/plugin-global-shortcut['\"]", "oro:shortcuts"),
    Equivalent("js", r"['\"]@tauri-apps/plugin-clipboard-manager['\"]", "oro:clipboard"),
    Equivalent("js", r"['\"]@tauri-apps/plugin-(notification|os|autostart|deep-link)['\"]", r"oro:\1"),
    Equivalent("js", r"['\"]@tauri-apps/plugin-updater['\"]", "plugin oro-updater"),
    Equivalent("js", r"['\"]@tauri-apps/api/core['\"]", "import { request } from 'oro:ipc'"),
    Equivalent("js", r"['\"]@tauri-apps/api/event['\"]", "nothing: events of the page"),
    Equivalent("js", r"['\"]@tauri-apps/api/path['\"]", "node:path, and homedir() of node:os"),
    Equivalent("js", r"['\"]@tauri-apps/api/window['\"]", "oro:application and oro:window"),
    Equivalent(
        "js", r"['\"]@tauri-apps/([\w/-]+)['\"]", r"docs/reference/modules.md; \1 has no module of its own here"
    ),
)

EQUIVALENTS: Mapping[str, Sequence[Equivalent]] = {
    "Eel": EEL,
    "pywebview": PYWEBVIEW,
    "NiceGUI": NICEGUI,
    "Flet": FLET,
    "Neutralino": NEUTRALINO,
    "Electron": ELECTRON,
    "Tauri": TAURI,
}
