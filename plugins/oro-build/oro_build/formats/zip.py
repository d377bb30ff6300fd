"""`zip`: a folder that runs on Windows where it is unpacked."""

from __future__ import annotations

import zipfile
from datetime import UTC, datetime
from pathlib import Path

from oro_build.built import Built
from oro_build.formats.format import MissingTool
from oro_build.formats.moment import moment_of
from oro_build.formats.tree import Item, Tree
from oro_build.icons.containers import ico
from oro_build.icons.picture import Picture
from oro_build.licences.bill import bill_of_materials
from oro_build.licences.collection import add_licences

__all__ = ("Zip", "windows_tree")

_EARLIEST = 315_532_800
"""1980, before which the format has no times."""


class Zip:
    """An archive with one folder."""

    name = "zip"
    summary = "a folder for Windows: unpack it and start the program"
    system = "win"

    def missing(self, built: Built) -> list[MissingTool]:
        """Return nothing: Python writes it."""
        return []

    def make(self, built: Built, folder: Path) -> list[Path]:
        """Write `NAME-VERSION-PLATFORM.zip`."""
        product, moment = built.product, moment_of(built)
        stem = f"{product.name}-{product.version}-{built.platform}"
        path = folder / f"{stem}.zip"
        date = datetime.fromtimestamp(max(moment, _EARLIEST), UTC).timetuple()[:6]
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
            for item in windows_tree(built, moment):
                entry = zipfile.ZipInfo(f"{stem}/{item.path}", (date[0], date[1], date[2], date[3], date[4], date[5]))
                entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, item.mode << 16
                out.writestr(entry, item.read())
        return [path]


def windows_tree(built: Built, moment: int) -> Tree:
    """Return the app's folder with its icon and licences."""
    tree = Tree()
    tree.add_folder(built.folder, "")
    tree.add(Item(path=f"{built.product.name}.ico", content=ico(Picture(built.product.icon))))
    add_licences(tree, built, "licences")
    tree.add(Item(path="licences/sbom.cdx.json", content=bill_of_materials(built, moment)))
    return tree
