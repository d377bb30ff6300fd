"""`Plan`: what goes into a built app, and why; `oro build --explain` prints it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from oro_build import settings as keys
from oro_build.errors import BuildError
from oro_build.formats import settings as format_keys
from oro_build.formats.settings import FormatSettings
from oro_build.front_end import pages_folder
from oro_build.planning.app_files import app_files, import_statements, imported_modules
from oro_build.planning.distributions import closure, distribution_of_module
from oro_build.planning.engine import choose_engine, engine_requirements
from oro_build.planning.product_facts import product_of
from oro_build.planning.usage import Usage, usage_of
from oro_build.product import Product
from oro_framework.__pyinstaller.collecting import AUTHORS
from oro_framework.cli.app import App, load_config, load_host
from oro_framework.host.app import Host
from oro_framework.host.configuration import settings as names
from oro_framework.host.plugins.discovery import Found, discover

__all__ = ("Part", "Plan", "make_plan", "without_own_files")

_OWN = (".ororc", ".sscrc")


class Part(Struct, frozen=True, kw_only=True):
    """A distribution that goes in."""

    distribution: str
    why: str
    """The reason for it."""
    plugin: str = ""
    """The name of its plugin, where it has one."""


class Plan(Struct, frozen=True, kw_only=True):
    """The parts of a built app."""

    product: Product
    engine: str
    why_engine: str
    plugins: Sequence[Found]
    parts: Sequence[Part]
    """Every distribution, plugins first."""
    folder: Path
    """The app's."""
    files: Sequence[Path]
    """Its files, which are below the folder."""
    imports: Sequence[str]
    """The import statements of its Python."""
    assignments: Sequence[str]
    """Settings that differ from those of `oro.toml`."""
    languages: Sequence[str]
    formats: FormatSettings = FormatSettings()
    wanted: Sequence[str] = ()
    """The names of the formats to make when the command line names none."""

    @property
    def distributions(self) -> Sequence[str]:
        """Return those of plugins."""
        return [part.distribution for part in self.parts if part.plugin]

    @property
    def requirements(self) -> Sequence[str]:
        """Return the other ones."""
        return [part.distribution for part in self.parts if not part.plugin and part.distribution != "oro-framework"]


def without_own_files(app: App) -> App:
    """Return an app without the settings that hold for its author's machine alone."""
    return replace(app, files=[path for path in app.files if path.name not in _OWN])


def make_plan(app: App, *, engine: str = "") -> Plan:
    """Find out what goes into an app, by loading it.

    Args:
        app: the app.
        engine: of the command line.

    Raises:
        BuildError: something that goes in is not there.
        OroError: the app cannot be loaded.
    """
    config = load_config(app)
    pages = pages_folder(config)
    unbuilt = ["app_resources=."] if pages and not (app.folder / pages).is_dir() else []
    host = load_host(app, load_config(app, unbuilt))
    settings = host.settings
    folder = app.folder.resolve()
    chosen, why = choose_engine(engine or str(settings[keys.ENGINE]), str(settings["webview_engine"]))
    include = settings[keys.INCLUDE]
    named = [each.removeprefix("python:") for each in include if each.startswith("python:")]
    files = list(
        app_files(
            folder,
            exclude=settings[keys.EXCLUDE],
            include=[each for each in include if not each.startswith("python:")],
            only=[pages] if pages else [],
        )
    )
    imports = [
        *import_statements((path for path in files if path.suffix == ".py"), folder),
        *(f"import {each}" for each in named),
    ]
    usage = usage_of(host, files, imports)
    plugins = _plugins(host, settings[keys.PLUGINS], imported_modules(imports))
    return Plan(
        product=product_of(folder, host.config),
        engine=chosen,
        why_engine=why,
        plugins=plugins,
        parts=_parts(plugins, imports, chosen, usage, host),
        folder=folder,
        files=files,
        imports=imports,
        assignments=_derived(app),
        languages=_languages(host),
        formats=_format_settings(host, folder),
        wanted=settings[keys.FORMATS],
    )


def _derived(app: App) -> list[str]:
    """Return the settings that an app has of its name and folder, where no file of it says so."""
    return [f"{key}={str(value).lower() if value is True else value}" for key, value in app.derived.items()]


def _plugins(host: Host, narrowed: Sequence[str], imported: Sequence[str]) -> list[Found]:
    """Return the plugins that go in: those in use, or of these the ones `build_plugins` names and the app imports."""
    active = {name for name, info in host.plugins.infos.items() if info.distribution and info.active()}
    if unknown := sorted(set(narrowed) - active):
        raise BuildError(
            f'Cannot build with plugin "{unknown[0]}" of build_plugins: the app does not use it, or it is not installed'
        )
    wanted = set(narrowed) or active
    required = set(host.settings[names.PLUGINS_REQUIRED])
    return [
        each
        for each in discover()
        if each.name in active
        and each.distribution not in AUTHORS
        and (each.name in wanted | required or each.module.partition(".")[0] in imported)
    ]


def _parts(plugins: Sequence[Found], imports: Sequence[str], engine: str, usage: Usage, host: Host) -> list[Part]:
    by_distribution = {each.distribution: each.name for each in plugins}
    imported = {
        name: f"the app imports {module}"
        for module in imported_modules(imports)
        if module not in sys.stdlib_module_names and (name := distribution_of_module(module)) and name not in AUTHORS
    }
    roots = ["oro-framework", *by_distribution, *imported, *engine_requirements(engine)]
    found = closure(roots)
    enabled = host.settings[names.PLUGINS_ENABLED]
    parts = []
    for distribution, owner in found.items():
        plugin = by_distribution.get(distribution, "")
        why = f"{owner} requires it" if owner else imported.get(distribution, f"the engine {engine}")
        if plugin:
            why = usage.reason(plugin) or _enabled(plugin, enabled)
        elif distribution == "oro-framework":
            why = "the runtime"
        parts.append(Part(distribution=distribution, why=why, plugin=plugin))
    return sorted(parts, key=lambda part: (not part.plugin, part.distribution))


def _enabled(plugin: str, enabled: Sequence[str] | None) -> str:
    if enabled is not None and plugin in enabled:
        return "oro.toml enables it"
    return "installed, and the app enables all; no page or module names it"


def _format_settings(host: Host, folder: Path) -> FormatSettings:
    settings = host.settings
    runtime = settings[format_keys.APPIMAGE_RUNTIME]
    return FormatSettings(
        appimage_runtime=folder / runtime if runtime else None,
        sign_gpg=settings[format_keys.SIGN_GPG],
        sign_macos=settings[format_keys.SIGN_MACOS],
        sign_windows=settings[format_keys.SIGN_WINDOWS],
    )


def _languages(host: Host) -> list[str]:
    found = [str(host.settings[names.META_LANG]), str(host.settings[names.I18N_LOCALES_DEFAULT])]
    found += host.settings.family(names.I18N_LOCALES.key)
    return sorted({each for each in found if each})
