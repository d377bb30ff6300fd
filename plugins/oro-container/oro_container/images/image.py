"""`Image`, a folder with a `container.toml`."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from oro_container.core.images.errors import BadManifest
from oro_container.core.images.manifest import MANIFEST, Manifest, parse_manifest
from oro_container.errors import BadImage

__all__ = ("Image", "open_image")


class Image(Struct, frozen=True, kw_only=True):
    """An image that is there, unpacked."""

    manifest: Manifest
    folder: Path
    digest: str = ""
    """The SHA-256 of its files, where it is in the store."""

    @property
    def layers(self) -> tuple[Path, ...]:
        """Its layers, the lowest first."""
        return tuple(self.folder / each for each in self.manifest.layers) or (self.folder,)


def open_image(folder: Path, digest: str = "") -> Image:
    """Return the image in a folder; blocks.

    Raises:
        BadImage: it has no `container.toml`, or one that is wrong; or a layer that it names is not there.
    """
    try:
        manifest = parse_manifest((folder / MANIFEST).read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        why = f"it has no {MANIFEST}" if isinstance(error, FileNotFoundError) else f"{MANIFEST}: {error}"
        raise BadImage(f'Cannot use "{folder}" as an image: {why}; write one, such as `name = "app"`') from None
    except BadManifest as error:
        raise BadImage(f'Cannot use "{folder}" as an image: {error}') from None
    image = Image(manifest=manifest, folder=folder, digest=digest)
    for layer in manifest.layers:
        if not (folder / layer).is_dir():
            raise BadImage(f'Cannot use "{folder}" as an image: it has no folder "{layer}", which `layers` names')
    return image
