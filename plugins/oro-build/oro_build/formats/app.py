"""`app`: an application for macOS."""

from __future__ import annotations

import plistlib
import shutil
from pathlib import Path

from oro_build.built import Built
from oro_build.formats.format import MissingTool
from oro_build.formats.moment import moment_of
from oro_build.formats.tree import Item, Tree
from oro_build.icons.containers import icns
from oro_build.icons.picture import Picture
from oro_build.licences.bill import bill_of_materials
from oro_build.licences.collection import add_licences
from oro_build.product import MimeType, Product
from oro_build.signing.command import sign_by_command

__all__ = ("App", "bundle_tree", "information")

_WITHIN = "_internal"
"""The folder beside a program of PyInstaller, which it looks for in `Contents/Frameworks` when it is in a bundle."""


class App:
    """A folder that macOS shows as one application.

    Args:
        command: signs it; empty for no signature.
    """

    name = "app"
    summary = "an application for macOS"
    system = "macosx"

    def __init__(self, command: str = "") -> None:
        self._command = command

    def missing(self, built: Built) -> list[MissingTool]:
        """Return nothing: Python writes it."""
        return []

    def make(self, built: Built, folder: Path) -> list[Path]:
        """Write `TITLE.app`, in place of one that is there.

        Raises:
            BuildError: the command that signs failed.
        """
        moment = moment_of(built)
        path = folder / f"{file_title(built.product)}.app"
        shutil.rmtree(path, ignore_errors=True)
        path.mkdir(parents=True)
        bundle_tree(built, moment).write(path, moment)
        sign_by_command(self._command, path)
        return [path]


def bundle_tree(built: Built, moment: int) -> Tree:
    """Return the files of the bundle."""
    product = built.product
    frozen = Tree()
    frozen.add_folder(built.folder, "")
    tree = Tree()
    for item in frozen:
        first, _, rest = item.path.partition("/")
        place = f"Frameworks/{rest}" if first == _WITHIN else f"MacOS/{item.path}"
        tree.add(item.at(f"Contents/{place}"))
    tree.add(Item(path="Contents/Info.plist", content=plistlib.dumps(information(product))))
    tree.add(Item(path="Contents/Resources/icon.icns", content=icns(Picture(product.icon))))
    add_licences(tree, built, "Contents/Resources")
    tree.add(Item(path="Contents/Resources/sbom.cdx.json", content=bill_of_materials(built, moment)))
    return tree


def information(product: Product) -> dict[str, object]:
    """Return what macOS reads of the app: its names, its icon, what it opens."""
    number = product.version.split("-")[0].split("+")[0]
    found: dict[str, object] = {
        "CFBundleDevelopmentRegion": "en",
        "CFBundleDisplayName": product.title,
        "CFBundleExecutable": product.name,
        "CFBundleIconFile": "icon.icns",
        "CFBundleIdentifier": product.identifier,
        "CFBundleInfoDictionaryVersion": "6.0",
        "CFBundleName": product.title[:15],
        "CFBundlePackageType": "APPL",
        "CFBundleShortVersionString": number,
        "CFBundleVersion": number,
        "LSMinimumSystemVersion": "11.0",
        "NSHighResolutionCapable": True,
    }
    if product.copyright:
        found["NSHumanReadableCopyright"] = product.copyright
    if product.schemes:
        found["CFBundleURLTypes"] = [
            {"CFBundleURLName": product.identifier, "CFBundleURLSchemes": list(product.schemes)}
        ]
    if product.mime_types:
        found["CFBundleDocumentTypes"] = [_document(kind) for kind in product.mime_types]
    return found


def file_title(product: Product) -> str:
    """Return the title as the name of a file."""
    return product.title.replace("/", "-").replace(":", "-").strip(". ") or product.name


def _document(kind: MimeType) -> dict[str, object]:
    endings = [pattern.removeprefix("*.") for pattern in kind.patterns if pattern.startswith("*.")]
    found: dict[str, object] = {
        "CFBundleTypeName": kind.comment or kind.type,
        "CFBundleTypeMIMETypes": [kind.type],
        "CFBundleTypeRole": "Editor",
    }
    return {**found, "CFBundleTypeExtensions": endings} if endings else found
