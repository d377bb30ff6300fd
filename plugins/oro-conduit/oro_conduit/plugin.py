"""The hooks by which this distribution declares its parts to the host."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from oro_conduit import settings
from oro_conduit.settings import PERMISSION
from oro_framework.hookspecs import hookimpl
from oro_framework.service import Service
from oro_framework.types import Permission, Preload, Setting, Window

if TYPE_CHECKING:
    import click

    from oro_conduit.service import Conduit

_SCRIPT = (Path(__file__).parent / "preload.js").read_text("utf-8")


@hookimpl
def oro_settings() -> Sequence[Setting[Any]]:
    """Declare the `conduit_*` keys and the shared key."""
    return settings.ALL


@hookimpl
def oro_permissions() -> Sequence[Permission]:
    """Declare permission `conduit`."""
    return [
        Permission(
            name=PERMISSION,
            description=(
                "Open the app's own binary connection on loopback and start or stop its server; "
                "it reaches nothing a page could not call otherwise"
            ),
            harmless=True,
        )
    ]


@hookimpl
def oro_services() -> Sequence[type[Service]]:
    """Declare the service that keeps the connections."""
    from oro_conduit.service import Conduit  # imports trio, which the help of `oro` does not need

    return [Conduit]


def _service_of(window: Window) -> Conduit | None:
    """Return the service of the window's host."""
    from oro_conduit.service import service_of  # as above

    return service_of(window.host)


@hookimpl
def oro_preload(window: Window) -> Preload | None:
    """Tell the pages of a window where to connect and by which key, `__args.conduit`, and have them do so."""
    service = _service_of(window)
    if service is None:
        return None
    address = service.loopback.address()
    if address is None:
        return Preload(args={"conduit": None})
    told = {
        "hostname": address[0],
        "port": address[1],
        "sharedKey": service.keys.of(window),
        "auto": window.host.settings[settings.AUTO],
        "debug": service.debugging,
    }
    return Preload(script=_SCRIPT, args={"conduit": told})


@hookimpl
def oro_csp(window: Window) -> Mapping[str, Iterable[str]]:
    """Allow pages to connect, whichever name they use."""
    service = _service_of(window)
    address = None if service is None else service.loopback.address()
    if address is None:
        return {}
    return {"connect-src": [f"ws://{name}:{address[1]}" for name in ("127.0.0.1", "localhost")]}


@hookimpl
def oro_commands(cli: click.Group) -> None:
    """Add `oro call`, `oro events`, `oro attach`, and `oro mcp` unless oro-mcp does, whose command has `--dev` too."""
    from oro_conduit.cli import commands

    for command in (commands.attach, commands.call, commands.events):
        cli.add_command(command)
    if find_spec("oro_mcp") is None:
        cli.add_command(commands.mcp)
