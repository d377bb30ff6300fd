"""`oro session`: deletes the data that an app's pages stored."""

from __future__ import annotations

import click

from oro_framework.cli.app import find, load_config, load_host
from oro_framework.cli.plugins import app_option
from oro_framework.cli.suggesting import Suggesting
from oro_framework.errors import Busy
from oro_framework.host.backends.page_storage import PageStorage, folder_of

__all__ = ("session",)


@click.group(cls=Suggesting, short_help="Clear what pages of an app stored")
def session() -> None:
    """Clear the data of an app's pages: cookies, web storage, databases, caches."""


@session.command(short_help="Delete what pages and sites stored")
@app_option
def clear(app: str | None) -> None:
    """Delete the data of the app's pages and of sites it showed, while the app does not run."""
    described = find(app)
    host = load_host(described, load_config(described))
    folder = folder_of(host.bundle, host.root)
    if not folder.is_dir():
        click.echo("Nothing was stored yet.")
        return
    storage = PageStorage.held(folder)
    if storage.why:
        raise Busy(f"Cannot clear what pages stored: {storage.why}; end it, or have a page call session.clear")
    try:
        click.echo(f'Cleared "{folder}"' if storage.wipe() else "Nothing was stored yet.")
    finally:
        storage.release()
