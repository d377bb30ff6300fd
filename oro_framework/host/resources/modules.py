"""The table of JavaScript modules of the framework and its plugins, and the module texts the host writes.

Rules
1. The module NAME is served at `/oro/NAME.js` and offered as `oro:NAME`; `module_files` says which file that is.
   Other files of its folder are served beside it.
2. A module whose name is in `NODE_MODULES`, or declared so, is `node:NAME` too.
3. One URL has one owner. A second claim is a `Conflict`, and nothing of that plugin is added.
4. `oro:NAME` and `node:NAME` themselves answer a proxy that re-exports `/oro/NAME.js`, so that a module
   exists once however it was imported. So does the URL of a module that is served at its place in a room.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from oro_framework.errors import Conflict, DeclarationError
from oro_framework.host.resources.bundle import SCRIPTS
from oro_framework.host.resources.module_files import name_at, place_of
from oro_framework.types import Module

__all__ = (
    "DISTRIBUTIONS",
    "FRAMEWORK",
    "NODE_MODULES",
    "ModuleTable",
    "Served",
    "missing_reason",
    "missing_text",
    "proxy_text",
    "registration_text",
    "unbundled_text",
)

_NODE = """async_hooks assert buffer console constants child_process crypto dgram dns dns/promises events fs
    fs/constants fs/promises http https ip module net os os/constants path path/posix path/win32 perf_hooks
    process querystring stream stream/web string_decoder sys test timers timers/promises tty url util vm
    worker_threads
    assert/strict diagnostics_channel punycode readline readline/promises sqlite stream/consumers
    stream/promises tls util/types v8 zlib
    cluster domain http2 inspector inspector/promises repl trace_events wasi"""
NODE_MODULES = frozenset(_NODE.split())
"""Names that a module may have as `node:NAME` without declaring it."""

FRAMEWORK = "oro-framework"
"""The owner of the framework's own modules."""
DISTRIBUTIONS: Mapping[str, str] = {
    "ai": "oro-ai",
    "autostart": "oro-autostart",
    "broadcast": "oro-broadcast",
    "child_process": "oro-process",
    "clipboard": "oro-clipboard",
    "conduit": "oro-conduit",
    "crypto": "oro-node",
    "deep-link": "oro-deep-link",
    "desktop": "oro-desktop",
    "dgram": "oro-udp",
    "container": "oro-container",
    "data": "oro-data",
    "devices": "oro-devices",
    "diagnostics": "oro-diagnostics",
    "dns": "oro-dns",
    "fs": "oro-fs",
    "geolocation": "oro-geolocation",
    "http": "oro-node",
    "https": "oro-node",
    "jobs": "oro-jobs",
    "login": "oro-login",
    "mcp": "oro-mcp",
    "media": "oro-media",
    "net": "oro-tls",
    "network": "oro-network",
    "notification": "oro-notification",
    "os": "oro-os",
    "power": "oro-power",
    "protocol-handlers": "oro-protocol",
    "search": "oro-search",
    "secrets": "oro-secrets",
    "secure-storage": "oro-secrets",
    "service-worker": "oro-sw",
    "shortcuts": "oro-shortcuts",
    "single-instance": "oro-single-instance",
    "sqlite": "oro-sqlite",
    "store": "oro-store",
    "tls": "oro-tls",
    "updater": "oro-updater",
    "wasi": "oro-wasm",
    "wasm": "oro-wasm",
}
"""First-party distributions by the first part of the names of their modules."""


class Served(Struct, frozen=True):
    """A file served under `/oro/`, and its owner."""

    module: Module
    owner: str

    @property
    def url_path(self) -> str:
        """The path at which it is served."""
        return _url_path(self.module)

    @property
    def is_script(self) -> bool:
        return self.module.path.suffix == ".js"


