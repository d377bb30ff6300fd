"""`tar.xz`: a folder that runs where it is unpacked."""

from __future__ import annotations

from pathlib import Path

from oro_build.built import Built
from oro_build.desktop.entry import menu_entry
from oro_build.formats.format import MissingTool
from oro_build.formats.moment import moment_of
from oro_build.formats.tree import Item, Tree
from oro_build.icons.picture import Picture
from oro_build.licences.bill import bill_of_materials
from oro_build.licences.collection import add_licences

__all__ = ("TarXz",)


class TarXz:
    """An archive with one folder."""

    name = "tar.xz"
    summary = "an archive for any Linux: unpack it and start the program"
    system = "linux"

    def missing(self, built: Built) -> list[MissingTool]:
        """Return nothing: Python writes it."""
        return []

    def make(self, built: Built, folder: Path) -> list[Path]:
        """Write `NAME-VERSION-PLATFORM.tar.xz`."""
        product, moment = built.product, moment_of(built)
        stem = f"{product.name}-{product.version}-{built.platform}"
        path = folder / f"{stem}.tar.xz"
        portable_tree(built, moment).archive(path, stem, moment)
        return [path]


def portable_tree(built: Built, moment: int) -> Tree:
    """Return the app's folder with its icon, its desktop entry, its licences and a page that says how to start it."""
    product = built.product
    tree = Tree()
    tree.add_folder(built.folder, "")
    picture = Picture(product.icon)
    tree.add(Item(path=f"share/{product.identifier}.png", content=picture.png(512)))
    tree.add_text(f"share/{product.identifier}.desktop", menu_entry(product, product.name))
    add_licences(tree, built, "share")
    tree.add(Item(path="share/sbom.cdx.json", content=bill_of_materials(built, moment)))
    tree.add_text("README.txt", _readme(built))
    return tree


def _readme(built: Built) -> str:
    product = built.product
    needs = f"\nIt needs these packages of the system: {', '.join(built.requirements)}\n" if built.requirements else ""
    return (
        f"{product.title} {product.version}\n\nStart it with ./{product.name}; the folder may lie anywhere.\n{needs}\n"
        f"For an entry in the menus, put the folder onto your PATH, and copy share/{product.identifier}.desktop to "
        f"~/.local/share/applications\nand share/{product.identifier}.png to ~/.local/share/icons.\n\n"
        "share/THIRD-PARTY.txt has the licences of everything inside.\n"
    )
