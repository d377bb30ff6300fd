"""The hooks by which this distribution declares its parts to the host.

`oro --help` imports this module only for the command, so modules for apps are imported inside the hooks.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import ModuleType
from typing import TYPE_CHECKING, Any

from oro_framework.hookspecs import hookimpl
from oro_framework.service import Service
from oro_framework.types import Host, PageEvent, Permission, Setting, Template
from oro_wasm import settings

if TYPE_CHECKING:
    import click

    from oro_framework.commands import Finding
    from oro_wasm.builds.language import Language


@hookimpl
def oro_settings() -> Sequence[Setting[Any]]:
    """Declare `wasm_*`."""
    return settings.ALL


@hookimpl
def oro_permissions() -> Sequence[Permission]:
    """Declare permissions `wasm` and `wasm_build`."""
    return [
        Permission(
            name="wasm",
            description="Run WebAssembly in processes of the app, with what the app grants it and nothing else",
        ),
        Permission(
            name="wasm_build",
            description=(
                "Build projects with compilers of this machine, which run as the app's user and may run what a project "
                "tells them to; fetch compilers that are missing"
            ),
        ),
    ]


@hookimpl
def oro_services() -> Sequence[type[Service]]:
    """Declare the service that answers `wasm.*`."""
    from oro_wasm.service import Wasm

    return [Wasm]


@hookimpl
def oro_page_events(host: Host) -> Sequence[PageEvent]:
    """Declare `wasmcompile`."""
    from oro_wasm import events

    return events.ALL


@hookimpl
def oro_commands(cli: click.Group) -> None:
    """Add `oro wasm`."""
    from oro_wasm.cli.group import wasm

    cli.add_command(wasm)


@hookimpl
def oro_findings() -> Sequence[Finding]:
    """Say which engine runs guests, and for which languages the tools are there."""
    from oro_wasm.cli.findings import examine

    return list(examine())


@hookimpl
def oro_templates() -> Sequence[Template]:
    """Declare `wasm-plugin`."""
    from oro_wasm.templates import TEMPLATES

    return TEMPLATES


@hookimpl
def oro_hookspecs() -> Sequence[ModuleType]:
    """Declare `oro_wasm_languages` and `oro_wasm_components`."""
    from oro_wasm import hookspecs

    return [hookspecs]


@hookimpl
def oro_wasm_languages() -> Sequence[type[Language]]:
    """Declare the languages that oro-wasm brings."""
    from oro_wasm.languages.shipped import SHIPPED

    return SHIPPED
