"""The JavaScript modules of the framework and its plugins, and the texts that lead to them.

Rules
1. `<package>/js/NAME.js` is the module NAME, served at `/oro/NAME.js` and offered as `oro:NAME`;
   folders are part of the name (`fs/promises`). Other files there are served beside it.
2. A module whose name is on the `node:` list (contract g.4), or declared so, is `node:NAME` too.
3. One URL has one owner. A second claim is a `Conflict`, and nothing of that plugin is added.
4. `oro:NAME` and `node:NAME` themselves answer a proxy that re-exports `/oro/NAME.js`, so that a module
   exists once however it was imported.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from oro_framework.errors import Conflict, DeclarationError
from oro_framework.host.javascript import has_default_export
from oro_framework.types import Module

__all__ = (
    "DISTRIBUTIONS",
    "NODE_MODULES",
    "ModuleTable",
    "Served",
    "framework_folder",
    "missing_text",
    "modules_in",
    "proxy_text",
)

_NODE = """async_hooks assert buffer console constants child_process crypto dgram dns dns/promises events fs
    fs/constants fs/promises http https ip module net os os/constants path path/posix path/win32 perf_hooks
    process querystring stream stream/web string_decoder sys test timers timers/promises tty url util vm
    worker_threads"""
NODE_MODULES = frozenset(_NODE.split())
"""What `node:` may name (contract g.4); a module must be there as well."""

_OF_ORO_NODE = """async_hooks assert buffer console constants crypto events http https module net path
    perf_hooks querystring stream string_decoder sys tty url util vm worker_threads"""
DISTRIBUTIONS: Mapping[str, str] = {
    "ai": "oro-ai",
    "broadcast": "oro-broadcast",
    "child_process": "oro-process",
    "conduit": "oro-conduit",
    "container": "oro-container",
    "dgram": "oro-udp",
    "diagnostics": "oro-diagnostics",
    "dns": "oro-dns",
    "fs": "oro-fs",
    "geolocation": "oro-geolocation",
    "media": "oro-media",
    "network": "oro-network",
    "notification": "oro-notifications",
    "notifications": "oro-notifications",
    "os": "oro-os",
    "otp": "oro-otp",
    "process": "oro-process",
    "service-worker": "oro-sw",
    "sqlite": "oro-sqlite",
    "timers": "oro-timers",
    "tls": "oro-tls",
    "udp": "oro-udp",
    "wasm": "oro-wasm",
    **dict.fromkeys(_OF_ORO_NODE.split(), "oro-node"),
}
"""First-party distributions by the first part of the modules they bring."""

_SKIPPED_FOLDERS = frozenset({"node_modules", "tests"})
_SKIPPED_ENDINGS = (".d.ts", ".test.js", ".test.ts")


def framework_folder() -> Path:
    """Return the folder of the framework's own modules: the built one, or a checkout's sources."""
    package = Path(__file__).resolve().parent.parent
    built = package / "js"
    return built.resolve() if built.is_dir() else package.parent / "js-api" / "src"


def modules_in(folder: Path) -> Iterator[Module]:
    """Yield what a `js` folder offers, its other files included; nothing when it is not there."""
    root = folder.resolve()
    for here, folders, files in os.walk(root):
        folders[:] = sorted(name for name in folders if name not in _SKIPPED_FOLDERS and not name.startswith("."))
        for name in sorted(files):
            if not name.startswith(".") and not name.endswith(_SKIPPED_ENDINGS):
                path = Path(here, name)
                yield Module(name=path.relative_to(root).as_posix().removesuffix(".js"), path=path)


@dataclass(frozen=True, slots=True)
class Served:
    """One file under `/oro/` and whose it is."""

    module: Module
    owner: str

    @property
    def url_path(self) -> str:
        """Where it is served."""
        return _url_path(self.module)

    @property
    def is_script(self) -> bool:
        return self.module.path.suffix == ".js"


class ModuleTable:
    """Every module by URL path and by name; filled at start and read from then on."""

    def __init__(self) -> None:
        self._by_path: dict[str, Served] = {}
        self._proxies: dict[str, tuple[int, bool]] = {}

    def add(self, owner: str, modules: Iterable[Module]) -> None:
        """Add all modules of one plugin, or none.

        Raises:
            Conflict: another plugin has one of the names; names both.
            DeclarationError: a name is none a URL can have, or its file is not there.
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

    def at(self, url_path: str) -> Served | None:
        """Return what is served at `/oro/…`, or None."""
        return self._by_path.get(url_path)

    def named(self, scheme: str, name: str) -> Served | None:
        """Return the module that `oro:NAME` or `node:NAME` means, or None."""
        served = self._by_path.get(f"/oro/{name}.js")
        return served if served is not None and (scheme != "node" or _is_node(served.module)) else None

    def names(self, scheme: str = "oro") -> list[str]:
        """Return the names a page may import with that scheme, sorted; `internal/` ones are left out."""
        return sorted(
            served.module.name
            for served in self._by_path.values()
            if served.is_script
            and not served.module.name.startswith("internal/")
            and (scheme != "node" or _is_node(served.module))
        )

    def import_map(self, origin: str, over: Mapping[str, object] | None = None) -> dict[str, object]:
        """Return the import map of a page: `oro:` and `node:` names to URLs of `origin`.

        Args:
            origin: such as `oro://com.example.app`.
            over: the app's own import map, whose entries win.
        """
        own = {
            f"{scheme}:{name}": f"{origin}/oro/{name}.js" for scheme in ("oro", "node") for name in self.names(scheme)
        }
        merged: dict[str, object] = dict(over or {})
        imports = merged.get("imports")
        merged["imports"] = {**own, **imports} if isinstance(imports, Mapping) else own
        return merged

    def proxy(self, served: Served, origin: str) -> str:
        """Return the module text that answers `oro:NAME` itself.

        Raises:
            OSError: the module's file cannot be read.
        """
        path = served.module.path
        changed = path.stat().st_mtime_ns
        known = self._proxies.get(served.url_path)
        if known is None or known[0] != changed:
            known = changed, has_default_export(path.read_text("utf-8", "replace"))
            self._proxies[served.url_path] = known
        return proxy_text(origin + served.url_path, default=known[1])


def proxy_text(url: str, *, default: bool) -> str:
    """Return a module that re-exports everything of `url`."""
    quoted = json.dumps(url)
    text = f"export * from {quoted}\n"
    return text + f"export {{ default }} from {quoted}\n" if default else text


def missing_text(specifier: str, plugins: Mapping[str, str] = DISTRIBUTIONS) -> str:
    """Return a module that throws, saying which plugin brings `specifier` where that is known."""
    name = specifier.partition(":")[2]
    distribution = plugins.get(name.partition("/")[0])
    reason = f"install the plugin {distribution}" if distribution else "no plugin offers it"
    message = _script_text(f'Cannot find module "{specifier}": {reason}')
    return f'throw Object.assign(new Error({message}), {{ code: "MODULE_NOT_FOUND" }})\n'


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
    if not served.module.path.is_file():
        raise DeclarationError(
            f'Cannot offer "oro:{served.module.name}" of plugin "{served.owner}": "{served.module.path}" is not there'
        )
