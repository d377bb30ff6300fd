"""`oro plugins remove`: removes a plugin from the environment, or from an app's own folder."""

from __future__ import annotations

import click

__all__ = ("remove",)


@click.command("remove", short_help="Remove a plugin")
@click.argument("name")
@click.option("--app", metavar="APP", help="Remove it from an app's own folder.")
@click.option("--yes", "-y", is_flag=True, help="Do not ask.")
def remove(name: str, app: str | None, yes: bool) -> None:
    """Remove the plugin NAME, named as in `oro plugins list` or by its distribution. What it needed stays."""
    from oro_framework.cli.plugins import pip, places

    folder = places.app_folder(app) if app is not None else None
    found = places.find_plugin(name, folder)
    where = str(folder) if folder is not None else "this environment"
    if not yes and not click.confirm(f"Remove {found.distribution} {found.version} from {where}?", default=False):
        raise click.Abort
    if folder is None:
        pip.uninstall(found.distribution)
    else:
        places.remove_files(found.distribution, folder)
    click.echo(f"Removed {found.distribution}")
