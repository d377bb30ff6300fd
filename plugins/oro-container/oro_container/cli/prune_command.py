"""`oro container prune`: remove what is not used."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

import click

from oro_framework.commands import note

__all__ = ("command",)


@click.command("prune", short_help="Remove the files of containers that do not run, and packages that are not used")
@click.option("--all", "everything", is_flag=True, help="Also the files that are kept by a name, and every package.")
def command(everything: bool) -> int:
    """Remove files that killed containers left, and the packages that were used least lately beyond the limit."""
    from oro_container.folders import cache_folder, containers_folder
    from oro_container.images.store import ImageStore
    from oro_container.packages.store import Store
    from oro_container.removal import remove_tree
    from oro_container.settings import STORE_SIZE

    removed = 0
    for folder in sorted(containers_folder().glob("*")):
        kept = folder.name.startswith("named-")
        if (everything or not kept) and not _is_used(folder):
            remove_tree(folder)
            removed += 1
    Store(cache_folder() / "packages", 0 if everything else STORE_SIZE.default).prune()
    ImageStore().prune()
    note(f"removed the files of {removed} containers")
    return 0


def _is_used(folder: Path) -> bool:
    """Return whether a container has its files there now."""
    try:
        lock = os.open(folder / "lock", os.O_RDWR | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(lock)
    return False
