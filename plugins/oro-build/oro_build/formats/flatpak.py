"""`flatpak`: what flatpak-builder and the reviewers of Flathub need, in a folder."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from oro_build.built import Built, Flavour
from oro_build.errors import BuildError
from oro_build.formats.format import MissingTool
from oro_build.formats.layout import desktop_tree
from oro_build.formats.moment import moment_of
from oro_build.formats.tree import Tree

__all__ = ("Flatpak", "manifest")

_RUNTIMES = {"qt": ("org.freedesktop.Platform", "org.freedesktop.Sdk", "24.08")}
_GNOME = ("org.gnome.Platform", "org.gnome.Sdk", "48")
"""Has WebKitGTK, which apps in the engine of GTK take from their system."""
_SANDBOX = ["--share=ipc", "--socket=fallback-x11", "--socket=wayland", "--device=dri", "--share=network"]


class Flatpak:
    """A manifest with its sources; flatpak-builder makes the download."""

    name = "flatpak"
    summary = "a manifest for flatpak-builder, with its sources"
    system = "linux"

    def missing(self, built: Built) -> list[MissingTool]:
        """Return nothing: Python writes it, and flatpak-builder is for the next step."""
        return []

    def make(self, built: Built, folder: Path) -> list[Path]:
        """Write the folder `NAME-VERSION-flatpak` and return its files.

        Raises:
            BuildError: the app was built for Debian's own Python.
        """
        if built.flavour is Flavour.SYSTEM:
            raise BuildError("Cannot make a Flatpak of the system flavour: it is for Debian's own Python; use bundled")
        product, moment = built.product, moment_of(built)
        target = folder / f"{product.name}-{product.version}-flatpak"
        target.mkdir(exist_ok=True)
        archive = target / "app.tar.xz"
        flatpak_tree(built, moment).archive(archive, "app", moment)
        digest = hashlib.sha256(archive.read_bytes()).hexdigest()
        described = target / f"{product.identifier}.json"
        described.write_text(json.dumps(manifest(built, archive.name, digest), indent=2) + "\n")
        readme = target / "README.txt"
        readme.write_text(_readme(built))
        return [archive, described, readme]


def flatpak_tree(built: Built, moment: int) -> Tree:
    """Return the files that go to `/app`."""
    tree = Tree()
    tree.add_folder(built.folder, f"lib/{built.product.name}")
    tree.add_link(f"bin/{built.product.name}", f"../lib/{built.product.name}/{built.program}")
    desktop_tree(tree, built, moment, "", built.product.name)
    return tree


def manifest(built: Built, archive: str, digest: str) -> dict[str, object]:
    """Return what flatpak-builder does: it copies the files, for they are compiled."""
    product = built.product
    runtime, sdk, version = _RUNTIMES.get(built.engine, _GNOME)
    return {
        "id": product.identifier,
        "runtime": runtime,
        "runtime-version": version,
        "sdk": sdk,
        "command": product.name,
        "finish-args": [*_SANDBOX],
        "build-options": {"strip": False, "no-debuginfo": True},
        "modules": [
            {
                "name": product.name,
                "buildsystem": "simple",
                "build-commands": ["cp -a . /app"],
                "sources": [{"type": "archive", "path": archive, "sha256": digest}],
            }
        ],
    }


def _readme(built: Built) -> str:
    name = built.product.identifier
    return (
        "To build and install it for yourself (apt install flatpak-builder):\n\n"
        f"    flatpak-builder --user --install --install-deps-from=flathub --force-clean build {name}.json\n"
        f"    flatpak run {name}\n"
    )
