"""Images found by path, in the store, or in installed Python packages."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

from oro_container.errors import BadImage, NoSuchImage
from oro_container.images.archives import SUFFIX
from oro_container.images.image import Image, open_image
from oro_container.images.store import ImageStore

__all__ = ("GROUP", "find", "find_named", "shipped")

GROUP = "oro_container.images"
"""The group of entry points by which Python packages ship images: each names a folder, as `Path` or text."""


def find(name: str, store: ImageStore | None = None) -> Image:
    """Return an image, as people name it; blocks.

    Args:
        name: the path of a folder or `.tar.zst`, which is then kept in the store; or a name, or `NAME@VERSION`, of the
            store; or the name of one that an installed package ships.
        store: where images are kept; that of the user when None.

    Raises:
        NoSuchImage: there is none; says which there are.
        BadImage: it is none, or damaged.
    """
    store = store or ImageStore()
    path = Path(name)
    if name.endswith(SUFFIX) and path.is_file():
        return store.add(path)
    if _is_path(name) and path.is_dir():
        return open_image(path.resolve())
    return find_named(name, store)


def find_named(name: str, store: ImageStore | None = None) -> Image:
    """Return an image by its name, never by a path; blocks.

    Args:
        name: a name, or `NAME@VERSION`, of the store; or the name of one that an installed package ships.
        store: where images are kept; that of the user when None.

    Raises:
        NoSuchImage: there is none; says which there are.
        BadImage: it is none, or damaged.
    """
    store = store or ImageStore()
    packages = shipped()
    try:
        return store.find(name)
    except NoSuchImage:
        if name in packages:
            return open_image(_folder_of(packages[name]))
        raise NoSuchImage(name, [*packages, *(each.manifest.name for each in store.list())]) from None


def shipped() -> Mapping[str, EntryPoint]:
    """Return the images that installed packages ship, by name."""
    return {each.name: each for each in entry_points(group=GROUP)}


def _is_path(name: str) -> bool:
    return "/" in name or "\\" in name or name in (".", "..")


def _folder_of(entry: EntryPoint) -> Path:
    try:
        found = entry.load()
    except Exception as error:  # any of a package that is not ours
        raise BadImage(f'Cannot use image "{entry.name}": its package cannot be imported: {error!r}') from error
    if not isinstance(found, (str, Path)):
        raise BadImage(f'Cannot use image "{entry.name}": {entry.value} is no path')
    return Path(found)
