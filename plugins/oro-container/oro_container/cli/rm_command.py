"""`oro container rm`: end a container, and remove its files."""

from __future__ import annotations

import click

from oro_framework.commands import note
from oro_framework.errors import NotFound

__all__ = ("command",)


@click.command("rm", short_help="End a container, and remove its files")
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
def command(names: tuple[str, ...]) -> int:
    """End the containers of those names if they run, and remove the files that are kept by them."""
    from oro_container.cli.running import NoSuchRunning, connected
    from oro_container.containers.container_folder import folder_name
    from oro_container.folders import containers_folder
    from oro_container.removal import remove_tree

    for name in names:
        kept = [each for each in containers_folder().glob("*") if each.name == folder_name(name)]
        try:
            with connected(name, {"do": "stop"}) as link:
                # It ends when the container has ended.
                while link.recv(1 << 16):
                    pass
            ran = True
        except NoSuchRunning:
            ran = False
        if not ran and not kept:
            raise NotFound(f'Cannot remove container "{name}": none of that name runs, and no files are kept by it')
        for folder in kept:
            remove_tree(folder)
        note(f"removed {name}")
    return 0
