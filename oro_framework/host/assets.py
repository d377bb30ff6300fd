"""Builds the apps behind `oro:` and `node:` for one host, from its files, modules, mounts and headers."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from oro_framework.errors import ConfigError, DeclarationError
from oro_framework.host.configuration import settings as names
from oro_framework.host.inner import RunningHost
from oro_framework.host.npm.app_packages import AppPackages, Whole
from oro_framework.host.plugins.plugin_info import PluginInfo
from oro_framework.host.requests.cross_origin import PublicAssets
from oro_framework.host.requests.protocol import Request
from oro_framework.host.resources.bundle import Bundle, bundled, realm_script, usable, warn_of_changed
from oro_framework.host.resources.csp import framing_policy, merge, restricts_frames
from oro_framework.host.resources.files import Folder, OpenFile
from oro_framework.host.resources.headers import ResponseHeaders
from oro_framework.host.resources.html import Documents
from oro_framework.host.resources.module_files import framework_folder, framework_modules, modules_in
from oro_framework.host.resources.modules import FRAMEWORK, ModuleTable
from oro_framework.host.resources.mounts import MountTable
from oro_framework.host.resources.navigator import Navigator, Root
from oro_framework.host.schemes.assets import Assets
from oro_framework.host.schemes.node import NodeApp
from oro_framework.host.schemes.oro import OroApp
from oro_framework.types import Call, Mount, Window

__all__ = ("build",)

NODE_GLOBALS, COMMONJS = "/oro/internal/init.js", "/oro/commonjs.js"
"""Modules that give pages the globals of Node, where no script of the preload can, and those of CommonJS."""
WITHOUT_BARE_NAME = frozenset({"ip", "sqlite", "test"})
"""Modules of `node:` that have no bare name in Node."""


def build(host: RunningHost) -> Assets:
    """Build the tables of one host; a plugin whose module or mount cannot be used is set aside.

    Raises:
        ConfigError: a setting names a file or folder that cannot be used.
        PluginUnavailable: the plugin set aside is required.
    """
    modules, folders = _modules(host), []
    mounted = MountTable(host.exchanges.run, lambda: host.asyncio, partial(_profile_folder, host))
    for owner, mount in list(host.tables.mounts.values()):
        try:
            mounted.add(owner.name, mount)
        except DeclarationError as error:
            _set_aside(host, owner, "oro_mounts", error)
            continue
        if mount.directory is not None:
            folders.append(Root(_segments(mount), Folder(mount.directory, guard=host.path_guard)))
    headers, compat = _headers(host), host.settings[names.COMPAT_SOCKET]
    navigator = _navigator(host, folders)
    named: set[str] = set()
    packages = _packages(host, navigator, modules, named)
    oro = OroApp(
        origin=host.origin,
        navigator=navigator,
        modules=modules,
        documents=_documents(host, modules, packages, named),
        headers=headers,
        mounts=mounted,
        csp=_policy(host),
        framing=_framing(host),
        guard=_guard(host),
        realm=_realm(host, mounted=bool(mounted)),
        missed=host.log.warning,
        packages=packages,
        aliases=("/socket/",) if compat else (),
    )
    node = NodeApp(host.origin, modules, headers, host.log.warning)
    socket = NodeApp(host.origin, modules, headers, host.log.warning, "socket") if compat else None
    return Assets(oro, node, socket, mounted, modules, _public(host, oro.serves_module), packages)


def _profile_folder(host: RunningHost, profile: str) -> Path | None:
    storage = host.profiles.opened(profile).storage
    return None if storage.why else storage.folder


def _public(host: RunningHost, is_module: Callable[[str], bool]) -> PublicAssets:
    declared = [mount for _, mount in host.tables.mounts.values()]
    return PublicAssets(
        host.origin,
        mounted=[*map(_segments, declared), *(mount.names for mount in host.mounts)],
        private=[_segments(mount) for mount in declared if not mount.public],
        allowed=host.settings[names.WEBVIEW_CORS_ALLOWED_ORIGINS],
        is_module=is_module,
    )


def _segments(mount: Mount) -> tuple[str, ...]:
    return tuple(part for part in mount.path.split("/") if part)


def _packages(host: RunningHost, navigator: Navigator[OpenFile], modules: ModuleTable, named: set[str]) -> AppPackages:
    """Return the packages of the app; `named` holds the names that its pages' import maps have."""
    mounted = [mount.folder for mount in host.mounts if mount.names == ("node_modules",)]
    builtins = [name for name in modules.names("node") if name not in WITHOUT_BARE_NAME]

    def make() -> Whole:
        from oro_framework.host.npm.packages import Packages  # with the first package
        from oro_framework.host.npm.said import said_builds

        return Packages(host.origin, navigator, builtins, said_builds(host.settings), named)

    return AppPackages(host.origin, host.root, mounted, builtins, make)


def _documents(host: RunningHost, modules: ModuleTable, packages: AppPackages, named: set[str]) -> Documents:
    own = _own_import_map(host)
    schemes = ("oro", "node", *(["socket"] if host.settings[names.COMPAT_SOCKET] else []))
    import_map = modules.import_map(host.origin, own, schemes)
    imports = own.get("imports")
    named.update(imports if isinstance(imports, Mapping) else ())
    first, for_policy = "", ""
    if host.settings[names.WEBVIEW_COMMONJS]:
        first = host.origin + COMMONJS
    elif host.settings[names.WEBVIEW_NODE_GLOBALS]:
        explicit = names.WEBVIEW_NODE_GLOBALS.key in host.config.given()
        for_policy = host.origin + NODE_GLOBALS
        first = "" if usable(framework_folder()) or not explicit else for_policy
    return Documents(import_map, sorted(host.tables.schemes), first, for_policy, packages.import_map, named)


