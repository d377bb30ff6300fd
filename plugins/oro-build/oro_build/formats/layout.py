"""The places of an app's files: on a Linux system that installs it, and in a folder that a person unpacks."""

from __future__ import annotations

from oro_build.built import Built
from oro_build.desktop.entry import autostart_entry, menu_entry
from oro_build.desktop.metainfo import metainfo
from oro_build.desktop.mime import mime_package
from oro_build.formats.tree import Item, Tree
from oro_build.icons.hicolor import hicolor_icons
from oro_build.icons.picture import Picture
from oro_build.licences.bill import bill_of_materials
from oro_build.licences.collection import add_licences

__all__ = ("desktop_tree", "home_of", "system_tree")


def home_of(built: Built) -> str:
    """Return the folder of the app's own files on a system, without the leading slash."""
    return f"usr/lib/{built.product.name}"


def system_tree(built: Built, moment: int) -> Tree:
    """Return the files of a package of a distribution, by their paths from the root."""
    product = built.product
    home = home_of(built)
    tree = Tree()
    tree.add_folder(built.folder, home)
    tree.add_link(f"usr/bin/{product.name}", f"../lib/{product.name}/{built.program}")
    desktop_tree(tree, built, moment, "usr", f"/usr/bin/{product.name}")
    if product.autostart:
        entry = autostart_entry(product, f"/usr/bin/{product.name}")
        tree.add_text(f"etc/xdg/autostart/{product.identifier}.desktop", entry)
    doc = f"usr/share/doc/{product.name}"
    add_licences(tree, built, doc)
    tree.add(Item(path=f"{doc}/sbom.cdx.json", content=bill_of_materials(built, moment)))
    return tree


def desktop_tree(tree: Tree, built: Built, moment: int, prefix: str, program: str) -> None:
    """Add the files by which desktops know the app, below a prefix such as `usr`."""
    product = built.product
    share = f"{prefix}/share".lstrip("/")
    tree.add_text(f"{share}/applications/{product.identifier}.desktop", menu_entry(product, program))
    tree.add_text(f"{share}/metainfo/{product.identifier}.metainfo.xml", metainfo(product, moment))
    if types := mime_package(product):
        tree.add_text(f"{share}/mime/packages/{product.identifier}.xml", types)
    for path, content in hicolor_icons(Picture(product.icon), product.identifier):
        tree.add(Item(path=f"{share}/icons/hicolor/{path}", content=content))
