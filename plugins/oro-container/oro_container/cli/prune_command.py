"""`oro container prune`: remove what is not used."""

from __future__ import annotations

import click

from oro_framework.commands import note

__all__ = ("command",)


@click.command("prune", short_help="Remove the files of containers that do not run, and packages that are not used")
@click.option("--all", "everything", is_flag=True, help="Also the files that are kept by a name, and every package.")
def command(everything: bool) -> int:
    """Remove files that killed containers left, and the packages that were used least lately beyond the limit.

    Images that no name leads to go as well. What containers that run have stays.
    """
    from oro_container.cli.sizes import size_of
    from oro_container.containers.container_folder import is_held, is_kept
    from oro_container.folders import cache_folder, containers_folder
    from oro_container.images.store import ImageStore
    from oro_container.packages.store import Store
    from oro_container.removal import remove_tree
    from oro_container.settings import STORE_SIZE

    there = [each for each in containers_folder().glob("*") if everything or not is_kept(each)]
    unused = [each for each in there if not is_held(each)]
    for folder in unused:
        remove_tree(folder)
    packages = Store(cache_folder() / "packages", 0 if everything else STORE_SIZE.default).prune()
    images = ImageStore().prune()
    files = f"the files of {len(unused)} container{'s' if len(unused) != 1 else ''}"
    note(f"removed {files}, {size_of(packages)} of packages, {size_of(images)} of images")
    return 0
