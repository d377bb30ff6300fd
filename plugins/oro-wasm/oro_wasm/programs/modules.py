"""Modules that pages give as bytes, kept as files by the hash of their bytes."""

from __future__ import annotations

import re
from pathlib import Path

from oro_framework.atomic import replace_file
from oro_framework.errors import NotFound
from oro_wasm.engine.digest import digest_of

__all__ = ("Modules",)

_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)


class Modules:
    """Files of modules by digest, in a folder of the user alone.

    Args:
        folder: made with mode 0700 when something is first kept.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, data: bytes) -> str:
        """Keep a module, and return the SHA-256 of its bytes as hexadecimal digits; blocks.

        Raises:
            OSError: it cannot be written.
        """
        digest = digest_of(data)
        path = self._folder / f"{digest}.wasm"
        if not path.exists():
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            replace_file(path, data, 0o600)
        return digest

    def path(self, digest: str) -> Path:
        """Return the file of a module.

        Raises:
            NotFound: it was not given before.
        """
        path = self._folder / f"{digest}.wasm"
        if not _DIGEST.fullmatch(digest) or not path.exists():
            raise NotFound(f'Cannot find module "{digest[:80]}": load its bytes first')
        return path