def _realm(host: RunningHost, *, mounted: bool) -> Callable[[], str]:
    folder = framework_folder()
    lazy = host.settings[names.WEBVIEW_NODE_GLOBALS] and usable(folder)
    isolated = host.settings[names.WEBVIEW_ISOLATED]
    own = realm_script(folder, host.origin, with_globals=lazy, isolated=isolated, mounted=mounted)
    return lambda: f"{host.backend.worker_preload if host.backend is not None else ''}\n{own}"


def _modules(host: RunningHost) -> ModuleTable:
    table = ModuleTable()
    own = Bundle.of_framework(framework_folder())
    packages: list[Bundle] = []
    table.add(FRAMEWORK, bundled(own, framework_modules(own.sources)))
    for info in [info for info in host.plugins.infos.values() if info.active() and not info.builtin]:
        declared = [module for owner, module in host.tables.modules.values() if owner is info]
        folder = info.folder / "js" if info.folder is not None else None
        conventional = list(modules_in(folder)) if folder is not None and folder.is_dir() else []
        found = [*conventional, *declared]
        bundles = [Bundle.of_package(folder.resolve())] if folder is not None and conventional else []
        packages += bundles
        try:
            table.add(info.name, [*(module for each in bundles for module in bundled(each, conventional)), *declared])
        except DeclarationError as error:
            _set_aside(host, info, "oro_modules", error)
        else:
            info.modules = sorted(module.name for module in found if module.path.suffix == ".js")
    warn_of_changed([own, *packages])
    return table


def _set_aside(host: RunningHost, info: PluginInfo, stage: str, error: Exception) -> None:
    host.tables.drop(info)
    host.plugins.fail(info, stage, error)


def _navigator(host: RunningHost, folders: list[Root[OpenFile]]) -> Navigator[OpenFile]:
    settings = host.settings
    follow = not settings.family("filesystem_").get("no_follow_symlinks", False)
    served = [Root(mount.names, Folder(mount.folder, follow=follow, guard=host.path_guard)) for mount in host.mounts]
    return Navigator(
        [*folders, *served, Root((), Folder(host.root, follow=follow, guard=host.path_guard))],
        default_index=settings[names.WEBVIEW_DEFAULT_INDEX],
        allow_any_route=settings[names.WEBVIEW_ALLOW_ANY_ROUTE],
    )


def _headers(host: RunningHost) -> ResponseHeaders:
    settings = host.settings
    return ResponseHeaders(
        origin=host.origin,
        extra=_extra_headers(host),
        referrer_policy=settings[names.WEBVIEW_REFERRER_POLICY],
        cache_control=settings[names.WEBVIEW_CACHE_CONTROL] or ("no-cache" if host.debug else "public"),
        allow_all=settings[names.WEBVIEW_CORS_ALLOW_ALL],
        allow_credentials=settings[names.WEBVIEW_CORS_ALLOW_CREDENTIALS],
        allow_headers=settings[names.WEBVIEW_CORS_ALLOW_HEADERS],
        allow_methods=settings[names.WEBVIEW_CORS_ALLOW_METHODS],
        allowed_origins=settings[names.WEBVIEW_CORS_ALLOWED_ORIGINS],
    )


def _extra_headers(host: RunningHost) -> list[tuple[str, str]]:
    family = host.settings.family(names.WEBVIEW_HEADERS_FAMILY.key)
    return [*host.settings[names.WEBVIEW_HEADERS], *family.items()]


def _own_import_map(host: RunningHost) -> Mapping[str, object]:
    """Read the file of `webview_importmap`.

    Raises:
        ConfigError: it cannot be read or is no JSON object.
    """
    name = host.settings[names.WEBVIEW_IMPORTMAP]
    if not name:
        return {}
    path = host.root / name.lstrip("/")
    try:
        content = json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise ConfigError(f'Cannot use "webview_importmap" = "{name}": {error}') from error
    if not isinstance(content, dict):
        raise ConfigError(f'Cannot use "webview_importmap" = "{name}": it holds no JSON object')
    return content


def _policy(host: RunningHost) -> Callable[[Window | None], str]:
    """Return a function that gives the policy of a window's documents: the app's, with the sources plugins need."""
    policy = host.settings[names.WEBVIEW_CSP]
    known: dict[str, str] = {}

    def of(window: Window | None) -> str:
        if not policy or window is None:
            return policy
        if window.id not in known:
            merged = [policy]
            host.plugins.gather("oro_csp", lambda needed: merged.append(merge(merged[-1], needed)), window=window)
            known[window.id] = merged[-1]
        return known[window.id]

    return of


def _framing(host: RunningHost) -> str:
    """Return the policy that keeps other origins from showing the app in a frame; empty if the app has its own."""
    given = {name.lower(): value for name, value in _extra_headers(host)}
    policies = f"{host.settings[names.WEBVIEW_CSP]},{given.get('content-security-policy', '')}"
    if "x-frame-options" in given or restricts_frames(policies):
        return ""
    return framing_policy(host.origin, host.settings[names.WEBVIEW_CORS_ALLOWED_ORIGINS])


def _guard(host: RunningHost) -> Callable[[Request, str], None]:
    """Return a function that raises `Denied` unless the caller of a mounted app has its permission."""

    def guard(request: Request, permission: str) -> None:
        caller = request.caller
        call = Call(
            host=host,
            route=request.target.path,
            window=caller.window,
            origin=caller.origin,
            client=caller.client,
            outside=caller.outside,
            params={},
            headers=(),
            body=b"",
            seq="",
        )
        host.permissions.guard(call, permission)

    return guard