class ModuleTable:
    """Every module by URL path and by name; filled at start and read from then on."""

    def __init__(self) -> None:
        self._by_path: dict[str, Served] = {}
        self._scripts: dict[str, Served] = {}
        self._proxies: dict[str, tuple[int, bool]] = {}
        self._registered: dict[str, tuple[int, bool]] = {}

    def add(self, owner: str, modules: Iterable[Module]) -> None:
        """Add all modules of one plugin, or none.

        Raises:
            Conflict: another plugin has one of the names; names both.
            DeclarationError: a name cannot be part of a URL, or the file of a module does not exist.
        """
        new = {served.url_path: served for served in (Served(module, owner) for module in modules)}
        for path, served in new.items():
            _check(served)
            if (other := self._by_path.get(path)) is not None:
                raise Conflict(
                    f'Cannot offer "oro:{served.module.name}" of plugin "{owner}": '
                    f'plugin "{other.owner}" has it already'
                )
        self._by_path.update(new)
        if script := next((served for served in new.values() if served.module.name.startswith(SCRIPTS)), None):
            self._scripts[owner] = script

    def at(self, url_path: str) -> Served | None:
        """Return what is served at `/oro/…`, a framework's module at its place included, or None."""
        if (served := self._by_path.get(url_path)) is not None or not url_path.startswith("/oro/"):
            return served
        own = self._by_path.get(f"/oro/{name_at(url_path[len('/oro/') :])}")
        return own if own is not None and own.owner == FRAMEWORK else None

    def place(self, served: Served) -> str:
        """Return the URL path at which a framework's module finds its neighbours, or an empty text for its own."""
        place = place_of(served.module) if served.owner == FRAMEWORK else ""
        return f"/oro/{place}" if place else ""

    def named(self, scheme: str, name: str) -> Served | None:
        """Return the module of `oro:NAME` or `node:NAME`, or None."""
        served = self._by_path.get(self._path_of(scheme, name))
        return served if served is not None and (scheme != "node" or _is_node(served.module)) else None

    def _path_of(self, scheme: str, name: str) -> str:
        """Return the URL path of a module; some have a form of their own for apps of Socket."""
        own = f"/oro/socket/{name}.js"
        return own if scheme == "socket" and own in self._by_path else f"/oro/{name}.js"

    def scripts(self) -> Iterator[Served]:
        """Yield every module, including those that pages cannot import by name."""
        return (served for served in self._by_path.values() if served.is_script)

    def script_of(self, name: str) -> Served | None:
        """Return the script that contains the module NAME, or None."""
        served = self._by_path.get(f"/oro/{name}.js")
        return self._scripts.get(served.owner) if served is not None else None

    def addition(self, served: Served, origin: str) -> str:
        """Return the text to append to a module so that `require()` finds it once it was imported.

        It is empty for a module in a script, which `require()` finds without an import.

        Raises:
            OSError: the module's file cannot be read.
        """
        path = served.module.path
        if not served.is_script or served.owner == FRAMEWORK or served.owner in self._scripts:
            return ""
        changed = path.stat().st_mtime_ns
        known = self._registered.get(served.url_path)
        if known is None or known[0] != changed:
            from oro_framework.host.resources.javascript import exports_anything  # compiles patterns few starts need

            known = changed, exports_anything(path.read_text("utf-8", "replace"))
            self._registered[served.url_path] = known
        return registration_text(served.module.name, origin + served.url_path) if known[1] else ""

    def names(self, scheme: str = "oro") -> list[str]:
        """Return the names that a page may import with a scheme, sorted; `internal/` ones are left out."""
        return sorted(
            served.module.name
            for served in self._by_path.values()
            if served.is_script
            and not served.module.name.startswith("internal/")
            and (scheme != "node" or _is_node(served.module))
        )

    def import_map(
        self, origin: str, over: Mapping[str, object] | None = None, schemes: Sequence[str] = ("oro", "node")
    ) -> dict[str, object]:
        """Return the import map of a page: names such as `oro:fs` and `node:fs` to URLs of `origin`.

        Args:
            origin: such as `oro://com.example.app`.
            over: the app's own import map, whose entries win.
            schemes: those whose names it has.
        """
        own = {
            f"{scheme}:{name}": origin + self._path_of(scheme, name)
            for scheme in schemes
            for name in self.names(scheme)
        }
        merged: dict[str, object] = dict(over or {})
        imports = merged.get("imports")
        merged["imports"] = {**own, **imports} if isinstance(imports, Mapping) else own
        return merged

    def proxy(self, served: Served, origin: str, url_path: str = "") -> str:
        """Return the module text that answers `oro:NAME` itself.

        Args:
            served: the module.
            origin: such as `oro://com.example.app`.
            url_path: where the module is, if not at the URL of its name.

        Raises:
            OSError: the module's file cannot be read.
        """
        path = served.module.path
        changed = path.stat().st_mtime_ns
        known = self._proxies.get(served.url_path)
        if known is None or known[0] != changed:
            from oro_framework.host.resources.javascript import has_default_export

            known = changed, has_default_export(path.read_text("utf-8", "replace"))
            self._proxies[served.url_path] = known
        return proxy_text(origin + (url_path or served.url_path), default=known[1])


