"""Declarations of this distribution to the host.

`oro --help` imports this module only for the command, so modules for apps are imported inside the hooks.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import ModuleType
from typing import TYPE_CHECKING, Any

from oro_framework.hookspecs import hookimpl
from oro_framework.protected import ProtectedPath
from oro_framework.service import Service
from oro_framework.types import Host, PageEvent, Permission, Setting
from oro_search import events, settings

if TYPE_CHECKING:
    import click


@hookimpl
def oro_settings() -> Sequence[Setting[Any]]:
    """Declare `search_*`."""
    return settings.ALL


@hookimpl
def oro_permissions() -> Sequence[Permission]:
    """Declare permission `search`."""
    description = "Read the documents in folders of this machine, keep an index of their text, and search in it."
    return [Permission(name="search", description=description)]


@hookimpl
def oro_protected_paths(host: Host) -> Sequence[ProtectedPath]:
    """Keep the indexes, which hold the text of documents, behind permission `search`."""
    from oro_search.indexes_folder import indexes_folder

    return [ProtectedPath(path=indexes_folder(host.bundle), what="the search indexes of the app", always=True)]


@hookimpl
def oro_services() -> Sequence[type[Service]]:
    """Declare the service that answers `search.*`."""
    from oro_search.service import Search

    return [Search]


@hookimpl
def oro_page_events(host: Host) -> Sequence[PageEvent]:
    """Declare what pages are told of indexes."""
    return events.ALL


@hookimpl
def oro_hookspecs() -> Sequence[ModuleType]:
    """Bring `oro_search_readers`."""
    from oro_search import hookspecs

    return [hookspecs]


@hookimpl
def oro_commands(cli: click.Group) -> None:
    """Add `oro search`."""
    from oro_search.cli import search

    cli.add_command(search)
