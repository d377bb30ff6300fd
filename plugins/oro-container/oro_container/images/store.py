"""The images that are kept: unpacked once by the sum of their files, and found by name and version."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from oro_container.errors import BadImage, NoSuchImage
from oro_container.folders import cache_folder
from oro_container.images.archives import digest_of, unpack
from oro_container.images.image import Image, open_image
from oro_framework.atomic import replace_file

__all__ = ("ImageStore",)

_DIGEST = re.compile(r"[0-9a-f]{64}")
_UNFINISHED = ".new-"


class ImageStore:
    """Images in a folder: `NAME@VERSION` in `names` holds the sum under which the files are in `files`.

    Args:
        folder: of the store; that of the user when None.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or cache_folder() / "images"
        self._files, self._names = self._folder / "files", self._folder / "names"

    def add(self, source: Path) -> Image:
        """Keep the image of an archive or a folder, under its name and version, and return it; blocks.

        Raises:
            BadImage: it is no image.
            OSError: it cannot be read or written.
        """
        self._files.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._names.mkdir(mode=0o700, parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=self._files))
        try:
            inside = made / "image"
            if source.is_dir():
                open_image(source)
                digest_of(source)  # refuses what no image has, before a pipe is copied
                shutil.copytree(source, inside, symlinks=True)
            else:
                inside.mkdir()
                unpack(source, inside)
            image = self._placed(inside)
        finally:
            shutil.rmtree(made, ignore_errors=True)
        replace_file(self._names / _name(image), image.digest.encode(), 0o600)
        return image

    def list(self) -> Sequence[Image]:
        """Return every image, by name and version; blocks. Those that are damaged are left out."""
        found = []
        for name in sorted(each.name for each in self._names.glob("*@*")):
            try:
                found.append(self.find(name))
            except (NoSuchImage, BadImage):
                continue
        return found

    def find(self, name: str) -> Image:
        """Return the image of a name, or of `NAME@VERSION`; without a version the last that was added; blocks.

        Raises:
            NoSuchImage: there is none.
            BadImage: what is kept is damaged; adding it anew mends it.
        """
        entries = [each for each in self._names.glob("*@*") if name in (each.name, each.name.rpartition("@")[0])]
        newest = max(entries, key=lambda each: (each.stat().st_mtime_ns, each.name), default=None)
        digest = newest.read_text("ascii").strip() if newest else ""
        if not _DIGEST.fullmatch(digest) or not (self._files / digest).is_dir():
            raise NoSuchImage(name, [each.name.rpartition("@")[0] for each in self._names.glob("*@*")])
        return open_image(self._files / digest, digest)

    def remove(self, name: str) -> int:
        """Forget the image `NAME@VERSION`, or all versions of a name; return how many those were; blocks.

        Raises:
            NoSuchImage: there is none.
        """
        self.find(name)
        entries = [each for each in self._names.glob("*@*") if name in (each.name, each.name.rpartition("@")[0])]
        for each in entries:
            each.unlink(missing_ok=True)
        self.prune()
        return len(entries)

    def prune(self) -> int:
        """Remove the files that no name leads to, and those that were never whole; return the bytes; blocks."""
        named = {each.read_text("ascii").strip() for each in self._names.glob("*@*")}
        freed = 0
        for folder in self._files.glob("*") if self._files.is_dir() else ():
            if folder.name not in named and not _is_in_work(folder):
                freed += _size(folder)
                shutil.rmtree(folder, ignore_errors=True)
        return freed

    def _placed(self, made: Path) -> Image:
        digest = digest_of(made)
        image = open_image(made, digest)
        target = self._files / digest
        try:
            os.rename(made, target)
        except OSError:
            if not target.is_dir():
                raise
        return Image(manifest=image.manifest, folder=target, digest=digest)


def _name(image: Image) -> str:
    return f"{image.manifest.name}@{image.manifest.version}"


def _is_in_work(folder: Path) -> bool:
    """Return whether another process may be filling it."""
    return folder.name.startswith(_UNFINISHED) and folder.stat().st_mtime > time.time() - 3600


def _size(folder: Path) -> int:
    return sum(each.lstat().st_size for each in folder.rglob("*") if not each.is_dir())