def proxy_text(url: str, *, default: bool) -> str:
    """Return a module that re-exports everything of `url`."""
    quoted = json.dumps(url)
    text = f"export * from {quoted}\n"
    return text + f"export {{ default }} from {quoted}\n" if default else text


def registration_text(name: str, url: str) -> str:
    """Return text for the end of a module that registers it for `require()`, by importing the module itself."""
    known = "globalThis[Symbol.for('oro.runtime.modules')]"
    key = json.dumps(f"{name}.js")
    found = f"({known} ??= Object.create(null))[{key}]"
    return f"\n;import * as $oro$itself from {json.dumps(url)};{found} ??= () => $oro$itself\n"


def missing_text(specifier: str, known: ModuleTable | None = None) -> str:
    """Return a module that throws an error with the text of `missing_reason`."""
    message = _script_text(missing_reason(specifier, known))
    return f'throw Object.assign(new Error({message}), {{ code: "MODULE_NOT_FOUND" }})\n'


def missing_reason(specifier: str, known: ModuleTable | None = None) -> str:
    """Return the message for a missing module, with the plugin that has it where that one is not installed."""
    root = specifier.partition(":")[2].partition("/")[0]
    distribution = DISTRIBUTIONS.get(root)
    if distribution is None:
        reason = "no plugin offers it"
    elif known is not None and known.named("oro", root) is not None:
        reason = f"the plugin {distribution} is installed and has no such module"
    else:
        reason = f"install the plugin {distribution}"
    return f'Cannot find module "{specifier}": {reason}'


def unbundled_text(name: str) -> str:
    """Return a script that throws, for a module that exists and is in no script."""
    reason = "its plugin has no script of its modules, so it has to be imported before"
    message = _script_text(f'Cannot load "oro:{name[:200]}" at once: {reason}')
    return f'throw Object.assign(new Error({message}), {{ code: "ERR_NOT_IMPLEMENTED" }})\n'


def _script_text(text: str) -> str:
    """Return a JavaScript string literal that is ASCII and safe inside HTML."""
    return json.dumps(text).replace("<", "\\u003c")


def _is_node(module: Module) -> bool:
    return module.node or module.name in NODE_MODULES


def _url_path(module: Module) -> str:
    suffix = ".js" if module.path.suffix == ".js" else ""
    return f"/oro/{module.name}{suffix}"


def _check(served: Served) -> None:
    parts: Sequence[str] = served.module.name.split("/")
    if any(part in ("", ".", "..") for part in parts) or not served.module.name.isprintable():
        raise DeclarationError(f'Cannot offer module "{served.module.name}" of plugin "{served.owner}": no such name')
    if not os.path.isfile(served.module.path):
        raise DeclarationError(
            f'Cannot offer "oro:{served.module.name}" of plugin "{served.owner}": "{served.module.path}" is not there'
        )
